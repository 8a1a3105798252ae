use rusqlite::{Connection, OptionalExtension};

use super::failure::Failure;
use crate::store::{ChatRecord, InboxId};
use crate::wire::WaId;

pub(super) fn get(db: &Connection, inbox: &InboxId, chat: &WaId) -> Result<Option<ChatRecord>, Failure> {
    let mut select = db.prepare_cached("SELECT record FROM chat WHERE inbox = ?1 AND wa_id = ?2")?;
    Ok(select.query_row([inbox.as_str(), chat.as_str()], |row| row.get(0).map(ChatRecord)).optional()?)
}

pub(super) fn all(db: &Connection, inbox: &InboxId) -> Result<Vec<(WaId, ChatRecord)>, Failure> {
    let mut select = db.prepare_cached("SELECT wa_id, record FROM chat WHERE inbox = ?1 ORDER BY wa_id")?;
    let rows = select.query_map([inbox.as_str()], |row| Ok((row.get::<_, String>(0)?, row.get(1).map(ChatRecord)?)))?;
    // A chat of another spelling than today's is one that no event can come for.
    let known = rows.map(|row| row.map(|(chat, record)| WaId::new(&chat).ok().map(|chat| (chat, record))));
    Ok(known.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

pub(super) fn put(db: &Connection, inbox: &InboxId, chat: &WaId, record: &ChatRecord) -> Result<(), Failure> {
    db.prepare_cached(
        "INSERT INTO chat (inbox, wa_id, record) VALUES (?1, ?2, ?3)
         ON CONFLICT (inbox, wa_id) DO UPDATE SET record = excluded.record",
    )?
    .execute([inbox.as_str(), chat.as_str(), &record.0])?;
    Ok(())
}
