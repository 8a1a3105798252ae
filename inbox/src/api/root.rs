//! The root of the API, and health.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};
use switchboard_wire::HealthStatus;

use super::answer::Answer;
use super::caller::Caller;
use super::cookies::{self, Cookies};
use super::error::ApiError;
use crate::app::App;

const RESOURCES: [&str; 12] = [
    "chat_assignment_events",
    "chat_tagging",
    "chat_tagging_events",
    "chats",
    "groups",
    "media",
    "message_tagging",
    "message_tagging_events",
    "messages",
    "persons",
    "tags",
    "users",
];

/// retrieveApiRoot. It can be read without credentials, not with wrong ones, and gives the token that sessions need.
pub(super) async fn root(State(app): State<App>, caller: Caller, headers: HeaderMap) -> Result<Response, ApiError> {
    if matches!(caller, Caller::Stranger) {
        return Err(ApiError::invalid_token());
    }
    let url = |name: &str| Value::String(format!("{}/api/v1/{name}/", app.core.url));
    let mut names: Map<String, Value> = RESOURCES.iter().map(|name| ((*name).to_owned(), url(name))).collect();
    names.insert(String::from("webhooks"), url("webhooks/waba"));
    names.insert(String::from("status"), url("status/health"));
    let mut response = Answer::json(&names).into_response();
    Cookies::default().with_csrf(&app.core, &cookies::csrf_token(&headers)).put(response.headers_mut());
    Ok(response)
}

/// listHealthStatuses.
pub(super) async fn health() -> Answer {
    let check = |name: &str, message: &str| HealthStatus {
        check_name: name.to_owned(),
        is_ok: true,
        message: message.to_owned(),
        extra: switchboard_wire::Members::new(),
    };
    Answer::json(&[check("database", "The data can be read and written."), check("waba", "The simulated WhatsApp is connected.")])
}
