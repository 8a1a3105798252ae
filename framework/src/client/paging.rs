use crate::wire::{Timestamp, WaId};

use super::call::Call;

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

impl EventQuery {
    /// The parameters beside the paging and `before_time`.
    pub(super) fn parameters(&self) -> Vec<(&'static str, Option<String>)> {
        vec![
            ("wa_id", self.wa_id.as_ref().map(|chat| chat.as_str().to_owned())),
            ("since_time", self.since_time.map(|second| second.as_seconds().to_string())),
        ]
    }
}

impl Call<'_> {
    pub(super) fn paging(self, paging: Paging) -> Self {
        self.query("limit", paging.limit).query("offset", paging.offset)
    }

    pub(super) fn events(self, query: &EventQuery) -> Self {
        self.queries(query.parameters()).query("before_time", query.before_time.map(Timestamp::as_seconds)).paging(query.paging)
    }
}
