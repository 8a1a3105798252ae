//! Errors that WhatsApp reported: of messages that failed, and such as belong to no message.

use axum::extract::{Path, State};

use super::answer::Answer;
use super::caller::Me;
use super::error::ApiError;
use super::page::Paging;
use crate::app::App;

/// listWabaErrors.
pub(super) async fn list(State(app): State<App>, me: Me, paging: Paging) -> Result<Answer, ApiError> {
    let (limit, offset) = (paging.limit, paging.offset);
    let (count, errors) = app.store.read(move |tx| Ok(tx.errors(&me.0.reads, limit, offset)?)).await?;
    Ok(paging.answer(count, errors))
}

/// retrieveWabaError.
pub(super) async fn retrieve(State(app): State<App>, me: Me, Path(id): Path<String>) -> Result<Answer, ApiError> {
    let id: i64 = id.parse().map_err(|_| ApiError::not_found())?;
    let error = app.store.read(move |tx| tx.error(&me.0.reads, id)?.ok_or_else(ApiError::not_found)).await?;
    Ok(Answer::ok(error))
}
