use crate::client::{ApiError, InvalidInboxUrl, NoClient};
use crate::lifecycle::NoRandomness;
use crate::wire::partner::{InstanceError, ValidationError};

/// Why an instance was not made, or its bot not installed: which step it was, and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PartnerError {
    /// The Partner API does not know the key.
    #[error("the Partner API does not know the key: use the partner's key, not that of 360dialog")]
    KeyRefused(#[source] ApiError),
    /// Another instance has the subdomain.
    #[error("the subdomain is taken: choose another one, or leave it out")]
    SubdomainTaken(#[source] ApiError),
    /// The order is not taken; the entries say which members are wrong.
    #[error("the order is not taken: {source}")]
    Invalid {
        /// What is wrong.
        entries: Vec<ValidationError>,
        /// The answer.
        source: ApiError,
    },
    /// The order may have been taken or not: its answer is lost.
    #[error("whether the instance was ordered is not known: look for it before it is ordered again")]
    OrderUnknown(#[source] ApiError),
    /// The order was surely not taken.
    #[error("the instance could not be ordered")]
    NotOrdered(#[source] ApiError),
    /// The number has an instance, which may also be one whose key became invalid (701).
    #[error("the number has an inbox already: give that one a valid key, or have it removed")]
    NumberDeployed {
        /// The channel, as the service calls it.
        channel: Option<String>,
        /// Everything that was told.
        errors: Vec<InstanceError>,
    },
    /// The instance could not be made for another reason.
    #[error("the instance could not be made: {}", codes(.0))]
    NotDeployed(Vec<InstanceError>),
    /// Nothing was told in time.
    #[error(
        "the instance was not ready in time: wait longer (a deployment takes two to five minutes), and check that the callback's URL can be reached"
    )]
    NotInTime,
    /// The answer named no inbox.
    #[error("the Partner API named an instance whose address cannot be used")]
    NoAddress(#[source] InvalidInboxUrl),
    /// The instance did not say whether it takes the configurator's token, such as when it answers 503.
    /// [`Ordered::ready`](super::Ordered::ready) may be called again: the token is kept.
    #[error("the instance did not say whether it takes the configurator's token, which is kept: wait for it again")]
    NotVerified(#[source] ApiError),
    /// The instance does not take the configurator's token: 401 or 403.
    #[error("the instance does not take the configurator's token")]
    TokenRefused(#[source] ApiError),
    /// The bot's user could not be made.
    #[error("the bot's user could not be made: is the name taken?")]
    UserNotMade(#[source] ApiError),
    /// The bot's user could not be activated. Its activation URL works once.
    #[error("the bot's user could not be activated")]
    NotActivated(#[source] ApiError),
    /// The bot's webhook could not be registered.
    #[error("the bot's webhook could not be registered")]
    WebhookNotRegistered(#[source] ApiError),
    /// No connection is possible from this machine.
    #[error(transparent)]
    NoClient(#[from] NoClient),
    /// No secret could be made.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

impl PartnerError {
    /// What a failed order means.
    pub(super) fn of_order(cause: ApiError) -> Self {
        match cause.status() {
            Some(401 | 403) => Self::KeyRefused(cause),
            Some(422) if cause.validation_errors().iter().any(is_taken) => Self::SubdomainTaken(cause),
            Some(422) => Self::Invalid { entries: cause.validation_errors().to_vec(), source: cause },
            _ if cause.may_have_happened() => Self::OrderUnknown(cause),
            _ => Self::NotOrdered(cause),
        }
    }

    /// What it means when an instance does not answer who its configurator is.
    pub(super) fn of_verification(cause: ApiError) -> Self {
        if cause.is_unauthorized() { Self::TokenRefused(cause) } else { Self::NotVerified(cause) }
    }
}

/// Whether an entry says that a subdomain is taken: the document shows it in words only.
fn is_taken(entry: &ValidationError) -> bool {
    entry.member() == Some("subdomain") && entry.msg.contains("in use")
}

fn codes(errors: &[InstanceError]) -> String {
    errors.iter().map(|error| format!("{} ({})", error.code, crate::mask::masked(&error.title))).collect::<Vec<_>>().join(", ")
}
