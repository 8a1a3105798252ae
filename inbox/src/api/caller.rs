//! Who calls.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::HeaderValue;
use axum::http::request::Parts;

use super::error::ApiError;
use crate::app::App;
use crate::store::Tx;
use crate::store::chats::ChatRow;
use crate::store::directory::Account;

/// What a request's credentials say.
#[derive(Debug, Clone)]
pub(crate) enum Caller {
    /// Nothing.
    Nobody,
    /// A token that no user has.
    Stranger,
    /// This user.
    User(Arc<Account>),
}

impl Caller {
    /// Looks at `Authorization: Token <token>`.
    pub(crate) fn of(app: &App, header: Option<&HeaderValue>) -> Self {
        let Some(header) = header else { return Self::Nobody };
        // Another scheme is not ours to judge: as if there were none.
        let Some((scheme, token)) = header.to_str().ok().and_then(|header| header.trim().split_once(' ')) else { return Self::Nobody };
        if !scheme.eq_ignore_ascii_case("token") {
            return Self::Nobody;
        }
        match app.core.directory().by_token(token.trim()) {
            Some(account) => Self::User(Arc::clone(account)),
            None => Self::Stranger,
        }
    }

    pub(crate) fn account(&self) -> Option<&Arc<Account>> {
        match self {
            Self::User(account) => Some(account),
            Self::Nobody | Self::Stranger => None,
        }
    }
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
    /// Unless an admin calls.
    pub(crate) fn must_be_admin(&self) -> Result<(), ApiError> {
        if self.is_admin() { Ok(()) } else { Err(ApiError::forbidden()) }
    }
}

impl<S: Sync> FromRequestParts<S> for Me {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        match parts.extensions.get::<Caller>() {
            Some(Caller::User(account)) => Ok(Self(Arc::clone(account))),
            Some(Caller::Stranger) => Err(ApiError::invalid_token()),
            Some(Caller::Nobody) | None => Err(ApiError::no_credentials()),
        }
    }
}
