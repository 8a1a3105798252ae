use rusqlite::{Connection, OptionalExtension, Row};

use super::failure::Failure;
use super::value::Stored;
use crate::action::Action;
use crate::handover::OwnerSet;
use crate::store::{EventSeq, InboxId, Lane, NewRow, OutboxRow, RowId, RowUpdate, StoreError};
use crate::wire::MessageId;

/// Writes an event's rows, behind those that it has already.
pub(super) fn plan(db: &Connection, inbox: &InboxId, lane: &Lane, event: EventSeq, rows: &[NewRow]) -> Result<Vec<RowId>, Failure> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let first: u32 =
        db.prepare_cached("SELECT coalesce(max(ordinal) + 1, 0) FROM outbox WHERE event = ?1")?.query_row([event.0], |row| row.get(0))?;
    let mut insert = db.prepare_cached(
        "INSERT INTO outbox (inbox, lane, event, ordinal, action, state, owners, fence, intent_at, attempts)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0)",
    )?;
    let mut ids = Vec::with_capacity(rows.len());
    for (ordinal, row) in (first..).zip(rows) {
        let action = written(&row.action)?;
        let id = insert.insert((
            inbox.as_str(),
            Stored(lane),
            event.0,
            ordinal,
            action,
            Stored(row.state),
            row.owners.bits(),
            row.fence,
            row.intent_at.map(Stored),
        ))?;
        ids.push(RowId(id));
    }
    Ok(ids)
}

/// Writes what became of a row of the lane.
pub(super) fn update(db: &Connection, inbox: &InboxId, lane: &Lane, row: &RowUpdate) -> Result<(), Failure> {
    let action = row.action.as_ref().map(written).transpose()?;
    let changed = db
        .prepare_cached(
            "UPDATE outbox SET state = ?4, attempts = ?5, not_before = ?6, intent_at = coalesce(?7, intent_at),
                message = coalesce(?8, message), fence = coalesce(?9, fence), cause = ?10, action = coalesce(?11, action)
             WHERE id = ?1 AND inbox = ?2 AND lane = ?3",
        )?
        .execute((
            row.id.0,
            inbox.as_str(),
            Stored(lane),
            Stored(row.state),
            row.attempts,
            row.not_before.map(Stored),
            row.intent_at.map(Stored),
            row.message.as_ref().map(MessageId::as_str),
            row.fence,
            &row.cause,
            action,
        ))?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Refused("the lane has no such outbox row".to_owned()).into()) }
}

pub(super) fn open_rows(db: &Connection, inbox: &InboxId, lane: &Lane) -> Result<Vec<OutboxRow>, Failure> {
    let mut select = db.prepare_cached(
        "SELECT id, event, ordinal, action, state, owners, fence, attempts, not_before, intent_at, message FROM outbox
         WHERE inbox = ?1 AND lane = ?2 AND state < 2 ORDER BY id",
    )?;
    let rows = select.query_map((inbox.as_str(), Stored(lane)), stored)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The row whose API answer gave this id, with its lane.
pub(super) fn row_of(db: &Connection, inbox: &InboxId, message: &MessageId) -> Result<Option<(Lane, OutboxRow)>, Failure> {
    let mut select = db.prepare_cached(
        "SELECT id, event, ordinal, action, state, owners, fence, attempts, not_before, intent_at, message, lane FROM outbox
         WHERE inbox = ?1 AND message = ?2 ORDER BY id LIMIT 1",
    )?;
    let found = select.query_row([inbox.as_str(), message.as_str()], |row| Ok((row.get::<_, Stored<Lane>>(11)?.0, stored(row)?)));
    Ok(found.optional()?)
}

/// An event's rows, whatever became of them.
pub(super) fn rows_of(db: &Connection, inbox: &InboxId, event: EventSeq) -> Result<Vec<OutboxRow>, Failure> {
    let mut select = db.prepare_cached(
        "SELECT id, event, ordinal, action, state, owners, fence, attempts, not_before, intent_at, message FROM outbox
         WHERE inbox = ?1 AND event = ?2 ORDER BY ordinal",
    )?;
    let rows = select.query_map((inbox.as_str(), event.0), stored)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn written(action: &Action) -> Result<String, StoreError> {
    serde_json::to_string(action).map_err(|error| StoreError::Refused(format!("an action that cannot be written as JSON: {error}")))
}

fn stored(row: &Row<'_>) -> rusqlite::Result<OutboxRow> {
    Ok(OutboxRow {
        id: RowId(row.get(0)?),
        event: EventSeq(row.get(1)?),
        ordinal: row.get(2)?,
        action: row.get::<_, Stored<_>>(3)?.0,
        state: row.get::<_, Stored<_>>(4)?.0,
        owners: OwnerSet::from_bits(row.get(5)?),
        fence: row.get(6)?,
        attempts: row.get(7)?,
        not_before: row.get::<_, Option<Stored<_>>>(8)?.map(|time| time.0),
        intent_at: row.get::<_, Option<Stored<_>>>(9)?.map(|time| time.0),
        message: row.get::<_, Option<String>>(10)?.map(MessageId::new),
    })
}

pub(super) fn sent(db: &Connection, inbox: &InboxId, messages: &[MessageId]) -> Result<Vec<(MessageId, RowId)>, Failure> {
    let mut select = db.prepare_cached("SELECT id FROM outbox WHERE inbox = ?1 AND message = ?2 ORDER BY id LIMIT 1")?;
    let mut sent = Vec::new();
    for message in messages {
        let row = select.query_row([inbox.as_str(), message.as_str()], |row| row.get(0)).optional()?;
        sent.extend(row.map(|id| (message.clone(), RowId(id))));
    }
    Ok(sent)
}
