//! Time.

use std::time::Duration;

use axum::extract::State;
use serde_json::Value;

use crate::api::answer::Answer;
use crate::api::error::ApiError;
use crate::api::fields::Fields;
use crate::app::App;
use crate::json::Object;

/// The longest advance: about 31 years. Beyond some thousand years no timestamp could be written.
const LONGEST: f64 = 1e9;

/// `GET /sandbox/clock`.
pub(super) async fn show(State(app): State<App>) -> Answer {
    Answer::ok(Object::new().member("now", &app.core.clock.now_seconds()).member("now_millis", &app.core.clock.now_millis()).finish())
}

/// `POST /sandbox/clock/advance`.
pub(super) async fn advance(state: State<App>, fields: Fields) -> Result<Answer, ApiError> {
    let members = fields.into_members();
    let seconds = members.get("seconds").and_then(Value::as_f64).filter(|seconds| (0.0..=LONGEST).contains(seconds));
    let seconds = seconds.ok_or_else(|| ApiError::sandbox(format!("`seconds` is a number from 0 to {LONGEST}")))?;
    state.core.clock.advance(Duration::from_secs_f64(seconds));
    // Every commit notes the clock: with this one the advance is answered once it is kept.
    state.store.write(|_| Ok(())).await?;
    Ok(show(state).await)
}
