//! Webhooks.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::Uri;
use serde_json::json;
use switchboard_wire::{Members, WabaWebhook, WabaWebhookRequest, WebhookId};

use super::answer::Answer;
use super::caller::Me;
use super::error::ApiError;
use super::fields::Fields;
use super::page::Paging;
use crate::app::App;
use crate::json as text;
use crate::store::directory::Directory;
use crate::store::webhooks::Webhook;

/// Characters of a URL at most.
const URL: usize = 2_000;

fn shown(directory: &Directory, webhook: &Webhook) -> Option<WabaWebhook> {
    let user = directory.user(webhook.user)?.short();
    Some(WabaWebhook { id: WebhookId::new(webhook.id), user, request: webhook.request.clone() })
}

/// listWabaWebhooks: an admin sees all, others their own.
pub(super) async fn list(State(app): State<App>, me: Me, paging: Paging) -> Answer {
    let directory = app.core.directory();
    let mine = directory.webhooks.iter().filter(|webhook| me.is_admin() || webhook.user == me.id());
    paging.of(&mine.filter_map(|webhook| shown(&directory, webhook)).collect::<Vec<_>>())
}

fn known(app: &App, me: &Me, id: &str) -> Result<Arc<Webhook>, ApiError> {
    let directory = app.core.directory();
    let webhook = id.parse().ok().and_then(|id| directory.webhook(id)).filter(|webhook| me.is_admin() || webhook.user == me.id());
    webhook.map(Arc::clone).ok_or_else(ApiError::not_found)
}

fn answer(app: &App, id: i64) -> Result<WabaWebhook, ApiError> {
    let directory = app.core.directory();
    directory.webhook(id).and_then(|webhook| shown(&directory, webhook)).ok_or_else(ApiError::not_found)
}

/// createWabaWebhook.
pub(super) async fn create(State(app): State<App>, me: Me, fields: Fields) -> Result<Answer, ApiError> {
    let request = request(fields)?;
    let id = app.store.write(move |tx| Ok(tx.create_webhook(me.id(), &request)?)).await?;
    Ok(Answer::created(&answer(&app, id)?))
}

/// retrieveWabaWebhook.
pub(super) async fn retrieve(State(app): State<App>, me: Me, Path(id): Path<String>) -> Result<Answer, ApiError> {
    Ok(Answer::json(&answer(&app, known(&app, &me, &id)?.id)?))
}

/// updateWabaWebhook. What waits to be repeated is tried at once: the receiver may have moved.
pub(super) async fn update(State(app): State<App>, me: Me, Path(id): Path<String>, fields: Fields) -> Result<Answer, ApiError> {
    let id = known(&app, &me, &id)?.id;
    let request = request(fields)?;
    app.store.write(move |tx| Ok(tx.update_webhook(id, &request)?)).await?;
    Ok(Answer::json(&answer(&app, id)?))
}

/// deleteWabaWebhook.
pub(super) async fn delete(State(app): State<App>, me: Me, Path(id): Path<String>) -> Result<Answer, ApiError> {
    let id = known(&app, &me, &id)?.id;
    app.store.write(move |tx| Ok(tx.delete_webhook(id)?)).await?;
    Ok(Answer::no_content())
}

/// testWabaWebhook: a status of a message that does not exist, for a recipient that is none.
pub(super) async fn test(State(app): State<App>, me: Me, Path(id): Path<String>) -> Result<Answer, ApiError> {
    let webhook = known(&app, &me, &id)?;
    let status = json!({
        "id": "test", "getchat_id": "00000000-0000-4000-8000-000000000000", "recipient_id": "0", "status": "sent",
        "timestamp": app.core.clock.now_seconds().to_string(), "type": "message",
    });
    let body = text::text(&json!({"statuses": [status]}));
    match app.dispatcher.sender().post(&webhook.request.url, &webhook.request.headers, Bytes::from(body)).await {
        Ok(200..300) => Ok(Answer::empty()),
        Ok(status) => Err(ApiError::reason(format!("The webhook answered {status}."))),
        Err(error) => Err(ApiError::reason(format!("The webhook could not be called: {error}."))),
    }
}

/// What a body asks for. A switch that is left out is off.
fn request(mut fields: Fields) -> Result<WabaWebhookRequest, ApiError> {
    let url = fields.required_text("url", URL);
    if let Some(url) = &url {
        let whole = url
            .parse::<Uri>()
            .is_ok_and(|uri| matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some_and(|host| !host.is_empty()));
        if !whole {
            fields.wrong("url", "Enter a valid URL.");
        }
    }
    let switches = ["on_incoming_message", "on_outgoing_message", "on_assigned"]
        .map(|name| if fields.has(name) { fields.boolean(name).unwrap_or(false) } else { false });
    let mut headers = BTreeMap::new();
    for (name, value) in fields.object("headers").unwrap_or_default() {
        let Some(value) = value.as_str() else {
            fields.wrong("headers", format!("{name}: Not a valid string."));
            continue;
        };
        if axum::http::HeaderName::try_from(&name).is_err() || axum::http::HeaderValue::try_from(value).is_err() {
            fields.wrong("headers", format!("{name}: Not a valid header."));
        }
        headers.insert(name, value.to_owned());
    }
    if fields.has("event_format") {
        let format = fields.text("event_format", 100);
        if !matches!(format.as_deref(), None | Some("on_prem" | "cloud_api")) {
            fields.wrong("event_format", "It is `on_prem` or `cloud_api`.");
        }
    }
    let url = fields.checked(url)?;
    let mut extra = Members::new();
    if let Some(format) = fields.into_members().remove("event_format") {
        extra.insert(String::from("event_format"), format);
    }
    Ok(WabaWebhookRequest {
        url,
        on_incoming_message: switches[0],
        on_outgoing_message: switches[1],
        on_assigned: switches[2],
        headers,
        extra,
    })
}
