//! Customers.

use axum::extract::State;
use axum::http::StatusCode;
use serde_json::Value;
use switchboard_wire::WaId;

use crate::api::answer::Answer;
use crate::api::error::ApiError;
use crate::api::fields::Fields;
use crate::api::query::Query;
use crate::app::App;
use crate::json::{self, Object};
use crate::store::chats::ChatRow;
use crate::store::scope::Scope;

fn shown(customer: &ChatRow) -> String {
    Object::new().member("wa_id", &customer.wa_id).member("name", &customer.name).member("online", &!customer.offline).finish()
}

/// A number, in the sandbox's words when it is none.
pub(super) fn number(digits: &str) -> Result<WaId, ApiError> {
    WaId::new(digits).map_err(|_| ApiError::sandbox("`wa_id` is digits only, country code first, no plus sign"))
}

/// `GET /sandbox/customers`.
pub(super) async fn list(State(app): State<App>, query: Query) -> Result<Answer, ApiError> {
    let limit = query.integer("limit").map_err(ApiError::in_the_sandbox)?.unwrap_or(-1);
    let (_, people) = app.store.read(move |tx| Ok(tx.people(true, &Scope::All, "", limit, 0)?)).await?;
    Ok(Answer::ok(Object::new().raw("customers", &json::array(people.iter().map(shown))).finish()))
}

/// `POST /sandbox/customers`.
pub(super) async fn create(State(app): State<App>, fields: Fields) -> Result<Answer, ApiError> {
    let members = fields.into_members();
    let wa_id = number(members.get("wa_id").and_then(Value::as_str).ok_or_else(|| ApiError::sandbox("`wa_id` is needed, as a string"))?)?;
    let name = match members.get("name") {
        None | Some(Value::Null) => None,
        Some(Value::String(name)) => Some(name.clone()),
        Some(_) => return Err(ApiError::sandbox("`name` is a string")),
    };
    let (new, customer) = app
        .store
        .write(move |tx| {
            let new = tx.chat(wa_id.as_str())?.is_none();
            tx.chat_or_new(wa_id.as_str())?;
            if let Some(name) = &name {
                tx.rename_customer(wa_id.as_str(), name)?;
            }
            Ok((new, tx.chat_or_new(wa_id.as_str())?))
        })
        .await?;
    Ok(Answer::new(if new { StatusCode::CREATED } else { StatusCode::OK }, shown(&customer)))
}
