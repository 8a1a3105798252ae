//! Webhook calls in the data: the record behind the queue.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::{Value, json};

use super::{Effect, Tx};
use crate::delivery::queue::Delivery;

/// Finished calls that are kept for `/sandbox/deliveries`.
const KEPT: i64 = 20_000;

/// How often the older ones are removed.
const PRUNE_EVERY: i64 = 1_000;

/// How one attempt ended, as it is kept.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct Attempt {
    /// When it began, in milliseconds on the inbox's clock.
    pub(crate) at: i64,
    /// What the receiver answered.
    pub(crate) status: Option<u16>,
    /// Why there was no answer.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) error: Option<String>,
}

const COLUMNS: &str = "seq, webhook, user, wa_id, members, body, marks, made, attempts, next, state, request";

fn queued(row: &Row<'_>) -> rusqlite::Result<Delivery> {
    let members: String = row.get(4)?;
    let attempts: Vec<Attempt> = serde_json::from_str(&row.get::<_, String>(8)?).unwrap_or_default();
    // One that was never tried waited to be overtaken: its lane decides anew.
    let next = row.get::<_, Option<i64>>(9)?.filter(|_| !attempts.is_empty());
    Ok(Delivery {
        seq: row.get(0)?,
        webhook: row.get(1)?,
        user: row.get(2)?,
        wa_id: row.get(3)?,
        members,
        body: axum::body::Bytes::from(row.get::<_, String>(5)?),
        marks: row.get(6)?,
        attempts,
        next,
    })
}

/// What waits to be delivered, in order.
pub(crate) fn pending(conn: &Connection) -> rusqlite::Result<Vec<Delivery>> {
    conn.prepare(&format!("SELECT {COLUMNS} FROM deliveries WHERE state = 'pending' ORDER BY seq"))?.query_map([], queued)?.collect()
}

impl Tx<'_> {
    /// Queues a call of a webhook. `members` are the names of its top-level members, joined by commas; `marks` is the
    /// second up to which the chat counts as received once it is answered.
    pub(crate) fn queue(
        &mut self,
        webhook: i64,
        user: i64,
        wa_id: &str,
        members: &str,
        body: String,
        marks: Option<i64>,
    ) -> rusqlite::Result<i64> {
        self.conn
            .prepare_cached(
                "INSERT INTO deliveries (webhook, user, wa_id, members, body, marks, made, state, attempts)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'pending', '[]')",
            )?
            .execute(params![webhook, user, wa_id, members, body, marks, self.core.clock.now_millis()])?;
        let seq = self.conn.last_insert_rowid();
        if seq % PRUNE_EVERY == 0 {
            self.conn.prepare_cached("DELETE FROM deliveries WHERE seq < ?1 AND state <> 'pending'")?.execute([seq - KEPT])?;
        }
        self.effect(Effect::Deliver(Arc::new(Delivery {
            seq,
            webhook,
            user,
            wa_id: wa_id.to_owned(),
            members: members.to_owned(),
            body: body.into(),
            marks,
            attempts: Vec::new(),
            next: None,
        })));
        Ok(seq)
    }

    pub(crate) fn delivery(&self, seq: i64) -> rusqlite::Result<Option<Delivery>> {
        self.conn.prepare_cached(&format!("SELECT {COLUMNS} FROM deliveries WHERE seq = ?1"))?.query_row([seq], queued).optional()
    }

    /// Notes an attempt, and what follows from it.
    pub(crate) fn note_attempt(
        &mut self,
        seq: i64,
        state: &str,
        request: Option<&str>,
        attempts: &[Attempt],
        next: Option<i64>,
    ) -> rusqlite::Result<()> {
        self.conn
            .prepare_cached("UPDATE deliveries SET state = ?2, request = COALESCE(?3, request), attempts = ?4, next = ?5 WHERE seq = ?1")?
            .execute(params![seq, state, request, crate::json::text(attempts), next])
            .map(drop)
    }

    /// The calls after a sequence number, oldest first, as `/sandbox/deliveries` shows them.
    pub(crate) fn deliveries(&self, webhook: Option<i64>, state: Option<&str>, after: i64, limit: i64) -> rusqlite::Result<Vec<Value>> {
        self.conn
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM deliveries WHERE seq > ?1 AND (?2 IS NULL OR webhook = ?2) AND (?3 IS NULL OR state = ?3) ORDER BY seq LIMIT ?4"
            ))?
            .query_map(params![after, webhook, state, limit], |row| {
                let parsed = |text: String| serde_json::from_str(&text).unwrap_or(Value::Null);
                let members: String = row.get(4)?;
                let attempts: Value = parsed(row.get(8)?);
                let answered = attempts.as_array().and_then(|all| all.last()).map_or(Value::Null, |last| last["status"].clone());
                Ok(json!({
                    "seq": row.get::<_, i64>(0)?,
                    "webhook": row.get::<_, i64>(1)?,
                    "user": row.get::<_, i64>(2)?,
                    "wa_id": row.get::<_, String>(3)?,
                    "members": members.split(',').collect::<Vec<_>>(),
                    "body": parsed(row.get(5)?),
                    "made": row.get::<_, i64>(7)?,
                    "state": row.get::<_, String>(10)?,
                    "request": row.get::<_, Option<String>>(11)?.map_or(Value::Null, parsed),
                    "status": answered,
                    "attempts": attempts,
                    "next_attempt": row.get::<_, Option<i64>>(9)?,
                }))
            })?
            .collect()
    }
}
