use crate::client::{ApiError, ApiErrorKind, InboxUrl, NoClient};
use crate::config::{ConfigError, Username};

use super::{CredentialsError, NoRandomness};

/// Why a bot cannot start: one sentence that says what to do. Details are the [source](std::error::Error::source).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The credentials file.
    #[error(transparent)]
    Credentials(#[from] CredentialsError),
    /// No connection can be made from this machine.
    #[error(transparent)]
    NoClient(#[from] NoClient),
    /// No secret can be made.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// The inbox does not answer.
    #[error("the inbox at {inbox} cannot be reached: check `inbox.url`, and whether it is running")]
    Unreachable {
        /// Where it should be.
        inbox: InboxUrl,
        /// How it failed.
        #[source]
        cause: ApiError,
    },
    /// Something else answers.
    #[error("what answers at {inbox} is no inbox: check `inbox.url`")]
    NoInboxThere {
        /// Where it should be.
        inbox: InboxUrl,
        /// How it failed.
        #[source]
        cause: ApiError,
    },
    /// The bot's token is not valid.
    #[error("the inbox refuses the token from {origin}")]
    TokenRefused {
        /// Whence it came.
        origin: TokenOrigin,
        /// What the inbox says.
        #[source]
        cause: ApiError,
    },
    /// The token is an account's that is no user of the inbox.
    #[error("the token belongs to an account that is no user of this inbox: set `inbox.token` to an app user's")]
    NoUser {
        /// What the inbox says.
        #[source]
        cause: ApiError,
    },
    /// Neither a token nor a way to get one.
    #[error(
        "the bot has no token: set `inbox.token`, or let it make its user `{username}` by setting `inbox.admin_username` and \
         `inbox.admin_password`"
    )]
    NoToken {
        /// The user that the bot would make.
        username: Username,
    },
    /// The admin's credentials are not valid, or not an admin's.
    #[error("the inbox refuses the admin's credentials from {origin}")]
    AdminRefused {
        /// Which keys to correct.
        origin: &'static str,
        /// What the inbox says.
        #[source]
        cause: ApiError,
    },
    /// The bot's name is somebody else's.
    #[error("the user `{username}` of the inbox is no app, so it is not the bot's: set `bot.username` to another name")]
    NameTaken {
        /// The name.
        username: Username,
    },
    /// The bot's user is there, and there is no way to its token.
    #[error(
        "the inbox gives no token for the user `{username}`, which was made and perhaps never activated: delete it there, or set \
         `bot.username` to another name"
    )]
    TokenLost {
        /// The name.
        username: Username,
        /// What the inbox says.
        #[source]
        cause: ApiError,
    },
    /// The inbox's websocket does not take the bot's token.
    #[cfg(feature = "websocket")]
    #[error(
        "the inbox's websocket at {url} refuses the bot's token, which the inbox itself takes: check `inbox.websocket_url`, or set \
         `transport` to `webhook`"
    )]
    WebsocketRefused {
        /// Where it should be.
        url: String,
    },
    /// The inbox could not call the webhook.
    #[error("the inbox cannot call this bot at {url}: check `webhook.public_url`, and that the way there is open")]
    WebhookUnreachable {
        /// The URL, without its secret.
        url: String,
        /// What the inbox says.
        #[source]
        cause: ApiError,
    },
    /// The inbox refused anything else.
    #[error("the inbox refuses {what}")]
    Refused {
        /// What the bot wanted.
        what: &'static str,
        /// What the inbox says.
        #[source]
        cause: ApiError,
    },
}

/// Whence a token came, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenOrigin {
    /// The configuration.
    Configuration,
    /// The credentials file of this name.
    Credentials(String),
    /// The inbox itself, just now.
    Inbox,
}

impl std::fmt::Display for TokenOrigin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Configuration => f.write_str("`inbox.token`: set a valid one"),
            Self::Credentials(place) => {
                write!(f, "{place}: set `inbox.token` to a valid one, or move that file away so that the bot fetches itself another")
            }
            Self::Inbox => f.write_str("the inbox itself, given just now: check what lies between the bot and the inbox"),
        }
    }
}

impl StartError {
    /// What a failed call means for the start, when nothing more precise is known.
    pub(super) fn of_call(what: &'static str, inbox: &InboxUrl, cause: ApiError) -> Self {
        let inbox = inbox.clone();
        match cause.kind() {
            ApiErrorKind::Unreachable | ApiErrorKind::TimedOut | ApiErrorKind::Interrupted => Self::Unreachable { inbox, cause },
            ApiErrorKind::Unreadable => Self::NoInboxThere { inbox, cause },
            ApiErrorKind::Refused => match cause.status() {
                Some(502..=504) => Self::Unreachable { inbox, cause },
                // An inbox gives a reason with its 404; a web server that has no such page does not.
                Some(300..=399 | 404 | 405) if cause.reason().is_none() => Self::NoInboxThere { inbox, cause },
                // Every inbox has a login; another service may well give reasons.
                Some(404) if cause.operation() == "createAuthToken" => Self::NoInboxThere { inbox, cause },
                _ => Self::Refused { what, cause },
            },
            ApiErrorKind::Unsendable | ApiErrorKind::OutOfBounds => Self::Refused { what, cause },
        }
    }
}
