//! The customers' phones: what they show, whether they are on, what was read.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::extract::{Path, State};
use tokio::sync::watch;

use super::waits;
use crate::announce::StatusChange;
use crate::api::answer::Answer;
use crate::api::error::ApiError;
use crate::api::query::Query;
use crate::app::App;
use crate::json::{self, Object};
use crate::store::Tx;
use crate::store::messages::MessageRow;

/// Who waits for which phone to ring.
#[derive(Debug, Default)]
pub(crate) struct Phones {
    waiting: Mutex<HashMap<String, watch::Sender<u64>>>,
}

impl Phones {
    fn waiting(&self) -> MutexGuard<'_, HashMap<String, watch::Sender<u64>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A phone shows something new.
    pub(crate) fn ring(&self, wa_id: &str) {
        let mut waiting = self.waiting();
        if let Some(sender) = waiting.get(wa_id) {
            if sender.receiver_count() == 0 {
                waiting.remove(wa_id);
            } else {
                sender.send_modify(|rung| *rung += 1);
            }
        }
    }

    fn listen(&self, wa_id: &str) -> watch::Receiver<u64> {
        self.waiting().entry(wa_id.to_owned()).or_insert_with(|| watch::channel(0).0).subscribe()
    }
}

/// `GET /sandbox/customers/{wa_id}/messages`.
pub(super) async fn messages(State(app): State<App>, Path(wa_id): Path<String>, query: Query) -> Result<Answer, ApiError> {
    let after = query.integer("after").map_err(ApiError::in_the_sandbox)?.unwrap_or(0);
    let side = query.boolean("from_customer").map_err(ApiError::in_the_sandbox)?;
    let rung = app.phones.listen(&wa_id);
    let looked = waits::until_some(rung, waits::patience(&query)?, || {
        let wa_id = wa_id.clone();
        let app = app.clone();
        async move {
            let shown = app.store.read(move |tx| shown(tx, &wa_id, after, side)).await?;
            Ok((!shown.0.is_empty()).then_some(shown))
        }
    })
    .await?;
    let (messages, last_seq) = looked.unwrap_or_else(|| (Vec::new(), after));
    Ok(Answer::ok(Object::new().raw("messages", &json::array(messages)).member("last_seq", &last_seq).finish()))
}

fn shown(tx: &Tx<'_>, wa_id: &str, after: i64, from_customer: Option<bool>) -> Result<(Vec<String>, i64), ApiError> {
    let rows = tx.on_phone(wa_id, after)?;
    let last = rows.last().map_or(after, |row| row.seq);
    let rows = rows.iter().filter(|row| from_customer.is_none_or(|from_customer| row.from_us != from_customer));
    Ok((rows.map(|row| entry(tx, row)).collect(), last))
}

fn entry(tx: &Tx<'_>, row: &MessageRow) -> String {
    let directory = tx.core.directory();
    let sender = row
        .sender
        .and_then(|id| directory.user(id))
        .map(|sender| Object::new().member("id", &sender.id).member("username", &sender.user.username).finish());
    Object::new()
        .member("seq", &row.seq)
        .member("from_customer", &!row.from_us)
        .member("id", &row.waba_id)
        .member("getchat_id", &row.id)
        .raw("waba_payload", &row.payload)
        .member("status", row.status())
        .raw("sender", sender.as_deref().unwrap_or("null"))
        .finish()
}

/// `POST /sandbox/customers/{wa_id}/read`: delivered, then read.
pub(super) async fn read(State(app): State<App>, Path(wa_id): Path<String>) -> Result<Answer, ApiError> {
    app.store.write(move |tx| known(tx, &wa_id).and_then(|()| see(tx, &wa_id, true))).await?;
    Ok(Answer::empty())
}

/// `POST /sandbox/customers/{wa_id}/offline`.
pub(super) async fn offline(State(app): State<App>, Path(wa_id): Path<String>) -> Result<Answer, ApiError> {
    app.store
        .write(move |tx| {
            known(tx, &wa_id)?;
            Ok(tx.set_offline(&wa_id, true)?)
        })
        .await?;
    Ok(Answer::empty())
}

/// `POST /sandbox/customers/{wa_id}/online`: what was held back is delivered.
pub(super) async fn online(State(app): State<App>, Path(wa_id): Path<String>) -> Result<Answer, ApiError> {
    app.store
        .write(move |tx| {
            known(tx, &wa_id)?;
            tx.set_offline(&wa_id, false)?;
            see(tx, &wa_id, false)
        })
        .await?;
    Ok(Answer::empty())
}

fn known(tx: &Tx<'_>, wa_id: &str) -> Result<(), ApiError> {
    tx.chat(wa_id)?.map(drop).ok_or_else(|| ApiError::sandbox_not_found("no such customer"))
}

/// Everything of ours that the phone has not got, or not shown, reaches its next states.
fn see(tx: &mut Tx<'_>, wa_id: &str, read: bool) -> Result<(), ApiError> {
    let time = tx.core.clock.now_seconds();
    let mut changes = Vec::new();
    for row in tx.unseen(wa_id)? {
        let mut row = row;
        let delivered = row.delivered.is_none().then_some("delivered");
        for status in delivered.into_iter().chain(read.then_some("read")) {
            tx.set_status(&mut row, status, time)?;
            changes.push(StatusChange { row: row.clone(), status, time, failure: None });
        }
    }
    tx.announce_statuses(wa_id, &changes)?;
    tx.ring(wa_id);
    Ok(())
}
