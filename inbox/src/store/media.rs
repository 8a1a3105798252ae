//! Files that came with messages or were uploaded.

use rusqlite::{OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::Tx;
use crate::random;

/// A file's digest, as messages carry it: hexadecimal digits.
pub(crate) fn sha256(data: &[u8]) -> String {
    Sha256::digest(data).iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Tx<'_> {
    /// Keeps a file and gives it an id.
    pub(crate) fn keep_media(&mut self, mime_type: &str, data: &[u8]) -> rusqlite::Result<String> {
        let id = random::uuid();
        self.conn.execute("INSERT INTO media (id, mime_type, data) VALUES (?1, ?2, ?3)", params![id, mime_type, data])?;
        Ok(id)
    }

    /// A file with its type.
    pub(crate) fn media(&self, id: &str) -> rusqlite::Result<Option<(String, Vec<u8>)>> {
        self.conn
            .prepare_cached("SELECT mime_type, data FROM media WHERE id = ?1")?
            .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()
    }
}
