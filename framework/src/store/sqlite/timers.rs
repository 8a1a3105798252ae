use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use super::failure::Failure;
use super::journal;
use super::value::Stored;
use crate::store::{Delivery, EventKey, Fired, InboxId, Ingested, Lane, NewEvent, NewTimer, TimerChange};

/// Sets and cancels a lane's timers, in this order.
pub(super) fn change(db: &Connection, inbox: &InboxId, lane: &Lane, changes: &[TimerChange]) -> Result<(), Failure> {
    for change in changes {
        match change {
            TimerChange::Set(NewTimer { name, kind, due, body }) => db
                .prepare_cached(
                    "INSERT INTO timer (inbox, lane, name, kind, due, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                     ON CONFLICT (inbox, lane, name) DO UPDATE SET kind = excluded.kind, due = excluded.due, body = excluded.body",
                )?
                .execute((inbox.as_str(), Stored(lane), name, kind, Stored(*due), body))?,
            TimerChange::Move { to } => db
                .prepare_cached("UPDATE OR REPLACE timer SET lane = ?3 WHERE inbox = ?1 AND lane = ?2")?
                .execute((inbox.as_str(), Stored(lane), Stored(to)))?,
            // Compared without LIKE: a name may hold its wildcards.
            TimerChange::Cancel { prefix } => db
                .prepare_cached("DELETE FROM timer WHERE inbox = ?1 AND lane = ?2 AND substr(name, 1, length(?3)) = ?3")?
                .execute((inbox.as_str(), Stored(lane), prefix))?,
        };
    }
    Ok(())
}

/// Moves timers whose time has come into the journal, the one that was due first first.
pub(super) fn fire(db: &Connection, inbox: &InboxId, now: Timestamp, limit: usize) -> Result<Vec<Fired>, Failure> {
    let mut select =
        db.prepare_cached("SELECT id, lane, kind, due, body FROM timer WHERE inbox = ?1 AND due <= ?2 ORDER BY due, id LIMIT ?3")?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let due = select.query_map((inbox.as_str(), Stored(now), limit), |row| {
        let lane: Stored<Lane> = row.get(1)?;
        Ok((row.get::<_, i64>(0)?, lane.0, row.get(2)?, row.get::<_, Stored<Timestamp>>(3)?.0, row.get(4)?))
    })?;
    let due = due.collect::<Result<Vec<(i64, Lane, String, Timestamp, Vec<u8>)>, _>>()?;
    let mut fired = Vec::with_capacity(due.len());
    for (id, lane, kind, due, body) in due {
        db.prepare_cached("DELETE FROM timer WHERE id = ?1")?.execute([id])?;
        let event = NewEvent { key: EventKey::new(format!("t:{id}")), lane, kind, part: 0, end: None };
        let delivery = Delivery::new(body.clone(), now, vec![event.clone()]);
        if let [Ingested::New(seq)] = journal::ingest(db, inbox, &delivery)?[..] {
            fired.push(Fired { event, seq, body, due });
        }
    }
    Ok(fired)
}

pub(super) fn next(db: &Connection, inbox: &InboxId) -> Result<Option<Timestamp>, Failure> {
    let mut select = db.prepare_cached("SELECT due FROM timer WHERE inbox = ?1 ORDER BY due LIMIT 1")?;
    Ok(select.query_row([inbox.as_str()], |row| Ok(row.get::<_, Stored<Timestamp>>(0)?.0)).optional()?)
}
