//! Taking over a chat that was exported from a WhatsApp app.

mod files;
mod log;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};
use switchboard_wire::limits::IMPORT_PARTICIPANTS;

use super::answer::Answer;
use super::caller::Me;
use super::contacts::digits;
use super::error::ApiError;
use super::fields::Fields;
use crate::app::App;
use crate::json as text;
use crate::random;
use crate::settings::BUSINESS_NUMBER;
use crate::store::Tx;
use crate::store::messages::NewMessage;
use crate::store::view::View;
use files::File;
use log::Entry;

/// Minutes that a time zone may be away from UTC at most.
const FURTHEST: i64 = 14 * 60;

/// Characters of a language's code at most.
const LANGUAGE: usize = 35;

/// createChatImport.
pub(super) async fn create(State(app): State<App>, me: Me, mut fields: Fields) -> Result<Answer, ApiError> {
    me.must_message()?;
    let log = fields.required_text("chat_text", usize::MAX);
    let offset = fields.required_integer("utc_offset_minutes");
    let language = fields.required_text("device_language_code", LANGUAGE);
    if offset.is_some_and(|offset| !(-FURTHEST..=FURTHEST).contains(&offset)) {
        fields.wrong("utc_offset_minutes", format!("It is {FURTHEST} at most, ahead of UTC or behind."));
    }
    let participants = participants(&mut fields);
    let files = match fields.value("media_files") {
        Some(files) => files::taken(files).map_err(|complaint| fields.wrong("media_files", complaint)).unwrap_or_default(),
        None => {
            fields.wrong("media_files", "This field is required; without files it is an empty list.");
            Vec::new()
        }
    };
    let ((log, offset), language) = fields.checked(log.zip(offset).zip(language))?;
    let entries = log::read(&log, &language, offset).map_err(|complaint| ApiError::field("chat_text", complaint))?;
    if entries.iter().any(|entry| entry.time > app.core.clock.now_seconds()) {
        return Err(ApiError::field("chat_text", "It has a message of the future."));
    }
    let (customer, wa_id) = customer(&entries, &participants)?;
    let chat = app
        .store
        .write(move |tx| {
            let known = tx.chat(&wa_id)?;
            let may = known.as_ref().map_or(me.0.writes.covers(None, None), |chat| me.sees(chat) && me.0.writes.has(chat));
            if !may {
                return Err(ApiError::forbidden());
            }
            tx.chat_or_new(&wa_id)?;
            if known.is_none_or(|chat| chat.name.is_none()) && digits(&customer) != wa_id {
                tx.rename_customer(&wa_id, &customer)?;
            }
            import(tx, &entries, &customer, &wa_id, files)?;
            let newest = entries.iter().map(|entry| entry.time).max().unwrap_or_default();
            // Whoever takes a chat over knows what is in it.
            tx.mark_received(me.id(), &wa_id, newest)?;
            let chat = tx.chat_or_new(&wa_id)?;
            Ok(View::of(me.id()).chat(tx, &chat)?)
        })
        .await?;
    Ok(Answer::new(StatusCode::CREATED, chat))
}

/// Numbers by names. What the documents call the members was lost, so several names are taken.
fn participants(fields: &mut Fields) -> BTreeMap<String, String> {
    let Some(listed) = fields.value("chat_participants") else { return BTreeMap::new() };
    let named = |one: &Value| {
        let text = |names: &[&str]| names.iter().find_map(|name| one.get(name)?.as_str().map(str::to_owned));
        let number = text(&["phone_number", "wa_id"]).map(|number| digits(&number)).filter(|number| !number.is_empty())?;
        Some((text(&["name"])?, number))
    };
    match listed.as_array().map(|listed| listed.iter().map(named).collect::<Option<Vec<_>>>()) {
        Some(Some(named)) if named.len() <= IMPORT_PARTICIPANTS => return named.into_iter().collect(),
        Some(Some(_)) => fields.wrong("chat_participants", format!("At most {IMPORT_PARTICIPANTS} are taken.")),
        _ => fields.wrong("chat_participants", "Expected a list of items, such as {\"name\": \"..\", \"phone_number\": \"..\"}."),
    }
    BTreeMap::new()
}

