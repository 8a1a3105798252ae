use std::collections::BTreeSet;

use serde::de::DeserializeOwned;

use crate::wire::{Page, Timestamp, WaId};

use super::call::Call;
use super::path::Operation;
use super::{Api, ApiError};

/// Entries asked for at once when a whole list is read.
const ENTRIES_PER_PAGE: u64 = 500;

/// Pages after which a list that claims to go on is taken as read.
const MOST_PAGES: usize = 1000;

/// Which part of a list is wanted. The service's own default and maximum are not documented.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Paging {
    /// Entries per page.
    pub limit: Option<u64>,
    /// Index of the first entry.
    pub offset: Option<u64>,
}

/// Which events of a history are wanted.
///
/// ```
/// use switchboard::prelude::*;
///
/// use switchboard::client::EventQuery;
///
/// #[on(assigned_messages, text = "how often")]
/// async fn how_often(contact: Contact, api: Api) -> Result<String> {
///     let query = EventQuery { wa_id: Some(contact.wa_id().clone()), ..EventQuery::default() };
///     let changes = api.list_chat_assignment_events(&query).await?;
///     Ok(format!("This chat changed hands {} times.", changes.results.len()))
/// }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventQuery {
    /// Only this chat.
    pub wa_id: Option<WaId>,
    /// At this second or later.
    pub since_time: Option<Timestamp>,
    /// Before this second, strictly.
    pub before_time: Option<Timestamp>,
    /// Which part. The contract names no paging for histories; an inbox may ignore it.
    pub paging: Paging,
}

impl Call<'_> {
    pub(super) fn paging(self, paging: Paging) -> Self {
        self.query("limit", paging.limit).query("offset", paging.offset)
    }

    pub(super) fn events(self, query: &EventQuery) -> Self {
        self.query("wa_id", query.wa_id.as_ref().map(WaId::as_str))
            .query("since_time", query.since_time.map(Timestamp::as_seconds))
            .query("before_time", query.before_time.map(Timestamp::as_seconds))
            .paging(query.paging)
    }
}

impl Api {
    /// Reads a small list to its end. An entry that moves to another page meanwhile is there once.
    pub(super) async fn all<T: DeserializeOwned, K: Ord>(&self, operation: Operation, id: impl Fn(&T) -> K) -> Result<Vec<T>, ApiError> {
        let (mut entries, mut seen, mut read) = (Vec::new(), BTreeSet::new(), 0);
        for _ in 0..MOST_PAGES {
            let paging = Paging { limit: Some(ENTRIES_PER_PAGE), offset: Some(read) };
            let page: Page<T> = self.call(operation).paging(paging).send().await?;
            let here = page.results.len() as u64;
            entries.extend(page.results.into_iter().filter(|entry| seen.insert(id(entry))));
            read += here;
            if here == 0 || read >= page.count {
                break;
            }
        }
        Ok(entries)
    }
}
