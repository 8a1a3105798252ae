//! Sending: one row after the other leaves, and what became of it is recorded.

mod assigning;
mod resolving;
mod tagging;
mod window;

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use super::slot::Slot;
use super::{Count, Engine};
use crate::action::Action;
use crate::client::ApiError;
use crate::handover::{OwnerSet, Watch};
use crate::ingress::digest;
use crate::kind::EventKind;
use crate::outbox::verdict::{Attempt, pause};
use crate::own_event;
use crate::store::{Delivery, EventEnd, EventKey, Lane, NewEvent, OutboxRow, RowState, RowUpdate, StoreError};
use crate::wire::{CreateMessageRequest, MessageId, OutgoingMessage, WaId, WabaErrorItem};

/// WhatsApp's error for too many messages to one customer; others are not held up by it.
const TOO_MANY_TO_ONE: i64 = 131_056;

/// How long a number's limit holds everything up when the inbox does not say.
const GATE: Duration = Duration::from_secs(1);

/// An error that the handlers of `errors` are told.
#[derive(Debug, Clone, Copy)]
struct Trouble<'a> {
    /// WhatsApp's number, where it has one.
    code: Option<i64>,
    title: &'a str,
    cause: &'a str,
}

/// What an answer of the API came to.
pub(super) fn judge<T>(answer: Result<T, ApiError>) -> Attempt<()> {
    match answer {
        Ok(_) => Attempt::Done(()),
        Err(cause) if cause.may_have_happened() => Attempt::Unknown(cause.to_string()),
        // A token that is not valid any more is the operator's to mend: nothing is refused because of it.
        Err(cause) if cause.is_retryable() || cause.is_unauthorized() => {
            Attempt::NotDone { after: cause.retry_after(), cause: cause.to_string() }
        }
        Err(cause) => Attempt::Refused(cause.to_string()),
    }
}

impl Engine {
    /// Lets the lane's first row leave.
    pub(super) async fn send_first(self: &Arc<Self>, slot: &Slot) -> Result<(), StoreError> {
        let first = slot.state().rows.front().map(|first| first.row.clone());
        let (Some(row), Some(chat)) = (first, slot.lane.chat()) else { return Ok(()) };
        match row.action.clone() {
            Action::Send(message) => self.send_message(slot, chat, row, message).await,
            Action::SendOrTemplate { template, .. } if self.is_window_closed(slot) => {
                self.send_template_instead(slot, &row, *template).await
            }
            Action::SendOrTemplate { message, .. } => self.send_message(slot, chat, row, *message).await,
            Action::Assign(assignment) => self.send_assignment(slot, chat, row, assignment).await,
            Action::Tag { name, extra } => self.put_tag(slot, chat, row, &name, extra).await,
            Action::Untag { name } => self.take_tag_off(slot, chat, row, &name).await,
        }
    }

    async fn send_message(self: &Arc<Self>, slot: &Slot, chat: &WaId, row: OutboxRow, message: OutgoingMessage) -> Result<(), StoreError> {
        let now = self.now();
        if let Some(until) = self.held_until(chat, now) {
            self.counters.add(Count::HeldBack);
            if let Some(first) = slot.state().rows.front_mut() {
                first.row.not_before = Some(until);
            }
            return Ok(());
        }
        if row.state == RowState::Planned {
            let update = RowUpdate { state: RowState::InFlight, intent_at: Some(self.parts.api.inbox_now()), ..update(&row) };
            self.record(slot, vec![update]).await?;
        }
        if !slot.state().begin(&row) {
            return Ok(());
        }
        let request = CreateMessageRequest { wa_id: chat.clone(), message: self.in_language(message) };
        let answer = self.parts.api.create_message(&request).await;
        self.note_answer(chat, &answer);
        match answer {
            Ok(answer) => {
                self.counters.add(Count::Sent);
                self.note_sent(slot, &row, &answer.id).await?;
                self.sent(slot, &row, Some(answer.id));
                Ok(())
            }
            Err(cause) if cause.is_window_closed() => self.window_refused(slot, row, &cause).await,
            Err(cause) => {
                if cause.status() == Some(429) && cause.waba_code() != Some(TOO_MANY_TO_ONE) {
                    self.gate(self.now(), cause.retry_after());
                }
                match judge::<()>(Err(cause)) {
                    Attempt::Done(()) => Ok(()),
                    Attempt::Refused(cause) => self.refuse(slot, &row, cause).await,
                    Attempt::NotDone { after, cause } => self.later(slot, &row, after, &cause).await,
                    Attempt::Unknown(cause) => {
                        tracing::warn!(lane = ?slot.lane, cause, "whether a message was sent is looked up");
                        self.counters.add(Count::Unknown);
                        Ok(())
                    }
                }
            }
        }
    }

