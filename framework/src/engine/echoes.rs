//! What handlers say about a failure: should it fail as well, nobody is told once more. Else a handler of `errors` that answers into a
//! closed window would answer its own failure, and that answer's, without end.

use super::Engine;
use super::slot::Slot;
use crate::kind::EventKind;
use crate::store::{EventSeq, StoreError};
use crate::wire::Event;

/// The kinds whose handlers are told that something did not reach the customer.
const FAILURES: [EventKind; 2] = [EventKind::Errors, EventKind::Withdrawn];

impl Engine {
    /// Whether what a turn of this event said is about a failure, so that no handler is told of its own.
    pub(super) async fn is_echo(&self, said_by: EventSeq) -> Result<bool, StoreError> {
        if !FAILURES.iter().any(|kind| self.parts.interests.listens(*kind)) {
            return Ok(false);
        }
        let kind = self.parts.store.kind_of(&self.parts.inbox, said_by).await?;
        Ok(kind.is_some_and(|kind| FAILURES.iter().any(|failure| failure.name() == kind)))
    }

    /// Whether an event is the status of what was said about a failure, or about another status.
    pub(super) async fn is_status_of_echo(&self, slot: &Slot, event: &Event) -> Result<bool, StoreError> {
        let Event::Status(status) = event else { return Ok(false) };
        let Some(message) = &status.getchat_id else { return Ok(false) };
        let Some((_, row)) = self.row_of(slot, message).await? else { return Ok(false) };
        let kind = self.parts.store.kind_of(&self.parts.inbox, row.event).await?;
        Ok(kind.is_some_and(|kind| FAILURES.iter().chain([&EventKind::Statuses]).any(|failure| failure.name() == kind)))
    }
}
