//! A lane: the ordered work of one chat, and the pure decision of what comes next.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use jiff::Timestamp;

use crate::conversation::LiveTalk;
use crate::handover::{OwnerSet, Ownership, Rules};
use crate::outbox::doubt::Doubt;
use crate::store::{EventKey, EventSeq, Lease, OutboxRow, RowState};
use crate::turn::SessionRecord;
use crate::wire::{ChatAssignmentEvent, Event, Message, MessageEvent, MessageId, UserId, WabaId};

/// What a lane holds.
#[derive(Debug)]
pub(super) struct LaneState {
    pub(super) working: bool,
    /// What was stored has been read; before that, only news is collected.
    pub(super) lease: Option<Lease>,
    was_loaded: bool,
    pub(super) ownership: Ownership,
    news: Vec<News>,
    /// `ownership` has changed since it was stored.
    pub(super) unsaved: bool,
    pub(super) sessions: BTreeMap<String, SessionRecord>,
    events: VecDeque<Queued>,
    /// Events up to this one were read from the store; who brings them once more is late.
    read_through: Option<EventSeq>,
    pub(super) rows: VecDeque<Leaving>,
    /// Not before this time, after something failed that is none of the customer's business.
    pub(super) pause: Option<Pause>,
    /// The bot's own messages that the inbox told of, while something was in doubt.
    pub(super) own: Vec<Message>,
    /// Messages that are known to be rows' of this lane, while that is being written.
    pub(super) claimed: Vec<MessageId>,
    /// When the youngest message that was handled was written.
    pub(super) newest: Option<i64>,
    /// The future of the chat's conversation, as the last commit left it.
    pub(super) live: Option<LiveTalk>,
    /// What the chat's conversation asked last.
    pub(super) asked: Option<Asked>,
    /// Events up to this one waited already when the chat was resolved.
    resolved_behind: Option<EventSeq>,
}

/// A question of the chat's conversation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    /// The event whose turn asked it.
    by: EventSeq,
    /// What was accepted before it left; nothing as long as it has not left.
    left_after: Option<EventSeq>,
}

/// An event that waits for its turn.
#[derive(Debug, Clone)]
pub(super) struct Queued {
    pub(super) seq: EventSeq,
    pub(super) key: EventKey,
    pub(super) work: Work,
    /// A person has answered it while it waited: whoever owns the chat by now, it is not the bot's to answer.
    pub(super) answered: bool,
    pub(super) attempts: u32,
    pub(super) not_before: Option<Timestamp>,
    pub(super) received_at: Timestamp,
}

/// What a turn is about.
#[derive(Debug, Clone)]
pub(super) enum Work {
    /// Something happened.
    Event(Arc<Event>),
    /// The chat was given to the bot: what waits for an answer is to be found.
    Return,
    /// A status told that a message of the bot's failed because the window was closed.
    WindowClosed(MessageId),
}

/// An outbox row, with what only this process knows of it.
#[derive(Debug)]
pub(super) struct Leaving {
    pub(super) row: OutboxRow,
    /// It is surely not sent, even where the store says that it may have been.
    pub(super) unsent: bool,
    pub(super) doubt: Option<Doubt>,
}

/// A pause after a failure of the API or the store.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pause {
    pub(super) until: Timestamp,
    pub(super) failures: u32,
}

/// What the inbox told of a chat beside the events that wait for a turn.
#[derive(Debug)]
pub(super) enum News {
    Assigned(Box<ChatAssignmentEvent>, Timestamp),
    SaidMine,
    PersonWrote {
        written_at: Option<i64>,
        at: Timestamp,
    },
    OwnMessage(Box<Message>),
    Resolved {
        /// When it was told.
        at: Timestamp,
        /// The chat is the bot's with the customer's next message.
        way_back: bool,
        /// It is, if nobody took it out of the group to which the bot gave it.
        takes_unassigned: bool,
    },
    /// A tag that switches the bot off was put on or taken off.
    TagsChanged,
}

/// What a lane does next.
#[derive(Debug, PartialEq)]
pub(super) enum Step {
    /// Read what was stored.
    Load,
    /// Read whom the chat belongs to.
    ReadOwner,
    /// A takeover overtook the first row.
    Withdraw,
    /// Find out what became of the first row.
    Resolve,
    /// Let the first row leave.
    Send,
    /// Write down that the first row, which was to leave at once, did not.
    PutBack,
    /// Run the first event's turn.
    Turn,
    /// Store what is known of the chat.
    Save,
    /// Wait for this time, or for news.
    Wait(Timestamp),
    /// Nothing is left to do.
    Rest,
}

impl LaneState {
    pub(super) fn new(me: UserId, run: u64) -> Self {
        Self {
            working: false,
            lease: None,
            was_loaded: false,
            ownership: Ownership::unknown(me, run),
            news: Vec::new(),
            unsaved: false,
            sessions: BTreeMap::new(),
            events: VecDeque::new(),
            read_through: None,
            rows: VecDeque::new(),
            pause: None,
            own: Vec::new(),
            claimed: Vec::new(),
            newest: None,
            live: None,
            asked: None,
            resolved_behind: None,
        }
    }

