//! What connected address books know. The sandbox fills the one that there is.

use axum::extract::{Path, State};
use serde_json::{Value, json};
use switchboard_wire::{Members, WaId};

use super::answer::Answer;
use super::caller::Me;
use super::error::ApiError;
use super::fields::Fields;
use super::page::Paging;
use super::query::Query;
use crate::app::App;
use crate::json::{self as text, Object};

/// listContacts. Its pages are told apart by a cursor, `pages`, which `next` carries; there is no way back.
pub(super) async fn list(State(app): State<App>, _: Me, query: Query, paging: Paging) -> Result<Answer, ApiError> {
    let from = query.integer("pages")?.and_then(|pages| usize::try_from(pages).ok()).unwrap_or(0);
    let mut entries = app.store.read(|tx| Ok(tx.address_book()?)).await?;
    if let Some(search) = query.text("search") {
        entries.retain(|entry| knows(entry, search));
    }
    let take = usize::try_from(paging.limit).unwrap_or(usize::MAX);
    let until = from.saturating_add(take);
    let next = (until < entries.len()).then(|| paging.cursor("pages", until));
    Ok(Answer::ok(
        Object::new()
            .member("count", &entries.len())
            .member("next", &next)
            .member("previous", &Value::Null)
            .raw("results", &text::array(entries.iter().skip(from).take(take).map(text::text)))
            .finish(),
    ))
}

/// Whether name, numbers or addresses of an entry contain what is searched for.
fn knows(entry: &Members, search: &str) -> bool {
    let search = search.to_lowercase();
    let digits = digits(&search);
    let holds = |value: &Value| value.as_str().is_some_and(|value| value.to_lowercase().contains(&search));
    let listed = |name: &str| entry.get(name).and_then(Value::as_array).into_iter().flatten();
    entry.get("name").is_some_and(holds)
        || listed("email_addresses").any(holds)
        // A search for words has no digits to look for.
        || (!digits.is_empty() && numbers(entry).any(|number| number.contains(&digits)))
}

/// The numbers of an entry, in canonical form.
fn numbers(entry: &Members) -> impl Iterator<Item = String> {
    let listed = entry.get("phone_numbers").and_then(Value::as_array).into_iter().flatten();
    listed.filter_map(|number| number.get("phone_number")?.as_str().map(digits))
}

/// A number in canonical form: without plus sign, spaces and brackets.
pub(super) fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

/// resolveContact. A number that nobody knows is no error: the answer says that nothing is known.
pub(super) async fn resolve(State(app): State<App>, me: Me, Path(wa_id): Path<String>) -> Result<Answer, ApiError> {
    WaId::new(wa_id.as_str()).map_err(|_| ApiError::not_found())?;
    let answer = app
        .store
        .read(move |tx| {
            let person = tx.chat(&wa_id)?.filter(|chat| me.sees(chat)).map(|chat| chat.person_json());
            let mut known = tx.address_book()?;
            known.retain(|entry| numbers(entry).any(|number| number == wa_id));
            Ok(Object::new().raw("person", person.as_deref().unwrap_or("null")).member("contact_provider_results", &known).finish())
        })
        .await?;
    Ok(Answer::ok(answer))
}

/// verifyContacts. Late versions of WhatsApp call every number valid.
pub(super) async fn verify(_: Me, mut fields: Fields) -> Result<Answer, ApiError> {
    let numbers = fields.required_texts("contacts");
    if let Some(blocking) = fields.text("blocking", usize::MAX)
        && !["no_wait", "wait"].contains(&blocking.as_str())
    {
        fields.wrong("blocking", format!("\"{blocking}\" is not a valid choice."));
    }
    fields.boolean("force_check");
    let numbers = fields.checked(numbers)?;
    let verified: Vec<Value> = numbers.iter().map(|number| json!({"input": number, "status": "valid", "wa_id": digits(number)})).collect();
    Ok(Answer::json(&json!({"contacts": verified})))
}
