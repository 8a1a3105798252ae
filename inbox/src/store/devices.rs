//! Device tokens of Firebase Cloud Messaging in the data.

use rusqlite::{OptionalExtension, Row, params};
use switchboard_wire::Secret;

use super::Tx;

/// A telephone or browser of a user.
#[derive(Debug)]
pub(crate) struct Device {
    pub(crate) id: i64,
    pub(crate) token: Secret,
    /// As a date-time with its zone.
    pub(crate) last_seen: String,
}

/// SQLite writes years of four digits; a clock that was moved beyond stays at the last of them.
const COLUMNS: &str = "id, token, COALESCE(strftime('%Y-%m-%dT%H:%M:%SZ', last_seen, 'unixepoch'), '9999-12-31T23:59:59Z')";

fn read(row: &Row<'_>) -> rusqlite::Result<Device> {
    Ok(Device { id: row.get(0)?, token: Secret::new(row.get::<_, String>(1)?), last_seen: row.get(2)? })
}

impl Tx<'_> {
    /// A user's devices, or the one of them that has this token; and how many there are.
    pub(crate) fn devices(&self, user: i64, token: Option<&str>, limit: i64, offset: i64) -> rusqlite::Result<(i64, Vec<Device>)> {
        let sql = "FROM fcm_device_tokens WHERE user = ?1 AND (?2 IS NULL OR token = ?2)";
        let count = self.conn.prepare_cached(&format!("SELECT COUNT(*) {sql}"))?.query_row(params![user, token], |row| row.get(0))?;
        let devices = self
            .conn
            .prepare_cached(&format!("SELECT {COLUMNS} {sql} ORDER BY id LIMIT ?3 OFFSET ?4"))?
            .query_map(params![user, token, limit, offset], read)?
            .collect::<Result<_, _>>()?;
        Ok((count, devices))
    }

    /// Registers a device, or freshens it. One that another user had belongs to the one who logged in last.
    pub(crate) fn register_device(&mut self, user: i64, token: &str) -> rusqlite::Result<Device> {
        self.conn
            .prepare_cached(&format!(
                "INSERT INTO fcm_device_tokens (token, user, last_seen) VALUES (?1, ?2, ?3)
                 ON CONFLICT (token) DO UPDATE SET user = excluded.user, last_seen = excluded.last_seen RETURNING {COLUMNS}"
            ))?
            .query_row(params![token, user, self.core.clock.now_seconds()], read)
    }

    /// Gives a user's device another token; nothing when the user has no such device. Who had the token before loses it.
    pub(crate) fn replace_device(&mut self, id: i64, user: i64, token: &str) -> rusqlite::Result<Option<Device>> {
        let known = "EXISTS (SELECT 1 FROM fcm_device_tokens WHERE id = ?2 AND user = ?3)";
        self.conn.execute(&format!("DELETE FROM fcm_device_tokens WHERE token = ?1 AND id <> ?2 AND {known}"), params![token, id, user])?;
        self.conn
            .prepare_cached(&format!(
                "UPDATE fcm_device_tokens SET token = ?1, last_seen = ?4 WHERE id = ?2 AND user = ?3 RETURNING {COLUMNS}"
            ))?
            .query_row(params![token, id, user, self.core.clock.now_seconds()], read)
            .optional()
    }

    /// Whether the user had such a device.
    pub(crate) fn forget_device(&mut self, id: i64, user: i64) -> rusqlite::Result<bool> {
        Ok(self.conn.execute("DELETE FROM fcm_device_tokens WHERE id = ?1 AND user = ?2", [id, user])? > 0)
    }
}
