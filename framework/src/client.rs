//! Typed calls of the Integration API: one file per resource, one method per operation, named as the operation.
//!
//! Nothing is repeated in here but safe calls, where [that is wanted](Api::with_retries). A caller asks the [`ApiError`] whether the call
//! [may have happened](ApiError::may_have_happened) and decides.
//!
//! ```
//! use switchboard::client::{Api, ApiErrorKind, MessageQuery, Paging};
//! use switchboard::wire::WaId;
//!
//! /// The newest ten messages of a chat, as far as there is one.
//! async fn newest(api: &Api, chat: WaId) -> switchboard::Result<usize> {
//!     let paging = Paging { limit: Some(10), offset: None };
//!     match api.list_messages(&MessageQuery { paging, ..MessageQuery::of_chat(chat) }).await {
//!         Ok(page) => Ok(page.results.len()),
//!         Err(error) if error.kind() == ApiErrorKind::Refused && error.status() == Some(404) => Ok(0),
//!         Err(error) => Err(error.into()),
//!     }
//! }
//! ```

mod accounts;
mod assignment;
mod auth;
mod authorization;
mod availability;
mod business_profile;
mod call;
mod chats;
mod contacts;
mod entries;
mod error;
#[cfg(test)]
pub(crate) mod fake;
mod fcm;
mod groups;
mod health;
mod inbox_clock;
mod inbox_url;
mod limit;
mod login;
mod media;
mod messages;
mod paging;
mod partner;
mod path;
mod persons;
mod retries;
mod saved_responses;
mod tags;
mod templates;
mod transport;
mod users;
mod waba_errors;
mod webhooks;
#[cfg(feature = "websocket")]
mod websocket;

pub use accounts::AccountQuery;
pub use authorization::Session;
pub use chats::{ChatQuery, ReferralQuery};
pub use contacts::ContactQuery;
pub use entries::Entries;
pub use error::{ApiError, ApiErrorKind};
pub(crate) use inbox_url::is_loopback;
pub use inbox_url::{InboxUrl, InvalidInboxUrl};
pub use media::{MediaDownload, Upload};
pub use messages::MessageQuery;
pub use paging::{EventQuery, Paging};
pub(crate) use partner::inbox_of;
pub use partner::{PartnerApi, PartnerConfig};
pub use retries::Retries;
pub use transport::{NoClient, Timeouts};
#[cfg(feature = "websocket")]
pub(crate) use websocket::{Websocket, WebsocketError};

use std::fmt;
use std::sync::{Arc, OnceLock};

use jiff::{SignedDuration, Timestamp};

use crate::clock::SharedClock;
use crate::wire::Secret;
use authorization::Authorization;
use inbox_clock::InboxClock;

/// What an [`Api`] is made from.
///
/// ```
/// use std::sync::Arc;
///
/// use switchboard::client::{Api, ApiConfig, InboxUrl, Timeouts};
/// use switchboard::clock::SystemClock;
/// use switchboard::wire::Secret;
///
/// # async fn example() -> switchboard::Result<()> {
/// let api = Api::new(ApiConfig {
///     base: InboxUrl::new("https://inbox.example.com")?,
///     token: Some(Secret::new("the token of a user")),
///     timeouts: Timeouts::default(),
///     clock: Arc::new(SystemClock),
/// })?;
/// let me = api.retrieve_current_user().await?;
/// # let _ = me;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct ApiConfig {
    /// Where the inbox is.
    pub base: InboxUrl,
    /// Whose calls these are. Without one, only [`Api::create_auth_token`], [`Api::convert_refresh_token`], [`Api::activate`],
    /// [`Api::log_in`] and [`Api::list_health_statuses`] succeed.
    pub token: Option<Secret>,
    /// How long a call waits.
    pub timeouts: Timeouts,
    /// Our own clock, against which the inbox's is measured.
    pub clock: SharedClock,
}

/// A handle on one inbox's Integration API, in the name of one user. Clones share connections and are cheap.
///
/// ```
/// use switchboard::prelude::*;
///
/// /// What a handler does with the client happens at once, and again when the turn is tried again.
/// #[on(assigned_messages, text = "team")]
/// async fn team(api: Api) -> Result<String> {
///     let people = api.all_users().await?;
///     Ok(format!("We are {}.", people.len()))
/// }
/// ```
#[derive(Clone)]
pub struct Api {
    shared: Arc<Shared>,
    authorization: Authorization,
    retries: Retries,
    media_hosts: Arc<[Box<str>]>,
}

