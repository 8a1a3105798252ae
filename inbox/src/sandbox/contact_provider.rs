//! The contact provider: an address book that the inbox can ask.

use axum::extract::State;
use serde_json::{Value, json};
use switchboard_wire::Members;

use crate::api::answer::Answer;
use crate::api::error::ApiError;
use crate::api::fields::Fields;
use crate::app::App;
use crate::store::chats::initials;

/// `PUT /sandbox/contact-provider`: these entries take the place of all.
pub(super) async fn fill(State(app): State<App>, fields: Fields) -> Result<Answer, ApiError> {
    let listed = match fields.into_members().remove("contacts") {
        Some(Value::Array(entries)) => entries,
        _ => return Err(ApiError::sandbox("`contacts` is needed, as a list")),
    };
    let taken = |(index, entry)| entry_of(entry).map_err(|complaint| ApiError::sandbox(format!("contact {}: {complaint}", index + 1)));
    let entries = listed.into_iter().enumerate().map(taken).collect::<Result<Vec<_>, _>>()?;
    let answer = Answer::json(&json!({"contacts": entries}));
    app.store.write(move |tx| Ok(tx.fill_address_book(&entries)?)).await?;
    Ok(answer)
}

/// An entry with all that the API shows of it. A number may be written as a string.
fn entry_of(entry: Value) -> Result<Members, &'static str> {
    let Value::Object(mut entry) = entry else { return Err("it is an object, such as {\"name\": \"Ada\", \"phone_numbers\": [..]}") };
    let name = entry.get("name").and_then(Value::as_str).filter(|name| !name.trim().is_empty());
    let initials = initials(name.ok_or("`name` is needed, as a string")?);
    for (member, wanted) in [("email_addresses", "`email_addresses` is a list of strings"), ("urls", "`urls` is a list of strings")] {
        let list = entry.entry(member).or_insert_with(|| json!([]));
        if !list.as_array().is_some_and(|list| list.iter().all(Value::is_string)) {
            return Err(wanted);
        }
    }
    let numbers = entry.entry("phone_numbers").or_insert_with(|| json!([]));
    for number in numbers.as_array_mut().ok_or("`phone_numbers` is a list")? {
        if number.is_string() {
            *number = json!({"phone_number": number});
        }
        if !number.get("phone_number").is_some_and(Value::is_string) {
            return Err("an entry of `phone_numbers` is a string, or an object with `phone_number`");
        }
    }
    entry.entry("initials").or_insert_with(|| initials.into());
    entry.entry("contact_provider").or_insert_with(|| json!({"type": "sandbox", "id": "sandbox", "name": "Sandbox"}));
    Ok(entry)
}
