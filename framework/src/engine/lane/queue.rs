//! The events of a lane that wait for their turn.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::{LaneState, News};
use crate::store::{EventKey, EventSeq, OutboxRow};
use crate::wire::{Event, Message, MessageEvent, MessageId, WabaId};

/// An event that waits for its turn.
#[derive(Debug, Clone)]
pub(in crate::engine) struct Queued {
    pub(in crate::engine) seq: EventSeq,
    pub(in crate::engine) key: EventKey,
    pub(in crate::engine) work: Work,
    /// A person has answered it while it waited: whoever owns the chat by now, it is not the bot's to answer.
    pub(in crate::engine) answered: bool,
    pub(in crate::engine) attempts: u32,
    pub(in crate::engine) not_before: Option<Timestamp>,
    pub(in crate::engine) received_at: Timestamp,
}

/// What a turn is about.
#[derive(Debug, Clone)]
pub(in crate::engine) enum Work {
    /// Something happened.
    Event(Arc<Event>),
    /// The chat was given to the bot: what waits for an answer is to be found.
    Return,
    /// News of the chat, which counts since it was told: what is known of the chat is to be stored.
    Told(News),
    /// A status told that a message of the bot's failed because the window was closed.
    WindowClosed(MessageId),
}

impl LaneState {
    /// Takes in an event, in the order of acceptance.
    pub(in crate::engine) fn push(&mut self, queued: Queued) {
        if let Work::Told(_) = queued.work {
            self.told_from = self.told_from.or(Some(queued.seq));
            self.ownership.note_told(queued.seq);
        }
        self.insert(queued);
    }

    /// Puts an event into its place.
    pub(super) fn insert(&mut self, queued: Queued) {
        if let Some(written_at) = queued.customer_wrote_at() {
            self.ownership.customer_wrote(written_at);
        }
        if let Some(name) = queued.profile_name() {
            self.ownership.note_profile_name(name);
        }
        if self.read_through.is_some_and(|read| queued.seq <= read) {
            return;
        }
        let place = self.events.iter().rposition(|waiting| waiting.seq <= queued.seq).map_or(0, |before| before + 1);
        if self.events.get(place.wrapping_sub(1)).is_none_or(|before| before.seq != queued.seq) {
            self.events.insert(place, queued);
        }
    }

    /// The event whose turn it is: the oldest, or the hand-over to the bot that decides what of the older ones still waits for
    /// an answer.
    pub(in crate::engine) fn first_event(&self) -> Option<&Queued> {
        let first = self.events.iter().find(|queued| matches!(queued.work, Work::Return)).or_else(|| self.events.front())?;
        let wrote_at = |queued: &&Queued| queued.customer_wrote_at().filter(|_| Some(queued.seq) <= self.caught_up);
        match wrote_at(&first) {
            Some(_) => {
                let waiting = self.events.iter().filter(|queued| wrote_at(queued).is_some());
                // What no list showed came after it was read.
                let place = |queued: &Queued| self.listed.get(&queued.key).copied().unwrap_or(usize::MAX);
                waiting.min_by_key(|queued| (wrote_at(queued), place(queued), queued.seq))
            }
            None => Some(first),
        }
    }

    /// What waits now was told live or found in a list: which came first says when it was written, and within a second its place in the
    /// list, oldest first.
    pub(in crate::engine) fn note_caught_up(&mut self, listed: &Arc<HashMap<EventKey, usize>>) {
        self.caught_up = self.events.back().map(|queued| queued.seq);
        self.listed = listed.clone();
    }

    /// An event that waits for another try.
    pub(in crate::engine) fn event_mut(&mut self, seq: EventSeq) -> Option<&mut Queued> {
        self.events.iter_mut().find(|queued| queued.seq == seq)
    }

    /// A person wrote: the customer's messages that wait here, and were written before, are answered.
    pub(super) fn note_answered(&mut self, written_at: Option<i64>) {
        for queued in &mut self.events {
            if let Work::Event(event) = &queued.work
                && let Event::Message(message) = &**event
                && let Some(asked_at) = message.waba.timestamp.map(crate::wire::Timestamp::as_seconds)
            {
                queued.answered |= !message.is_outgoing() && written_at.is_some_and(|at| asked_at <= at);
            }
        }
    }

    /// Whether a person has answered an event while it waited.
    pub(in crate::engine) fn is_answered(&self, seq: EventSeq) -> bool {
        self.events.iter().any(|queued| queued.seq == seq && queued.answered)
    }

    /// Whether this event gets the bot, because a way back is open. One that waited when the chat was resolved was resolved with it.
    pub(in crate::engine) fn has_way_back_for(&self, seq: EventSeq) -> bool {
        self.ownership.has_way_back() && !self.ownership.was_resolved_with(seq)
    }

    /// Takes an event out, which has ended.
    pub(in crate::engine) fn end_event(&mut self, seq: EventSeq) {
        self.events.retain(|event| event.seq != seq);
        if self.events.front().is_none_or(|first| Some(first.seq) > self.caught_up) {
            self.listed = Arc::default();
        }
    }

    /// Whether a customer's message waits for its turn, under whichever key it came.
    pub(in crate::engine) fn awaits(&self, message: &WabaId) -> bool {
        self.events.iter().any(|queued| queued.message() == Some(message))
    }

    /// The row whose message this is, while that is being written.
    pub(in crate::engine) fn claimed_by(&self, message: &MessageId) -> Option<&OutboxRow> {
        self.claimed.iter().find(|(claimed, _)| claimed == message).map(|(_, row)| row)
    }

    /// The events before `seq` that tell one of these messages.
    pub(in crate::engine) fn queued_before<'a>(&self, seq: EventSeq, messages: impl Iterator<Item = &'a Message>) -> Vec<EventSeq> {
        let ids = messages.filter_map(|message| message.waba_payload.id.as_ref()).collect::<Vec<_>>();
        let told = |queued: &&Queued| queued.seq < seq && queued.message().is_some_and(|id| ids.contains(&id));
        self.events.iter().filter(told).map(|queued| queued.seq).collect()
    }

    /// Whether a turn of the bot's has handled this message last.
    pub(in crate::engine) fn has_handled(&self, message: &MessageEvent) -> bool {
        message.waba.id.is_some() && self.ownership.handled().0 == message.waba.id.as_ref()
    }

    /// Whether it is to be found out already what waits for an answer.
    pub(in crate::engine) fn awaits_return(&self) -> bool {
        self.events.iter().any(|event| matches!(event.work, Work::Return))
    }
}

impl Queued {
    /// The message that it tells, when it tells one.
    fn message(&self) -> Option<&WabaId> {
        self.told()?.waba.id.as_ref()
    }

    /// When the customer wrote it, when it is a customer's message.
    fn customer_wrote_at(&self) -> Option<i64> {
        let message = self.told().filter(|message| !message.is_outgoing())?;
        message.waba.timestamp.map(crate::wire::Timestamp::as_seconds)
    }

    /// The name in the customer's profile, when it is a customer's message that tells it.
    fn profile_name(&self) -> Option<&str> {
        self.told().filter(|message| !message.is_outgoing())?.profile_name.as_deref()
    }

    fn told(&self) -> Option<&MessageEvent> {
        match &self.work {
            Work::Event(event) => match &**event {
                Event::Message(event) => Some(event),
                _ => None,
            },
            Work::Return | Work::Told(_) | Work::WindowClosed(_) => None,
        }
    }
}
