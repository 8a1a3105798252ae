//! Who calls.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use switchboard_wire::Secret;

use super::cookies;
use super::error::ApiError;
use crate::app::App;
use crate::store::Tx;
use crate::store::chats::ChatRow;
use crate::store::directory::Account;

/// The header with a key of the provider.
const PROVIDER_KEY: &str = "D360-Api-Key";

/// What a request's credentials say.
#[derive(Debug, Clone)]
pub(crate) enum Caller {
    /// Nothing.
    Nobody,
    /// A token that no user has.
    Stranger,
    /// A session, in a request that may be forged; why it is taken for that.
    Forged(&'static str),
    /// This user, who came this way.
    User(Arc<Account>, Way),
}

/// How a user showed who they are.
#[derive(Debug, Clone)]
pub(crate) enum Way {
    /// By this token.
    Token(Secret),
    /// By the session of this key.
    Session(Secret),
    /// By a key of the provider.
    ProviderKey,
}

impl Way {
    /// The key of the session.
    pub(crate) fn session(&self) -> Option<&Secret> {
        match self {
            Self::Session(key) => Some(key),
            Self::Token(_) | Self::ProviderKey => None,
        }
    }
}

impl Caller {
    /// Looks at `D360-Api-Key`, which is passed over when it is wrong, then at `Authorization: Token <token>`, then at the session.
    pub(crate) fn of(app: &App, method: &Method, headers: &HeaderMap) -> Self {
        let directory = app.core.directory();
        let key = headers.get(PROVIDER_KEY).and_then(|key| key.to_str().ok());
        if let Some(account) = key.and_then(|key| directory.by_provider_key(key.trim())) {
            return Self::User(Arc::clone(account), Way::ProviderKey);
        }
        if let Some(token) = token(headers) {
            return match directory.by_token(token) {
                Some(account) => Self::User(Arc::clone(account), Way::Token(Secret::new(token))),
                None => Self::Stranger,
            };
        }
        let Some((account, key)) = Self::of_session(app, headers) else { return Self::Nobody };
        if !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE)
            && let Err(failure) = cookies::check_csrf(headers, None)
        {
            return Self::Forged(failure);
        }
        Self::User(account, Way::Session(key))
    }

    /// Whose session a cookie names, and its key. Cookies of other inboxes at the address name none here.
    pub(crate) fn of_session(app: &App, headers: &HeaderMap) -> Option<(Arc<Account>, Secret)> {
        let (directory, now) = (app.core.directory(), app.core.clock.now_seconds());
        cookies::cookies(headers, cookies::SESSION).find_map(|key| Some((Arc::clone(directory.by_session(key, now)?), Secret::new(key))))
    }

    pub(crate) fn account(&self) -> Option<&Arc<Account>> {
        match self {
            Self::User(account, _) => Some(account),
            Self::Nobody | Self::Stranger | Self::Forged(_) => None,
        }
    }
}

/// The token of `Authorization: Token <token>`. Another scheme is not ours to judge: as if there were none.
fn token(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("token").then(|| token.trim())
}

/// The user who calls. Without one the call is refused: 403 when there are no credentials, 401 when they are wrong.
#[derive(Debug, Clone)]
pub(crate) struct Me(pub(crate) Arc<Account>);

impl Me {
    pub(crate) fn id(&self) -> i64 {
        self.0.id
    }

    pub(crate) fn is_admin(&self) -> bool {
        self.0.is_admin()
    }

    /// Whether the user may read a chat. To others it does not exist.
    pub(crate) fn sees(&self, chat: &ChatRow) -> bool {
        self.0.reads.has(chat)
    }

    /// # Errors
    /// When the user may not write to a chat.
    pub(crate) fn must_write_to(&self, chat: &ChatRow) -> Result<(), ApiError> {
        if self.0.writes.has(chat) { Ok(()) } else { Err(ApiError::forbidden()) }
    }

    /// A chat that the user may read.
    ///
    /// # Errors
    /// 404 when there is none.
    pub(crate) fn chat(&self, tx: &Tx<'_>, wa_id: &str) -> Result<ChatRow, ApiError> {
        tx.chat(wa_id)?.filter(|chat| self.sees(chat)).ok_or_else(ApiError::not_found)
    }

    /// A chat that the user may read and write to.
    ///
    /// # Errors
    /// 404 when there is none, 403 when it may only be read.
    pub(crate) fn chat_to_change(&self, tx: &Tx<'_>, wa_id: &str) -> Result<ChatRow, ApiError> {
        let chat = self.chat(tx, wa_id)?;
        self.must_write_to(&chat)?;
        Ok(chat)
    }

    /// # Errors
    /// When the service account of the Partner API calls: it may do what an admin may, except messaging.
    pub(crate) fn must_message(&self) -> Result<(), ApiError> {
        if self.0.configurator { Err(ApiError::forbidden()) } else { Ok(()) }
    }

    /// # Errors
    /// Unless an admin calls.
    pub(crate) fn must_be_admin(&self) -> Result<(), ApiError> {
        if self.is_admin() { Ok(()) } else { Err(ApiError::forbidden()) }
    }
}

impl<S: Sync> FromRequestParts<S> for Me {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        match parts.extensions.get::<Caller>() {
            Some(Caller::User(account, _)) => Ok(Self(Arc::clone(account))),
            Some(Caller::Stranger) => Err(ApiError::invalid_token()),
            Some(Caller::Forged(failure)) => Err(ApiError::detail(StatusCode::FORBIDDEN, *failure)),
            Some(Caller::Nobody) | None => Err(ApiError::no_credentials()),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Way {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        match parts.extensions.get::<Caller>() {
            Some(Caller::User(_, way)) => Ok(way.clone()),
            _ => Err(ApiError::no_credentials()),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or(Self::Nobody))
    }
}
