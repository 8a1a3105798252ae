//! Conditions: filters as data, those that are asked one by one.

use super::extract::{SessionValue, peek};
use super::needs::Needs;
use super::registration::To;
use crate::error::Result;
use crate::handover::Hours;
use crate::turn::Turn;
use crate::wire::TaggingAction;

/// Something that must hold for an event. Only the macro writes one.
#[derive(Debug, Clone, Copy)]
pub enum Condition {
    /// One of these holds.
    Any(&'static [Self]),
    /// All of these hold.
    All(&'static [Self]),
    /// This does not hold.
    Not(&'static Self),
    /// The trimmed text is one of these.
    Text(&'static [&'static str]),
    /// The same in lower case.
    TextFolded(&'static [&'static str]),
    /// The trimmed text begins with one of these.
    Prefix(&'static [&'static str]),
    /// The same in lower case.
    PrefixFolded(&'static [&'static str]),
    /// One of these stands in the text as a whole word.
    Word(&'static [&'static str]),
    /// The same in lower case.
    WordFolded(&'static [&'static str]),
    /// The trimmed text matches.
    Regex(&'static str),
    /// The message is of one of these kinds.
    Kind(&'static [&'static str]),
    /// The message is a file of one of these media types, in lower case; `image/*` is all of a kind.
    Mime(&'static [&'static str]),
    /// A reply button of one of these ids was pressed.
    Button(&'static [&'static str]),
    /// A list's row of one of these ids was chosen.
    Row(&'static [&'static str]),
    /// The message quotes another.
    Quoting,
    /// The message quotes one of this bot's.
    QuotingMe,
    /// The customer came through an advertisement.
    Referral,
    /// No message of the chat came before.
    NewChat,
    /// No message of the chat came for this many milliseconds.
    FirstIn(u64),
    /// One of these tags is on the chat.
    Tagged(&'static [&'static str]),
    /// One of these did it.
    By(&'static [Doer]),
    /// The tag of the event is one of these.
    Tag(&'static [&'static str]),
    /// The tag was put on, or taken off.
    Action(TaggingAction),
    /// The status is one of these.
    Status(&'static [&'static str]),
    /// Whom the chat was assigned to.
    To(To),
    /// Somebody is there.
    Hours(fn() -> Result<Hours>),
    /// A function says so.
    Guard(fn(&Turn) -> bool),
    /// The chat's session is in one of these states.
    State(&'static [fn(Asked<'_>) -> Result<bool>]),
}

impl Condition {
    /// Whether it is such a one, or composed of one.
    pub(crate) fn mentions(&self, is_such: fn(&Self) -> bool) -> bool {
        match self {
            Self::Any(conditions) | Self::All(conditions) => conditions.iter().any(|condition| condition.mentions(is_such)),
            Self::Not(condition) => condition.mentions(is_such),
            condition => is_such(condition),
        }
    }
}

/// Who did what an event tells of. What the bot did itself is no event for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doer {
    /// A person; a user whose role was not told counts as one.
    Person,
    /// Another bot.
    App,
    /// A person who may do everything.
    Admin,
}

/// What a condition on a session is asked.
#[derive(Debug)]
pub enum Asked<'a> {
    /// What do you need?
    Needs(&'a mut Needs),
    /// Does it hold?
    Turn(&'a Turn),
}

/// Whether the chat's session is in a state. One that is not stored is the type's default.
///
/// # Errors
/// When the stored session cannot be read.
pub fn in_state<T: SessionValue>(asked: Asked<'_>, matches: fn(&T) -> bool) -> Result<bool> {
    match asked {
        Asked::Needs(needs) => {
            needs.session_of_filter::<T>();
            Ok(false)
        }
        Asked::Turn(turn) => Ok(turn.facts().chat.is_some() && matches(&peek::<T>(turn)?)),
    }
}

/// Whether a function of the user's own lets a turn in.
pub fn guard(guard: impl Fn(&Turn) -> bool, turn: &Turn) -> bool {
    guard(turn)
}
