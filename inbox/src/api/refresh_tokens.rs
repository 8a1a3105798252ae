//! Refresh tokens: logging people in without a password.

use axum::extract::{Path, State};
use switchboard_wire::{AuthToken, RefreshToken, Secret};

use super::answer::Answer;
use super::auth::{LONGEST, logged_in};
use super::caller::Me;
use super::error::ApiError;
use super::fields::Fields;
use super::users::known;
use crate::app::App;
use crate::store::Tx;

/// retrieveRefreshToken: an admin for anybody, everybody else for themselves. Who is inactive, an app, or the service account of the
/// Partner API has none.
pub(super) async fn retrieve(State(app): State<App>, me: Me, Path(user): Path<String>) -> Result<Answer, ApiError> {
    if user.parse() != Ok(me.id()) {
        me.must_be_admin()?;
    }
    let account = known(&app, &user)?;
    if !account.has_refresh_token() {
        return Err(ApiError::not_found());
    }
    let token = app.store.write(move |tx| Ok(tx.refresh_token_of(account.id)?)).await?;
    Ok(Answer::json(&RefreshToken { refresh_token: Secret::new(token) }))
}

/// convertRefreshToken.
pub(super) async fn convert(State(app): State<App>, mut fields: Fields) -> Result<Answer, ApiError> {
    let token = fields.required_text("refresh_token", LONGEST);
    let keep = fields.boolean("keep_refresh_token").unwrap_or(false);
    let token = fields.checked(token)?;
    let auth = app.store.write(move |tx| converted(tx, "refresh_token", &token, keep)).await?;
    Ok(Answer::json(&auth))
}

/// convertIdToken, the old name: it knows no `keep_refresh_token`.
pub(super) async fn convert_old(State(app): State<App>, mut fields: Fields) -> Result<Answer, ApiError> {
    let token = fields.required_text("id_token", LONGEST);
    let token = fields.checked(token)?;
    let auth = app.store.write(move |tx| converted(tx, "id_token", &token, false)).await?;
    Ok(Answer::json(&auth))
}

fn converted(tx: &mut Tx<'_>, field: &str, token: &str, keep: bool) -> Result<AuthToken, ApiError> {
    let user = used(tx, field, token, keep)?;
    logged_in(tx, user)
}

/// Whose refresh token this is. It is replaced, unless it is kept.
///
/// # Errors
/// When nobody who may log in has it.
pub(super) fn used(tx: &mut Tx<'_>, field: &str, token: &str, keep: bool) -> Result<i64, ApiError> {
    let directory = tx.core.directory();
    let user = tx.user_of_refresh_token(token)?.filter(|user| directory.user(*user).is_some_and(|account| account.has_refresh_token()));
    let user = user.ok_or_else(|| ApiError::field(field, "The token is not valid, or was used already."))?;
    if !keep {
        tx.renew_refresh_token(user)?;
    }
    Ok(user)
}
