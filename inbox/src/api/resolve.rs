//! Whether anything is left to be done in a chat.

use axum::extract::{Path, State};
use switchboard_wire::{Members, ResolvedState, WaId};

use super::answer::Answer;
use super::caller::Me;
use super::error::ApiError;
use super::fields::Fields;
use crate::app::App;

/// resolveChat. Whom the chat is assigned to and what was received stay as they are.
pub(super) async fn resolve(State(app): State<App>, me: Me, Path(wa_id): Path<String>, mut fields: Fields) -> Result<Answer, ApiError> {
    let resolved = fields.required_boolean("resolved");
    let resolved = fields.checked(resolved);
    app.store
        .write(move |tx| {
            let chat = me.chat_to_change(tx, &wa_id)?;
            let resolved = resolved?;
            if chat.resolved != resolved {
                tx.set_resolved(&wa_id, resolved)?;
                tx.announce_resolved(&wa_id, resolved)?;
            }
            let wa_id = WaId::new(wa_id).map_err(|_| ApiError::not_found())?;
            Ok(Answer::json(&ResolvedState { wa_id: Some(wa_id), resolved, extra: Members::new() }))
        })
        .await
}
