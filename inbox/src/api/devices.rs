//! Device tokens of Firebase Cloud Messaging. Each user sees their own.

use axum::extract::{Path, State};
use axum::http::StatusCode;

use super::answer::Answer;
use super::caller::Me;
use super::error::ApiError;
use super::fields::Fields;
use super::page::Paging;
use super::query::Query;
use crate::app::App;
use crate::json::Object;
use crate::store::devices::Device;

/// Characters of a token at most; not documented, and Google names no limit. Real ones have fewer than 300.
const TOKEN: usize = 4_096;

fn shown(me: &Me, device: &Device) -> String {
    Object::new()
        .member("id", &device.id)
        .member("token", &device.token)
        .member("user", &me.0.short())
        .member("last_seen", &device.last_seen)
        .finish()
}

/// listFcmDeviceTokens.
pub(super) async fn list(State(app): State<App>, me: Me, query: Query, paging: Paging) -> Result<Answer, ApiError> {
    let token = query.text("token").map(str::to_owned);
    let (user, limit, offset) = (me.id(), paging.limit, paging.offset);
    let (count, devices) = app.store.read(move |tx| Ok(tx.devices(user, token.as_deref(), limit, offset)?)).await?;
    Ok(paging.answer(count, devices.iter().map(|device| shown(&me, device))))
}

/// registerFcmDeviceToken. Registering again keeps a token fresh.
pub(super) async fn register(State(app): State<App>, me: Me, mut fields: Fields) -> Result<Answer, ApiError> {
    let token = fields.required_text("token", TOKEN);
    let (token, user) = (fields.checked(token)?, me.id());
    let device = app.store.write(move |tx| Ok(tx.register_device(user, &token)?)).await?;
    Ok(Answer::new(StatusCode::CREATED, shown(&me, &device)))
}

/// updateFcmDeviceToken.
pub(super) async fn update(State(app): State<App>, me: Me, Path(id): Path<String>, mut fields: Fields) -> Result<Answer, ApiError> {
    let id: i64 = id.parse().map_err(|_| ApiError::not_found())?;
    let token = fields.required_text("token", TOKEN);
    let (token, user) = (fields.checked(token)?, me.id());
    let device = app.store.write(move |tx| tx.replace_device(id, user, &token)?.ok_or_else(ApiError::not_found)).await?;
    Ok(Answer::ok(shown(&me, &device)))
}

/// deregisterFcmDeviceToken.
pub(super) async fn deregister(State(app): State<App>, me: Me, Path(id): Path<String>) -> Result<Answer, ApiError> {
    let (id, user) = (id.parse().map_err(|_| ApiError::not_found())?, me.id());
    let known = app.store.write(move |tx| Ok(tx.forget_device(id, user)?)).await?;
    if known { Ok(Answer::no_content()) } else { Err(ApiError::not_found()) }
}