    /// The API has it. That it has is written without waiting: should it be lost, the inbox's list tells.
    fn sent(self: &Arc<Self>, slot: &Slot, row: &OutboxRow, message: Option<MessageId>) {
        let lease = {
            let mut state = slot.state();
            state.note_left(row.id);
            state.rows.pop_front();
            state.own.clear();
            state.pause = None;
            // A row that says the same and is looked up next must not take this message for its own.
            state.claimed.extend(message.clone().map(|message| (message, row.clone())));
            state.lease.clone()
        };
        let Some(lease) = lease else { return };
        let (engine, lane) = (self.clone(), slot.lane.clone());
        let update = RowUpdate { state: RowState::Sent, message: message.clone(), ..update(row) };
        self.in_background(async move {
            if let Err(cause) = engine.parts.store.record(&engine.parts.inbox, &lease, vec![update], None, Vec::new()).await {
                tracing::error!(%cause, "that a message was sent could not be recorded; it is looked up after the next start");
            } else if let Some(slot) = engine.all_lanes().get(&lane) {
                slot.state().claimed.retain(|(claimed, _)| Some(claimed) != message.as_ref());
            }
        });
    }

    /// The row whose message this is, with its lane.
    pub(super) async fn row_of(&self, slot: &Slot, message: &MessageId) -> Result<Option<(Lane, OutboxRow)>, StoreError> {
        // Its record may still be on its way.
        if let Some(row) = slot.state().claimed_by(message) {
            return Ok(Some((slot.lane.clone(), row.clone())));
        }
        self.parts.store.row_of(&self.parts.inbox, message).await
    }

    /// It was surely not done, and is tried again after a while.
    async fn later(&self, slot: &Slot, row: &OutboxRow, after: Option<Duration>, cause: &str) -> Result<(), StoreError> {
        let attempts = row.attempts + 1;
        let until = self.now().checked_add(pause(attempts, after)).ok();
        tracing::warn!(lane = ?slot.lane, attempts, cause, "an action is tried again");
        self.record(slot, vec![RowUpdate { state: RowState::Planned, attempts, not_before: until, ..update(row) }]).await
    }

    /// The API refused it for good: handlers of `errors` are told.
    async fn refuse(self: &Arc<Self>, slot: &Slot, row: &OutboxRow, cause: String) -> Result<(), StoreError> {
        tracing::error!(lane = ?slot.lane, cause, "the inbox refused an action");
        self.counters.add(Count::Rejected);
        let trouble = Trouble { code: None, title: "The inbox refused an action of the bot", cause: &cause };
        let told = self.tell_error(slot, row, trouble, false).await?;
        self.end_rows(slot, vec![RowUpdate { state: RowState::Rejected, cause: Some(cause), ..update(row) }], told).await
    }

    /// The bot stops before the first row could leave.
    pub(super) async fn put_back(&self, slot: &Slot) -> Result<(), StoreError> {
        let first = slot.state().rows.front().map(|first| first.row.clone());
        let Some(row) = first else { return Ok(()) };
        let not_before = row.not_before;
        self.record(slot, vec![RowUpdate { state: RowState::Planned, not_before, ..update(&row) }]).await
    }

