//! Sessions of the web: who logged in by the form, by an activation URL, or by a refresh token.

use std::collections::HashMap;

use rusqlite::{Connection, params};
use switchboard_wire::Secret;

use super::Tx;
use crate::random;

/// How long a session lives, in seconds (Integration API 1.4.10, Session: `Max-Age=1209600`, 14 days).
pub(crate) const SESSION_SECONDS: i64 = 1_209_600;

/// A session.
#[derive(Debug)]
pub(crate) struct Session {
    pub(super) user: i64,
    /// The second at which it ends.
    pub(super) until: i64,
}

/// Reads all of them, by key.
pub(super) fn load(conn: &Connection) -> rusqlite::Result<HashMap<String, Session>> {
    conn.prepare_cached("SELECT key, user, until FROM sessions")?
        .query_map([], |row| Ok((row.get(0)?, Session { user: row.get(1)?, until: row.get(2)? })))?
        .collect()
}

impl Tx<'_> {
    /// Opens a session. Those that have ended are forgotten.
    pub(crate) fn open_session(&mut self, user: i64) -> rusqlite::Result<Secret> {
        let (key, now) = (random::session_key(), self.core.clock.now_seconds());
        self.conn.execute("DELETE FROM sessions WHERE until <= ?1", [now])?;
        self.conn.execute("INSERT INTO sessions (key, user, until) VALUES (?1, ?2, ?3)", params![key, user, now + SESSION_SECONDS])?;
        self.refresh_directory()?;
        Ok(Secret::new(key))
    }

    pub(crate) fn end_session(&mut self, key: &Secret) -> rusqlite::Result<()> {
        self.conn.execute("DELETE FROM sessions WHERE key = ?1", [key.expose()])?;
        self.refresh_directory()
    }

    /// Ends a user's sessions, but for one.
    pub(super) fn end_sessions(&mut self, user: i64, keep: Option<&Secret>) -> rusqlite::Result<()> {
        let keep = keep.map(Secret::expose);
        self.conn.execute("DELETE FROM sessions WHERE user = ?1 AND key IS NOT ?2", params![user, keep]).map(drop)
    }
}
