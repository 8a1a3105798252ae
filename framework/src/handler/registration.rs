use std::panic::Location;

use super::run::Call;
use crate::handover::{OwnerClass, OwnerSet};
use crate::kind::EventKind;
use crate::wire::TaggingAction;

/// A handler as data: what `#[on(..)]` says, and the function to call.
///
/// Only the macro makes one; `handlers![..]` collects them.
#[derive(Debug, Clone, Copy)]
pub struct Registration {
    #[doc(hidden)]
    pub name: &'static str,
    #[doc(hidden)]
    pub place: &'static Location<'static>,
    #[doc(hidden)]
    pub kind: EventKind,
    #[doc(hidden)]
    pub filters: Filters,
    #[doc(hidden)]
    pub owners: Option<OwnerSet>,
    /// Whether one of its extractors may say "not mine".
    #[doc(hidden)]
    pub may_pass: bool,
    /// What its filters let in, as numbers that the compiler can compare; empty when everything.
    #[doc(hidden)]
    pub keys: &'static [u64],
    #[doc(hidden)]
    pub call: Call,
}

impl Registration {
    /// The function's name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Where the function stands.
    #[must_use]
    pub const fn place(&self) -> &'static Location<'static> {
        self.place
    }

    /// The kind of event it listens to.
    #[must_use]
    pub const fn kind(&self) -> EventKind {
        self.kind
    }

    /// In whose chats it gets events: those it declared, else the kind's own rule.
    ///
    /// A customer's message reaches by default only handlers of chats that are the bot's or nobody's, so that a bot never
    /// talks over a person. Other kinds let a handler see every chat.
    #[must_use]
    pub const fn admits(&self) -> OwnerSet {
        match (self.owners, self.kind) {
            (Some(owners), _) => owners,
            (None, EventKind::IncomingMessages) => OwnerSet::ME_OR_NOBODY,
            (None, EventKind::AssignedMessages) => OwnerSet::only(OwnerClass::Me),
            (None, _) => OwnerSet::ANY,
        }
    }

    /// Why a later handler can never run, when this one stands before it.
    pub(crate) const fn hides(&self, later: &Self) -> Option<Hidden> {
        let covers = self.admits().covers(later.admits()) && (self.filters.from_any || !later.filters.from_any);
        if self.may_pass || !covers || self.kind as u8 != later.kind as u8 {
            return None;
        }
        if self.keys.is_empty() {
            return Some(Hidden::ByCatchAll);
        }
        if later.keys.is_empty() {
            return None;
        }
        let mut at = 0;
        while at < later.keys.len() {
            if !holds(self.keys, later.keys[at]) {
                return None;
            }
            at += 1;
        }
        Some(Hidden::BySameFilter)
    }
}

/// Why a handler can never run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hidden {
    /// One before it has no filter.
    ByCatchAll,
    /// One before it has the same filter.
    BySameFilter,
}

const fn holds(keys: &[u64], wanted: u64) -> bool {
    let mut at = 0;
    while at < keys.len() {
        if keys[at] == wanted {
            return true;
        }
        at += 1;
    }
    false
}

/// Fails the build when the handler at `at` can never run; the error stands at the caller's place.
#[doc(hidden)]
#[track_caller]
pub const fn check(handlers: &[Registration], at: usize) {
    let mut earlier = 0;
    while earlier < at {
        match handlers[earlier].hides(&handlers[at]) {
            Some(Hidden::ByCatchAll) => panic!("this handler can never run: one before it takes every event of this kind"),
            Some(Hidden::BySameFilter) => panic!("this handler can never run: one before it has the same filter"),
            None => {}
        }
        earlier += 1;
    }
}

/// A handler's filters, as data.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Filters {
    /// Exact texts, trimmed; empty when any.
    pub texts: &'static [&'static str],
    /// A regex for the trimmed text.
    pub regex: Option<&'static str>,
    /// The regex's named groups.
    pub groups: &'static [&'static str],
    /// Names of tags; empty when any.
    pub tags: &'static [&'static str],
    /// Whether the tag was put on or taken off.
    pub action: Option<TaggingAction>,
    /// Names of statuses; empty when any.
    pub statuses: &'static [&'static str],
    /// Whether statuses of messages that are not the bot's are wanted too.
    pub from_any: bool,
    /// Whom a chat was assigned to.
    pub to: Option<To>,
}

impl Filters {
    /// No filter at all.
    pub const NONE: Self = Self { texts: &[], regex: None, groups: &[], tags: &[], action: None, statuses: &[], from_any: false, to: None };
}

/// Whom a chat was assigned to by an event.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// This bot.
    Me,
    /// Nobody: user and group were taken away.
    Nobody,
    /// The user or group of this name.
    Named(&'static str),
}
