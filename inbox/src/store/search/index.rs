//! What goes into the index, and the words of texts.

use std::collections::HashMap;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};

use super::docs::{self, Docs, chunk_of, place_of};

/// Messages that go into the index at once; more would have to be sorted in more memory.
const AT_ONCE: i64 = 20_000;

/// Bytes of a chat's number.
const CHAT: usize = 4;

/// The set of the messages that are there, beside those of the words; no word begins with a space.
pub(super) const THERE: &str = " there";

/// The set of the messages that we sent.
pub(super) const FROM_US: &str = " us";

/// Tables in which texts become words, as `search` sees them.
pub(super) const WORDS: &str = "
CREATE VIRTUAL TABLE temp.texts USING fts5(words, content = '', tokenize = \"unicode61 remove_diacritics 2 categories 'L* N* Co So'\");
CREATE VIRTUAL TABLE temp.text_words USING fts5vocab('temp', 'texts', 'instance');
";

/// Puts texts into those tables, in the place of what was there.
pub(super) fn put_texts<'a>(conn: &Connection, texts: impl IntoIterator<Item = (i64, &'a str)>) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT INTO temp.texts (texts) VALUES ('delete-all')")?.execute([])?;
    let mut insert = conn.prepare_cached("INSERT INTO temp.texts (rowid, words) VALUES (?1, ?2)")?;
    texts.into_iter().try_for_each(|(id, text)| insert.execute(params![id, text]).map(drop))
}

/// The words of a text, in their order.
pub(super) fn words_of(conn: &Connection, text: &str) -> rusqlite::Result<Vec<String>> {
    put_texts(conn, [(1, text)])?;
    conn.prepare_cached("SELECT term FROM temp.text_words ORDER BY \"offset\"")?.query_map([], |row| row.get(0))?.collect()
}

/// Puts the messages that wait into the index.
pub(super) fn bring_up_to_date(conn: &Connection) -> rusqlite::Result<()> {
    let newest: i64 = conn.prepare_cached("SELECT COALESCE(MAX(seq), 0) FROM messages")?.query_row([], |row| row.get(0))?;
    let mut done: i64 = conn.prepare_cached("SELECT indexed FROM kept")?.query_row([], |row| row.get(0))?;
    while done < newest {
        let until = newest.min(done.saturating_add(AT_ONCE));
        index(conn, done, until)?;
        conn.prepare_cached("UPDATE kept SET indexed = ?1")?.execute([until])?;
        done = until;
    }
    Ok(())
}

/// What is new in a chunk.
struct Chunk {
    earliest: i64,
    latest: i64,
    /// Places, with the number of the message's chat.
    chats: Vec<(u16, u32)>,
}

impl Chunk {
    fn note(&self, conn: &Connection, number: i64) -> rusqlite::Result<()> {
        let mut chats = chats_of(conn, number)?;
        for (place, chat) in &self.chats {
            let at = usize::from(*place) * CHAT;
            chats.resize(chats.len().max(at + CHAT), 0);
            chats[at..at + CHAT].copy_from_slice(&chat.to_le_bytes());
        }
        conn.prepare_cached(
            "INSERT INTO chunks (chunk, earliest, latest, chats) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET
             earliest = MIN(earliest, excluded.earliest), latest = MAX(latest, excluded.latest), chats = excluded.chats",
        )?
        .execute(params![number, self.earliest, self.latest, chats])
        .map(drop)
    }
}

/// The numbers of the chats of a chunk's messages.
fn chats_of(conn: &Connection, chunk: i64) -> rusqlite::Result<Vec<u8>> {
    let mut statement = conn.prepare_cached("SELECT chats FROM chunks WHERE chunk = ?1")?;
    Ok(statement.query_row([chunk], |row| row.get(0)).optional()?.unwrap_or_default())
}

/// Leaves only messages of chats that a statement names by their numbers.
pub(super) fn keep_of_chats(conn: &Connection, found: &mut Docs, sql: &str, values: &[Value]) -> rusqlite::Result<()> {
    let wanted = asked(conn, sql, values)?;
    for (chunk, ..) in chunks(conn)?.into_iter().filter(|(chunk, ..)| found.has_chunk(*chunk)).collect::<Vec<_>>() {
        let chats = chats_of(conn, chunk)?;
        let (chats, _) = chats.as_chunks::<CHAT>();
        found.keep_places(chunk, |place| {
            chats.get(usize::from(place)).is_some_and(|chat| wanted.contains(u32::from_le_bytes(*chat).into()))
        });
    }
    Ok(())
}

