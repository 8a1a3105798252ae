//! What a turn has of its engine while it runs: a way to say something early, and one to begin further turns.

use std::fmt;
use std::panic::Location;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde_json::Value;
use tokio::sync::{mpsc, oneshot};

use super::Turn;
use crate::action::Action;
use crate::store::StoreError;
use crate::wire::WaId;

/// Why [`say_now`](crate::handler::Chat::say_now) did not say it.
///
/// ```
/// use switchboard::prelude::*;
///
/// # async fn search(_: &str) -> Result<String> { Ok("found".to_owned()) }
/// #[on(assigned_messages, command = "find <what>..")]
/// async fn find(Arg(what): Arg<String>, chat: &Chat) -> Result<Option<String>> {
///     match chat.say_now("I am looking. This takes a minute.").await {
///         // Nobody waits for the bot any more.
///         Err(SayNowError::Withdrawn) => return Ok(None),
///         said => said?,
///     }
///     Ok(Some(search(&what).await?))
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum SayNowError {
    /// Somebody took the chat over, or has switched the bot off in it: it was not sent, and will not be. When it was a takeover, nothing
    /// else of the turn leaves either.
    Withdrawn,
    /// The inbox refused it for good; handlers of `errors` are told why.
    Refused,
    /// It may have been sent, and costs too much to be sent again on a guess. It is parked.
    Parked,
    /// An earlier try of the turn said something else at this step. Nothing is guessed: nothing of the turn leaves, whatever the handler
    /// returns, and the event is a dead letter at once.
    Changed {
        /// Where it was said before: file, line and column.
        before: String,
        /// Where it was to be said now.
        now: String,
    },
    /// The message breaks a limit of the API.
    Invalid(Box<dyn std::error::Error + Send + Sync>),
}

impl fmt::Display for SayNowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Withdrawn => f.write_str("what was to be said now was withdrawn: the bot may not speak in this chat any more"),
            Self::Refused => f.write_str("the inbox refused what was to be said now"),
            Self::Parked => f.write_str("what was to be said now may have been sent, and is not sent again since it costs"),
            Self::Changed { before, now } => write!(
                f,
                "an earlier try of this turn said something else at this step: at {before}, and now at {now}; what `say_now` says, and \
                 in which order, must not depend on what differs between tries"
            ),
            Self::Invalid(_) => f.write_str("what was to be said now is no valid message"),
        }
    }
}

impl std::error::Error for SayNowError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Invalid(cause) => Some(&**cause),
            _ => None,
        }
    }
}

/// Something that a turn wants to say before it ends.
#[derive(Debug)]
pub(crate) struct Early {
    /// Which of the turn's early words it is, from 0.
    pub(crate) step: u32,
    /// What leaves.
    pub(crate) action: Action,
    /// A digest of what the handler gave: what leaves may be sealed with the time, which differs between tries.
    pub(crate) print: String,
    /// Where it was said.
    pub(crate) place: &'static Location<'static>,
    /// Takes what came of it.
    pub(crate) answer: oneshot::Sender<Result<(), SayNowError>>,
}

/// Begins a turn of a timer's in a chat: its event is on disk when the future ends.
pub(crate) type Begin = Arc<dyn Fn(WaId, Value) -> Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send>> + Send + Sync>;

/// What an engine lends to a turn. One that was made by hand has none.
pub(crate) struct Engaged {
    pub(crate) early: mpsc::UnboundedSender<Early>,
    pub(crate) begin: Begin,
}

impl Turn {
    /// Lends the turn what it needs of its engine; the first call counts.
    pub(crate) fn engage(&self, engaged: Engaged) {
        self.0.engaged.get_or_init(|| engaged);
    }

    pub(crate) fn engaged(&self) -> Option<&Engaged> {
        self.0.engaged.get()
    }

    /// Which of the turn's early words comes next.
    pub(crate) fn next_early(&self) -> u32 {
        self.0.early.fetch_add(1, Ordering::Relaxed)
    }

    /// Starts from nothing: what was recorded is forgotten, and early words are counted anew.
    pub(crate) fn start_over(&self) {
        self.take_record();
        self.0.early.store(0, Ordering::Relaxed);
    }
}
