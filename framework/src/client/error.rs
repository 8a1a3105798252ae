use std::fmt;
use std::time::Duration;

use crate::wire::ErrorBody;
use crate::wire::partner::ValidationError;

use super::path::{self, Operation};
use crate::builder::BrokenLimit;
use crate::mask::masked;

/// Why a call failed. It names the operation and never a URL, a token or a phone number.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[on(assigned_messages, text = "templates")]
/// async fn templates(api: Api) -> Result<String> {
///     match api.all_templates().await {
///         Ok(templates) => Ok(format!("{} templates.", templates.len())),
///         // 403 to a user who may not read them; everything else is worth another try.
///         Err(error) if error.status() == Some(403) => Ok("I may not see them.".to_owned()),
///         Err(error) => Err(error.into()),
///     }
/// }
/// ```
pub struct ApiError(Box<Details>);

struct Details {
    operation: Operation,
    kind: ApiErrorKind,
    status: Option<u16>,
    reason: Option<String>,
    waba_code: Option<i64>,
    invalid: Vec<ValidationError>,
    retry_after: Option<Duration>,
    broken_limit: Option<BrokenLimit>,
    source: Option<reqwest::Error>,
}

/// How far a failed call came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ApiErrorKind {
    /// The request could not be written, for example because of a token with a line break. Nothing left.
    Unsendable,
    /// The request breaks a limit that the API or WhatsApp states: [`ApiError::broken_limit`]. Nothing left.
    OutOfBounds,
    /// No connection: the host is unknown, refuses, does not answer in time, or its certificate is not valid. Nothing left.
    Unreachable,
    /// The answer did not come in time.
    TimedOut,
    /// The connection broke before the answer was whole.
    Interrupted,
    /// The inbox answered, with a status that is not 2xx.
    Refused,
    /// The inbox answered 2xx, with a body that is too large or not what the operation answers.
    Unreadable,
}

impl ApiError {
    pub(super) fn unsendable(operation: Operation, why: &str) -> Self {
        Self::new(operation, ApiErrorKind::Unsendable).because(why)
    }

    /// A limit that is stated, and broken.
    pub(super) fn out_of_bounds(operation: Operation, broken: BrokenLimit) -> Self {
        let mut error = Self::new(operation, ApiErrorKind::OutOfBounds).because(&broken.to_string());
        error.0.broken_limit = Some(broken);
        error
    }

    /// No answer at all, or one that ended early.
    pub(super) fn unanswered(operation: Operation, status: Option<u16>, cause: reqwest::Error) -> Self {
        let kind = if cause.is_builder() {
            ApiErrorKind::Unsendable
        } else if cause.is_connect() {
            ApiErrorKind::Unreachable
        } else if cause.is_timeout() {
            ApiErrorKind::TimedOut
        } else {
            ApiErrorKind::Interrupted
        };
        let mut error = Self::new(operation, kind);
        error.0.status = status;
        error.0.source = Some(cause.without_url());
        error
    }

    pub(super) fn refused(operation: Operation, status: u16, retry_after: Option<Duration>, body: &[u8]) -> Self {
        let mut error = Self::new(operation, ApiErrorKind::Refused);
        error.0.status = Some(status);
        error.0.retry_after = retry_after;
        // A proxy on the way answers in HTML; that is nothing to show.
        if status == 422 {
            error.0.invalid = serde_json::from_slice(body).map(|body| ValidationError::all_of(&body)).unwrap_or_default();
            error.0.reason = complaints(&error.0.invalid);
        } else if let Ok(body) = serde_json::from_slice::<ErrorBody>(body) {
            error.0.waba_code = waba_code(&body);
            error.0.reason = reason(&body);
        }
        error
    }

    pub(super) fn unreadable(operation: Operation, status: u16, why: &str) -> Self {
        let mut error = Self::new(operation, ApiErrorKind::Unreadable).because(why);
        error.0.status = Some(status);
        error
    }

    fn new(operation: Operation, kind: ApiErrorKind) -> Self {
        Self(Box::new(Details {
            operation,
            kind,
            status: None,
            reason: None,
            waba_code: None,
            broken_limit: None,
            invalid: Vec::new(),
            retry_after: None,
            source: None,
        }))
    }

    fn because(mut self, why: &str) -> Self {
        self.0.reason = Some(masked(why));
        self
    }

