//! What a handler may fail with.

use std::fmt;

/// The result of a handler.
pub type Result<T, E = Error> = std::result::Result<T, E>;

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Anything that went wrong in a handler: `?` takes every std error, `anyhow::Error`, `eyre::Report`, and plain words.
///
/// It is no `std::error::Error` itself, which is what lets it take them all. [`Error::into_boxed`] gives one.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[on(incoming_messages, command = "stock <count>")]
/// async fn stock(Arg(count): Arg<String>) -> Result<String> {
///     let count: u32 = count.parse()?; // an error of std
///     if count == 0 {
///         Err("the shop is empty")?; // plain words
///     }
///     if count > 1000 {
///         // The turn is tried again in a minute, not in a second.
///         return Err(Error::retry_after("the shop is counting", minutes(1)));
///     }
///     Ok(format!("{count} left."))
/// }
/// ```
pub struct Error {
    cause: Cause,
    retry_after: Option<std::time::Duration>,
    is_final: bool,
    not_mine: bool,
}

impl Error {
    /// An error that says when the turn is worth another try; its chat waits for it, `turn.max_hold` (10 minutes) at most.
    pub fn retry_after(cause: impl Into<Cause>, after: std::time::Duration) -> Self {
        Self { retry_after: Some(after), ..Self::from(cause) }
    }

    /// The same error, of a turn that is not worth another try: its event is a dead letter at once.
    #[must_use]
    pub fn without_retry(self) -> Self {
        Self { is_final: true, ..self }
    }

    /// Whether the turn is not worth another try.
    #[must_use]
    pub const fn is_final(&self) -> bool {
        self.is_final
    }

    /// Why an event is not for a handler, as an extractor says it: the next handler is asked, as after `Ok(None)`, and a handler that
    /// takes a `Result<.., ..>` of the extractor is told why.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// /// The customer's number in the shop; customers without one are for other handlers.
    /// struct Member(u32);
    ///
    /// impl<E: ChatEvent> Extract<E> for Member {
    ///     async fn extract(turn: &Turn, _: &Slot<'_>) -> Result<Option<Self>> {
    ///         let chat = turn.facts().chat.as_ref();
    ///         let digits = chat.and_then(|chat| chat.wa_id.as_str().strip_prefix("49171392"));
    ///         digits.ok_or_else(|| Error::not_mine("no member"))?.parse().map(|number| Some(Self(number))).map_err(Error::not_mine)
    ///     }
    /// }
    /// ```
    pub fn not_mine(cause: impl Into<Cause>) -> Self {
        Self { not_mine: true, ..Self::from(cause) }
    }

    /// Whether it only says that an event is for another handler.
    pub(crate) const fn is_not_mine(&self) -> bool {
        self.not_mine
    }

    /// After which time the turn is worth another try, when the error says so.
    #[must_use]
    pub const fn retry_hint(&self) -> Option<std::time::Duration> {
        self.retry_after
    }

    /// Whether the cause is a `T`.
    #[must_use]
    pub fn is<T: std::error::Error + 'static>(&self) -> bool {
        self.cause.is::<T>()
    }

    /// The cause, when it is of this type.
    ///
    /// # Errors
    /// The error itself, when it is of another type.
    pub fn downcast<E: std::error::Error + Send + Sync + 'static>(self) -> Result<E> {
        let Self { cause, retry_after, is_final, not_mine } = self;
        cause.downcast().map(|cause| *cause).map_err(|cause| Self { cause, retry_after, is_final, not_mine })
    }

    /// The cause as a boxed std error.
    #[must_use]
    pub fn into_boxed(self) -> Cause {
        self.cause
    }
}

impl<E: Into<Cause>> From<E> for Error {
    fn from(cause: E) -> Self {
        Self { cause: cause.into(), retry_after: None, is_final: false, not_mine: false }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.cause, f)
    }
}

/// Prints the cause and its sources in words, one after another: `fn main() -> Result<()>` shows it.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // By name: a plain `fmt` would be the box's own `Debug`.
        fmt::Display::fmt(&self.cause, f)?;
        let mut source = self.cause.source();
        while let Some(cause) = source {
            write!(f, ": {cause}")?;
            source = cause.source();
        }
        Ok(())
    }
}
