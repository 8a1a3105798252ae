//! What the server says by websocket.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::json::Object;

/// One frame that tells what happened.
#[derive(Debug)]
pub(crate) struct Frame {
    /// The chat; empty for what belongs to none.
    pub(crate) wa_id: String,
    /// The names of the payload's members, joined by commas.
    pub(crate) members: String,
    pub(crate) text: String,
}

impl Frame {
    /// `kind` is `waba_webhook` or `getchat_webhook`; the payload is JSON.
    pub(crate) fn new(kind: &str, payload: &str, members: String, wa_id: &str) -> Arc<Self> {
        let text = Object::new().member("type", kind).raw("waba_payload", payload).finish();
        Arc::new(Self { wa_id: wa_id.to_owned(), members, text })
    }
}

/// The answer to a token.
pub(super) fn token(is_good: bool, message: &str) -> String {
    let status = if is_good { "success" } else { "failed" };
    json!({"type": "token", "status": status, "message": message}).to_string()
}

/// The answer to what is no token.
pub(super) fn bad_request(message: &str) -> String {
    json!({"type": "response", "status": "bad_request", "message": message}).to_string()
}

/// The token in a client's first frame, or what is wrong with the frame.
pub(super) fn token_in(frame: &str) -> Result<String, &'static str> {
    let value: Value = serde_json::from_str(frame).map_err(|_| "Not JSON.")?;
    value["token"].as_str().map(str::to_owned).ok_or("No token.")
}
