//! Messages of the past, which came from elsewhere.

use rusqlite::params;

use super::Tx;
use super::messages::NewMessage;

impl Tx<'_> {
    /// What was written in a chat from one second to another, both included: second, side, WhatsApp's object.
    pub(crate) fn said_between(&self, wa_id: &str, first: i64, last: i64) -> rusqlite::Result<Vec<(i64, bool, String)>> {
        self.conn
            .prepare_cached("SELECT time, from_us, payload FROM messages WHERE wa_id = ?1 AND time BETWEEN ?2 AND ?3")?
            .query_map(params![wa_id, first, last], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect()
    }

    /// Puts a message in its place among those of its chat. It is no news: nobody is told, and a resolved chat stays so.
    pub(crate) fn import_message(&mut self, message: &NewMessage) -> rusqlite::Result<()> {
        let sent = message.from_us.then_some(message.time);
        self.conn
            .prepare_cached(
                "INSERT INTO messages (id, waba_id, wa_id, from_us, sender, time, made, payload, sent, delivered)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)",
            )?
            .execute(params![
                message.id,
                message.waba_id,
                message.wa_id,
                message.from_us,
                message.sender,
                message.time,
                self.core.clock.now_millis(),
                message.payload,
                sent
            ])?;
        let seq = self.conn.last_insert_rowid();
        self.conn
            .prepare_cached(
                "UPDATE chats SET last_message = ?2, last_time = ?3 WHERE wa_id = ?1 AND (last_time IS NULL OR last_time <= ?3)",
            )?
            .execute(params![message.wa_id, seq, message.time])?;
        if !message.from_us {
            self.conn
                .prepare_cached("UPDATE chats SET last_incoming = MAX(COALESCE(last_incoming, ?2), ?2) WHERE wa_id = ?1")?
                .execute(params![message.wa_id, message.time])?;
        }
        self.keep_to_the_limit(seq)
    }
}
