//! Coming back: a chat was given to the bot, and what waits for an answer is found and queued.

use std::sync::Arc;

use super::Engine;
use super::lane::{Queued, Slot, Work};
use crate::client::{ApiError, MessageQuery, Paging};
use crate::handover::OnReturn;
use crate::kind::EventKind;
use crate::store::{Delivery, EventEnd, EventKey, NewEvent, StoreError, TurnCommit};
use crate::wire::{Message, WaId};

/// How many messages of a chat are looked through for those that nobody answered.
const LOOK_BACK: u64 = 50;

impl Engine {
    /// Runs the turn of a hand-over to the bot. It says nothing itself: what it finds is queued as assigned messages.
    pub(super) async fn run_return(self: &Arc<Self>, slot: &Slot, queued: Queued) -> Result<(), StoreError> {
        let Some(chat) = slot.lane.chat() else { return Ok(()) };
        let is_mine = slot.state().ownership.owner().is_me();
        let unanswered = if is_mine && self.policy.on_return != OnReturn::Nothing {
            match self.unanswered(slot, chat).await {
                Ok(unanswered) => unanswered,
                Err(cause) => {
                    tracing::warn!(lane = ?slot.lane, %cause, "the messages of a chat that came back cannot be read yet");
                    slot.state().pause_after_failure(self.now());
                    return Ok(());
                }
            }
        } else {
            Vec::new()
        };
        let now = self.now();
        let (lease, record) = {
            let state = slot.state();
            (state.lease.clone(), state.ownership.record())
        };
        let Some(lease) = lease else { return Ok(()) };
        let mut commit = TurnCommit::only(queued.seq, slot.lane.clone(), EventEnd::Done, now);
        commit.chat = Some(record);
        commit.events = unanswered.iter().map(|message| handed_over(slot, &queued, message, now)).collect();
        let follow = commit.events.clone();
        let committed = self.parts.store.commit(&self.parts.inbox, &lease, commit).await?;
        slot.state().end_event(queued.seq);
        for (delivery, ingested) in follow.into_iter().zip(committed.events) {
            let decoded = crate::wire::decode(&delivery.body).ok().and_then(|decoded| decoded.events.into_iter().next());
            if let (Some(event), Some(new)) = (decoded, delivery.events.into_iter().next()) {
                self.queue(&new.lane, Some(Work::Event(Arc::new(event))), ingested, now);
            }
        }
        Ok(())
    }

    /// The customer's messages that no outgoing one follows and no turn has handled or will handle, oldest first; the
    /// newest one only, unless the policy asks for all.
    async fn unanswered(&self, slot: &Slot, chat: &WaId) -> Result<Vec<Message>, ApiError> {
        let query = MessageQuery { paging: Paging { limit: Some(LOOK_BACK), offset: None }, ..MessageQuery::of_chat(chat.clone()) };
        let page = self.parts.api.list_messages(&query).await?;
        let state = slot.state();
        let (handled, handled_at) = state.ownership.handled();
        let mut waiting = page
            .results
            .into_iter()
            .take_while(|message| !message.from_us)
            .take_while(|message| {
                let id = message.waba_payload.id.as_ref();
                let written_at = message.waba_payload.timestamp.map(crate::wire::Timestamp::as_seconds);
                let done =
                    (id.is_some() && id == handled) || matches!((written_at, handled_at), (Some(at), Some(handled_at)) if at < handled_at);
                !done && written_at.is_none_or(|at| at >= self.parts.mark.as_second())
            })
            .collect::<Vec<_>>();
        if self.policy.on_return == OnReturn::Newest {
            waiting.truncate(1);
        }
        waiting.retain(|message| message.waba_payload.id.as_ref().is_none_or(|id| !state.awaits(id)));
        waiting.reverse();
        Ok(waiting)
    }
}

/// A message that waits for an answer, as an event of its own.
fn handed_over(slot: &Slot, queued: &Queued, message: &Message, now: jiff::Timestamp) -> Delivery {
    let id = message.waba_payload.id.as_ref().map(ToString::to_string).unwrap_or_default();
    let body = serde_json::to_vec(&serde_json::json!({ "assigned_messages": [message] })).unwrap_or_default();
    let event = NewEvent {
        key: EventKey::new(format!("back:{}:{id}", queued.seq.0)),
        lane: slot.lane.clone(),
        kind: EventKind::AssignedMessages.name().to_owned(),
        part: 0,
        end: None,
    };
    Delivery { body, received_at: now, events: vec![event], chats: Vec::new() }
}
