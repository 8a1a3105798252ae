//! Choosing whom of a group gets a chat.

use std::sync::PoisonError;

use super::Engine;
use super::directory::Lookup;
use crate::action::Reference;
use crate::client::{EventQuery, Paging};
use crate::handover::{Assigned, next_in_turn};
use crate::wire::GroupId;

/// How many of the inbox's assignments are read to see whose turn it is.
const EVENTS_READ: u64 = 100;

/// How many assignments of its own a process remembers: those that the list may not show yet.
const REMEMBERED: usize = 100;

impl Engine {
    /// A user of the group who is available, in turn; the group when nobody is.
    pub(super) async fn in_turn(&self, group: &Reference<GroupId>) -> Result<Assigned, Lookup> {
        let group = self.directory.find_group(group).await?;
        let users = self.parts.api.all_users().await?;
        let paging = Paging { limit: Some(EVENTS_READ), offset: None };
        let events = self.parts.api.list_chat_assignment_events(&EventQuery { paging, ..EventQuery::default() }).await?;
        let chosen = {
            let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
            let chosen = next_in_turn(&users, group.id, self.parts.me.id, &given, &events.results);
            if let Some(id) = chosen {
                given.retain(|one| *one != id);
                given.insert(0, id);
                given.truncate(REMEMBERED);
            }
            chosen
        };
        Ok(match chosen.and_then(|id| users.into_iter().find(|user| user.id == id)) {
            Some(user) => (Some(user), None),
            None => (None, Some(group)),
        })
    }
}
