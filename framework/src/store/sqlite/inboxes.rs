use rusqlite::{Connection, OptionalExtension};

use super::failure::Failure;
use super::value::Stored;
use crate::store::{InboxId, InboxRecord};

pub(super) fn get(db: &Connection, inbox: &InboxId) -> Result<Option<InboxRecord>, Failure> {
    let mut select = db.prepare_cached("SELECT url, mark, swept FROM inbox WHERE id = ?1")?;
    let record = select.query_row([inbox.as_str()], |row| {
        let swept = row.get::<_, Option<Stored<_>>>(2)?.map(|time| time.0);
        Ok(InboxRecord { url: row.get(0)?, mark: row.get::<_, Stored<_>>(1)?.0, swept })
    });
    Ok(record.optional()?)
}

pub(super) fn all(db: &Connection) -> Result<Vec<InboxId>, Failure> {
    let mut select = db.prepare_cached("SELECT id FROM inbox ORDER BY id")?;
    let inboxes = select.query_map([], |row| Ok(row.get::<_, Stored<_>>(0)?.0))?;
    Ok(inboxes.collect::<Result<_, _>>()?)
}

pub(super) fn put(db: &Connection, inbox: &InboxId, record: &InboxRecord) -> Result<(), Failure> {
    db.prepare_cached(
        "INSERT INTO inbox (id, url, mark, swept) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (id) DO UPDATE SET url = excluded.url, mark = excluded.mark, swept = excluded.swept",
    )?
    .execute((inbox.as_str(), &record.url, Stored(record.mark), record.swept.map(Stored)))?;
    Ok(())
}