    /// The same, under the rules of a policy.
    pub(super) fn under(mut self, rules: Arc<Rules>) -> Self {
        self.ownership = self.ownership.under(rules);
        self
    }

    /// Decides what comes next.
    pub(super) fn next(&self, is_chat: bool, now: Timestamp, draining: bool) -> Step {
        let wait = |until: Timestamp| if draining { Step::Rest } else { Step::Wait(until) };
        if let Some(pause) = self.pause.filter(|pause| pause.until > now) {
            return wait(pause.until);
        }
        if self.lease.is_none() {
            return Step::Load;
        }
        let has_work = !self.rows.is_empty() || (!self.events.is_empty() && !draining);
        if is_chat && self.ownership.class().is_none() && (has_work || self.ownership.wants_reading()) {
            return Step::ReadOwner;
        }
        if let Some(first) = self.rows.front() {
            return match first.row.not_before {
                _ if first.row.state == RowState::InFlight && !first.unsent => match first.row.not_before {
                    Some(time) if time > now => wait(time),
                    _ => Step::Resolve,
                },
                _ if !self.may_leave(&first.row) => Step::Withdraw,
                // Whoever starts next shall not have to look for a message that surely was not sent.
                Some(time) if time > now && draining && first.row.state == RowState::InFlight => Step::PutBack,
                Some(time) if time > now => wait(time),
                _ => Step::Send,
            };
        }
        if !draining && let Some(first) = self.first_event() {
            return match first.not_before {
                Some(time) if time > now => Step::Wait(time),
                _ => Step::Turn,
            };
        }
        if self.unsaved { Step::Save } else { Step::Rest }
    }

    /// Whether a row may leave now: the chat belongs to whom its handler asked for, and nobody has taken it over since.
    ///
    /// Rows behind an assignment of the same turn name no owners: they may leave only under the fence that the
    /// assignment left behind.
    pub(super) fn may_leave(&self, row: &OutboxRow) -> bool {
        if row.fence.is_some_and(|fence| fence != self.ownership.fence()) {
            return false;
        }
        if row.action.message().is_some() && self.ownership.is_off() {
            return false;
        }
        if row.owners == OwnerSet::ANY {
            return row.fence.is_none() || self.ownership.class().is_some();
        }
        match self.ownership.class() {
            None => false,
            Some(_) if row.owners.bits() == 0 => true,
            Some(class) => row.owners.contains(class),
        }
    }

    /// Whether it is certain that a row may not leave any more.
    pub(super) fn is_overtaken(&self, row: &OutboxRow) -> bool {
        self.ownership.class().is_some() && !self.may_leave(row)
    }

    /// Whether a take from people has failed: whether it was made was not known, and the owner that was read since is another. It
    /// is not made again for the same cause, since the person may have taken the chat back.
    pub(super) fn give_up_take(&mut self) -> bool {
        let is_lost = self.ownership.has_unchecked_take() && self.ownership.takes_over().is_some() && !self.ownership.owner().is_me();
        if is_lost {
            self.ownership.cancel_take();
            self.unsaved = true;
        }
        is_lost
    }

