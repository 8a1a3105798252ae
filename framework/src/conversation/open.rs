//! The chat's open conversation, as the routes meet it that lead to it.

use std::fmt;
use std::sync::Arc;

use super::journal::Journal;
use super::registration::Conversation;
use crate::error::Error;
use crate::kind::EventKind;
use crate::turn::{HandledBy, Outcome, Turn, TurnFacts};

/// What a turn is for the chat's open conversation.
pub(crate) enum Open {
    /// None is open, or the turn is none of its business: the handlers are asked.
    Nothing,
    /// The turn is its business, and nothing is to be done but this.
    Rests(Outcome),
    /// It is asked, within the routes in which it stands.
    Concerned(Arc<OpenTalk>),
}

/// The chat's open conversation.
#[derive(Debug, Clone)]
pub(crate) struct OpenTalk {
    pub(super) conversation: &'static Conversation,
    pub(super) journal: Journal,
    /// Where it stands.
    pub(crate) scope: usize,
    /// Whether the turn is one that the conversation itself brought about: the rest of one that was committed in part, the end of its
    /// time, the chat that came back.
    pub(crate) is_its_own: bool,
}

impl OpenTalk {
    /// Who takes the turn when the conversation does.
    pub(crate) fn handled_by(&self, turn: &Turn) -> HandledBy {
        handled_by(self.conversation, turn.facts())
    }
}

/// A journal does not fit the code of its conversation.
#[derive(Debug)]
pub(crate) struct Misfit(pub(super) String);

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Misfit {}

/// Who takes a turn when a conversation does.
pub(super) fn handled_by(conversation: &Conversation, facts: &TurnFacts) -> HandledBy {
    let kind = facts.kinds.first().copied().unwrap_or(EventKind::Conversation);
    HandledBy { name: conversation.name, place: conversation.place, kind, owners: None }
}

/// What is said of a conversation that a handler starts although the bot was not given it: its next message would find nobody.
pub(crate) fn not_given(conversation: &Conversation, by: Option<&HandledBy>) -> Error {
    let Conversation { name, place, .. } = conversation;
    let starter = by.map_or_else(String::new, |by| format!("handler `{}` ({}:{}) starts ", by.name, by.place.file(), by.place.line()));
    let error = format!(
        "{starter}the conversation `{name}` ({}:{}), which was not given to the bot: add `.conversations(conversations![{name}])`",
        place.file(),
        place.line()
    );
    Error::from(error).without_retry()
}
