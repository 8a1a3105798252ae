//! Saved responses in the data.

use rusqlite::{Row, params};

use super::Tx;
use crate::json::Object;

fn shown(row: &Row<'_>) -> rusqlite::Result<String> {
    let (id, text, created_by, time) =
        (row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, Option<i64>>(2)?, row.get::<_, i64>(3)?);
    Ok(Object::new().member("id", &id).member("text", &text).member("created_by", &created_by).member("timestamp", &time).finish())
}

impl Tx<'_> {
    /// Those that contain a text, oldest first, as the API shows them; and how many there are.
    pub(crate) fn saved_responses(&self, text: &str, limit: i64, offset: i64) -> rusqlite::Result<(i64, Vec<String>)> {
        let part = super::contains(text);
        let count = self
            .conn
            .prepare_cached("SELECT COUNT(*) FROM saved_responses WHERE text LIKE ?1 ESCAPE '\\'")?
            .query_row([&part], |row| row.get(0))?;
        let responses = self
            .conn
            .prepare_cached(
                "SELECT id, text, created_by, time FROM saved_responses WHERE text LIKE ?1 ESCAPE '\\' ORDER BY id LIMIT ?2 OFFSET ?3",
            )?
            .query_map(params![part, limit, offset], shown)?
            .collect::<Result<_, _>>()?;
        Ok((count, responses))
    }

    pub(crate) fn create_saved_response(&mut self, text: &str, user: i64) -> rusqlite::Result<String> {
        self.conn
            .prepare_cached(
                "INSERT INTO saved_responses (text, created_by, time) VALUES (?1, ?2, ?3) RETURNING id, text, created_by, time",
            )?
            .query_row(params![text, user, self.core.clock.now_seconds()], shown)
    }

    /// Whether there was one of this id that contains the text.
    pub(crate) fn delete_saved_response(&mut self, id: i64, text: &str) -> rusqlite::Result<bool> {
        let part = super::contains(text);
        Ok(self.conn.execute("DELETE FROM saved_responses WHERE id = ?1 AND text LIKE ?2 ESCAPE '\\'", params![id, part])? > 0)
    }
}
