//! Full-text search over messages, and the limit to how many of them are kept.
//!
//! A search works with sets of messages: those with a word, cut with those that the other filters leave. So it costs about the same
//! whether ten messages match or a million, and counts them all. Only where several words are to follow each other the full-text
//! index is asked, which looks at every match.
//!
//! New messages go into the index when somebody searches, or when many of them wait: most inboxes are never searched, and a
//! thousand at once cost a fraction of a thousand alone.

mod docs;
mod index;

use rusqlite::types::Value;
use rusqlite::{Connection, params};

use super::Tx;
use super::messages::{MessageFilter, MessageRow};
use docs::Docs;

/// Messages that wait for the index at most.
const WAITING: i64 = 1_000;

/// Matches that are looked up and sorted. The newest of more are sooner found by going through all messages.
const FEW: usize = 2_000;

/// Counts what is kept, and brings the index up to date: the data may come from a version without one.
pub(super) fn prepare(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute("UPDATE kept SET messages = (SELECT COUNT(*) FROM messages)", [])?;
    conn.execute_batch(index::WORDS)?;
    index::bring_up_to_date(conn)
}

impl Tx<'_> {
    /// Messages whose words or tags hold the words of a text one after the other, the last of which may be begun only; newest first,
    /// and how many match in all.
    pub(super) fn search(&self, text: &str, filter: &MessageFilter, limit: i64, offset: i64) -> rusqlite::Result<(i64, Vec<MessageRow>)> {
        let found = self.found(text, filter)?;
        let page = self.newest(&found, usize::try_from(limit).unwrap_or(0), usize::try_from(offset).unwrap_or(0))?;
        let rows = page.into_iter().filter_map(|seq| self.message(seq).transpose()).collect::<Result<_, _>>()?;
        Ok((i64::try_from(found.count()).unwrap_or(i64::MAX), rows))
    }

    /// Whether a search finds a message.
    pub(super) fn finds(&self, text: &str, filter: &MessageFilter, seq: i64) -> rusqlite::Result<bool> {
        Ok(self.found(text, filter)?.contains(seq))
    }

    fn found(&self, text: &str, filter: &MessageFilter) -> rusqlite::Result<Docs> {
        index::bring_up_to_date(self.conn)?;
        let mut found = match index::words_of(self.conn, text)?.as_slice() {
            [] => return Ok(Docs::default()),
            [word] => index::begun(self.conn, word)?,
            _ => index::asked(self.conn, "SELECT rowid FROM search WHERE search MATCH ?1", &[phrase(text)])?,
        };
        found.unite(&self.tagged(text)?);
        found.keep(&index::set(self.conn, index::THERE)?);
        self.keep_what_passes(filter, &mut found)?;
        Ok(found)
    }

    /// Messages with a tag whose name holds the words.
    fn tagged(&self, text: &str) -> rusqlite::Result<Docs> {
        let tags: Vec<(i64, String)> = self
            .conn
            .prepare_cached("SELECT id, name FROM tags WHERE EXISTS (SELECT 1 FROM message_taggings WHERE tag = tags.id)")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        if tags.is_empty() {
            return Ok(Docs::default());
        }
        index::put_texts(self.conn, tags.iter().map(|(id, name)| (*id, name.as_str())))?;
        let sql = "SELECT message FROM message_taggings WHERE tag IN (SELECT rowid FROM temp.texts WHERE texts MATCH ?1)";
        index::asked(self.conn, sql, &[phrase(text)])
    }

    fn keep_what_passes(&self, filter: &MessageFilter, found: &mut Docs) -> rusqlite::Result<()> {
        match filter.from_us {
            Some(true) => found.keep(&index::set(self.conn, index::FROM_US)?),
            Some(false) => found.remove(&index::set(self.conn, index::FROM_US)?),
            None => {}
        }
        let mut values = Vec::new();
        let on_chat = filter.on_chat(&mut values);
        if !on_chat.is_empty() {
            // One chat has few messages. Of many chats, a look at the number of each match's chat is quicker than at all their messages.
            match filter.wa_id {
                Some(_) => found.keep(&index::asked(self.conn, &format!("SELECT seq FROM messages WHERE 1{on_chat}"), &values)?),
                None => index::keep_of_chats(self.conn, found, &format!("SELECT rowid FROM chats WHERE 1{on_chat}"), &values)?,
            }
        }
        if filter.since.is_some() || filter.before.is_some() {
            self.keep_time(filter.since.unwrap_or(i64::MIN), filter.before.unwrap_or(i64::MAX), found)?;
        }
        if let Some(made_by) = filter.made_by {
            found.remove(&index::asked(self.conn, "SELECT seq FROM messages WHERE made > ?1", &[made_by.into()])?);
        }
        Ok(())
    }

    /// Leaves only messages from one second on and before another. Most chunks are within or outside as a whole.
    fn keep_time(&self, since: i64, before: i64, found: &mut Docs) -> rusqlite::Result<()> {
        for (chunk, earliest, latest) in index::chunks(self.conn)? {
            if latest < since || earliest >= before {
                found.drop_chunk(chunk);
            } else if earliest < since || latest >= before {
                let range = [since.max(earliest).into(), before.min(latest.saturating_add(1)).into()];
                let within = index::asked(self.conn, "SELECT seq FROM messages WHERE time >= ?1 AND time < ?2", &range)?;
                found.keep_in_chunk(chunk, &within);
            }
        }
        Ok(())
    }

    /// A page of messages, newest first.
    fn newest(&self, found: &Docs, limit: usize, offset: usize) -> rusqlite::Result<Vec<i64>> {
        if found.count() <= FEW {
            let mut time = self.conn.prepare_cached("SELECT time FROM messages WHERE seq = ?1")?;
            let timed = found.iter().map(|seq| Ok((time.query_row([seq], |row| row.get::<_, i64>(0))?, seq)));
            let mut timed: Vec<(i64, i64)> = timed.collect::<rusqlite::Result<_>>()?;
            timed.sort_unstable_by(|one, other| other.cmp(one));
            return Ok(timed.into_iter().skip(offset).take(limit).map(|(_, seq)| seq).collect());
        }
        let chunks = index::chunks(self.conn)?.into_iter().filter(|(chunk, ..)| found.has_chunk(*chunk));
        let latest = chunks.map(|(.., latest)| latest).max().unwrap_or(i64::MAX);
        let mut statement = self.conn.prepare_cached("SELECT seq FROM messages WHERE time <= ?1 ORDER BY time DESC, seq DESC")?;
        let mut rows = statement.query([latest])?;
        let (mut passed, mut page) = (0, Vec::with_capacity(limit));
        while page.len() < limit
            && let Some(row) = rows.next()?
        {
            let seq = row.get(0)?;
            if found.contains(seq) {
                passed += 1;
                if passed > offset {
                    page.push(seq);
                }
            }
        }
        Ok(page)
    }

    /// A message was added: the oldest makes room when there are too many.
    pub(super) fn keep_to_the_limit(&mut self, seq: i64) -> rusqlite::Result<()> {
        if seq % WAITING == 0 {
            index::bring_up_to_date(self.conn)?;
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
            index::forget(self.conn, *seq)?;
            self.conn.prepare_cached("DELETE FROM message_taggings WHERE message = ?1")?.execute([seq])?;
            self.conn.prepare_cached("DELETE FROM messages WHERE seq = ?1")?.execute([seq])?;
        }
        self.conn.prepare_cached("UPDATE kept SET messages = messages - ?1")?.execute(params![too_many]).map(drop)
    }

    /// How many messages there are, without counting them.
    pub(crate) fn message_count(&self) -> rusqlite::Result<i64> {
        self.conn.prepare_cached("SELECT messages FROM kept")?.query_row([], |row| row.get(0))
    }

    /// Every message is gone.
    pub(super) fn empty_index(&mut self) -> rusqlite::Result<()> {
        index::clear(self.conn)?;
        self.conn.execute("UPDATE kept SET messages = 0", []).map(drop)
    }
}

/// A text as the full-text index is asked for it: all words in their order, the last of which may be begun only.
fn phrase(text: &str) -> Value {
    Value::from(format!("\"{}\" *", text.replace('"', "\"\"")))
}
