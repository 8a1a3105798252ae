//! Full-text search over messages, and the limit to how many of them are kept.
//!
//! New messages go into the index when somebody searches, or when many of them wait: most inboxes are never searched, and a
//! thousand at once cost a fraction of a thousand alone.

use rusqlite::types::Value;
use rusqlite::{Connection, params, params_from_iter};

use super::Tx;
use super::messages::{MessageFilter, MessageRow};

/// Messages that wait for the index at most.
const WAITING: i64 = 1_000;

/// Messages that go into the index in one statement; more would have to be sorted in more memory.
const AT_ONCE: i64 = 20_000;

/// The bits of a row's number in the index that are the message's `seq`.
const SEQ_BITS: u32 = 28;

/// Counts what is kept, and brings the index up to date: the data may come from a version without one.
pub(super) fn prepare(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute("UPDATE kept SET messages = (SELECT COUNT(*) FROM messages)", [])?;
    index(conn)
}

/// Puts the messages that wait into the index.
fn index(conn: &Connection) -> rusqlite::Result<()> {
    let newest: i64 = conn.prepare_cached("SELECT COALESCE(MAX(seq), 0) FROM messages")?.query_row([], |row| row.get(0))?;
    let mut done: i64 = conn.prepare_cached("SELECT indexed FROM kept")?.query_row([], |row| row.get(0))?;
    while done < newest {
        let until = newest.min(done.saturating_add(AT_ONCE));
        conn.prepare_cached(
            "INSERT INTO search (rowid, chat, words, tags)
             SELECT key, chat, words, tags FROM searchable WHERE seq > ?1 AND seq <= ?2 AND (words <> '' OR tags <> '') ORDER BY key",
        )?
        .execute([done, until])?;
        conn.prepare_cached("UPDATE kept SET indexed = ?1")?.execute([until])?;
        done = until;
    }
    Ok(())
}

/// Whether a text has a word in it, as the index sees words: letters, digits and emoji.
fn has_words(text: &str) -> bool {
    text.chars().any(|c| c.is_alphanumeric() || matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}'))
}

impl Tx<'_> {
    /// Messages whose words or tags hold the words of a text one after the other, the last of which may be begun only; newest first,
    /// and how many match in all.
    pub(super) fn search(&self, text: &str, filter: &MessageFilter, limit: i64, offset: i64) -> rusqlite::Result<(i64, Vec<MessageRow>)> {
        if !has_words(text) {
            return Ok((0, Vec::new()));
        }
        index(self.conn)?;
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let mut wanted = format!("{{words tags}} : {} *", quoted(text));
        if let Some(wa_id) = &filter.wa_id {
            wanted = format!("chat : {} AND {wanted}", quoted(wa_id));
        }
        let row_of = |second: i64| second.clamp(0, i64::MAX >> SEQ_BITS) << SEQ_BITS;
        let range = [filter.since.map_or(0, row_of), filter.before.map_or(i64::MAX, row_of)];
        let mut values = vec![Value::from(wanted), Value::from(range[0]), Value::from(range[1])];
        let others = filter.others(&mut values);
        let join = if others.is_empty() { "" } else { "CROSS JOIN messages ON messages.seq = (search.rowid & 268435455)" };
        let sql = format!(
            "SELECT search.rowid FROM search {join} WHERE search MATCH ?1 AND search.rowid >= ?2 AND search.rowid < ?3{others}
             ORDER BY search.rowid DESC"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut found = statement.query(params_from_iter(&values))?;
        // One walk counts and collects: asking for the page alone would walk as far.
        let (mut count, mut page) = (0, Vec::new());
        while let Some(row) = found.next()? {
            if count >= offset && count - offset < limit {
                page.push(row.get::<_, i64>(0)? & ((1 << SEQ_BITS) - 1));
            }
            count += 1;
        }
        let rows = page.into_iter().filter_map(|seq| self.message(seq).transpose()).collect::<Result<_, _>>()?;
        Ok((count, rows))
    }

    /// A message's tags changed.
    pub(super) fn index_again(&mut self, seq: i64) -> rusqlite::Result<()> {
        let waits: bool = self.conn.prepare_cached("SELECT ?1 > indexed FROM kept")?.query_row([seq], |row| row.get(0))?;
        if waits {
            return Ok(());
        }
        self.conn.prepare_cached("DELETE FROM search WHERE rowid = (SELECT key FROM searchable WHERE seq = ?1)")?.execute([seq])?;
        self.conn
            .prepare_cached(
                "INSERT INTO search (rowid, chat, words, tags)
                 SELECT key, chat, words, tags FROM searchable WHERE seq = ?1 AND (words <> '' OR tags <> '')",
            )?
            .execute([seq])
            .map(drop)
    }

    /// A message was added: the oldest makes room when there are too many.
    pub(super) fn keep_to_the_limit(&mut self, seq: i64) -> rusqlite::Result<()> {
        if seq % WAITING == 0 {
            index(self.conn)?;
        }
        let kept: i64 =
            self.conn.prepare_cached("UPDATE kept SET messages = messages + 1 RETURNING messages")?.query_row([], |row| row.get(0))?;
        let too_many = kept.saturating_sub(self.core.settings.messages_kept);
        if too_many <= 0 {
            return Ok(());
        }
        let oldest: Vec<i64> = self
            .conn
            .prepare_cached("SELECT seq FROM messages ORDER BY time, seq LIMIT ?1")?
            .query_map([too_many], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        for seq in &oldest {
            // Its chat stays, with a newest message that is gone when this was the last one.
            self.conn.prepare_cached("DELETE FROM search WHERE rowid = (SELECT key FROM searchable WHERE seq = ?1)")?.execute([seq])?;
            self.conn.prepare_cached("DELETE FROM message_taggings WHERE message = ?1")?.execute([seq])?;
            self.conn.prepare_cached("DELETE FROM messages WHERE seq = ?1")?.execute([seq])?;
        }
        self.conn.prepare_cached("UPDATE kept SET messages = messages - ?1")?.execute(params![too_many]).map(drop)
    }

    /// Every message is gone.
    pub(super) fn empty_index(&mut self) -> rusqlite::Result<()> {
        self.conn.execute("INSERT INTO search (search) VALUES ('delete-all')", [])?;
        self.conn.execute("UPDATE kept SET messages = 0", []).map(drop)
    }
}