fn index(conn: &Connection, done: i64, until: i64) -> rusqlite::Result<()> {
    let mut postings: HashMap<(i64, String), Vec<u16>> = HashMap::new();
    let mut texts: Vec<(i64, String)> = Vec::new();
    {
        let mut statement =
            conn.prepare_cached("SELECT seq, time, from_us, chat, words FROM searchable WHERE seq > ?1 AND seq <= ?2 ORDER BY seq")?;
        let mut rows = statement.query([done, until])?;
        let mut chunks: HashMap<i64, Chunk> = HashMap::new();
        while let Some(row) = rows.next()? {
            let (seq, time, from_us): (i64, i64, bool) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let chunk = chunks.entry(chunk_of(seq)).or_insert(Chunk { earliest: time, latest: time, chats: Vec::new() });
            (chunk.earliest, chunk.latest) = (chunk.earliest.min(time), chunk.latest.max(time));
            chunk.chats.push((place_of(seq), row.get::<_, Option<u32>>(3)?.unwrap_or_default()));
            for set in [THERE, FROM_US].into_iter().take(if from_us { 2 } else { 1 }) {
                postings.entry((chunk_of(seq), set.to_owned())).or_default().push(place_of(seq));
            }
            let words: String = row.get(4)?;
            if !words.is_empty() {
                texts.push((seq, words));
            }
        }
        chunks.iter().try_for_each(|(number, chunk)| chunk.note(conn, *number))?;
    }
    let mut insert = conn.prepare_cached("INSERT INTO search (rowid, words) VALUES (?1, ?2)")?;
    texts.iter().try_for_each(|text| insert.execute(params![text.0, text.1]).map(drop))?;
    put_texts(conn, texts.iter().map(|(seq, words)| (*seq, words.as_str())))?;
    let mut statement = conn.prepare_cached("SELECT DISTINCT term, doc FROM temp.text_words")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (word, seq): (String, i64) = (row.get(0)?, row.get(1)?);
        postings.entry((chunk_of(seq), word)).or_default().push(place_of(seq));
    }
    postings.into_iter().try_for_each(|((chunk, word), places)| add(conn, chunk, &word, &places))
}

fn add(conn: &Connection, chunk: i64, word: &str, places: &[u16]) -> rusqlite::Result<()> {
    let written = posting(conn, chunk, word)?.unwrap_or_default();
    conn.prepare_cached("INSERT OR REPLACE INTO postings (chunk, word, docs) VALUES (?1, ?2, ?3)")?
        .execute(params![chunk, word, docs::with(written, places)])
        .map(drop)
}

fn posting(conn: &Connection, chunk: i64, word: &str) -> rusqlite::Result<Option<Vec<u8>>> {
    conn.prepare_cached("SELECT docs FROM postings WHERE chunk = ?1 AND word = ?2")?
        .query_row(params![chunk, word], |row| row.get(0))
        .optional()
}

/// Takes out a message that is dropped. Its words stay until its whole chunk is gone: what is not there is not found.
pub(super) fn forget(conn: &Connection, seq: i64) -> rusqlite::Result<()> {
    let chunk = chunk_of(seq);
    // What still waits is never put in.
    let Some(written) = posting(conn, chunk, THERE)? else { return Ok(()) };
    conn.prepare_cached("DELETE FROM search WHERE rowid = ?1")?.execute([seq])?;
    if let Some(left) = docs::without(&written, place_of(seq)) {
        return conn
            .prepare_cached("UPDATE postings SET docs = ?3 WHERE chunk = ?1 AND word = ?2")?
            .execute(params![chunk, THERE, left])
            .map(drop);
    }
    conn.prepare_cached("DELETE FROM postings WHERE chunk = ?1")?.execute([chunk])?;
    conn.prepare_cached("DELETE FROM chunks WHERE chunk = ?1")?.execute([chunk]).map(drop)
}

/// Everything is gone.
pub(super) fn clear(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch("INSERT INTO search (search) VALUES ('delete-all'); DELETE FROM postings; DELETE FROM chunks;")
}

/// A chunk with the times of its earliest and latest message.
pub(super) fn chunks(conn: &Connection) -> rusqlite::Result<Vec<(i64, i64, i64)>> {
    conn.prepare_cached("SELECT chunk, earliest, latest FROM chunks ORDER BY chunk")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect()
}

/// A set by its name.
pub(super) fn set(conn: &Connection, name: &str) -> rusqlite::Result<Docs> {
    let mut found = Docs::default();
    for (chunk, ..) in chunks(conn)? {
        if let Some(written) = posting(conn, chunk, name)? {
            found.add(chunk, &written);
        }
    }
    Ok(found)
}

/// Messages with a word that begins so.
pub(super) fn begun(conn: &Connection, word: &str) -> rusqlite::Result<Docs> {
    let mut statement = conn.prepare_cached("SELECT docs FROM postings WHERE chunk = ?1 AND word >= ?2 AND word < ?2 || char(1114111)")?;
    let mut found = Docs::default();
    for (chunk, ..) in chunks(conn)? {
        let mut rows = statement.query(params![chunk, word])?;
        while let Some(row) = rows.next()? {
            found.add(chunk, row.get_ref(0)?.as_blob()?);
        }
    }
    Ok(found)
}

/// Numbers that a statement names: those of messages, or of chats.
pub(super) fn asked(conn: &Connection, sql: &str, values: &[Value]) -> rusqlite::Result<Docs> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut found = Docs::default();
    while let Some(row) = rows.next()? {
        found.insert(row.get(0)?);
    }
    Ok(found)
}
