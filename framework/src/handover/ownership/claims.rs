//! What the bot makes of a chat: why it takes it, what it owes the customer for it, and to whom it gave it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::conflict::overwritten;
use super::{Assigned, Conflict, Ownership};
use crate::wire::{ChatAssignmentEvent, GroupId, UserId};

/// Why the bot takes a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Because {
    /// Nobody owns it.
    Unassigned,
    /// Nobody answered in it.
    Unanswered,
    /// It is outside the opening hours.
    Outside,
    /// A way back to the bot is open.
    WayBack,
}

/// What the bot says first in a chat that has become its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Greeting {
    /// It took the chat.
    Take,
    /// The chat came back to it.
    Return,
}

/// A take that is under way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Taking {
    because: Because,
    /// Whose assignment it is meant to overwrite.
    over: Option<UserId>,
    /// The group that the chat was in.
    group: Option<GroupId>,
    /// Since when, in seconds of the inbox's clock.
    pub(super) since: i64,
    /// A person wrote in the chat since then.
    pub(super) person_wrote: bool,
}

/// To whom the bot gave the chat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Given {
    user: Option<UserId>,
    group: Option<GroupId>,
}

impl Given {
    pub(super) fn to((user, group): &Assigned) -> Self {
        Self { user: user.as_ref().map(|user| user.id), group: group.as_ref().map(|group| group.id) }
    }
}

impl Given {
    /// Whether it was given to this group, and to nobody in particular.
    pub(super) fn is_to_group(&self, group: GroupId) -> bool {
        self.user.is_none() && self.group == Some(group)
    }
}

impl Ownership {
    /// The bot is about to take the chat, and does not know yet whose assignment that will overwrite. That of the person who has
    /// the chat is meant to be overwritten.
    pub(crate) fn begin_take(&mut self, because: Because, now: Timestamp) {
        self.kept.unchecked_take = true;
        let owner = self.assignee();
        self.kept.taking = Some(Taking { because, over: owner.user, group: owner.group, since: now.as_second(), person_wrote: false });
    }

    /// What the take overwrote was looked up. When the chat is the bot's, the take has succeeded; it is with people all the same when
    /// one of them wrote meanwhile.
    pub(crate) fn end_take(&mut self) {
        self.kept.unchecked_take = false;
        let Some(taking) = self.kept.taking.take().filter(|_| self.owner().is_me()) else { return };
        if taking.person_wrote {
            self.kept.with_people_since.get_or_insert(taking.since.saturating_mul(1000));
            return;
        }
        self.leave_people();
        self.kept.taken_because = Some(taking.because);
        self.kept.owes = Some(match taking.because {
            Because::WayBack => Greeting::Return,
            _ => Greeting::Take,
        });
        self.kept.way_back = None;
    }

    /// The take was not made.
    pub(crate) fn cancel_take(&mut self) {
        self.kept.unchecked_take = false;
        self.kept.taking = None;
    }

    /// Whether the bot has taken the chat without having seen yet whose assignment that overwrote.
    pub(crate) const fn has_unchecked_take(&self) -> bool {
        self.kept.unchecked_take
    }

    /// Whose assignment the take that is under way is meant to overwrite.
    pub(crate) fn takes_over(&self) -> Option<UserId> {
        self.kept.taking.as_ref().and_then(|taking| taking.over)
    }

    /// Whose assignment the take has overwritten without meaning to, by the chat's assignment events, newest first.
    pub(crate) fn overwritten_by_take(&self, events: &[ChatAssignmentEvent]) -> Option<Conflict> {
        let conflict = overwritten(events, self.me)?;
        let Some(taking) = &self.kept.taking else { return Some(conflict) };
        // A chat of the bot's in which a person wrote is taken without a change of its assignment: the newest take that the events
        // tell is an older one then.
        let is_older = |event: &ChatAssignmentEvent| event.timestamp.as_seconds() < taking.since;
        let is_no_change =
            taking.over == Some(self.me) && events.iter().find(|event| event.assigned_to_user_set.is_some()).is_some_and(is_older);
        (!is_no_change && taking.over != Some(conflict.user.id)).then_some(conflict)
    }

    /// The group that the chat was in before the take that is under way.
    pub(crate) fn group_before_take(&self) -> Option<GroupId> {
        self.kept.taking.as_ref().and_then(|taking| taking.group)
    }

    /// Why the bot took the chat that is its own; nothing when it was given it.
    pub(crate) const fn taken_because(&self) -> Option<Because> {
        self.kept.taken_because
    }

    /// What is to be said first; it is said once.
    pub(crate) const fn take_greeting(&mut self) -> Option<Greeting> {
        self.kept.owes.take()
    }

    /// Whether the chat is still with those to whom the bot gave it.
    pub(crate) fn is_where_it_was_given(&self) -> bool {
        self.kept.given.as_ref() == Some(&self.assignee())
    }

    /// Whom the chat belongs to, by id.
    pub(super) fn assignee(&self) -> Given {
        Given::to(&(self.kept.user.clone(), self.kept.group.clone()))
    }

    /// The owner has become another one, or was told once more.
    pub(super) fn claims_follow(&mut self, was_mine: bool, is_mine: bool) {
        if is_mine {
            self.kept.given = None;
        }
        // In a chat of the bot's in which a person wrote, the customer waits for people all the same.
        if is_mine && self.kept.with_people_since.is_none() {
            self.kept.waits_since = None;
        }
        if was_mine != is_mine {
            self.kept.owes = None;
            self.kept.taken_because = None;
        }
    }
}
