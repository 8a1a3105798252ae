//! Errors that WhatsApp reported, in the data.

use rusqlite::{OptionalExtension, Row, params};

use super::Tx;
use super::messages::MessageRow;
use super::scope::Scope;
use crate::announce::Failure;
use crate::json::{self, Object};

const COLUMNS: &str = "id, time, waba_id, getchat_id, payload";

fn shown(row: &Row<'_>) -> rusqlite::Result<String> {
    let mut error = Object::new()
        .member("id", &row.get::<_, i64>(0)?)
        .member("timestamp", &row.get::<_, i64>(1)?)
        .raw("waba_payload", &row.get::<_, String>(4)?);
    for (index, name) in [(2, "waba_id"), (3, "getchat_id")] {
        if let Some(id) = row.get::<_, Option<String>>(index)? {
            error = error.member(name, &id);
        }
    }
    Ok(error.finish())
}

/// Errors of chats that may be read, and those that belong to no chat.
fn of(scope: &Scope) -> String {
    scope.on_wa_id().map_or_else(|| String::from("1"), |condition| format!("(wa_id IS NULL OR {condition})"))
}

impl Tx<'_> {
    /// Keeps an error; one of a message says of which.
    pub(crate) fn keep_error(&mut self, failure: &Failure, message: Option<&MessageRow>) -> rusqlite::Result<()> {
        self.conn
            .prepare_cached("INSERT INTO waba_errors (time, wa_id, waba_id, getchat_id, payload) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![
                self.core.clock.now_seconds(),
                message.map(|row| &row.wa_id),
                message.map(|row| &row.waba_id),
                message.map(|row| &row.id),
                json::text(&failure.flat())
            ])
            .map(drop)
    }

    /// Newest first, as the API shows them, and how many there are.
    pub(crate) fn errors(&self, scope: &Scope, limit: i64, offset: i64) -> rusqlite::Result<(i64, Vec<String>)> {
        let scope = of(scope);
        let count = self.conn.query_row(&format!("SELECT COUNT(*) FROM waba_errors WHERE {scope}"), [], |row| row.get(0))?;
        let errors = self
            .conn
            .prepare_cached(&format!("SELECT {COLUMNS} FROM waba_errors WHERE {scope} ORDER BY id DESC LIMIT ?1 OFFSET ?2"))?
            .query_map(params![limit, offset], shown)?
            .collect::<Result<_, _>>()?;
        Ok((count, errors))
    }

    pub(crate) fn error(&self, scope: &Scope, id: i64) -> rusqlite::Result<Option<String>> {
        let scope = of(scope);
        self.conn.prepare_cached(&format!("SELECT {COLUMNS} FROM waba_errors WHERE id = ?1 AND {scope}"))?.query_row([id], shown).optional()
    }
}
