//! The whole inbox.

use axum::extract::State;
use serde_json::json;

use crate::api::answer::Answer;
use crate::api::error::ApiError;
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
            Ok((chats, tx.message_count()?, tx.count("deliveries WHERE state = 'pending'")?))
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
        "websockets": app.core.sockets.count(),
        "frames": app.core.sockets.told(),
        "unread_frames": app.core.sockets.unread(),
        "paused": app.dispatcher.is_paused(),
    })))
}

/// `GET /sandbox/health`.
pub(super) async fn health(State(app): State<App>) -> Answer {
    Answer::json(&json!({"ready": true, "id": app.id}))
}
