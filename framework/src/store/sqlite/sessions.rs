use std::collections::BTreeMap;

use rusqlite::Connection;

use super::failure::Failure;
use crate::store::InboxId;
use crate::turn::SessionRecord;
use crate::wire::WaId;

pub(super) fn of_chat(db: &Connection, inbox: &InboxId, chat: &WaId) -> Result<BTreeMap<String, SessionRecord>, Failure> {
    let mut select = db.prepare_cached("SELECT name, version, json FROM session WHERE inbox = ?1 AND chat = ?2")?;
    let sessions = select
        .query_map([inbox.as_str(), chat.as_str()], |row| Ok((row.get(0)?, SessionRecord { version: row.get(1)?, json: row.get(2)? })))?;
    Ok(sessions.collect::<Result<_, _>>()?)
}

/// Writes what changed: a record, or nothing for a session that ended.
pub(super) fn change(
    db: &Connection,
    inbox: &InboxId,
    chat: &WaId,
    sessions: &BTreeMap<String, Option<SessionRecord>>,
) -> Result<(), Failure> {
    for (name, session) in sessions {
        match session {
            Some(session) => db
                .prepare_cached(
                    "INSERT INTO session (inbox, chat, name, version, json) VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT (inbox, chat, name) DO UPDATE SET version = excluded.version, json = excluded.json",
                )?
                .execute((inbox.as_str(), chat.as_str(), name, session.version, &session.json))?,
            None => db.prepare_cached("DELETE FROM session WHERE inbox = ?1 AND chat = ?2 AND name = ?3")?.execute((
                inbox.as_str(),
                chat.as_str(),
                name,
            ))?,
        };
    }
    Ok(())
}
