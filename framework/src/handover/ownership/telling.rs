//! What the inbox tells of a chat's owner, by events and when it is asked.

use jiff::Timestamp;

use super::{Greeting, Ownership};
use crate::store::EventSeq;
use crate::wire::{ChatAssignmentEvent, Group, User};

/// A reading of the owner that is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading {
    told: u64,
}

impl Ownership {
    /// What this event told is part of what is known.
    pub(crate) fn note_told(&mut self, event: EventSeq) {
        self.kept.told_through = self.kept.told_through.max(Some(event.0));
    }

    /// Whether what this event told is part of what was stored.
    pub(crate) fn was_told(&self, event: EventSeq) -> bool {
        self.kept.told_through.is_some_and(|last| event.0 <= last)
    }

    /// The inbox told of an assignment. Nothing may be relied on from now on, unless it says what we know.
    ///
    /// Told twice is told twice: of two equal events within a second, the later one may be the news.
    pub(crate) fn assignment_told(&mut self, event: &ChatAssignmentEvent, now: Timestamp) {
        self.told += 1;
        self.kept.assignment_told_at = self.kept.assignment_told_at.max(Some(event.timestamp.as_seconds()));
        let mine = event.done_by.as_ref().is_some_and(|by| by.id == self.me);
        if let Some(asking) = &mut self.asking
            && (mine || event.done_by.is_none())
            && names(event, &asking.to.0, &asking.to.1)
        {
            asking.confirmed = true;
            let to = asking.to.clone();
            self.become_owned(to.0, to.1, now);
            return;
        }
        self.kept.owner_follows = false;
        let to_me = event.assigned_to_user_set.as_ref().is_some_and(|user| user.id == self.me);
        if !to_me {
            let at = event.timestamp.as_seconds().saturating_mul(1000);
            self.kept.theirs_told_at = Some(at);
            let is_users = event.assigned_to_user_set.is_some() || event.assigned_to_user_was_cleared;
            if is_users && !mine && self.owner().is_me() {
                let group = event.assigned_group_set.clone();
                let group = group.or_else(|| self.kept.group.clone().filter(|_| !event.assigned_group_was_cleared));
                self.gone_to = Some((event.assigned_to_user_set.clone(), group));
            }
            let by_person = event.assigned_to_user_set.is_some() && event.done_by.is_some() && !mine;
            if by_person && names(event, &self.kept.user, &self.kept.group) {
                // They take what they have: it is theirs from now on, and no longer what the bot left to them.
                self.kept.theirs_since = self.kept.theirs_since.max(Some(at));
                self.kept.given = None;
            }
        }
        if to_me && !mine {
            // It was somebody else's meanwhile, which a reading does not show any more.
            if let Some((user, group)) = self.gone_to.take() {
                self.become_owned(user, group, now);
            }
            self.maybe_returned = true;
            self.certain = false;
        } else if !(self.certain && names(event, &self.kept.user, &self.kept.group)) {
            self.certain = false;
        }
    }

    /// Whether the inbox told of an assignment that was made at this second or later.
    pub(crate) fn was_told_of_assignment_at(&self, second: i64) -> bool {
        self.kept.assignment_told_at.is_some_and(|last| second <= last)
    }

    /// `assigned_messages` told a message of this chat: the chat is said to be the bot's.
    pub(crate) fn said_to_be_mine(&mut self) {
        // A chat of the bot's in which a person writes is still assigned to the bot: such a call is no news of the owner.
        if self.owner().is_me() {
            return;
        }
        if self.asking.is_none() && (self.certain || self.maybe_returned) {
            self.told += 1;
            self.certain = false;
            self.maybe_returned = true;
        }
    }

    /// A reading of the owner begins.
    pub(crate) const fn begin_reading(&self) -> Reading {
        Reading { told: self.told }
    }

    /// Whether nothing was told since a reading began.
    pub(crate) const fn is_current(&self, reading: Reading) -> bool {
        reading.told == self.told
    }

    /// A reading ended. It counts only if nothing was told since it began; then it answers whether the chat was given to
    /// the bot. Nothing means: read again.
    pub(crate) fn end_reading(&mut self, reading: Reading, user: Option<User>, group: Option<Group>, now: Timestamp) -> Option<bool> {
        if !self.is_current(reading) {
            return None;
        }
        let is_mine = user.as_ref().is_some_and(|user| user.id == self.me);
        let returned = is_mine && self.maybe_returned;
        self.become_owned(user, group, now);
        self.maybe_returned = false;
        if returned {
            self.leave_people();
            self.kept.owes = Some(Greeting::Return);
        }
        Some(returned)
    }

    /// The owner cannot be relied on any more: something of ours may or may not have changed it.
    pub(crate) const fn doubt(&mut self) {
        self.certain = false;
        self.told += 1;
    }

    /// The chat was given to the bot, which could not be dealt with: it is to be found out once more.
    pub(crate) const fn doubt_return(&mut self) {
        self.doubt();
        self.maybe_returned = true;
    }
}

/// Whether an event names this owner. An event that sets or clears only one of the two says nothing of the other.
fn names(event: &ChatAssignmentEvent, user: &Option<User>, group: &Option<Group>) -> bool {
    let user_fits = match &event.assigned_to_user_set {
        Some(set) => user.as_ref().is_some_and(|user| user.id == set.id),
        None => !event.assigned_to_user_was_cleared || user.is_none(),
    };
    let group_fits = match &event.assigned_group_set {
        Some(set) => group.as_ref().is_some_and(|group| group.id == set.id),
        None => !event.assigned_group_was_cleared || group.is_none(),
    };
    user_fits && group_fits
}
