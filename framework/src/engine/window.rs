//! A message that turned out, after it was sent, to have met a closed window.

use std::sync::Arc;

use super::lane::{Queued, Work};
use super::slot::Slot;
use super::{Count, Engine};
use crate::action::Action;
use crate::outbox::window;
use crate::store::{EventEnd, EventKey, Lane, NewEvent, NewRow, OutboxRow, RowState, StoreError, TurnCommit};
use crate::wire::{Event, MessageId};

/// The key prefix of the engine's own event: a message failed because the window was closed. With the message's id behind it, the
/// key is the same however often and in whichever form the inbox tells of it, so that one template follows.
pub(super) const WINDOW: &str = "window:";

impl Engine {
    /// What follows for the engine from a status that failed because the window was closed, whether or not a handler listens.
    /// The message's row may still be waiting for its answer: whether a template belongs to it is looked up in its turn.
    pub(super) async fn failed_by_window(&self, event: &Event, part: u32) -> Result<Option<(NewEvent, Work)>, StoreError> {
        let Event::Status(status) = event else { return Ok(None) };
        let Some(message) = status.getchat_id.as_ref().filter(|_| window::failed_by_it(status)) else { return Ok(None) };
        // WhatsApp may write a number otherwise than the bot did: the row knows its chat better.
        let known = self.parts.store.row_of(&self.parts.inbox, message).await?.map(|(lane, _)| lane);
        let Some(lane) = known.or_else(|| status.recipient_id.clone().map(Lane::Chat)) else { return Ok(None) };
        let key = EventKey::new(format!("{WINDOW}{message}"));
        let new = NewEvent { key, lane, kind: "window".to_owned(), part, end: None };
        Ok(Some((new, Work::WindowClosed(message.clone()))))
    }

    /// Plans the template that belongs to a failed message, under the conditions under which the message left.
    pub(super) async fn run_window_closed(self: &Arc<Self>, slot: &Slot, queued: &Queued, message: &MessageId) -> Result<(), StoreError> {
        let Some(lease) = slot.state().lease.clone() else { return Ok(()) };
        let mut commit = TurnCommit::only(queued.seq, slot.lane.clone(), EventEnd::Done, self.now());
        let found = self.row_of(slot, message).await?;
        if let Some((lane, OutboxRow { action: Action::SendOrTemplate { template, .. }, owners, fence, .. })) = found
            && lane == slot.lane
            && !slot.state().ownership.is_silenced()
        {
            self.counters.add(Count::Templates);
            commit.rows.push(NewRow { action: Action::Send(*template), state: RowState::Planned, owners, fence, intent_at: None });
        }
        self.commit(slot, &lease, commit).await
    }
}
