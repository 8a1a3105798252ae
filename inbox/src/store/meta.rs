//! What is known about the data itself.

use rusqlite::{Connection, OptionalExtension, params};

/// The token of the first admin.
pub(crate) const ADMIN_TOKEN: &str = "admin_token";

/// A value, if there is one.
pub(crate) fn get(conn: &Connection, key: &str) -> rusqlite::Result<Option<String>> {
    conn.query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| row.get(0)).optional()
}

/// A value that is made when the data is made and kept with it.
pub(crate) fn kept(conn: &Connection, key: &str, make: impl FnOnce() -> String) -> rusqlite::Result<String> {
    if let Some(found) = get(conn, key)? {
        return Ok(found);
    }
    let made = make();
    put(conn, key, &made)?;
    Ok(made)
}

/// Replaces a value.
pub(crate) fn put(conn: &Connection, key: &str, value: &str) -> rusqlite::Result<()> {
    conn.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)", params![key, value]).map(drop)
}