    /// The operation's name in the API document, such as `createMessage`.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.0.operation.name
    }

    /// How far the call came.
    #[must_use]
    pub fn kind(&self) -> ApiErrorKind {
        self.0.kind
    }

    /// The HTTP status, when one came.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// What the inbox says about it, in its own words; phone numbers and tokens in it are stars.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// The number of WhatsApp's own error, when the inbox passed one on.
    #[must_use]
    pub fn waba_code(&self) -> Option<i64> {
        self.0.waba_code
    }

    /// The limit that the request breaks: its field, what is allowed, and how much there is; never what stands in it.
    #[must_use]
    pub fn broken_limit(&self) -> Option<&BrokenLimit> {
        self.0.broken_limit.as_ref()
    }

    /// What the Partner API says about single members of a request that it did not take (422).
    #[must_use]
    pub fn validation_errors(&self) -> &[ValidationError] {
        &self.0.invalid
    }

    /// How long the inbox asks to wait (`Retry-After`).
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Whether the same call may succeed later. It does not say that repeating is safe: see [`ApiError::may_have_happened`].
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self.0.kind {
            ApiErrorKind::Unreachable | ApiErrorKind::TimedOut | ApiErrorKind::Interrupted => true,
            ApiErrorKind::Refused => matches!(self.0.status, Some(408 | 425 | 429 | 500 | 502 | 503 | 504)),
            ApiErrorKind::Unsendable | ApiErrorKind::OutOfBounds | ApiErrorKind::Unreadable => false,
        }
    }

    /// Whether the inbox may have done what it was asked, so that repeating the call could do it twice.
    ///
    /// Surely not done: nothing left, or a whole answer of 4xx, 429 and 503 included, or of a redirect that asks for the same call
    /// elsewhere. Everything else may be done: a 408, any other 5xx, and an answer that is late, cut off or not understood.
    #[must_use]
    pub fn may_have_happened(&self) -> bool {
        match self.0.kind {
            ApiErrorKind::Unsendable | ApiErrorKind::OutOfBounds | ApiErrorKind::Unreachable => false,
            ApiErrorKind::TimedOut | ApiErrorKind::Interrupted | ApiErrorKind::Unreadable => true,
            ApiErrorKind::Refused => match self.0.status {
                Some(408) => true,
                // Of 2xx it is only a login form that comes once more.
                Some(200..=299 | 301 | 307 | 308 | 400..=499 | 503) => false,
                _ => true,
            },
        }
    }

    /// Whether the token is not valid: 401, and a 403 of `retrieveCurrentUser`. Any other 403 is a missing permission.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        match self.0.status {
            Some(401) => true,
            Some(403) => self.0.operation.name == path::RETRIEVE_CURRENT_USER.name,
            _ => false,
        }
    }

    /// Whether the customer's last message is older than 24 hours, so that only templates may be sent: 453.
    #[must_use]
    pub fn is_window_closed(&self) -> bool {
        self.0.status == Some(453)
    }
}

/// What is wrong with single members, in one line.
fn complaints(entries: &[ValidationError]) -> Option<String> {
    let words = entries.iter().map(|entry| format!("{}: {}", entry.member().unwrap_or("the request"), entry.msg));
    let words = words.collect::<Vec<_>>().join("; ");
    (!words.is_empty()).then(|| masked(&words))
}

fn waba_code(body: &ErrorBody) -> Option<i64> {
    body.waba_response.as_ref()?.errors.first()?.code
}

/// The inbox's own words: `reason`, `detail`, WhatsApp's explanation, or what it says about single fields.
fn reason(body: &ErrorBody) -> Option<String> {
    let waba = || body.waba_response.as_ref()?.errors.first()?.explanation();
    if let Some(words) = body.reason.as_deref().or(body.detail.as_deref()).or_else(waba) {
        return Some(masked(words));
    }
    let fields = body.extra.iter().filter_map(|(field, texts)| {
        let text = texts.as_str().or_else(|| texts.as_array()?.first()?.as_str())?;
        Some(format!("{field}: {text}"))
    });
    let fields = fields.collect::<Vec<_>>().join("; ");
    (!fields.is_empty()).then(|| masked(&fields))
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Details { operation, kind, status, reason, .. } = &*self.0;
        f.write_str(operation.name)?;
        f.write_str(match kind {
            ApiErrorKind::Unsendable => ": the request cannot be written",
            ApiErrorKind::OutOfBounds => ": not sent, since it would be refused",
            ApiErrorKind::Unreachable => ": the inbox cannot be reached",
            ApiErrorKind::TimedOut => ": the inbox did not answer in time",
            ApiErrorKind::Interrupted => ": the connection broke before the answer was whole",
            ApiErrorKind::Refused => ": the inbox refused",
            ApiErrorKind::Unreadable => ": the inbox's answer cannot be read",
        })?;
        if let Some(status) = status {
            write!(f, " ({status})")?;
        }
        if let Some(reason) = reason {
            write!(f, ": {reason}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("operation", &self.0.operation.name)
            .field("kind", &self.0.kind)
            .field("status", &self.0.status)
            .field("reason", &self.0.reason)
            .field("waba_code", &self.0.waba_code)
            .field("retry_after", &self.0.retry_after)
            .field("source", &self.0.source)
            .finish()
    }
}

impl std::error::Error for ApiError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|source| source as _)
    }
}