/// The customer's name in the log, and number: of the two who write, the one whose number is known and not that of the business.
fn customer(entries: &[Entry], participants: &BTreeMap<String, String>) -> Result<(String, String), ApiError> {
    let names: BTreeSet<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
    if names.len() > IMPORT_PARTICIPANTS {
        return Err(ApiError::field("chat_text", "More than two people write in it; chats of groups are not taken."));
    }
    // Who is in no address book stands in the log with the number itself.
    let number = |name: &str| participants.get(name).cloned().or_else(|| name.starts_with('+').then(|| digits(name)));
    let known: Vec<(String, String)> = names
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), number(name)?)))
        .filter(|(_, number)| number != BUSINESS_NUMBER && switchboard_wire::WaId::new(number.as_str()).is_ok())
        .collect();
    match <[_; 1]>::try_from(known) {
        Ok([customer]) => Ok(customer),
        Err(known) if known.is_empty() => {
            Err(ApiError::field("chat_participants", "Nobody in the log is known: name the customer's number."))
        }
        Err(_) => Err(ApiError::field("chat_participants", "Both who write could be the customer: one has the number of the business.")),
    }
}

/// What the chat has within a log's time already, and how often: second, side, content.
fn there(tx: &Tx<'_>, entries: &[Entry], wa_id: &str) -> rusqlite::Result<HashMap<(i64, bool, String), usize>> {
    let times = || entries.iter().map(|entry| entry.time);
    let (Some(first), Some(last)) = (times().min(), times().max()) else { return Ok(HashMap::new()) };
    let mut there = HashMap::new();
    for (time, from_us, payload) in tx.said_between(wa_id, first, last)? {
        let payload: Value = serde_json::from_str(&payload).unwrap_or_default();
        *there.entry((time, from_us, said(&payload))).or_default() += 1;
    }
    Ok(there)
}

/// What a message says, apart from ids and links.
fn said(payload: &Value) -> String {
    let kind = payload["type"].as_str().unwrap_or_default();
    let content = &payload[kind];
    json!([kind, content["body"], content["caption"], content["sha256"], content["filename"]]).to_string()
}

/// Puts a log's messages into its chat; not those that are there, so that the same log, or a longer one, can come again.
fn import(tx: &mut Tx<'_>, entries: &[Entry], customer: &str, wa_id: &str, mut files: Vec<File>) -> Result<(), ApiError> {
    let mut there = there(tx, entries, wa_id)?;
    for entry in entries {
        let (id, waba_id) = (random::uuid(), random::waba_id());
        let from_us = entry.name != customer;
        let file = files::named(&mut files, &entry.text);
        let mut payload = match &file {
            Some((file, caption)) => file.message(caption),
            None => json!({"type": "text", "text": {"body": entry.text}}),
        };
        if let Some(left) = there.get_mut(&(entry.time, from_us, said(&payload))).filter(|left| **left > 0) {
            *left -= 1;
            continue;
        }
        if let Some((file, _)) = file {
            file.keep(tx, &mut payload)?;
        }
        payload["id"] = waba_id.as_str().into();
        // As WhatsApp writes them: what goes out has a number here, what comes in a string.
        payload["timestamp"] = if from_us { entry.time.into() } else { entry.time.to_string().into() };
        payload[if from_us { "to" } else { "from" }] = wa_id.into();
        let (time, payload) = (entry.time, text::text(&payload));
        tx.import_message(&NewMessage { id, waba_id, wa_id: wa_id.to_owned(), sender: None, from_us, time, payload, quoted: None })?;
    }
    Ok(())
}
