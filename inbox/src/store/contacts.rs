//! The address book behind the contact provider, and customers who are blocked or were reported.

use rusqlite::{OptionalExtension, params};
use switchboard_wire::Members;

use super::Tx;
use super::scope::Scope;
use crate::json::{self, Object};

impl Tx<'_> {
    /// The whole address book, in its order.
    pub(crate) fn address_book(&self) -> rusqlite::Result<Vec<Members>> {
        self.conn
            .prepare_cached("SELECT entry FROM address_book ORDER BY seq")?
            .query_map([], |row| Ok(serde_json::from_str(&row.get::<_, String>(0)?).unwrap_or_default()))?
            .collect()
    }

    /// Puts other entries in the place of all.
    pub(crate) fn fill_address_book(&mut self, entries: &[Members]) -> rusqlite::Result<()> {
        self.conn.execute("DELETE FROM address_book", [])?;
        let mut insert = self.conn.prepare_cached("INSERT INTO address_book (entry) VALUES (?1)")?;
        entries.iter().try_for_each(|entry| insert.execute([json::text(entry)]).map(drop))
    }

    pub(crate) fn is_blocked(&self, wa_id: &str) -> rusqlite::Result<bool> {
        let found = self.conn.prepare_cached("SELECT 1 FROM blocked WHERE wa_id = ?1")?.query_row([wa_id], |_| Ok(())).optional()?;
        Ok(found.is_some())
    }

    /// Blocks a customer. One who is blocked already stays so, for the new reason.
    pub(crate) fn block(&mut self, wa_id: &str, reason: &str) -> rusqlite::Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO blocked (wa_id, time, reason) VALUES (?1, ?2, ?3) ON CONFLICT (wa_id) DO UPDATE SET reason = excluded.reason",
            )?
            .execute(params![wa_id, self.core.clock.now_seconds(), reason])
            .map(drop)
    }

    pub(crate) fn unblock(&mut self, wa_id: &str) -> rusqlite::Result<()> {
        self.conn.execute("DELETE FROM blocked WHERE wa_id = ?1", [wa_id]).map(drop)
    }

    /// Notes that a customer was reported to WhatsApp, for a message or for all of them.
    pub(crate) fn report(&mut self, wa_id: &str, reason: &str, message: Option<i64>) -> rusqlite::Result<()> {
        self.conn
            .prepare_cached("INSERT INTO reports (wa_id, time, reason, message) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![wa_id, self.core.clock.now_seconds(), reason, message])
            .map(drop)
    }

    /// Blocked customers of the chats of a scope, or the one of this number; and how many there are.
    pub(crate) fn blocked(&self, scope: &Scope, wa_id: Option<&str>, limit: i64, offset: i64) -> rusqlite::Result<(i64, Vec<String>)> {
        let scope = scope.on_wa_id().unwrap_or_else(|| String::from("1"));
        let sql = format!("FROM blocked WHERE {scope} AND (?1 IS NULL OR wa_id = ?1)");
        let count = self.conn.prepare_cached(&format!("SELECT COUNT(*) {sql}"))?.query_row([wa_id], |row| row.get(0))?;
        let blocked = self
            .conn
            .prepare_cached(&format!("SELECT wa_id, time, reason {sql} ORDER BY wa_id LIMIT ?2 OFFSET ?3"))?
            .query_map(params![wa_id, limit, offset], |row| {
                let (wa_id, time, reason): (String, i64, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
                Ok(Object::new().member("wa_id", &wa_id).member("reason", &reason).member("timestamp", &time).finish())
            })?
            .collect::<Result<_, _>>()?;
        Ok((count, blocked))
    }
}
