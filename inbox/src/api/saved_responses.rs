//! Saved responses: texts that people send often.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use switchboard_wire::limits::TEXT_BODY;

use super::answer::Answer;
use super::caller::Me;
use super::error::ApiError;
use super::fields::Fields;
use super::page::Paging;
use super::query::Query;
use crate::app::App;

/// listSavedResponses.
pub(super) async fn list(State(app): State<App>, _: Me, query: Query, paging: Paging) -> Result<Answer, ApiError> {
    let text = query.text("text").unwrap_or_default().to_owned();
    let (limit, offset) = (paging.limit, paging.offset);
    let (count, responses) = app.store.read(move |tx| Ok(tx.saved_responses(&text, limit, offset)?)).await?;
    Ok(paging.answer(count, responses))
}

/// createSavedResponse. It is no longer than what can be sent.
pub(super) async fn create(State(app): State<App>, me: Me, mut fields: Fields) -> Result<Answer, ApiError> {
    let text = fields.required_text("text", TEXT_BODY);
    let text = fields.checked(text)?;
    let response = app.store.write(move |tx| Ok(tx.create_saved_response(&text, me.id())?)).await?;
    Ok(Answer::new(StatusCode::CREATED, response))
}

/// deleteSavedResponse.
pub(super) async fn destroy(State(app): State<App>, _: Me, Path(id): Path<String>, query: Query) -> Result<Answer, ApiError> {
    let id: i64 = id.parse().map_err(|_| ApiError::not_found())?;
    let text = query.text("text").unwrap_or_default().to_owned();
    let known = app.store.write(move |tx| Ok(tx.delete_saved_response(id, &text)?)).await?;
    if known { Ok(Answer::no_content()) } else { Err(ApiError::not_found()) }
}
