//! Tags.

use axum::extract::{Path, State};
use switchboard_wire::limits::{TAG_COLOR, TAG_NAME};

use super::answer::Answer;
use super::caller::Me;
use super::error::ApiError;
use super::fields::Fields;
use super::page::Paging;
use crate::app::App;

/// listTags.
pub(super) async fn list(State(app): State<App>, _: Me, paging: Paging) -> Result<Answer, ApiError> {
    Ok(paging.of(&app.store.read(|tx| Ok(tx.tags()?)).await?))
}

/// createTag.
pub(super) async fn create(State(app): State<App>, me: Me, mut fields: Fields) -> Result<Answer, ApiError> {
    must_use_tags(&me)?;
    let name = fields.required_text("name", TAG_NAME);
    let color = fields.text("web_inbox_color", TAG_COLOR);
    let name = fields.checked(name)?;
    let tag = app.store.write(move |tx| Ok(tx.create_tag(&name, color.as_deref())?)).await?;
    tag.map(|tag| Answer::created(&tag)).ok_or_else(|| ApiError::field("name", "tag with this name already exists."))
}

/// destroyTag. Its taggings go with it, without events.
pub(super) async fn destroy(State(app): State<App>, me: Me, Path(id): Path<String>) -> Result<Answer, ApiError> {
    must_use_tags(&me)?;
    let id: i64 = id.parse().map_err(|_| ApiError::not_found())?;
    app.store
        .write(move |tx| {
            tx.tag(id)?.ok_or_else(ApiError::not_found)?;
            Ok(tx.delete_tag(id)?)
        })
        .await?;
    Ok(Answer::no_content())
}

/// The permission `can_use_tags`.
pub(super) fn must_use_tags(me: &Me) -> Result<(), ApiError> {
    let may = me.0.user.permissions.as_ref().and_then(|permissions| permissions.can_use_tags).unwrap_or(true);
    if may { Ok(()) } else { Err(ApiError::forbidden()) }
}