struct Shared {
    http: reqwest::Client,
    /// For files of other hosts; made when the first is read.
    elsewhere: OnceLock<reqwest::Client>,
    base: InboxUrl,
    timeouts: Timeouts,
    inbox_clock: InboxClock,
}

impl Api {
    /// Prepares the connection to an inbox. Nothing is called yet.
    ///
    /// # Errors
    /// When the machine has no certificate authorities to trust and the inbox is not on `http://`.
    pub fn new(config: ApiConfig) -> Result<Self, NoClient> {
        let http = transport::http_client(config.timeouts, transport::Roots::needed_for(&config.base))?;
        Ok(Self::with_http(http, config))
    }

    fn with_http(http: reqwest::Client, config: ApiConfig) -> Self {
        let ApiConfig { base, token, timeouts, clock } = config;
        let authorization = token.as_ref().map_or(Authorization::Nobody, Authorization::token);
        let shared = Shared { http, elsewhere: OnceLock::new(), base, timeouts, inbox_clock: InboxClock::new(clock) };
        Self { shared: Arc::new(shared), authorization, retries: Retries::NONE, media_hosts: Arc::default() }
    }

    /// The same inbox in the name of another user, over the same connections.
    #[must_use]
    pub fn with_token(&self, token: &Secret) -> Self {
        Self { authorization: Authorization::token(token), ..self.clone() }
    }

    /// The same inbox in the name of its first admin, by the key of the 360dialog channel (`D360-Api-Key`).
    ///
    /// The inbox asks 360dialog at every call and passes over a wrong key in silence, so that the call is nobody's: 403. Newer inboxes take
    /// no keys.
    #[must_use]
    pub fn with_provider_key(&self, key: &Secret) -> Self {
        Self { authorization: Authorization::provider_key(key), ..self.clone() }
    }

    /// The same inbox in the name of whom a login belongs to ([`Api::log_in`]).
    #[must_use]
    pub fn with_session(&self, session: &Session) -> Self {
        Self { authorization: Authorization::session(session), ..self.clone() }
    }

    /// The same inbox, where safe calls are repeated. The [`Api`] that a handler gets is one with [`Retries::default`]; all others repeat
    /// nothing until they are told to.
    #[must_use]
    pub fn with_retries(&self, retries: Retries) -> Self {
        Self { retries, ..self.clone() }
    }

    /// The same inbox, where links to files may also name these hosts (`cdn.example.com`, or with a port, `cdn.example.com:8443`).
    ///
    /// No token goes there, redirects are not followed, and addresses that are private or of this machine are refused when the connection
    /// is made, unless the inbox itself is there.
    #[must_use]
    pub fn with_media_hosts(&self, hosts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let media_hosts = hosts.into_iter().map(|host| host.into().to_ascii_lowercase().into_boxed_str()).collect();
        Self { media_hosts, ..self.clone() }
    }

    /// The same inbox in nobody's name: what a login needs, since a token that is not valid is refused everywhere.
    pub(crate) fn without_token(&self) -> Self {
        Self { authorization: Authorization::Nobody, ..self.clone() }
    }

    /// Where the inbox is.
    #[must_use]
    pub fn base(&self) -> &InboxUrl {
        &self.shared.base
    }

    /// How far the inbox's clock is ahead of ours, in whole seconds, by the `Date` of its latest answer.
    ///
    /// Zero before the first answer, and while the two clocks differ by one second at most: an answer's way takes time, and `Date`
    /// has no fractions.
    #[must_use]
    pub fn clock_offset(&self) -> SignedDuration {
        self.shared.inbox_clock.offset()
    }

    /// The time on the inbox's clock, one second more or less: what the times of messages and events are compared with.
    #[must_use]
    pub fn inbox_now(&self) -> Timestamp {
        self.shared.inbox_clock.now()
    }
}

/// Prints the inbox's address and whether there is a token, never the token.
impl fmt::Debug for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Api").field("base", &self.shared.base).field("authorization", &self.authorization).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
