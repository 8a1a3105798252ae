//! A lane: the ordered work of one chat, and the pure decision of what comes next.

mod asked;
mod news;
mod queue;

pub(super) use news::News;
pub(super) use queue::{Queued, Work};

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

use jiff::Timestamp;

use crate::conversation::LiveTalk;
use crate::handover::{OwnerClass, OwnerSet, Ownership, Rules};
use crate::outbox::doubt::Doubt;
use crate::store::{EventKey, EventSeq, Lease, OutboxRow, RowState};
use crate::turn::SessionRecord;
use crate::wire::{Message, MessageId, UserId};
use asked::Asked;

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
    /// The first news that this process was told itself, and took at once.
    told_from: Option<EventSeq>,
    /// Up to this event, messages that wait are taken in the order in which they were written: some were missed, and found late.
    caught_up: Option<EventSeq>,
    /// The places of messages in the inbox's list, oldest first, as long as one of those waits.
    listed: Arc<HashMap<EventKey, usize>>,
    /// Events up to this one were read from the store; who brings them once more is late.
    read_through: Option<EventSeq>,
    pub(super) rows: VecDeque<Leaving>,
    /// Not before this time, after something failed that is none of the customer's business.
    pub(super) pause: Option<Pause>,
    /// The bot's own messages that the inbox told of, while something was in doubt.
    pub(super) own: Vec<Message>,
    /// Messages that are known to be rows' of this lane, while that is being written.
    pub(super) claimed: Vec<(MessageId, OutboxRow)>,
    /// When the youngest message that was handled was written.
    pub(super) newest: Option<i64>,
    /// The future of the chat's conversation, as the last commit left it.
    pub(super) live: Option<LiveTalk>,
    /// What the chat's conversation asked last.
    pub(super) asked: Option<Asked>,
    /// What the last turn drew, by its event and try: one that is run once more for a change of owner draws nothing new.
    pub(super) drawn: Option<(EventSeq, u32, u64)>,
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
            told_from: None,
            caught_up: None,
            listed: Arc::default(),
            read_through: None,
            rows: VecDeque::new(),
            pause: None,
            own: Vec::new(),
            claimed: Vec::new(),
            newest: None,
            live: None,
            asked: None,
            drawn: None,
        }
    }

    /// The same, under the rules of a policy.
    pub(super) fn under(mut self, rules: Arc<Rules>) -> Self {
        self.ownership = self.ownership.under(rules);
        self
    }

    /// Decides what comes next.
    pub(super) fn next(&self, is_chat: bool, now: Timestamp, draining: bool) -> Step {
        if let Some(pause) = self.pause.filter(|pause| pause.until > now) {
            return if draining { Step::Rest } else { Step::Wait(pause.until) };
        }
        if self.lease.is_none() {
            return Step::Load;
        }
        match self.next_work(is_chat, now, draining) {
            // What is known of the chat is on disk before a time is waited for: the process may end first.
            Step::Wait(_) | Step::Rest if self.unsaved => Step::Save,
            step => step,
        }
    }

    fn next_work(&self, is_chat: bool, now: Timestamp, draining: bool) -> Step {
        let wait = |until: Timestamp| if draining { Step::Rest } else { Step::Wait(until) };
        if self.rows.is_empty() && !draining && matches!(self.first_event(), Some(Queued { work: Work::Told(_), not_before: None, .. })) {
            return Step::Turn;
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
        Step::Rest
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
            Some(_) if row.owners == OwnerSet::BESIDE => true,
            Some(class) => row.owners.contains(class),
        }
    }

    /// Whether it is certain that a row may not leave any more.
    pub(super) fn is_overtaken(&self, row: &OutboxRow) -> bool {
        self.ownership.class().is_some() && !self.may_leave(row)
    }

    /// Whether a take has failed: whether it was made was not known, and the owner that was read since is a person or group. It
    /// is not made again for the same cause, since the person may have taken the chat back.
    pub(super) fn give_up_take(&mut self) -> bool {
        let owner = self.ownership.owner();
        // Where it was before the take, it may be since the take was not made.
        let is_groups = self.ownership.class() == Some(OwnerClass::Group)
            && owner.group.as_ref().map(|group| group.id) != self.ownership.group_before_take();
        let is_somebodys = self.ownership.takes_over().is_some() || owner.user.is_some() || is_groups;
        let is_lost = self.ownership.has_unchecked_take() && is_somebodys && !owner.is_me();
        if is_lost {
            self.ownership.cancel_take();
            self.unsaved = true;
        }
        is_lost
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
            if let Work::Told(news) = &event.work {
                self.recall(event.seq, news.clone());
            }
            self.insert(event.clone());
        }
        self.read_through = events.last().map(|event| event.seq);
        self.rows = rows.into_iter().map(|row| Leaving { row, unsent: false, doubt: None }).collect();
        for news in std::mem::take(&mut self.news) {
            self.take_news(news);
        }
    }

    /// The last look before the first byte of the first row leaves: whether it may. From here on, it may have been sent.
    pub(super) fn begin(&mut self, row: &OutboxRow) -> bool {
        let may_leave = self.may_leave(row);
        let first = self.rows.front_mut().filter(|first| first.row.id == row.id && may_leave);
        let begins = first.map(|first| first.unsent = false).is_some();
        if begins {
            self.note_leaving(row);
        }
        begins
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

#[cfg(test)]
mod tests;
