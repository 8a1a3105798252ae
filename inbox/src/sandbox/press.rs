//! A customer presses a button, or chooses a row of a list.

use axum::extract::{Path, State};
use serde_json::{Value, json};
use switchboard_wire::Members;

use super::customers::number;
use super::incoming;
use crate::api::answer::Answer;
use crate::api::error::ApiError;
use crate::api::fields::Fields;
use crate::app::App;
use crate::store::Tx;
use crate::store::messages::MessageRow;

/// `POST /sandbox/customers/{wa_id}/press`: what WhatsApp sends when the customer presses what the phone shows. The newest message
/// that has it counts, unless one is named.
pub(super) async fn press(State(app): State<App>, Path(wa_id): Path<String>, fields: Fields) -> Result<Answer, ApiError> {
    let wa_id = number(&wa_id)?;
    let members = fields.into_members();
    let text = |name: &str| members.get(name).and_then(Value::as_str).map(str::to_owned);
    let wanted = Wanted { id: text("id"), title: text("title") };
    if wanted.id.is_none() && wanted.title.is_none() {
        return Err(ApiError::sandbox("`title` or `id` says what is pressed, as a string"));
    }
    let message = text("message");
    let received = app
        .store
        .write(move |tx| {
            let mut shown = tx.on_phone(wa_id.as_str(), 0)?;
            shown.retain(|row| row.from_us && message.as_ref().is_none_or(|message| row.waba_id == *message));
            for row in shown.iter().rev() {
                if let Some((kind, content)) = pressed(tx, row, &wanted)? {
                    let mut message = Members::new();
                    message.insert(String::from("type"), kind.into());
                    message.insert(kind.to_owned(), content);
                    message.insert(String::from("context"), json!({"id": row.waba_id}));
                    return incoming::take(tx, &wa_id, message, kind);
                }
            }
            Err(ApiError::sandbox_not_found("the phone shows no such button or row"))
        })
        .await?;
    Ok(received.answer())
}

/// What is looked for; both when both are named.
struct Wanted {
    id: Option<String>,
    title: Option<String>,
}

impl Wanted {
    fn fits(&self, id: &Value, title: &Value) -> bool {
        let same = |wanted: &Option<String>, value: &Value| wanted.as_ref().is_none_or(|wanted| value == wanted.as_str());
        same(&self.id, id) && same(&self.title, title)
    }
}

/// What comes back when this message has it: the type and the member of that name.
fn pressed(tx: &Tx<'_>, row: &MessageRow, wanted: &Wanted) -> rusqlite::Result<Option<(&'static str, Value)>> {
    let payload: Value = serde_json::from_str(&row.payload).unwrap_or_default();
    Ok(match payload["type"].as_str() {
        Some("interactive") => on_interactive(&payload["interactive"]["action"], wanted).map(|reply| ("interactive", reply)),
        Some("template") => on_template(tx, &payload["template"], wanted)?.map(|button| ("button", button)),
        _ => None,
    })
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn on_interactive(action: &Value, wanted: &Wanted) -> Option<Value> {
    let button = items(&action["buttons"]).map(|button| &button["reply"]).find(|reply| wanted.fits(&reply["id"], &reply["title"]));
    if let Some(reply) = button {
        return Some(json!({"type": "button_reply", "button_reply": {"id": reply["id"], "title": reply["title"]}}));
    }
    let mut rows = items(&action["sections"]).flat_map(|section| items(&section["rows"]));
    let row = rows.find(|row| wanted.fits(&row["id"], &row["title"]))?;
    let mut reply = json!({"id": row["id"], "title": row["title"]});
    if row["description"].is_string() {
        reply["description"] = row["description"].clone();
    }
    Some(json!({"type": "list_reply", "list_reply": reply}))
}

/// A quick-reply button of a template: its text is the template's, its payload the message's, or else the text again.
fn on_template(tx: &Tx<'_>, message: &Value, wanted: &Wanted) -> rusqlite::Result<Option<Value>> {
    let language = message["language"]["code"].as_str().unwrap_or_default();
    let Some(template) = tx.template(message["name"].as_str().unwrap_or_default(), language)? else { return Ok(None) };
    let buttons = template.components.iter().filter(|component| component.is("buttons")).flat_map(|component| &component.buttons);
    Ok(buttons.enumerate().find_map(|(index, button)| {
        let payload = payload_of(message, index).unwrap_or(&button["text"]);
        let quick_reply = button["type"].as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("quick_reply"));
        (quick_reply && wanted.fits(payload, &button["text"])).then(|| json!({"text": button["text"], "payload": payload}))
    }))
}

fn payload_of(message: &Value, index: usize) -> Option<&Value> {
    let index = index.to_string();
    // The index is written as a number or as a text.
    let same = |value: &Value| value.as_str() == Some(&index) || value.as_u64().is_some_and(|value| value.to_string() == index);
    let button = items(&message["components"]).find(|part| part["sub_type"] == "quick_reply" && same(&part["index"]))?;
    button["parameters"].get(0)?.get("payload")
}
