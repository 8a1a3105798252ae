//! Whether a person takes chats now.

use axum::extract::{Path, State};
use switchboard_wire::{Availability, Members};

use super::answer::Answer;
use super::caller::Me;
use super::error::ApiError;
use super::fields::Fields;
use super::users::known;
use crate::app::App;

/// updateUserAvailability: an admin for anybody, everybody else for themselves.
pub(super) async fn update(State(app): State<App>, me: Me, Path(id): Path<String>, mut fields: Fields) -> Result<Answer, ApiError> {
    let id = known(&app, &id)?.id;
    if id != me.id() {
        me.must_be_admin()?;
    }
    let is_available = fields.required_boolean("is_available");
    let is_available = fields.checked(is_available)?;
    app.store
        .write(move |tx| {
            if tx.set_available(id, is_available)? {
                tx.announce_availability(id, is_available)?;
            }
            Ok(())
        })
        .await?;
    Ok(Answer::json(&Availability { is_available, extra: Members::new() }))
}