    /// A takeover overtook the first row: it is not sent, nor is what waits for it, and what it answered counts as unanswered.
    pub(super) async fn withdraw_first(self: &Arc<Self>, slot: &Slot) -> Result<(), StoreError> {
        let rows = {
            let mut state = slot.state();
            let Some(first) = state.rows.front().map(|first| first.row.clone()) else { return Ok(()) };
            state.ownership.forget_handled();
            // What stands behind an assignment waits for its success.
            let assigns = matches!(first.action, Action::Assign(_));
            let waits = |row: &OutboxRow| assigns && row.event == first.event && row.owners == OwnerSet::BESIDE;
            let behind = state.rows.iter().skip(1).map(|leaving| &leaving.row).take_while(|row| waits(row)).cloned().collect::<Vec<_>>();
            std::iter::once(first).chain(behind).collect::<Vec<_>>()
        };
        let mut told = Vec::new();
        for row in &rows {
            self.counters.add(Count::WithdrawnRows);
            if !self.is_echo(row.event).await? {
                told.extend(self.tell_withdrawn(slot, &format!("wr:{}", row.id.0), None, &[&row.action]));
            }
        }
        told.extend(rows.first().into_iter().flat_map(|row| self.watch_withdrawn(slot, row)));
        let ended = rows.iter().map(|row| RowUpdate { state: RowState::Withdrawn, ..update(row) }).collect();
        self.end_rows(slot, ended, told).await
    }

    /// Records what became of rows that are still to be dealt with.
    async fn record(&self, slot: &Slot, updates: Vec<RowUpdate>) -> Result<(), StoreError> {
        let Some(lease) = slot.state().lease.clone() else { return Ok(()) };
        self.parts.store.record(&self.parts.inbox, &lease, updates.clone(), None, Vec::new()).await?;
        let mut state = slot.state();
        for update in updates {
            if let Some(leaving) = state.rows.iter_mut().find(|leaving| leaving.row.id == update.id) {
                leaving.unsent = update.state != RowState::InFlight || leaving.row.state == RowState::Planned;
                leaving.row.state = update.state;
                leaving.row.attempts = update.attempts;
                leaving.row.not_before = update.not_before;
                leaving.row.intent_at = update.intent_at.or(leaving.row.intent_at);
                leaving.row.fence = update.fence.or(leaving.row.fence);
                if let Some(action) = update.action {
                    leaving.row.action = action;
                }
                leaving.doubt = None;
            }
        }
        Ok(())
    }

    /// Records rows that have ended, with the chat as it is now and the events that follow.
    async fn end_rows(self: &Arc<Self>, slot: &Slot, updates: Vec<RowUpdate>, follow: Vec<Delivery>) -> Result<(), StoreError> {
        let (lease, chat) = {
            let mut state = slot.state();
            let is_unsaid = |update: &&RowUpdate| matches!(update.state, RowState::Rejected | RowState::Withdrawn);
            state.note_unsaid(&updates.iter().filter(is_unsaid).map(|update| update.id).collect::<Vec<_>>());
            for sent in updates.iter().filter(|update| update.state == RowState::Sent) {
                state.note_left(sent.id);
            }
            (state.lease.clone(), slot.lane.chat().map(|chat| (chat.clone(), state.ownership.record())))
        };
        let Some(lease) = lease else { return Ok(()) };
        let saved = chat.as_ref().map(|(_, record)| record.clone());
        let ingested = self.parts.store.record(&self.parts.inbox, &lease, updates.clone(), chat, follow.clone()).await?;
        {
            let mut state = slot.state();
            for update in updates {
                if update.state.is_open() {
                    if let Some(leaving) = state.rows.iter_mut().find(|leaving| leaving.row.id == update.id) {
                        leaving.row.fence = update.fence.or(leaving.row.fence);
                    }
                } else {
                    state.rows.retain(|leaving| leaving.row.id != update.id);
                }
            }
            state.own.clear();
            state.unsaved = saved.is_some_and(|saved| state.ownership.record() != saved);
        }
        self.queue_follow(follow, ingested);
        Ok(())
    }

