//! Sending messages.

mod content;
mod failing;

use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};
use switchboard_wire::{CreateMessageResponse, Members, MessageId, WaId};

use super::answer::Answer;
use super::caller::Me;
use super::error::ApiError;
use super::fields::Fields;
use crate::announce::StatusChange;
use crate::app::App;
use crate::form::message::OUTGOING;
use crate::settings::ClosedWindow;
use crate::store::Tx;
use crate::store::messages::NewMessage;
use crate::{json as text, random};

/// The types of messages that may be sent, each with the name of its member.
const TYPES: [&str; 12] =
    ["text", "image", "video", "audio", "document", "sticker", "location", "contacts", "interactive", "template", "reaction", "hsm"];

/// createMessage.
pub(super) async fn create(State(app): State<App>, me: Me, fields: Fields) -> Result<Answer, ApiError> {
    me.must_message()?;
    let (wa_id, members) = checked(fields)?;
    let sent = app
        .store
        .write(move |tx| {
            // A number that nobody wrote to yet is a chat that is assigned to nobody.
            let may = tx.chat(wa_id.as_str())?.map_or(me.0.writes.covers(None, None), |chat| me.0.writes.has(&chat));
            if may { send(tx, me.id(), &wa_id, members) } else { Err(ApiError::forbidden()) }
        })
        .await?;
    let reason = sent.kept.then(|| String::from("Kept until it can be delivered."));
    let status = if sent.kept { StatusCode::ACCEPTED } else { StatusCode::CREATED };
    Ok(Answer::new(status, text::text(&CreateMessageResponse { id: MessageId::new(sent.id), reason })))
}

/// The recipient, and the message with its `type`.
fn checked(mut fields: Fields) -> Result<(WaId, Members), ApiError> {
    let wa_id = fields.required_text("wa_id", usize::MAX);
    let wa_id = wa_id.and_then(|wa_id| WaId::new(wa_id).map_err(|error| fields.wrong("wa_id", error.to_string())).ok());
    let named = if fields.has("type") {
        fields.required_text("type", 100)
    } else {
        TYPES.iter().find(|kind| fields.has(kind)).map(|kind| (*kind).to_owned())
    };
    match &named {
        None => fields.wrong("type", "This field is required."),
        Some(kind) if !TYPES.contains(&kind.as_str()) => fields.wrong("type", format!("\"{kind}\" is not a valid choice.")),
        Some(kind) if !fields.has(kind) => fields.wrong(kind, "This field is required."),
        Some(_) => {}
    }
    let (wa_id, kind) = fields.checked(wa_id.zip(named))?;
    let mut members = fields.into_members();
    for gone in ["wa_id", "verify_contact", "from", "errors"] {
        members.remove(gone);
    }
    members.retain(|_, value| !value.is_null());
    // As it is said here, it comes out of every list.
    for (name, form) in OUTGOING {
        let settled = members.get_mut(*name).map_or(Ok(()), |value| form.settle(value));
        settled.map_err(|complaint| ApiError::field(name, complaint))?;
    }
    let content = members.get(&kind).ok_or_else(|| ApiError::field(&kind, "This field may not be null."))?;
    content::check(&kind, content).map_err(|complaint| ApiError::field(&kind, complaint))?;
    members.insert(String::from("type"), kind.into());
    Ok((wa_id, members))
}

/// A message that was taken.
struct Sent {
    id: String,
    /// It was not handed to WhatsApp at once: a status tells what becomes of it.
    kept: bool,
}

/// Stores a message, and lets the simulated WhatsApp do the rest at once.
fn send(tx: &mut Tx<'_>, sender: i64, wa_id: &WaId, mut members: Members) -> Result<Sent, ApiError> {
    let now = tx.core.clock.now_seconds();
    let wa_id = wa_id.as_str();
    let free = !matches!(members.get("type").and_then(Value::as_str), Some("template" | "hsm"));
    let open = tx.chat(wa_id)?.is_some_and(|chat| chat.window_open(now));
    let late = free && !open;
    if late && tx.core.settings.closed_window == ClosedWindow::Refuse {
        return Err(ApiError::closed_window());
    }
    let chat = tx.chat_or_new(wa_id)?;
    let (id, waba_id) = (random::uuid(), random::waba_id());
    members.insert(String::from("to"), wa_id.into());
    members.insert(String::from("id"), waba_id.as_str().into());
    members.insert(String::from("timestamp"), now.into());
    members.entry("recipient_type").or_insert_with(|| json!("individual"));
    let quoted = match members.get("context").and_then(|context| context.get("message_id")).and_then(Value::as_str) {
        // A message of another chat is not quoted here: that chat may be one that the user may not read.
        Some(quoted) => tx.message_by_waba_id(quoted)?.filter(|row| row.wa_id == wa_id).map(|row| row.seq),
        None => None,
    };
    let new = NewMessage {
        id: id.clone(),
        waba_id,
        wa_id: wa_id.to_owned(),
        sender: Some(sender),
        from_us: true,
        time: now,
        payload: text::text(&members),
        quoted,
    };
    let mut row = tx.insert_message(new)?;
    tx.announce_outgoing(&row)?;
    let failure = failing::failure(tx, wa_id, &members, late)?;
    if let Some(failure) = &failure {
        tx.keep_error(failure, Some(&row))?;
    }
    let states: &[&'static str] = match (&failure, chat.offline) {
        (Some(_), _) => &["failed"],
        (None, true) => &["sent"],
        (None, false) => &["sent", "delivered"],
    };
    let mut changes = Vec::with_capacity(states.len());
    for status in states {
        tx.set_status(&mut row, status, now)?;
        changes.push(StatusChange { row: row.clone(), status, time: now, failure: failure.clone() });
    }
    tx.announce_statuses(wa_id, &changes)?;
    Ok(Sent { id, kept: late })
}
