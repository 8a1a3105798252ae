//! Websockets, as the sandbox sees them.

use axum::extract::State;
use serde_json::json;

use crate::api::answer::Answer;
use crate::app::App;

/// `POST /sandbox/websockets/disconnect`: closes all of them, as a network does that fails.
pub(super) async fn disconnect(State(app): State<App>) -> Answer {
    Answer::json(&json!({"disconnected": app.core.sockets.disconnect()}))
}
