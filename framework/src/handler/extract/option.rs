use super::Extract;
use crate::error::{Error, Result};
use crate::handler::{Event, Needs, Slot};
use crate::turn::Turn;

/// Nothing where the extractor would pass the event on; a broken one stays broken.
impl<E: Event, T: Extract<E>> Extract<E> for Option<T> {
    const MAY_PASS: bool = false;

    async fn extract(turn: &Turn, slot: &Slot<'_>) -> Result<Option<Self>> {
        match T::extract(turn, slot).await {
            Err(error) if error.is_not_mine() => Ok(Some(None)),
            extracted => extracted.map(Some),
        }
    }

    fn needs(needs: &mut Needs) {
        T::needs(needs);
    }
}

/// What a handler may take as the error of an extractor: [`Error`] for every one, or a type of error for that one alone.
///
/// ```
/// use switchboard::prelude::*;
///
/// /// Told of every error of the extractor; `Result<.., BadArgument>` would be told of that one alone.
/// #[on(incoming_messages, text = "last")]
/// async fn last(history: Result<History<1>, Error>) -> &'static str {
///     match history {
///         Ok(_) => "There you are.",
///         Err(_) => "I cannot look that up now.",
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be why an extractor failed",
    label = "neither `Error` nor an error's type",
    note = "write `Result<..>` for every error, or `Result<.., E>` for those of a type that implements `std::error::Error`"
)]
pub trait Rejection: Sized + Send {
    /// Takes an error that is one of these; gives back one that is not.
    ///
    /// # Errors
    /// The error, when it is another one.
    fn from_error(error: Error) -> Result<Self>;
}

impl Rejection for Error {
    fn from_error(error: Error) -> Result<Self> {
        Ok(error)
    }
}

#[diagnostic::do_not_recommend]
impl<R: std::error::Error + Send + Sync + 'static> Rejection for R {
    fn from_error(error: Error) -> Result<Self> {
        error.downcast()
    }
}

/// The error where the extractor fails, so that the handler can answer it. One that only passes without a word still passes, and an
/// error of another type than the one asked for still breaks the turn.
impl<E: Event, T: Extract<E>, R: Rejection> Extract<E> for std::result::Result<T, R> {
    const MAY_PASS: bool = T::MAY_PASS;

    async fn extract(turn: &Turn, slot: &Slot<'_>) -> Result<Option<Self>> {
        match T::extract(turn, slot).await {
            Ok(extracted) => Ok(extracted.map(Ok)),
            Err(error) => R::from_error(error).map(|rejection| Some(Err(rejection))),
        }
    }

    fn needs(needs: &mut Needs) {
        T::needs(needs);
    }
}
