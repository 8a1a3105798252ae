//! Webhook calls.

use axum::extract::{Path, State};
use serde_json::json;

use super::waits;
use crate::api::answer::Answer;
use crate::api::error::ApiError;
use crate::api::query::Query;
use crate::app::App;

/// Calls of one answer, when the caller names no limit.
const LIMIT: i64 = 1_000;

/// `GET /sandbox/deliveries`: every call of a webhook, oldest first; only those of a `state`, if one is named. With `wait_ms`
/// it waits until there is one.
pub(super) async fn list(State(app): State<App>, query: Query) -> Result<Answer, ApiError> {
    let webhook = query.integer("webhook").map_err(ApiError::in_the_sandbox)?;
    let after = query.integer("after").map_err(ApiError::in_the_sandbox)?.unwrap_or(0);
    let limit = query.integer("limit").map_err(ApiError::in_the_sandbox)?.unwrap_or(LIMIT);
    let state = query.text("state").map(str::to_owned);
    let found = waits::until_some(app.dispatcher.changed(), waits::patience(&query)?, || {
        let (app, state) = (app.clone(), state.clone());
        async move {
            let found = app.store.read(move |tx| Ok(tx.deliveries(webhook, state.as_deref(), after, limit)?)).await?;
            Ok((!found.is_empty()).then_some(found))
        }
    })
    .await?;
    let found = found.unwrap_or_default();
    let last = found.last().map_or_else(|| json!(after), |delivery| delivery["seq"].clone());
    Ok(Answer::json(&json!({"deliveries": found, "last_seq": last})))
}

/// `POST /sandbox/deliveries/{seq}/repeat`: once more, byte for byte, as a call of its own.
pub(super) async fn repeat(State(app): State<App>, Path(seq): Path<String>) -> Result<Answer, ApiError> {
    let seq: i64 = seq.parse().map_err(|_| ApiError::sandbox_not_found("no such delivery"))?;
    let repeated = app
        .store
        .write(move |tx| {
            let old = tx.delivery(seq)?.ok_or_else(|| ApiError::sandbox_not_found("no such delivery"))?;
            if tx.core.directory().webhook(old.webhook).is_none() {
                return Err(ApiError::sandbox_not_found("its webhook is gone"));
            }
            let body = String::from_utf8_lossy(&old.body).into_owned();
            Ok(tx.queue(old.webhook, old.user, &old.wa_id, &old.members, body, old.marks)?)
        })
        .await?;
    Ok(Answer::json(&json!({"seq": repeated})))
}

/// `POST /sandbox/webhooks/pause`.
pub(super) async fn pause(State(app): State<App>) -> Answer {
    app.dispatcher.pause(true);
    Answer::json(&json!({"paused": true, "waiting": app.dispatcher.waiting()}))
}

/// `POST /sandbox/webhooks/resume`.
pub(super) async fn resume(State(app): State<App>) -> Answer {
    app.dispatcher.pause(false);
    Answer::json(&json!({"paused": false, "waiting": app.dispatcher.waiting()}))
}

/// `POST /sandbox/webhooks/release`: calls that wait to be overtaken (fault `reorder`) are made now, in their order when nothing
/// follows them.
pub(super) async fn release(State(app): State<App>) -> Answer {
    app.dispatcher.release();
    Answer::empty()
}
