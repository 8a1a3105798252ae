use std::collections::BTreeMap;

use rusqlite::Connection;

use super::failure::Failure;
use super::value::Stored;
use crate::store::{EventSeq, InboxId, Lane, PastEvent, PastRow};

/// Reads through the whole journal: no index leads to what has ended, and this is for people who wait.
pub(super) fn of_lane(db: &Connection, inbox: &InboxId, lane: &Lane) -> Result<Vec<PastEvent>, Failure> {
    let mut select = db.prepare_cached("SELECT event, action, state FROM outbox WHERE inbox = ?1 AND lane = ?2 ORDER BY ordinal")?;
    let found = select.query_map((inbox.as_str(), Stored(lane)), |row| {
        let past = PastRow { action: row.get::<_, Stored<_>>(1)?.0, state: row.get::<_, Stored<_>>(2)?.0 };
        Ok((row.get(0)?, past))
    })?;
    let mut rows = BTreeMap::<i64, Vec<PastRow>>::new();
    for row in found {
        let (event, row) = row?;
        rows.entry(event).or_default().push(row);
    }
    let mut select = db.prepare_cached(
        "SELECT seq, kind, body, part, received_at FROM event JOIN delivery ON delivery.id = event.delivery
         WHERE inbox = ?1 AND lane = ?2 ORDER BY seq",
    )?;
    let events = select.query_map((inbox.as_str(), Stored(lane)), |row| {
        let seq = row.get(0)?;
        Ok(PastEvent {
            seq: EventSeq(seq),
            kind: row.get(1)?,
            body: row.get(2)?,
            part: row.get(3)?,
            received_at: row.get::<_, Stored<_>>(4)?.0,
            rows: rows.remove(&seq).unwrap_or_default(),
        })
    })?;
    Ok(events.collect::<Result<_, _>>()?)
}
