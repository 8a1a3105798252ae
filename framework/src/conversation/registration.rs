use std::fmt;
use std::panic::Location;

use super::run::TalkCall;
use crate::handler::Registration;

/// A conversation as data: what `#[conversation]` says, and the function to call. Only the macro makes one; `conversations![..]`
/// collects them.
#[derive(Clone, Copy)]
pub struct Conversation {
    #[doc(hidden)]
    pub name: &'static str,
    #[doc(hidden)]
    pub place: &'static Location<'static>,
    /// Declared by the code; another one in a journal is a mismatch.
    #[doc(hidden)]
    pub version: u32,
    /// The messages that begin it; none when only [`Chat::start`](crate::handler::Chat::start) does.
    #[doc(hidden)]
    pub begins_on: Option<&'static Registration>,
    /// The words that end it.
    #[doc(hidden)]
    pub cancel: &'static [&'static str],
    /// What the customer is told then.
    #[doc(hidden)]
    pub cancelled: Option<&'static str>,
    /// The words that go back to the question before.
    #[doc(hidden)]
    pub back: &'static [&'static str],
    #[doc(hidden)]
    pub on_mismatch: OnMismatch,
    /// Whether one of its arguments may not be there. It is written before the call, since a wrong argument is told in fewer lines here.
    #[doc(hidden)]
    pub may_pass: bool,
    #[doc(hidden)]
    pub call: TalkCall,
}

impl Conversation {
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
}

impl fmt::Debug for Conversation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Conversation").field("name", &self.name).field("version", &self.version).finish_non_exhaustive()
    }
}

/// What becomes of a conversation whose journal does not fit the code any more: a question was put in or taken out above the place
/// that it had reached.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[conversation(assigned_messages, text = "book", version = 3, on_mismatch = restart("Sorry, let us begin again."))]
/// async fn book(talk: &mut Talk) -> Result<String> {
///     Ok(format!("{} it is.", talk.ask("Where to?").await?))
/// }
/// # let _ = conversations![book];
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnMismatch {
    /// Nothing is guessed: the event is a dead letter that names both places, and so is each that follows, until the code fits again.
    #[default]
    DeadLetter,
    /// The customer is told this, and the conversation begins anew.
    Restart(&'static str),
    /// The conversation ends, and the chat goes to [`Policy::people`](crate::handover::Policy::people).
    HandOver,
}

/// A function under `#[conversation]`, as a type: `chat.start::<book>()`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no conversation",
    label = "no conversation",
    note = "a conversation is an `async fn` under `#[conversation]`; one under `#[on(..)]` goes into `handlers![..]`"
)]
pub trait Converse {
    #[doc(hidden)]
    const CONVERSATION: &'static Conversation;
}
