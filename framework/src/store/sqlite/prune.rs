use jiff::Timestamp;
use rusqlite::Connection;

use super::failure::Failure;
use super::value::Stored;
use crate::store::InboxId;

/// Forgets events that ended before a time, with their rows, once none of the rows is open or was going to leave after that time.
pub(super) fn prune(db: &Connection, inbox: &InboxId, before: Timestamp, limit: usize) -> Result<usize, Failure> {
    let mut select = db.prepare_cached(
        "SELECT seq, delivery FROM event WHERE inbox = ?1 AND ended_at < ?2 AND NOT EXISTS
            (SELECT 1 FROM outbox WHERE outbox.event = event.seq AND (outbox.state < 2 OR outbox.intent_at >= ?2))
         ORDER BY ended_at LIMIT ?3",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let ended = select.query_map((inbox.as_str(), Stored(before), limit), |row| Ok((row.get(0)?, row.get(1)?)))?;
    let ended = ended.collect::<Result<Vec<(i64, i64)>, _>>()?;
    for (event, delivery) in &ended {
        db.prepare_cached("DELETE FROM outbox WHERE event = ?1")?.execute([event])?;
        db.prepare_cached("DELETE FROM event WHERE seq = ?1")?.execute([event])?;
        // A body stays for as long as one of its events does.
        db.prepare_cached("DELETE FROM delivery WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM event WHERE delivery = ?1)")?
            .execute([delivery])?;
    }
    Ok(ended.len())
}
