//! Customers who may not write any more, and customers who were reported to WhatsApp.

use axum::extract::State;
use serde_json::json;
use switchboard_wire::limits::BLOCK_REASON;

use super::answer::Answer;
use super::caller::Me;
use super::contacts::digits;
use super::error::ApiError;
use super::fields::Fields;
use super::page::Paging;
use super::query::Query;
use crate::app::App;
use crate::json::{self as text, Object};
use crate::store::Tx;

/// Characters of a message's id at most.
const MESSAGE_ID: usize = 1_000;

/// listBlockedContacts.
pub(super) async fn list(State(app): State<App>, me: Me, query: Query, paging: Paging) -> Result<Answer, ApiError> {
    let number = query.text("phone_number").map(digits);
    let (limit, offset) = (paging.limit, paging.offset);
    let (count, blocked) = app.store.read(move |tx| Ok(tx.blocked(&me.0.reads, number.as_deref(), limit, offset)?)).await?;
    let pagination = json!({"count": count, "limit": limit, "offset": offset});
    Ok(Answer::ok(Object::new().raw("contacts", &text::array(blocked)).member("pagination", &pagination).finish()))
}

/// blockContact.
pub(super) async fn block(State(app): State<App>, me: Me, query: Query, mut fields: Fields) -> Result<Answer, ApiError> {
    let wa_id = named(&query, &mut fields);
    let reason = fields.text("reason", BLOCK_REASON).unwrap_or_default();
    let wa_id = fields.checked(wa_id)?;
    app.store
        .write(move |tx| {
            must_have_written(tx, &me, &wa_id)?;
            Ok(tx.block(&wa_id, &reason)?)
        })
        .await?;
    Ok(Answer::empty())
}

/// reportContact. Whom it is about is named by the number, or by a message of theirs.
pub(super) async fn report(State(app): State<App>, me: Me, query: Query, mut fields: Fields) -> Result<Answer, ApiError> {
    let reason = fields.text("reason", BLOCK_REASON).unwrap_or_default();
    let block = fields.boolean("block").unwrap_or(false);
    let message = fields.text("message_id", MESSAGE_ID).filter(|id| !id.is_empty());
    let wa_id = query.text("wa_id").map(digits);
    if wa_id.is_none() && message.is_none() {
        fields.wrong("wa_id", "This parameter is required without `message_id`.");
    }
    fields.check()?;
    app.store
        .write(move |tx| {
            let (wa_id, message) = reported(tx, wa_id, message.as_deref())?;
            must_have_written(tx, &me, &wa_id)?;
            tx.report(&wa_id, &reason, message)?;
            if block {
                tx.block(&wa_id, &reason)?;
            }
            Ok(())
        })
        .await?;
    Ok(Answer::empty())
}

/// unblockContact. Who is not blocked stays so.
pub(super) async fn unblock(State(app): State<App>, me: Me, query: Query, mut fields: Fields) -> Result<Answer, ApiError> {
    let wa_id = named(&query, &mut fields);
    fields.text("reason", BLOCK_REASON);
    let wa_id = fields.checked(wa_id)?;
    app.store
        .write(move |tx| {
            must_change(tx, &me, &wa_id)?;
            Ok(tx.unblock(&wa_id)?)
        })
        .await?;
    Ok(Answer::empty())
}

/// The number that the query names.
fn named(query: &Query, fields: &mut Fields) -> Option<String> {
    let wa_id = query.text("wa_id").map(digits);
    if wa_id.is_none() {
        fields.wrong("wa_id", "This parameter is required.");
    }
    wa_id
}

/// Who is reported, and for which message. It goes by either of its ids.
fn reported(tx: &Tx<'_>, wa_id: Option<String>, message: Option<&str>) -> Result<(String, Option<i64>), ApiError> {
    let Some(id) = message else { return Ok((wa_id.unwrap_or_default(), None)) };
    let row = tx.message_by_waba_id(id)?.map_or_else(|| tx.message_by_id(id), |row| Ok(Some(row)))?;
    let row = row.filter(|row| !row.from_us && wa_id.as_ref().is_none_or(|wa_id| *wa_id == row.wa_id));
    let row = row.ok_or_else(|| ApiError::field("message_id", "The customer wrote no such message."))?;
    Ok((row.wa_id, Some(row.seq)))
}

/// # Errors
/// 400 for a chat that the user does not see, 403 for one that it may only read.
fn must_change(tx: &Tx<'_>, me: &Me, wa_id: &str) -> Result<crate::store::chats::ChatRow, ApiError> {
    let chat = tx.chat(wa_id)?.filter(|chat| me.sees(chat)).ok_or_else(|| ApiError::field("wa_id", "There is no such chat."))?;
    me.must_write_to(&chat)?;
    Ok(chat)
}

/// # Errors
/// Also 400 when the customer has not written within the last 24 hours.
fn must_have_written(tx: &Tx<'_>, me: &Me, wa_id: &str) -> Result<(), ApiError> {
    if must_change(tx, me, wa_id)?.window_open(tx.core.clock.now_seconds()) {
        return Ok(());
    }
    Err(ApiError::field("wa_id", "The customer has not written within the last 24 hours."))
}
