//! Lists of the inbox, read to their end.

mod walk;

use std::collections::{BTreeSet, VecDeque};
use std::fmt;

use futures_util::stream::{self, Stream};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::path::Operation;
use super::{Api, ApiError, ChatQuery, ContactQuery, EventQuery, MessageQuery, Paging, contacts, path};
use crate::wire::{
    Chat, ChatAssignmentEvent, ChatTaggingEvent, Contact, Message, MessageTaggingEvent, Page, Person, SavedResponse, Timestamp, WabaError,
    WabaId,
};
use walk::{Follows, Shown, Walk};

/// Entries asked for at once when a list is read to its end.
const ENTRIES_PER_PAGE: u64 = 500;

/// The same of what is walked by time, which is larger.
const NEWEST_PER_PAGE: u64 = 200;

/// Pages after which a list that claims to go on is taken as read: more than a list of 1.5 million messages has.
const MOST_PAGES: usize = 10_000;

/// A list of the inbox, read page by page as far as it is wanted. Each entry comes once, also when one moves to a later page meanwhile.
///
/// Messages and histories come newest first, and none is lost that was there at the start: new ones do not shift the pages, since these
/// are told apart by time (`before_time`). Pages of all other lists are told apart by an offset, so an entry that moves to the front while
/// the list is read may be missed.
///
/// An entry that does not have the form of its type is left out, and a line in the log says so: one of them must not keep all others from
/// being read.
///
/// ```
/// use switchboard::client::{Api, ApiError, MessageQuery};
/// use switchboard::wire::WaId;
///
/// /// The customer's latest text, however far back.
/// async fn latest_text(api: &Api, chat: WaId) -> Result<Option<String>, ApiError> {
///     let mut messages = api.every_message(&MessageQuery { from_us: Some(false), ..MessageQuery::of_chat(chat) });
///     while let Some(message) = messages.next().await? {
///         if let Some(text) = message.waba_payload.content.text() {
///             return Ok(Some(text.to_owned()));
///         }
///     }
///     Ok(None)
/// }
/// ```
pub struct Entries<T> {
    api: Api,
    operation: Operation,
    parameters: Vec<(&'static str, Option<String>)>,
    id: fn(&T) -> String,
    second: fn(&T) -> Option<Timestamp>,
    limit: u64,
    walk: Walk,
    pages: usize,
    /// What the next page may hold once more.
    seen: BTreeSet<String>,
    waiting: VecDeque<T>,
    ended: bool,
}

impl<T: DeserializeOwned> Entries<T> {
    /// A list that is walked by offset.
    pub(super) fn new(api: &Api, operation: Operation, paging: Paging, id: fn(&T) -> String) -> Self {
        Self {
            api: api.clone(),
            operation,
            parameters: Vec::new(),
            id,
            second: |_| None,
            limit: paging.limit.filter(|limit| *limit > 0).unwrap_or(ENTRIES_PER_PAGE),
            walk: Walk::Place(paging.offset.unwrap_or(0)),
            pages: 0,
            seen: BTreeSet::new(),
            waiting: VecDeque::new(),
            ended: false,
        }
    }

    fn with(mut self, parameters: Vec<(&'static str, Option<String>)>) -> Self {
        self.parameters = parameters;
        self
    }

    /// The same list, walked by the time of its entries.
    fn newest_first(mut self, before: Option<Timestamp>, paging: Paging, second: fn(&T) -> Option<Timestamp>) -> Self {
        self.second = second;
        self.limit = paging.limit.filter(|limit| *limit > 0).unwrap_or(NEWEST_PER_PAGE);
        self.walk = Walk::Time { before: before.map(Timestamp::as_seconds), place: 0 };
        self
    }

    /// The next entry; nothing at the end.
    ///
    /// # Errors
    /// When a call fails. Calling again asks for the same page once more.
    pub async fn next(&mut self) -> Result<Option<T>, ApiError> {
        loop {
            if let Some(entry) = self.waiting.pop_front() {
                return Ok(Some(entry));
            }
            if self.ended {
                return Ok(None);
            }
            self.read_page().await?;
        }
    }

    /// All entries that are left, which have to fit into memory.
    ///
    /// # Errors
    /// When a call fails.
    pub async fn all(mut self) -> Result<Vec<T>, ApiError> {
        let mut all = Vec::new();
        while let Some(entry) = self.next().await? {
            all.push(entry);
        }
        Ok(all)
    }

    /// The same as a stream, which ends behind its first error.
    pub fn into_stream(self) -> impl Stream<Item = Result<T, ApiError>> {
        stream::unfold(Some(self), async |entries| {
            let mut entries = entries?;
            match entries.next().await {
                Ok(entry) => Some((Ok(entry?), Some(entries))),
                Err(error) => Some((Err(error), None)),
            }
        })
    }

    async fn read_page(&mut self) -> Result<(), ApiError> {
        let call = self.api.call(self.operation).query("limit", Some(self.limit)).queries(self.walk.parameters());
        let page: Page<Value> = call.queries(self.parameters.iter().cloned()).send().await?;
        let (here, count, next) = (page.results.len() as u64, page.count, contacts::cursor(&page));
        let entries: Vec<T> = page.results.into_iter().filter_map(|entry| self.read(entry)).collect();
        let second = |entry: &T| (self.second)(entry).map(Timestamp::as_seconds);
        let mut shown = Shown { here, fresh: 0, count, oldest: entries.iter().filter_map(second).min(), next };
        // Within a second, a page by time begins once more with what the last one had: what stands above that came since, and would take
        // the place of something older.
        let above = match self.walk {
            Walk::Time { .. } => entries.iter().rposition(|entry| self.seen.contains(&(self.id)(entry))).unwrap_or(0),
            _ => 0,
        };
        let mut edge = BTreeSet::new();
        for (place, entry) in entries.into_iter().enumerate() {
            let id = (self.id)(&entry);
            if place < above && !self.seen.contains(&id) {
                continue;
            }
            if second(&entry).is_none_or(|second| Some(second) == shown.oldest) {
                edge.insert(id.clone());
            }
            if self.seen.insert(id) {
                shown.fresh += 1;
                self.waiting.push_back(entry);
            }
        }
        self.pages += 1;
        match self.walk.step(shown) {
            Follows::End => self.ended = true,
            Follows::Page => {}
            Follows::Older => self.seen = edge,
        }
        self.ended |= self.pages >= MOST_PAGES;
        Ok(())
    }

    /// An entry, unless it is none.
    fn read(&self, entry: Value) -> Option<T> {
        let read = serde_json::from_value(entry);
        read.inspect_err(|_| tracing::warn!(operation = self.operation.name, "an entry of a list cannot be read, and is left out")).ok()
    }
}

impl<T> fmt::Debug for Entries<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entries").field("operation", &self.operation.name).field("walk", &self.walk).finish_non_exhaustive()
    }
}

