//! What the bot makes of a chat: why it takes it, what it owes the customer for it, and to whom it gave it.

use serde::{Deserialize, Serialize};

use super::{Assigned, Ownership};
use crate::wire::{GroupId, UserId};

/// Why the bot takes a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Because {
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
    pub fn begin_take(&mut self, because: Because) {
        self.kept.unchecked_take = true;
        let owner = Given::to(&(self.kept.user.clone(), self.kept.group.clone()));
        self.kept.taking = Some(Taking { because, over: owner.user, group: owner.group });
    }

    /// What the take overwrote was looked up. When the chat is the bot's, the take has succeeded.
    pub fn end_take(&mut self) {
        self.kept.unchecked_take = false;
        let Some(taking) = self.kept.taking.take().filter(|_| self.owner().is_me()) else { return };
        self.kept.taken_because = Some(taking.because);
        self.kept.owes = Some(match taking.because {
            Because::WayBack => Greeting::Return,
            _ => Greeting::Take,
        });
        self.kept.way_back = false;
    }

    /// The take was not made.
    pub fn cancel_take(&mut self) {
        self.kept.unchecked_take = false;
        self.kept.taking = None;
    }

    /// Whether the bot has taken the chat without having seen yet whose assignment that overwrote.
    #[must_use]
    pub const fn has_unchecked_take(&self) -> bool {
        self.kept.unchecked_take
    }

    /// Whose assignment the take that is under way is meant to overwrite.
    #[must_use]
    pub fn takes_over(&self) -> Option<UserId> {
        self.kept.taking.as_ref().and_then(|taking| taking.over)
    }

    /// The group that the chat was in before the take that is under way.
    #[must_use]
    pub fn group_before_take(&self) -> Option<GroupId> {
        self.kept.taking.as_ref().and_then(|taking| taking.group)
    }

    /// Why the bot took the chat that is its own; nothing when it was given it.
    #[must_use]
    pub const fn taken_because(&self) -> Option<Because> {
        self.kept.taken_because
    }

    /// What is to be said first; it is said once.
    pub(crate) const fn take_greeting(&mut self) -> Option<Greeting> {
        self.kept.owes.take()
    }

    /// Whether the chat is still with those to whom the bot gave it.
    #[must_use]
    pub fn is_where_it_was_given(&self) -> bool {
        let owner = Given::to(&(self.kept.user.clone(), self.kept.group.clone()));
        self.kept.given.as_ref() == Some(&owner)
    }

    /// The owner has become another one, or was told once more.
    pub(super) fn claims_follow(&mut self, was_mine: bool, is_mine: bool) {
        if is_mine {
            self.kept.given = None;
            self.kept.waits_since = None;
        }
        if was_mine != is_mine {
            self.kept.owes = None;
            self.kept.taken_because = None;
        }
    }
}
