use std::collections::{BTreeSet, VecDeque};
use std::fmt;

use futures_util::stream::{self, Stream};

use super::{Api, ApiError, MessageQuery, Paging};
use crate::wire::{Message, Timestamp};

/// Messages asked for at once.
const MESSAGES_PER_PAGE: u64 = 200;

/// The messages that a query wants, newest first, read page by page as far as they are wanted. Each comes once, and none is lost that was
/// there at the start: new ones do not shift the pages, since these are told apart by time (`before_time`).
///
/// Times are whole seconds, and a page may end within one. So the next page begins with that second again, and what was seen is left out;
/// a second with more messages than a page is walked by offset.
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
pub struct EveryMessage {
    api: Api,
    /// What is asked for next.
    query: MessageQuery,
    offset: u64,
    /// The messages of the second that the next page begins with, and those without a time.
    seen: BTreeSet<String>,
    waiting: VecDeque<Message>,
    ended: bool,
}

impl Api {
    /// Every message that the query wants, newest first, by as many `listMessages` as are read. The query's limit is that of one page, 200
    /// when it names none; its offset does not count.
    #[must_use]
    pub fn every_message(&self, query: &MessageQuery) -> EveryMessage {
        let limit = query.paging.limit.filter(|limit| *limit > 0).unwrap_or(MESSAGES_PER_PAGE);
        let query = MessageQuery { paging: Paging { limit: Some(limit), offset: None }, ..query.clone() };
        EveryMessage { api: self.clone(), query, offset: 0, seen: BTreeSet::new(), waiting: VecDeque::new(), ended: false }
    }
}

impl EveryMessage {
    /// The next message; nothing at the end.
    ///
    /// # Errors
    /// When a call fails. Calling again asks for the same page once more.
    pub async fn next(&mut self) -> Result<Option<Message>, ApiError> {
        loop {
            if let Some(message) = self.waiting.pop_front() {
                return Ok(Some(message));
            }
            if self.ended {
                return Ok(None);
            }
            self.read_page().await?;
        }
    }

    /// The same as a stream, which ends behind its first error.
    pub fn into_stream(self) -> impl Stream<Item = Result<Message, ApiError>> {
        stream::unfold(Some(self), async |messages| {
            let mut messages = messages?;
            match messages.next().await {
                Ok(message) => Some((Ok(message?), Some(messages))),
                Err(error) => Some((Err(error), None)),
            }
        })
    }

    async fn read_page(&mut self) -> Result<(), ApiError> {
        self.query.paging.offset = (self.offset > 0).then_some(self.offset);
        let page = self.api.list_messages(&self.query).await?;
        let here = page.results.len() as u64;
        let second = |message: &Message| message.waba_payload.timestamp.map(Timestamp::as_seconds);
        let oldest = page.results.iter().filter_map(second).min();

        let mut boundary = BTreeSet::new();
        let mut fresh = 0_u64;
        for message in page.results {
            let key = key(&message);
            let is_new = !self.seen.contains(&key);
            // What the next page may hold once more.
            if second(&message).is_none_or(|second| Some(second) == oldest) {
                boundary.insert(key);
            }
            if is_new {
                fresh += 1;
                self.waiting.push_back(message);
            }
        }
        // The end is an empty page, since a wrong count may not hide anything; an inbox that repeats a page for ever ends it, too.
        self.ended = here == 0 || (fresh == 0 && self.offset > 0 && self.offset + here >= page.count);

        let before = oldest.and_then(|oldest| oldest.checked_add(1)).map(Timestamp::from_seconds);
        let moves = before.is_some_and(|before| self.query.before_time.is_none_or(|now| before.as_seconds() < now.as_seconds()));
        if moves {
            self.query.before_time = before;
            self.offset = 0;
            self.seen = boundary;
        } else {
            self.offset += here;
            self.seen.append(&mut boundary);
        }
        Ok(())
    }
}

/// What a message is known by.
fn key(message: &Message) -> String {
    match (&message.id, &message.waba_payload.id) {
        (Some(id), _) => id.to_string(),
        (None, Some(id)) => id.to_string(),
        // Neither id: its own words.
        (None, None) => serde_json::to_string(message).unwrap_or_default(),
    }
}

impl fmt::Debug for EveryMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EveryMessage").field("before_time", &self.query.before_time).field("offset", &self.offset).finish_non_exhaustive()
    }
}