impl Api {
    /// Every chat that the query wants, by as many `listChats` as are read. A limit is that of one page.
    #[must_use]
    pub fn every_chat(&self, query: &ChatQuery) -> Entries<Chat> {
        Entries::new(self, path::LIST_CHATS, query.paging, |chat: &Chat| chat.wa_id.as_str().to_owned()).with(query.parameters())
    }

    /// Every message that the query wants, newest first, by as many `listMessages` as are read. The query's limit is that of one page, 200
    /// when it names none; its offset does not count.
    #[must_use]
    pub fn every_message(&self, query: &MessageQuery) -> Entries<Message> {
        let messages = Entries::new(self, path::LIST_MESSAGES, Paging::default(), message_id).with(query.parameters());
        messages.newest_first(query.before_time, query.paging, |message| message.waba_payload.timestamp)
    }

    /// Every assignment that the query wants, newest first, by as many `listChatAssignmentEvents` as are read. The query's limit is that of
    /// one page, 200 when it names none; its offset does not count.
    #[must_use]
    pub fn every_chat_assignment_event(&self, query: &EventQuery) -> Entries<ChatAssignmentEvent> {
        self.history(path::LIST_CHAT_ASSIGNMENT_EVENTS, query, |event| Some(event.timestamp))
    }

    /// Every change of chats' tags that the query wants, newest first, as
    /// [`every_chat_assignment_event`](Api::every_chat_assignment_event).
    #[must_use]
    pub fn every_chat_tagging_event(&self, query: &EventQuery) -> Entries<ChatTaggingEvent> {
        self.history(path::LIST_CHAT_TAGGING_EVENTS, query, |event| Some(event.timestamp))
    }

    /// Every change of messages' tags that the query wants, of one message's when it is named, newest first, as
    /// [`every_chat_assignment_event`](Api::every_chat_assignment_event).
    #[must_use]
    pub fn every_message_tagging_event(&self, query: &EventQuery, message: Option<&WabaId>) -> Entries<MessageTaggingEvent> {
        let mut events = self.history(path::LIST_MESSAGE_TAGGING_EVENTS, query, |event: &MessageTaggingEvent| Some(event.timestamp));
        events.parameters.push(("message_id", message.map(WabaId::to_string)));
        events
    }

    /// Every contact of the connected address books that the query wants, by as many `listContacts` as are read.
    #[must_use]
    pub fn every_contact(&self, query: &ContactQuery) -> Entries<Contact> {
        let paging = Paging { limit: query.limit, offset: None };
        let mut contacts = Entries::new(self, path::LIST_CONTACTS, paging, as_written);
        contacts.walk = Walk::Cursor(query.pages.clone());
        contacts.with(vec![("search", query.search.clone())])
    }

    /// Every customer who has written, by as many `listPeople` as are read.
    #[must_use]
    pub fn every_person(&self, search: Option<&str>) -> Entries<Person> {
        let people = Entries::new(self, path::LIST_PEOPLE, Paging::default(), |person: &Person| person.wa_id.as_str().to_owned());
        people.with(vec![("search", search.map(str::to_owned))])
    }

    /// Every saved response, by as many `listSavedResponses` as are read.
    #[must_use]
    pub fn every_saved_response(&self) -> Entries<SavedResponse> {
        Entries::new(self, path::LIST_SAVED_RESPONSES, Paging::default(), |response: &SavedResponse| response.id.to_string())
    }

    /// Every error that WhatsApp reported, by as many `listWabaErrors` as are read.
    #[must_use]
    pub fn every_waba_error(&self) -> Entries<WabaError> {
        Entries::new(self, path::LIST_WABA_ERRORS, Paging::default(), |error: &WabaError| match error.id {
            Some(id) => id.to_string(),
            None => as_written(error),
        })
    }

    fn history<T: DeserializeOwned + Serialize>(
        &self,
        operation: Operation,
        query: &EventQuery,
        second: fn(&T) -> Option<Timestamp>,
    ) -> Entries<T> {
        let events = Entries::new(self, operation, Paging::default(), as_written).with(query.parameters());
        events.newest_first(query.before_time, query.paging, second)
    }
}

/// What a message is known by.
fn message_id(message: &Message) -> String {
    match (&message.id, &message.waba_payload.id) {
        (Some(id), _) => id.to_string(),
        (None, Some(id)) => id.to_string(),
        (None, None) => as_written(message),
    }
}

/// What has no id is known by all that it says: two that are equal in all are one.
fn as_written<T: Serialize>(entry: &T) -> String {
    serde_json::to_string(entry).unwrap_or_default()
}
