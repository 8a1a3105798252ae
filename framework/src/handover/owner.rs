use std::fmt;

use crate::wire::{Group, Role, User, UserId};

/// Whom a chat belongs to, as far as the inbox told.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[on(incoming_messages, text = "who", owner = any)]
/// async fn who(owner: Owner) -> &'static str {
///     if owner.is_me() {
///         "You are talking to the assistant."
///     } else if owner.is_person() {
///         "A colleague is with you."
///     } else {
///         "Nobody has this chat yet."
///     }
/// }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Owner {
    /// The user it is assigned to.
    pub user: Option<User>,
    /// The group it is assigned to.
    pub group: Option<Group>,
    me: UserId,
}

impl Owner {
    /// An owner as this bot sees it.
    #[must_use]
    pub const fn new(me: UserId, user: Option<User>, group: Option<Group>) -> Self {
        Self { user, group, me }
    }

    /// Whether the chat is this bot's.
    #[must_use]
    pub fn is_me(&self) -> bool {
        self.user.as_ref().is_some_and(|user| user.id == self.me)
    }

    /// Whether the chat is a person's. A user whose role was not told counts as a person.
    #[must_use]
    pub fn is_person(&self) -> bool {
        self.user.as_ref().is_some_and(|user| user.id != self.me && user.role() != Some(&Role::App))
    }

    /// Whether the chat is another bot's.
    #[must_use]
    pub fn is_other_app(&self) -> bool {
        self.user.as_ref().is_some_and(|user| user.id != self.me && user.role() == Some(&Role::App))
    }

    /// Whether the chat belongs to neither a user nor a group.
    #[must_use]
    pub const fn is_nobody(&self) -> bool {
        self.user.is_none() && self.group.is_none()
    }

    /// Which of the five it is.
    #[must_use]
    pub fn class(&self) -> OwnerClass {
        if self.is_me() {
            OwnerClass::Me
        } else if self.is_other_app() {
            OwnerClass::OtherApp
        } else if self.user.is_some() {
            OwnerClass::Person
        } else if self.group.is_some() {
            OwnerClass::Group
        } else {
            OwnerClass::Nobody
        }
    }
}

/// What kind of owner a chat has.
///
/// ```
/// use switchboard::handover::{Owner, OwnerClass};
/// use switchboard::wire::UserId;
///
/// assert_eq!(Owner::new(UserId::new(7), None, None).class(), OwnerClass::Nobody);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum OwnerClass {
    /// This bot.
    Me = 1,
    /// Neither a user nor a group.
    Nobody = 2,
    /// A person, or people to whom the bot has given the chat.
    Person = 4,
    /// Another bot.
    OtherApp = 8,
    /// A group and no user.
    Group = 16,
}

/// Several kinds of owner: those whose chats a handler asks for.
///
/// ```
/// use switchboard::handover::{OwnerClass, OwnerSet};
///
/// let quiet = OwnerSet::only(OwnerClass::Person).and(OwnerSet::only(OwnerClass::Group));
/// assert!(quiet.contains(OwnerClass::Group) && !quiet.covers(OwnerSet::ME_OR_NOBODY));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct OwnerSet(u8);

impl OwnerSet {
    /// Every owner.
    pub const ANY: Self = Self(31);
    /// This bot, or nobody: where a bot may speak without asking.
    pub const ME_OR_NOBODY: Self = Self(OwnerClass::Me as u8 | OwnerClass::Nobody as u8);

    /// What is said beside a conversation, such as the words behind a change of hands: it leaves under its fence alone, whoever
    /// owns the chat by then, and it answers nobody.
    pub(crate) const BESIDE: Self = Self(0);

    /// One kind of owner.
    #[must_use]
    pub const fn only(class: OwnerClass) -> Self {
        Self(class as u8)
    }

    /// These and those.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether an owner is among them.
    #[must_use]
    pub const fn contains(self, class: OwnerClass) -> bool {
        self.0 & class as u8 != 0
    }

    /// Whether all of the other's owners are among them.
    #[must_use]
    pub const fn covers(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The bits, for the outbox.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// From bits; those of no owner are dropped.
    #[must_use]
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits & Self::ANY.0)
    }
}

impl fmt::Debug for OwnerSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = [OwnerClass::Me, OwnerClass::Nobody, OwnerClass::Person, OwnerClass::OtherApp, OwnerClass::Group];
        f.debug_set().entries(all.iter().filter(|class| self.contains(**class))).finish()
    }
}
