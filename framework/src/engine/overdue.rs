//! The time for an answer is over: whether the answer came in time after all, and only its call is late.

use std::sync::Arc;

use jiff::Timestamp;

use super::Engine;
use super::lane::Queued;
use super::slot::Slot;
use crate::client::{ApiError, MessageQuery, Paging};
use crate::conversation::{TALK, awaits_answer};
use crate::kind::EventKind;
use crate::own_event;
use crate::store::{Delivery, EventEnd, EventKey, Lane, NewEvent, StoreError, TurnCommit};
use crate::wire::{Event, Message, WaId};

/// How many messages of a chat are looked through for an answer that has not been told yet.
const LOOK_BACK: u64 = 50;

/// A question whose time is over.
struct Overdue {
    asked_at: Timestamp,
    due: Timestamp,
}

impl Engine {
    /// Looks for an answer that was written in time and has not been told. When there is one, it is queued, and the silence after it;
    /// then this turn is over, and the answer is `true`.
    pub(super) async fn was_answered_in_time(self: &Arc<Self>, slot: &Slot, queued: &Queued, event: &Event) -> Result<bool, StoreError> {
        let (Some(chat), Some(overdue)) = (slot.lane.chat(), Overdue::of(event)) else { return Ok(false) };
        let is_open = |journal| own_event::value(event).is_some_and(|told| awaits_answer(journal, told));
        if !slot.state().sessions.get(TALK).is_some_and(is_open) {
            // It was answered meanwhile, or was heard already, and what the silence began goes on behind a step.
            return Ok(false);
        }
        let (missed, waits) = match self.find_missed(chat, &overdue).await {
            Ok(found) => {
                // A sweep may have found it first.
                let waits = found.iter().filter_map(|message| message.waba_payload.id.as_ref()).any(|id| slot.state().awaits(id));
                (self.unknown(found).await?, waits)
            }
            Err(cause) => {
                tracing::warn!(lane = ?slot.lane, %cause, "whether a question was answered in time cannot be read yet");
                slot.state().pause_after_failure(self.now());
                return Ok(true);
            }
        };
        let Some(lease) = slot.state().lease.clone() else { return Ok(true) };
        if missed.is_empty() && !waits {
            return Ok(false);
        }
        let now = self.now();
        let mut commit = TurnCommit::only(queued.seq, slot.lane.clone(), EventEnd::Done, now);
        commit.events = missed.into_iter().map(|(key, message)| told(&slot.lane, key, &message, now)).collect();
        commit.events.extend(again(slot, queued, event, now));
        self.commit(slot, &lease, commit).await?;
        Ok(true)
    }

    /// The customer's messages that were written while the question was open, oldest first.
    async fn find_missed(&self, chat: &WaId, overdue: &Overdue) -> Result<Vec<Message>, ApiError> {
        let query = MessageQuery { paging: Paging { limit: Some(LOOK_BACK), offset: None }, ..MessageQuery::of_chat(chat.clone()) };
        let mut messages = self.parts.api.list_messages(&query).await?.results;
        messages.retain(|message| {
            let written_at = message.waba_payload.timestamp.map(crate::wire::Timestamp::as_seconds);
            !message.from_us && written_at.is_some_and(|at| at >= overdue.asked_at.as_second() && at <= overdue.due.as_second())
        });
        messages.reverse();
        Ok(messages)
    }

    /// Those that the journal does not have.
    async fn unknown(&self, messages: Vec<Message>) -> Result<Vec<(EventKey, Message)>, StoreError> {
        let mut unknown = Vec::new();
        for message in messages {
            let Some(id) = &message.waba_payload.id else { continue };
            let key = EventKey::new(format!("m:{id}"));
            if self.parts.store.chat_of_message(&self.parts.inbox, &key).await?.is_none() {
                unknown.push((key, message));
            }
        }
        Ok(unknown)
    }
}

impl Overdue {
    fn of(event: &Event) -> Option<Self> {
        let told = own_event::value(event).filter(|_| EventKind::of(event) == EventKind::Conversation)?;
        let time = |member: &str| told[member].as_str()?.parse().ok();
        Some(Self { asked_at: time("asked_at")?, due: time("due")? })
    }
}

/// A listed message, as if its own call had told it.
fn told(lane: &Lane, key: EventKey, message: &Message, now: Timestamp) -> Delivery {
    let body = serde_json::to_vec(&serde_json::json!({ "incoming_messages": [message] })).unwrap_or_default();
    let event = NewEvent { key, lane: lane.clone(), kind: EventKind::IncomingMessages.name().to_owned(), part: 0, end: None };
    Delivery::new(body, now, vec![event])
}

/// The same silence once more, behind what was found.
fn again(slot: &Slot, queued: &Queued, event: &Event, now: Timestamp) -> Option<Delivery> {
    let kind = EventKind::Conversation;
    let body = own_event::body(kind, own_event::value(event)?)?;
    let key = EventKey::new(format!("{}:again", queued.key.as_str()));
    let event = NewEvent { key, lane: slot.lane.clone(), kind: kind.name().to_owned(), part: 0, end: None };
    Some(Delivery::new(body, now, vec![event]))
}
