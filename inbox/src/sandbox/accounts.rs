//! Accounts: what the provider, the admin panel, the Partner API and the mail server do in the real service.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::api::answer::Answer;
use crate::api::error::ApiError;
use crate::api::fields::Fields;
use crate::api::query::Query;
use crate::api::users::USERNAME;
use crate::app::App;
use crate::store::users::FIRST_ADMIN;

/// `PUT /sandbox/provider-keys`: the values of `D360-Api-Key` that are valid, all of them.
pub(super) async fn put_provider_keys(State(app): State<App>, fields: Fields) -> Result<Answer, ApiError> {
    let keys = fields.value("keys").and_then(Value::as_array).and_then(|keys| keys.iter().map(provider_key).collect::<Option<Vec<_>>>());
    let keys = keys.ok_or_else(|| ApiError::sandbox("`keys` is a list of strings that are not empty"))?;
    let shown = json!({"keys": keys});
    app.store.write(move |tx| Ok(tx.set_provider_keys(&keys)?)).await?;
    Ok(Answer::json(&shown))
}

fn provider_key(key: &Value) -> Option<String> {
    key.as_str().filter(|key| !key.trim().is_empty()).map(str::to_owned)
}

/// `GET /sandbox/mails`: e-mails that would have been sent, oldest first, after the sequence number `after`.
pub(super) async fn mails(State(app): State<App>, query: Query) -> Result<Answer, ApiError> {
    let after = query.integer("after").map_err(ApiError::in_the_sandbox)?.unwrap_or(0);
    let mails = app.store.read(move |tx| Ok(tx.mails(after)?)).await?;
    let last = mails.last().map_or(after, |mail| mail.seq);
    Ok(Answer::json(&json!({"mails": mails, "last_seq": last})))
}

/// `PATCH /sandbox/users/{id}` `{"is_active": false}`: shuts a user out or lets them in again, as the admin panel does.
pub(super) async fn set_active(State(app): State<App>, Path(id): Path<String>, mut fields: Fields) -> Result<Answer, ApiError> {
    let known = id.parse::<i64>().ok().filter(|id| app.core.directory().user(*id).is_some());
    let id = known.ok_or_else(|| ApiError::sandbox_not_found("no such user"))?;
    let active = fields.required_boolean("is_active");
    let active = fields.checked(active).map_err(ApiError::in_the_sandbox)?;
    app.store.write(move |tx| Ok(tx.set_active(id, active)?)).await?;
    Ok(Answer::json(&json!({"id": id, "is_active": active, "is_first_admin": id == FIRST_ADMIN})))
}

/// `POST /sandbox/configurator` `{"user_name": ".."}`: a service account as the Partner API makes it with an instance, and its token.
pub(super) async fn create_configurator(State(app): State<App>, mut fields: Fields) -> Result<Answer, ApiError> {
    let username = fields.required_text("user_name", USERNAME);
    let username = fields.checked(username).map_err(ApiError::in_the_sandbox)?;
    let name = username.clone();
    let (id, token) = app
        .store
        .write(move |tx| {
            if tx.username_taken(&username, None)? {
                return Err(ApiError::sandbox("`user_name` is taken"));
            }
            Ok(tx.create_configurator(&username)?)
        })
        .await?;
    Ok(Answer::new(StatusCode::CREATED, json!({"id": id, "username": name, "token": token}).to_string()))
}
