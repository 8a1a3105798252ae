use std::collections::{BTreeSet, VecDeque};
use std::fmt;

use futures_util::stream::{self, Stream};
use serde::de::DeserializeOwned;

use super::path::Operation;
use super::{Api, ApiError, ChatQuery, Paging, path};
use crate::wire::{Chat, Page, Person, SavedResponse, WabaError};

/// Entries asked for at once when a list is read to its end.
const ENTRIES_PER_PAGE: u64 = 500;

/// Pages after which a list that claims to go on is taken as read.
const MOST_PAGES: usize = 10_000;

/// A list of the inbox, read page by page as far as it is wanted. Each entry comes once, also when one moves to a later page meanwhile.
///
/// Pages are told apart by an offset, so an entry that moves to the front while the list is read may be missed.
///
/// ```
/// use switchboard::client::{Api, ApiError, ChatQuery};
///
/// /// Whether somebody called Ada has a chat.
/// async fn knows_ada(api: &Api) -> Result<bool, ApiError> {
///     let mut chats = api.every_chat(&ChatQuery { search: Some("Ada".to_owned()), ..ChatQuery::default() });
///     Ok(chats.next().await?.is_some())
/// }
/// ```
pub struct Entries<T> {
    api: Api,
    operation: Operation,
    parameters: Vec<(&'static str, Option<String>)>,
    id: fn(&T) -> String,
    limit: u64,
    offset: u64,
    pages: usize,
    seen: BTreeSet<String>,
    waiting: VecDeque<T>,
    ended: bool,
}

impl<T: DeserializeOwned> Entries<T> {
    pub(super) fn new(api: &Api, operation: Operation, paging: Paging, id: fn(&T) -> String) -> Self {
        Self {
            api: api.clone(),
            operation,
            parameters: Vec::new(),
            id,
            limit: paging.limit.filter(|limit| *limit > 0).unwrap_or(ENTRIES_PER_PAGE),
            offset: paging.offset.unwrap_or(0),
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
        let paging = Paging { limit: Some(self.limit), offset: Some(self.offset) };
        let call = self.api.call(self.operation).paging(paging).queries(self.parameters.iter().cloned());
        let page: Page<T> = call.send().await?;
        let here = page.results.len() as u64;
        self.offset += here;
        self.pages += 1;
        self.ended = here == 0 || self.offset >= page.count || self.pages >= MOST_PAGES;
        let Self { id, seen, .. } = self;
        self.waiting.extend(page.results.into_iter().filter(|entry| seen.insert(id(entry))));
        Ok(())
    }
}

impl<T> fmt::Debug for Entries<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entries").field("operation", &self.operation.name).field("offset", &self.offset).finish_non_exhaustive()
    }
}

impl Api {
    /// Reads a small list to its end. An entry that moves to another page meanwhile is there once.
    pub(super) async fn all<T: DeserializeOwned>(&self, operation: Operation, id: fn(&T) -> String) -> Result<Vec<T>, ApiError> {
        let mut entries = Entries::new(self, operation, Paging::default(), id);
        let mut all = Vec::new();
        while let Some(entry) = entries.next().await? {
            all.push(entry);
        }
        Ok(all)
    }

    /// Every chat that the query wants, by as many `listChats` as are read. A limit is that of one page.
    #[must_use]
    pub fn every_chat(&self, query: &ChatQuery) -> Entries<Chat> {
        Entries::new(self, path::LIST_CHATS, query.paging, |chat: &Chat| chat.wa_id.as_str().to_owned()).with(query.parameters())
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
            None => format!("{:?}", (error.timestamp, &error.waba_id, &error.getchat_id, &error.waba_payload)),
        })
    }
}
