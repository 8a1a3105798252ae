use rusqlite::{Connection, OptionalExtension};

use super::failure::Failure;
use crate::store::{ChatRecord, InboxId};
use crate::wire::WaId;

pub(super) fn get(db: &Connection, inbox: &InboxId, chat: &WaId) -> Result<Option<ChatRecord>, Failure> {
    let mut select = db.prepare_cached("SELECT record FROM chat WHERE inbox = ?1 AND wa_id = ?2")?;
    Ok(select.query_row([inbox.as_str(), chat.as_str()], |row| row.get(0).map(ChatRecord)).optional()?)
}

pub(super) fn put(db: &Connection, inbox: &InboxId, chat: &WaId, record: &ChatRecord) -> Result<(), Failure> {
    db.prepare_cached(
        "INSERT INTO chat (inbox, wa_id, record) VALUES (?1, ?2, ?3)
         ON CONFLICT (inbox, wa_id) DO UPDATE SET record = excluded.record",
    )?
    .execute([inbox.as_str(), chat.as_str(), &record.0])?;
    Ok(())
}
