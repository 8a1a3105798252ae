use std::panic::Location;

use super::command::Command;
use super::condition::Condition;
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
    /// What its filters ask for, as numbers that the compiler can compare.
    #[doc(hidden)]
    pub asks: Asks,
    /// The module it stands in.
    #[doc(hidden)]
    pub module: &'static str,
    /// The first sentence of its documentation; empty when it has none.
    #[doc(hidden)]
    pub about: &'static str,
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

    /// Whether it may answer a message that a conversation of the chat waits for (`interrupts`).
    #[must_use]
    pub const fn interrupts(&self) -> bool {
        self.filters.interrupts
    }

    /// Whether it also wants messages that are too old to be answered, or were answered while the bot was away (`stale`).
    #[must_use]
    pub const fn takes_stale(&self) -> bool {
        self.filters.stale
    }

    /// Why a later handler of the same kind can never run, when this one stands before it.
    pub(crate) const fn hides(&self, later: &Self) -> Option<Hidden> {
        let (mine, others) = (&self.asks, &later.asks);
        if self.kind as u8 != later.kind as u8 || !self.admits_all_of(later) || !self.asks_text_of(later) || !all_hold(others.all, mine.all)
        {
            return None;
        }
        if mine.words.is_empty() && mine.text.is_none() && mine.all.is_empty() {
            Some(Hidden::CatchAll)
        } else if mine.words.is_empty() != others.words.is_empty()
            || mine.text.is_some() != others.text.is_some()
            || mine.all.len() != others.all.len()
        {
            Some(Hidden::FewerFilters)
        } else {
            Some(Hidden::SameFilter)
        }
    }

    /// Whether it takes what the later one asks for, as far as that does not hang on the text, and never passes it on.
    pub(crate) const fn takes_beside_text(&self, later: &Self) -> bool {
        self.admits_all_of(later) && all_hold(later.asks.all, self.asks.all)
    }

    /// Whether its own text, regex or command is none, or is one that the later one has as well.
    pub(crate) const fn asks_text_of(&self, later: &Self) -> bool {
        let (mine, others) = (&self.asks, &later.asks);
        let words = mine.words.is_empty() || (!others.words.is_empty() && all_hold(mine.words, others.words));
        let text = match (mine.text, others.text) {
            (None, _) => true,
            (Some(mine), Some(others)) => mine == others,
            (Some(_), None) => false,
        };
        words && text
    }

    const fn admits_all_of(&self, later: &Self) -> bool {
        !self.may_pass
            && self.admits().covers(later.admits())
            && (self.filters.from_any || !later.filters.from_any)
            && (self.filters.stale || !later.filters.stale)
            && (self.filters.interrupts || !later.filters.interrupts)
    }
}

/// A function under `#[on(..)]`, as a type: what `handlers![..]` names.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no handler",
    label = "no handler",
    note = "a handler is an `async fn` under `#[on(..)]`; one under `#[conversation]` goes into `conversations![..]`"
)]
pub trait Handle {
    /// What the attribute says.
    const REGISTRATION: Registration;
}

/// Why a handler can never run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hidden {
    /// One before it has no filter.
    CatchAll,
    /// One before it has the same filter.
    SameFilter,
    /// One before it asks for less, and so takes more.
    FewerFilters,
}

/// What a handler's filters ask for, as numbers.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Asks {
    /// One for each text, tag or status, of which one must be met; none when any will do.
    pub words: &'static [u64],
    /// The regex or the command.
    pub text: Option<u64>,
    /// One for each filter beside them; all must hold.
    pub all: &'static [u64],
}

impl Asks {
    /// For everything.
    pub const ANYTHING: Self = Self { words: &[], text: None, all: &[] };
}

/// A number that is the same only within one module: what a condition that names a function or a type is known by.
#[doc(hidden)]
#[must_use]
pub const fn within(module: &str, number: u64) -> u64 {
    let bytes = module.as_bytes();
    let (mut hash, mut at) = (number, 0);
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0100_0000_01b3);
        at += 1;
    }
    hash
}

/// Whether all that are wanted are among the keys.
const fn all_hold(keys: &[u64], wanted: &[u64]) -> bool {
    let mut at = 0;
    while at < wanted.len() {
        if !holds(keys, wanted[at]) {
            return false;
        }
        at += 1;
    }
    true
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
            Some(Hidden::CatchAll) => panic!("this handler can never run: one before it takes every event of this kind"),
            Some(Hidden::SameFilter) => panic!("this handler can never run: one before it has the same filter"),
            Some(Hidden::FewerFilters) => panic!("this handler can never run: one before it takes all that this one asks for"),
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
    /// Whether the texts are in lower case, and upper and lower case do not matter.
    pub ignore_case: bool,
    /// A regex for the trimmed text.
    pub regex: Option<&'static str>,
    /// The regex's named groups.
    pub groups: &'static [&'static str],
    /// A command.
    pub command: Option<Command>,
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
    /// Once per chat in this many milliseconds.
    pub once_in: Option<u64>,
    /// Whether it may run while a conversation waits for an answer.
    pub interrupts: bool,
    /// Whether messages that come too late are wanted too.
    pub stale: bool,
    /// What else must hold.
    pub conditions: &'static [Condition],
}

impl Filters {
    /// No filter at all.
    pub const NONE: Self = Self {
        texts: &[],
        ignore_case: false,
        regex: None,
        groups: &[],
        command: None,
        tags: &[],
        action: None,
        statuses: &[],
        from_any: false,
        to: None,
        once_in: None,
        interrupts: false,
        stale: false,
        conditions: &[],
    };
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
