//! A customer writes.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use switchboard_wire::{Members, WaId};

use super::customers::number;
use crate::api::answer::Answer;
use crate::api::error::ApiError;
use crate::api::fields::Fields;
use crate::app::App;
use crate::json::{self as text, Object};
use crate::random;
use crate::settings::BUSINESS_NUMBER;
use crate::store::Tx;
use crate::store::media::sha256;
use crate::store::messages::NewMessage;

/// Members that name the content, in the order in which a missing `type` is guessed.
const CONTENTS: [&str; 15] = [
    "text",
    "image",
    "video",
    "audio",
    "voice",
    "document",
    "sticker",
    "location",
    "contacts",
    "interactive",
    "button",
    "reaction",
    "order",
    "system",
    "template",
];

/// `POST /sandbox/customers/{wa_id}/messages`.
pub(super) async fn receive(State(app): State<App>, Path(wa_id): Path<String>, fields: Fields) -> Result<Answer, ApiError> {
    let wa_id = number(&wa_id)?;
    let mut message = fields.into_members();
    let profile_name = match message.remove("profile_name") {
        None | Some(Value::Null) => None,
        Some(Value::String(name)) => Some(name),
        Some(_) => return Err(ApiError::sandbox("`profile_name` is a string")),
    };
    let kind = match message.get("type") {
        Some(Value::String(kind)) => kind.clone(),
        Some(_) => return Err(ApiError::sandbox("`type` is a string")),
        None => CONTENTS
            .iter()
            .find(|name| message.contains_key(**name))
            .map(|name| (*name).to_owned())
            .ok_or_else(|| ApiError::sandbox("`type` is missing, and no member says what it could be"))?,
    };
    // A type that is not known may come without content, as WhatsApp's `unsupported` does.
    if CONTENTS.contains(&kind.as_str()) && message.get(&kind).is_none_or(Value::is_null) {
        return Err(ApiError::sandbox(format!("a message of type `{kind}` needs the member `{kind}`")));
    }
    if message.get("context").is_some_and(|context| !context.is_object()) {
        return Err(ApiError::sandbox("`context` is an object, such as {\"id\": \"<WhatsApp id>\"}"));
    }
    message.insert(String::from("type"), kind.as_str().into());
    let file = take_file(&mut message, &kind)?;
    Ok(app.store.write(move |tx| store(tx, &wa_id, profile_name, message, &kind, file)).await?.answer())
}

/// A message that a customer sent.
pub(super) struct Received {
    waba_id: String,
    id: String,
}

impl Received {
    /// 201 with both ids.
    pub(super) fn answer(&self) -> Answer {
        Answer::new(StatusCode::CREATED, Object::new().member("id", &self.waba_id).member("getchat_id", &self.id).finish())
    }
}

/// Takes what a customer sends without a file.
pub(super) fn take(tx: &mut Tx<'_>, wa_id: &WaId, message: Members, kind: &str) -> Result<Received, ApiError> {
    store(tx, wa_id, None, message, kind, None)
}

/// A file that came with a message.
struct File {
    mime_type: String,
    data: Vec<u8>,
}

/// Takes `data` out of the member that holds the content.
fn take_file(message: &mut Members, kind: &str) -> Result<Option<File>, ApiError> {
    let Some(content) = message.get_mut(kind).and_then(Value::as_object_mut) else { return Ok(None) };
    let Some(data) = content.remove("data") else { return Ok(None) };
    let data = data.as_str().and_then(|data| STANDARD.decode(data).ok());
    let data = data.ok_or_else(|| ApiError::sandbox(format!("`{kind}.data` is base64")))?;
    let mime_type = content.get("mime_type").and_then(Value::as_str).unwrap_or("application/octet-stream").to_owned();
    Ok(Some(File { mime_type, data }))
}

fn store(
    tx: &mut Tx<'_>,
    wa_id: &WaId,
    profile_name: Option<String>,
    mut message: Members,
    kind: &str,
    file: Option<File>,
) -> Result<Received, ApiError> {
    let number = wa_id.as_str();
    if tx.is_blocked(number)? {
        return Err(ApiError::detail(StatusCode::FORBIDDEN, "the customer is blocked and cannot write"));
    }
    let resolved = tx.chat_or_new(number)?.resolved;
    if let Some(name) = profile_name {
        tx.rename_customer(number, &name)?;
    }
    if let Some(file) = file {
        let id = tx.keep_media(&file.mime_type, &file.data)?;
        if let Some(content) = message.get_mut(kind).and_then(Value::as_object_mut) {
            content.insert(String::from("link"), format!("{}/api/v1/media/{id}/", tx.core.url).into());
            content.insert(String::from("id"), id.into());
            content.insert(String::from("mime_type"), file.mime_type.into());
            content.insert(String::from("sha256"), sha256(&file.data).into());
        }
    }
    let quoted = quote(tx, number, &mut message)?;
    let now = tx.core.clock.now_seconds();
    let (id, waba_id) = (random::uuid(), random::waba_id());
    message.insert(String::from("from"), number.into());
    message.insert(String::from("id"), waba_id.as_str().into());
    message.insert(String::from("timestamp"), now.to_string().into());
    let new = NewMessage {
        id: id.clone(),
        waba_id: waba_id.clone(),
        wa_id: number.to_owned(),
        sender: None,
        from_us: false,
        time: now,
        payload: text::text(&message),
        quoted,
    };
    let row = tx.insert_message(new)?;
    let chat = tx.chat_or_new(number)?;
    tx.announce_incoming(&chat, &row)?;
    if resolved {
        // The message opened the chat again.
        tx.announce_resolved(number, false)?;
    }
    Ok(Received { waba_id, id })
}

/// Gives a quote the form that WhatsApp sends, and finds the message that it quotes.
fn quote(tx: &Tx<'_>, number: &str, message: &mut Members) -> Result<Option<i64>, ApiError> {
    let Some(context) = message.get_mut("context").and_then(Value::as_object_mut) else { return Ok(None) };
    if let Some(id) = context.remove("message_id") {
        context.entry("id").or_insert(id);
    }
    let Some(id) = context.get("id").and_then(Value::as_str) else { return Ok(None) };
    // Somebody who may not read the other chat would see its message here.
    let row = tx.message_by_waba_id(id)?.filter(|row| row.wa_id == number);
    let author = if row.as_ref().is_some_and(|row| !row.from_us) { number } else { BUSINESS_NUMBER };
    context.entry("from").or_insert_with(|| json!(author));
    Ok(row.map(|row| row.seq))
}
