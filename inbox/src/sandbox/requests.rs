//! The log of API calls.

use axum::extract::State;
use serde_json::{Value, json};

use super::waits;
use crate::api::answer::Answer;
use crate::api::error::ApiError;
use crate::api::query::Query;
use crate::app::App;

/// Calls of one answer, when the caller names no limit.
const LIMIT: i64 = 10_000;

/// `GET /sandbox/requests`: in the order in which they began. `method`, `path` (its beginning), `user` (a name) and `done`
/// narrow it down; with `wait_ms` it waits until there is one.
pub(super) async fn list(State(app): State<App>, query: Query) -> Result<Answer, ApiError> {
    let after = query.integer("after").map_err(ApiError::in_the_sandbox)?.unwrap_or(0).max(0).unsigned_abs();
    let limit = usize::try_from(query.integer("limit").map_err(ApiError::in_the_sandbox)?.unwrap_or(LIMIT)).unwrap_or(0);
    let done = query.boolean("done").map_err(ApiError::in_the_sandbox)?;
    let (method, path, user) = (query.text("method"), query.text("path"), query.text("user"));
    let look = || {
        let found = app.requests.after(after, limit, |entry| {
            method.is_none_or(|method| entry.method.eq_ignore_ascii_case(method))
                && path.is_none_or(|path| entry.path.starts_with(path))
                && user.is_none_or(|user| entry.user.as_ref().is_some_and(|(_, name)| name == user))
                && done.is_none_or(|done| entry.done_at.is_some() == done)
        });
        async { Ok((!found.is_empty()).then_some(found)) }
    };
    let found = waits::until_some(app.requests.changed(), waits::patience(&query)?, look).await?.unwrap_or_default();
    let last = found.last().map_or(after, |(seq, _)| *seq);
    let requests: Vec<Value> = found.into_iter().map(|(_, request)| request).collect();
    Ok(Answer::json(&json!({"requests": requests, "last_seq": last})))
}
