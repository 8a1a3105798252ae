use std::sync::Arc;

use super::{Slot, update};
use crate::action::Action;
use crate::client::{ApiError, MessageQuery, Paging};
use crate::engine::{Count, Engine};
use crate::outbox::doubt::{Belief, Doubt};
use crate::store::{OutboxRow, RowState, RowUpdate, StoreError};
use crate::wire::{Message, MessageId, OutgoingMessage, Timestamp, WaId};

/// How many messages are read at once from the inbox's list.
const PAGE: u64 = 100;

impl Engine {
    /// Finds out what became of the lane's first row, whose answer never came.
    pub(in crate::engine) async fn resolve_first(self: &Arc<Self>, slot: &Slot) -> Result<(), StoreError> {
        let first = slot.state().rows.front().map(|first| first.row.clone());
        let (Some(row), Some(chat)) = (first, slot.lane.chat()) else { return Ok(()) };
        match row.action.clone() {
            Action::Send(message) => self.resolve_message(slot, chat, row, &self.in_language(message)).await,
            Action::SendOrTemplate { message, .. } => self.resolve_message(slot, chat, row, &message).await,
            Action::Assign(assignment) => self.resolve_assignment(slot, row, &assignment).await,
            // Tags may be repeated without harm.
            Action::Tag { .. } | Action::Untag { .. } => {
                self.record(slot, vec![RowUpdate { state: RowState::Planned, ..update(&row) }]).await
            }
        }
    }

    async fn resolve_message(
        self: &Arc<Self>,
        slot: &Slot,
        chat: &WaId,
        row: OutboxRow,
        message: &OutgoingMessage,
    ) -> Result<(), StoreError> {
        let mut doubt = {
            let state = slot.state();
            let known = state.rows.front().and_then(|first| first.doubt.clone());
            known.unwrap_or_else(|| Doubt::new(&message.content, row.intent_at.unwrap_or_else(|| self.parts.api.inbox_now())))
        };
        let candidates = match self.candidates(slot, chat, &doubt).await? {
            Ok(candidates) => candidates,
            Err(cause) => {
                tracing::warn!(lane = ?slot.lane, %cause, "whether a message was sent cannot be looked up yet; its chat waits");
                slot.state().pause_after_failure(self.now());
                return Ok(());
            }
        };
        let now = self.now();
        match doubt.after_reading(&candidates, now, self.parts.settings.settle) {
            Belief::Sent { message, ambiguous } => {
                if ambiguous {
                    self.counters.add(Count::Ambiguous);
                }
                self.counters.add(Count::Sent);
                self.note_sent(slot, &row, &message).await?;
                self.sent(slot, &row, Some(message));
                Ok(())
            }
            Belief::ReadAgain(until) => {
                let mut state = slot.state();
                if let Some(first) = state.rows.front_mut() {
                    first.row.not_before = Some(until);
                    first.doubt = Some(doubt);
                }
                Ok(())
            }
            Belief::NotSent => {
                match self.reaches_back(&doubt).await {
                    Ok(true) => {}
                    Ok(false) => {
                        return self.park(slot, &row, "a message may or may not have been sent: the inbox lists none so old").await;
                    }
                    Err(cause) => {
                        tracing::warn!(lane = ?slot.lane, %cause, "how far the inbox's list reaches back cannot be looked up yet");
                        slot.state().pause_after_failure(self.now());
                        return Ok(());
                    }
                }
                // One that a takeover overtook is withdrawn instead, as any planned row is.
                if !slot.state().is_overtaken(&row) {
                    tracing::warn!(lane = ?slot.lane, "a message that the inbox does not list is sent again");
                    self.counters.add(Count::Resent);
                }
                self.record(slot, vec![RowUpdate { state: RowState::Planned, attempts: row.attempts + 1, ..update(&row) }]).await
            }
            Belief::Park => self.park(slot, &row, "a template may or may not have been sent: the inbox does not list it").await,
        }
    }

    /// Nobody can tell whether it was sent, and it is not sent again on a guess.
    async fn park(self: &Arc<Self>, slot: &Slot, row: &OutboxRow, cause: &str) -> Result<(), StoreError> {
        tracing::error!(lane = ?slot.lane, cause, "a message is parked");
        self.counters.add(Count::Parked);
        let update = RowUpdate { state: RowState::Parked, cause: Some(cause.to_owned()), ..update(row) };
        self.end_rows(slot, vec![update], Vec::new()).await
    }

    /// Whether the inbox lists messages from before the one in doubt. It drops the oldest beyond 1.5 million, and what is not listed
    /// below the oldest may have been there.
    async fn reaches_back(&self, doubt: &Doubt) -> Result<bool, ApiError> {
        let first = |before: Option<i64>| MessageQuery {
            before_time: before.map(Timestamp::from_seconds),
            paging: Paging { limit: Some(1), offset: None },
            ..MessageQuery::default()
        };
        let older = self.parts.api.list_messages(&first(Some(doubt.intent_second() + 1))).await?;
        // An inbox without any message has dropped none.
        Ok(!older.results.is_empty() || self.parts.api.list_messages(&first(None)).await?.results.is_empty())
    }

    /// The inbox's messages that may be the one in doubt and belong to no other row, newest first. What the inbox told by
    /// itself saves the reading.
    async fn candidates(&self, slot: &Slot, chat: &WaId, doubt: &Doubt) -> Result<Result<Vec<MessageId>, ApiError>, StoreError> {
        let me = self.parts.me.id;
        let told = slot.state().own.iter().filter(|message| doubt.may_be(message, me)).filter_map(|message| message.id.clone()).collect();
        let told = self.unclaimed(slot, told).await?;
        if !told.is_empty() {
            return Ok(Ok(told));
        }
        let mut found = Vec::new();
        let mut offset = 0;
        loop {
            let query = MessageQuery {
                from_us: Some(true),
                since_time: Some(Timestamp::from_seconds(doubt.since_second())),
                paging: Paging { limit: Some(PAGE), offset: Some(offset) },
                ..MessageQuery::of_chat(chat.clone())
            };
            let page = match self.parts.api.list_messages(&query).await {
                Ok(page) => page,
                Err(cause) => return Ok(Err(cause)),
            };
            let read = page.results.len() as u64;
            let may_be = |message: Message| doubt.may_be(&message, me).then_some(message.id).flatten();
            found.extend(page.results.into_iter().filter_map(may_be));
            offset += read;
            if read == 0 || offset >= page.count {
                break;
            }
        }
        Ok(Ok(self.unclaimed(slot, found).await?))
    }

    /// Without those that are known to be other rows' messages.
    async fn unclaimed(&self, slot: &Slot, mut found: Vec<MessageId>) -> Result<Vec<MessageId>, StoreError> {
        found.retain(|id| slot.state().claimed_by(id).is_none());
        if found.is_empty() {
            return Ok(found);
        }
        let claimed = self.parts.store.sent(&self.parts.inbox, &found).await?;
        Ok(found.into_iter().filter(|id| claimed.iter().all(|(claimed, _)| claimed != id)).collect())
    }
}