    /// An event for `#[on(withdrawn)]`.
    pub(in crate::engine) fn tell_withdrawn(&self, slot: &Slot, key: &str, handler: Option<&str>, actions: &[&Action]) -> Vec<Delivery> {
        let kind = EventKind::Withdrawn;
        let told = serde_json::json!({ "handler": handler, "actions": actions });
        match own_event::body(kind, &told) {
            Some(body) if self.parts.interests.listens(kind) && !actions.is_empty() => {
                let (key, lane, kind) = (EventKey::new(key), slot.lane.clone(), kind.name().to_owned());
                let event = NewEvent { key, lane, kind, part: 0, end: None };
                vec![Delivery::new(body, self.now(), vec![event])]
            }
            _ => Vec::new(),
        }
    }

    /// An event of the policy's, when it watches whom people leave waiting: who is not answered, or not given to whom they asked for.
    fn watch_withdrawn(&self, slot: &Slot, row: &OutboxRow) -> Option<Delivery> {
        let kind = EventKind::Policy;
        let leaves_waiting = matches!(row.action, Action::Assign(_)) || row.action.message().is_some();
        let body = own_event::body(kind, &Watch::Withdrawn.value()).filter(|_| self.policy.watches() && leaves_waiting)?;
        let key = EventKey::new(format!("wp:{}", row.id.0));
        let event = NewEvent { key, lane: slot.lane.clone(), kind: kind.name().to_owned(), part: 0, end: None };
        Some(Delivery::new(body, self.now(), vec![event]))
    }

    /// Events for `#[on(errors)]`, and a dead letter beside it when the customer may be waiting for a person.
    async fn tell_error(&self, slot: &Slot, row: &OutboxRow, trouble: Trouble<'_>, letter: bool) -> Result<Vec<Delivery>, StoreError> {
        let Trouble { code, title, cause } = trouble;
        let error = WabaErrorItem { code, title: Some(title.to_owned()), details: Some(cause.to_owned()), ..WabaErrorItem::default() };
        let body = serde_json::to_vec(&serde_json::json!({ "errors": [error] })).unwrap_or_default();
        let event = |prefix: &str, kind: &str, end| NewEvent {
            key: EventKey::new(format!("{prefix}:{}:{}", row.id.0, &digest(&body)[..8])),
            lane: slot.lane.clone(),
            kind: kind.to_owned(),
            part: 0,
            end,
        };
        let mut events = Vec::new();
        if self.parts.interests.listens(EventKind::Errors) && !self.is_echo(row.event).await? {
            events.push(event("er", EventKind::Errors.name(), None));
        }
        if letter {
            events.push(event("dl", "refused", Some(EventEnd::Dead { cause: cause.to_owned() })));
        }
        let told = Delivery::new(body, self.now(), events);
        Ok(if told.events.is_empty() { Vec::new() } else { vec![told] })
    }

    /// When there is room for a further message to this chat; nothing when there is now.
    fn held_until(&self, chat: &WaId, now: Timestamp) -> Option<Timestamp> {
        if let Some(until) = self.gated_until(now) {
            return Some(until);
        }
        self.limits().take(chat, now).err()
    }

    /// Until when the number's limit holds everything up.
    fn gated_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.gate.lock().unwrap_or_else(PoisonError::into_inner).filter(|until| *until > now)
    }

    pub(super) fn is_gated(&self, now: Timestamp) -> bool {
        self.gated_until(now).is_some()
    }

    fn gate(&self, now: Timestamp, after: Option<Duration>) {
        let until = now.checked_add(after.unwrap_or(GATE)).unwrap_or(now);
        let mut gate = self.gate.lock().unwrap_or_else(PoisonError::into_inner);
        *gate = (*gate).max(Some(until));
    }
}

/// An update that changes nothing yet.
fn update(row: &OutboxRow) -> RowUpdate {
    RowUpdate {
        id: row.id,
        state: row.state,
        attempts: row.attempts,
        not_before: None,
        intent_at: None,
        message: None,
        fence: None,
        action: None,
        cause: None,
    }
}
