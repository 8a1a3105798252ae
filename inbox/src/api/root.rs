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

/// Every list of the API, as far as it has one.
const RESOURCES: [&str; 19] = [
    "chat_assignment_events",
    "chat_tagging",
    "chat_tagging_events",
    "chats",
    "contacts",
    "fcm_device_tokens",
    "groups",
    "media",
    "message_tagging",
    "message_tagging_events",
    "messages",
    "persons",
    "saved_responses",
    "tags",
    "templates",
    "users",
    "whatsapp_accounts",
    "errors/waba",
    "webhooks/waba",
];

/// retrieveApiRoot. It can be read without credentials, not with wrong ones, and gives the token that sessions need.
pub(super) async fn root(State(app): State<App>, caller: Caller, headers: HeaderMap) -> Result<Response, ApiError> {
    if matches!(caller, Caller::Stranger) {
        return Err(ApiError::invalid_token());
    }
    let url = |name: &str| Value::String(format!("{}/api/v1/{name}/", app.core.url));
    let mut names: Map<String, Value> =
        RESOURCES.iter().map(|name| (name.split('/').next().unwrap_or(name).to_owned(), url(name))).collect();
    names.insert(String::from("status"), url("status/health"));
    let mut response = Answer::json(&names).into_response();
    Cookies::default().with_csrf(&app.core, &cookies::csrf_token(&headers)).put(response.headers_mut());
    Ok(response)
}

/// listHealthStatuses. What does not work is told with 200, too.
pub(super) async fn health(State(app): State<App>) -> Answer {
    let data = app.store.write(|tx| Ok((tx.message_count()?, tx.count("deliveries WHERE state = 'pending'")?))).await;
    let check = |name: &str, is_ok, message: String| HealthStatus {
        check_name: name.to_owned(),
        is_ok,
        message,
        extra: switchboard_wire::Members::new(),
    };
    let database = match &data {
        Ok((messages, _)) => check("database", true, format!("The data can be read and written; it has {messages} messages.")),
        Err(error) => check("database", false, error.to_string()),
    };
    let paused = app.dispatcher.is_paused();
    let waiting = data.map_or(0, |(_, waiting)| waiting);
    let webhooks = match (paused, waiting) {
        (true, _) => format!("Held back by the sandbox; {waiting} calls wait."),
        (false, 0) => String::from("No call waits."),
        (false, _) => format!("{waiting} calls wait for their answers."),
    };
    Answer::json(&[
        database,
        check("waba", true, String::from("The simulated WhatsApp is connected.")),
        check("webhooks", !paused, webhooks),
    ])
}