    /// Takes in an event, in the order of acceptance.
    pub(super) fn push(&mut self, queued: Queued) {
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

    /// Forgets what waits: the store tells it anew.
    pub(super) fn unload(&mut self) {
        self.lease = None;
        self.live = None;
        self.events.clear();
        self.rows.clear();
        self.read_through = None;
    }

    /// Takes what was stored. What came in meanwhile and is among it does not come twice.
    pub(super) fn load(
        &mut self,
        lease: Lease,
        ownership: Option<Ownership>,
        events: &[Queued],
        rows: Vec<OutboxRow>,
        sessions: BTreeMap<String, SessionRecord>,
    ) {
        self.lease = Some(lease);
        self.sessions = sessions;
        // What this process was told since is newer than what is stored.
        if let Some(ownership) = ownership.filter(|_| !self.was_loaded) {
            self.ownership = ownership;
        }
        self.was_loaded = true;
        for event in events {
            self.push(event.clone());
        }
        self.read_through = events.last().map(|event| event.seq);
        self.rows = rows.into_iter().map(|row| Leaving { row, unsent: false, doubt: None }).collect();
        for news in std::mem::take(&mut self.news) {
            self.take_news(news);
        }
    }

    /// Takes news, at once when the lane is loaded. Whether a person took the chat over by it.
    pub(super) fn tell(&mut self, news: News) -> bool {
        if matches!(news, News::Resolved { .. }) {
            self.resolved_behind = self.resolved_behind.max(self.events.back().map(|last| last.seq));
        }
        if self.lease.is_none() {
            self.news.push(news);
            return false;
        }
        self.take_news(news)
    }

    fn take_news(&mut self, news: News) -> bool {
        let before = self.ownership.clone();
        let mut taken_over = false;
        match news {
            News::Assigned(event, at) => self.ownership.assignment_told(&event, at),
            News::SaidMine => self.ownership.said_to_be_mine(),
            News::PersonWrote { written_at, at } => {
                self.note_answered(written_at);
                self.ownership.person_spoke(written_at, at);
                taken_over = self.ownership.person_wrote(written_at, at);
            }
            News::Resolved { way_back, takes_unassigned, at } => {
                let was_left_to_a_group = self.ownership.resolved();
                if way_back {
                    self.ownership.open_way_back_from_anybody(at.as_second());
                } else if takes_unassigned && was_left_to_a_group {
                    self.ownership.open_way_back(at.as_second());
                }
            }
            News::TagsChanged => self.ownership.tags_changed(),
            News::OwnMessage(message) => {
                if self.rows.front().is_some_and(|first| first.row.state == RowState::InFlight && first.row.action.message().is_some()) {
                    self.own.push(*message);
                }
            }
        }
        self.unsaved |= before != self.ownership;
        taken_over
    }

    /// The turn of this event asks something.
    pub(super) fn note_asked(&mut self, by: EventSeq) {
        self.asked = Some(Asked { by, left_after: None });
    }

    /// A row has left: when it is a question's, what waits here by now was accepted before it.
    pub(super) fn note_left(&mut self, row: &OutboxRow) {
        let newest = self.events.back().map_or(row.event, |queued| queued.seq);
        if let Some(asked) = self.asked.as_mut().filter(|asked| asked.by == row.event) {
            asked.left_after = Some(newest);
        }
    }

    /// Whether an event was accepted before the last question left.
    pub(super) fn came_before_question(&self, event: EventSeq) -> bool {
        self.asked.and_then(|asked| asked.left_after).is_some_and(|before| event <= before)
    }

    /// The last look before the first byte of the first row leaves: whether it may. From here on, it may have been sent.
    pub(super) fn begin(&mut self, row: &OutboxRow) -> bool {
        let may_leave = self.may_leave(row);
        let first = self.rows.front_mut().filter(|first| first.row.id == row.id && may_leave);
        first.map(|first| first.unsent = false).is_some()
    }

    /// The event whose turn it is: the oldest, or the hand-over to the bot that decides what of the older ones still waits for
    /// an answer.
    pub(super) fn first_event(&self) -> Option<&Queued> {
        self.events.iter().find(|queued| matches!(queued.work, Work::Return)).or_else(|| self.events.front())
    }

    /// An event that waits for another try.
    pub(super) fn event_mut(&mut self, seq: EventSeq) -> Option<&mut Queued> {
        self.events.iter_mut().find(|queued| queued.seq == seq)
    }

    /// A person wrote: the customer's messages that wait here, and were written before, are answered.
    fn note_answered(&mut self, written_at: Option<i64>) {
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
    pub(super) fn is_answered(&self, seq: EventSeq) -> bool {
        self.events.iter().any(|queued| queued.seq == seq && queued.answered)
    }

    /// Whether this event gets the bot, because a way back is open. One that waited when the chat was resolved was resolved with it.
    pub(super) fn has_way_back_for(&self, seq: EventSeq) -> bool {
        self.ownership.has_way_back() && self.resolved_behind.is_none_or(|last| last < seq)
    }

    /// Takes an event out, which has ended.
    pub(super) fn end_event(&mut self, seq: EventSeq) {
        self.events.retain(|event| event.seq != seq);
    }

    /// Whether a customer's message waits for its turn, under whichever key it came.
    pub(super) fn awaits(&self, message: &WabaId) -> bool {
        self.events.iter().any(|queued| queued.message() == Some(message))
    }

    /// The events before `seq` that tell one of these messages.
    pub(super) fn queued_before<'a>(&self, seq: EventSeq, messages: impl Iterator<Item = &'a Message>) -> Vec<EventSeq> {
        let ids = messages.filter_map(|message| message.waba_payload.id.as_ref()).collect::<Vec<_>>();
        let told = |queued: &&Queued| queued.seq < seq && queued.message().is_some_and(|id| ids.contains(&id));
        self.events.iter().filter(told).map(|queued| queued.seq).collect()
    }

    /// Whether a turn of the bot's has handled this message last.
    pub(super) fn has_handled(&self, message: &MessageEvent) -> bool {
        message.waba.id.is_some() && self.ownership.handled().0 == message.waba.id.as_ref()
    }

    /// Whether it is to be found out already what waits for an answer.
    pub(super) fn awaits_return(&self) -> bool {
        self.events.iter().any(|event| matches!(event.work, Work::Return))
    }

    /// Whether nothing would be lost if the lane were read from the store when it is needed again.
    pub(super) fn is_forgettable(&self) -> bool {
        !self.working && !self.unsaved && self.events.is_empty() && self.rows.is_empty() && self.news.is_empty() && self.claimed.is_empty()
    }

    /// Pauses after a failure, longer each time it fails again.
    pub(super) fn pause_after_failure(&mut self, now: Timestamp) {
        let failures = self.pause.map_or(0, |pause| pause.failures) + 1;
        let wait = crate::outbox::verdict::pause(failures, None);
        self.pause = Some(Pause { until: now.checked_add(wait).unwrap_or(now), failures });
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
            Work::Return | Work::WindowClosed(_) => None,
        }
    }
}

#[cfg(test)]
mod tests;
