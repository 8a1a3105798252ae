//! Customers.

use axum::extract::{Path, State};

use super::answer::Answer;
use super::caller::Me;
use super::error::ApiError;
use super::page::Paging;
use super::query::Query;
use crate::app::App;

/// listPeople.
pub(super) async fn list(State(app): State<App>, me: Me, query: Query, paging: Paging) -> Result<Answer, ApiError> {
    let search = query.text("search").unwrap_or_default().to_owned();
    let (limit, offset) = (paging.limit, paging.offset);
    let (count, people) = app.store.read(move |tx| Ok(tx.people(false, &me.0.reads, &search, limit, offset)?)).await?;
    Ok(paging.answer(count, people.iter().map(|person| person.person_json())))
}

/// retrievePerson.
pub(super) async fn retrieve(State(app): State<App>, me: Me, Path(wa_id): Path<String>) -> Result<Answer, ApiError> {
    let person = app.store.read(move |tx| me.chat(tx, &wa_id)).await?;
    Ok(Answer::ok(person.person_json()))
}
