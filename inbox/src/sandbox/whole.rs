//! The whole inbox.

use axum::extract::{Path, State};
use serde_json::{Value, json};

use crate::api::answer::Answer;
use crate::api::error::ApiError;
use crate::api::fields::Fields;
use crate::api::users::merged;
use crate::app::App;

/// `POST /sandbox/reset`.
pub(super) async fn reset(State(app): State<App>) -> Result<Answer, ApiError> {
    app.store.write(|tx| Ok(tx.reset()?)).await?;
    Ok(Answer::empty())
}

/// `GET /sandbox/state`.
pub(super) async fn state(State(app): State<App>) -> Result<Answer, ApiError> {
    let (chats, messages, pending) = app
        .store
        .read(|tx| {
            let chats = tx.count("chats WHERE last_message IS NOT NULL")?;
            Ok((chats, tx.count("messages")?, tx.count("deliveries WHERE state = 'pending'")?))
        })
        .await?;
    let directory = app.core.directory();
    Ok(Answer::json(&json!({
        "id": app.id,
        "users": directory.users.len(),
        "chats": chats,
        "messages": messages,
        "webhooks": directory.webhooks.len(),
        "pending_deliveries": pending,
        "paused": app.dispatcher.is_paused(),
    })))
}

/// `GET /sandbox/health`.
pub(super) async fn health(State(app): State<App>) -> Answer {
    Answer::json(&json!({"ready": true, "id": app.id}))
}

/// `PATCH /sandbox/groups/{id}`.
pub(super) async fn set_group_permissions(State(app): State<App>, Path(id): Path<String>, fields: Fields) -> Result<Answer, ApiError> {
    let directory = app.core.directory();
    let id: i64 = id.parse().map_err(|_| ApiError::sandbox_not_found("no such group"))?;
    let record = directory.groups.get(&id).ok_or_else(|| ApiError::sandbox_not_found("no such group"))?;
    let Some(Value::Object(changes)) = fields.into_members().remove("permissions") else {
        return Err(ApiError::sandbox("`permissions` is an object, such as {\"can_read_chats\": \"group\"}"));
    };
    let permissions = merged(&record.permissions, changes).map_err(ApiError::sandbox)?;
    let shown = json!({"id": id, "name": record.group.name, "permissions": permissions});
    app.store.write(move |tx| Ok(tx.set_group_permissions(id, &permissions)?)).await?;
    Ok(Answer::json(&shown))
}
