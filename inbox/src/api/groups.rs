//! Groups.

use axum::extract::{Path, State};

use super::answer::Answer;
use super::caller::Me;
use super::error::ApiError;
use super::page::Paging;
use crate::app::App;

/// listGroups.
pub(super) async fn list(State(app): State<App>, _: Me, paging: Paging) -> Answer {
    let directory = app.core.directory();
    paging.of(&directory.groups.values().map(|record| &record.group).collect::<Vec<_>>())
}

/// retrieveGroup.
pub(super) async fn retrieve(State(app): State<App>, _: Me, Path(id): Path<String>) -> Result<Answer, ApiError> {
    let directory = app.core.directory();
    let group = id.parse().ok().and_then(|id| directory.group(id)).ok_or_else(ApiError::not_found)?;
    Ok(Answer::json(group))
}
