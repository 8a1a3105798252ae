//! The tables.

mod resources;
mod search;

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use resources::RESOURCES;
use search::{SEARCH, SEARCH_3};

/// What is kept in a file changes with this number; a file of another one is refused rather than guessed at.
const VERSION: i64 = 4;

/// What version 2 brought.
const TEMPLATES: &str = "
CREATE TABLE templates (
    name TEXT NOT NULL, language TEXT NOT NULL, category TEXT, status TEXT NOT NULL, rejected_reason TEXT, components TEXT NOT NULL,
    PRIMARY KEY (name, language)
) WITHOUT ROWID;
";

/// What version 3 brought.
const VERSION_3: [&str; 3] = [ACCOUNTS, RESOURCES, SEARCH_3];

/// Ways to log in, and what is known of logins.
const ACCOUNTS: &str = "
ALTER TABLE users ADD COLUMN configurator INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tokens ADD COLUMN logged_in INTEGER NOT NULL DEFAULT 0;
CREATE TABLE sessions (key TEXT PRIMARY KEY, user INTEGER NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE refresh_tokens (user INTEGER PRIMARY KEY, token TEXT NOT NULL UNIQUE);
CREATE TABLE provider_keys (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE mails (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, user INTEGER NOT NULL, recipient TEXT NOT NULL, subject TEXT NOT NULL, link TEXT NOT NULL,
    time INTEGER NOT NULL
);
";

/// `AUTOINCREMENT` throughout: no id is used twice, not even after a reset.
const TABLES: &str = "
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE groups (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, permissions TEXT NOT NULL);
CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT, username TEXT NOT NULL UNIQUE, first_name TEXT NOT NULL, last_name TEXT NOT NULL,
    email TEXT NOT NULL, role TEXT NOT NULL, permissions TEXT NOT NULL, available INTEGER NOT NULL DEFAULT 1,
    active INTEGER NOT NULL, password TEXT, activation_code TEXT UNIQUE
);
CREATE TABLE members (user INTEGER NOT NULL, in_group INTEGER NOT NULL, PRIMARY KEY (user, in_group)) WITHOUT ROWID;
CREATE TABLE tokens (token TEXT PRIMARY KEY, user INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE webhooks (
    id INTEGER PRIMARY KEY AUTOINCREMENT, user INTEGER NOT NULL, url TEXT NOT NULL, on_incoming INTEGER NOT NULL,
    on_outgoing INTEGER NOT NULL, on_assigned INTEGER NOT NULL, headers TEXT NOT NULL, extra TEXT NOT NULL
);

CREATE TABLE chats (
    wa_id TEXT PRIMARY KEY, name TEXT, offline INTEGER NOT NULL DEFAULT 0, last_message INTEGER, last_time INTEGER,
    last_incoming INTEGER, assigned_user INTEGER, assigned_group INTEGER, resolved INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX chats_latest ON chats (last_time, last_message) WHERE last_message IS NOT NULL;

CREATE TABLE messages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, waba_id TEXT NOT NULL UNIQUE, wa_id TEXT NOT NULL,
    from_us INTEGER NOT NULL, sender INTEGER, time INTEGER NOT NULL, made INTEGER NOT NULL, payload TEXT NOT NULL, quoted INTEGER,
    sent INTEGER, delivered INTEGER, read INTEGER, failed INTEGER
);
CREATE INDEX messages_of_chat ON messages (wa_id, time, seq);
CREATE INDEX messages_by_side ON messages (wa_id, from_us, time);
CREATE INDEX messages_by_time ON messages (time, seq);

CREATE TABLE received (user INTEGER NOT NULL, wa_id TEXT NOT NULL, time INTEGER NOT NULL, PRIMARY KEY (user, wa_id)) WITHOUT ROWID;

CREATE TABLE assignment_events (seq INTEGER PRIMARY KEY AUTOINCREMENT, wa_id TEXT NOT NULL, time INTEGER NOT NULL, event TEXT NOT NULL);
CREATE INDEX assignment_events_of_chat ON assignment_events (wa_id, time, seq);

CREATE TABLE tags (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, color TEXT);
CREATE TABLE chat_taggings (
    id INTEGER PRIMARY KEY AUTOINCREMENT, tag INTEGER NOT NULL, wa_id TEXT NOT NULL, extra TEXT NOT NULL, UNIQUE (wa_id, tag)
);
CREATE INDEX chat_taggings_of_tag ON chat_taggings (tag, wa_id);
CREATE TABLE message_taggings (
    id INTEGER PRIMARY KEY AUTOINCREMENT, tag INTEGER NOT NULL, message INTEGER NOT NULL, extra TEXT NOT NULL, UNIQUE (message, tag)
);
CREATE INDEX message_taggings_of_tag ON message_taggings (tag);
CREATE TABLE tagging_events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, wa_id TEXT NOT NULL, waba_id TEXT, time INTEGER NOT NULL, event TEXT NOT NULL
);
CREATE INDEX tagging_events_of_chat ON tagging_events (wa_id, time, seq);

CREATE TABLE media (id TEXT PRIMARY KEY, mime_type TEXT NOT NULL, data BLOB NOT NULL);

CREATE TABLE deliveries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, webhook INTEGER NOT NULL, user INTEGER NOT NULL, wa_id TEXT NOT NULL, members TEXT NOT NULL,
    body TEXT NOT NULL, marks INTEGER, made INTEGER NOT NULL, state TEXT NOT NULL, request TEXT, attempts TEXT NOT NULL, next INTEGER
);
CREATE INDEX deliveries_pending ON deliveries (seq) WHERE state = 'pending';
";

/// Makes the tables in new data. True when they were made now.
pub(super) fn prepare(conn: &Connection) -> rusqlite::Result<Prepared> {
    // A development server: what was acknowledged survives a killed process, because it was written to the file; it may not
    // survive the power, because nobody waited for the disk.
    conn.pragma_update(None, "journal_mode", "WAL")?;
    conn.pragma_update(None, "synchronous", "OFF")?;
    conn.pragma_update(None, "wal_autocheckpoint", 4_000)?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    conn.pragma_update(None, "cache_size", -65_536)?;
    // Otherwise a cached statement is planned anew whenever other values are bound, which is a third of the work.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_prepared_statement_cache_capacity(256);
    let found: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let version_3 = VERSION_3.concat();
    let steps = [TABLES, TEMPLATES, &version_3, SEARCH];
    let done = usize::try_from(found).ok().filter(|done| *done <= steps.len());
    let Some(missing) = done.and_then(|done| steps.get(done..)) else { return Ok(Prepared::Foreign(found)) };
    if !missing.is_empty() {
        conn.execute_batch(&format!("BEGIN; {} PRAGMA user_version = {VERSION}; COMMIT;", missing.concat()))?;
    }
    Ok(if found == 0 { Prepared::New } else { Prepared::Known })
}

/// In what state the data was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prepared {
    /// The tables were made now.
    New,
    /// They were there.
    Known,
    /// They are of another version.
    Foreign(i64),
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names of everything that the data has.
    fn shape(conn: &Connection) -> Vec<String> {
        let mut names = conn.prepare("SELECT type || ' ' || name FROM sqlite_schema ORDER BY 1").unwrap();
        names.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn data_of_earlier_versions_is_taken_over() {
        let new = Connection::open_in_memory().unwrap();
        assert_eq!(prepare(&new).unwrap(), Prepared::New);
        let version_3 =
            [TABLES, TEMPLATES, &VERSION_3.concat(), "CREATE VIRTUAL TABLE search USING fts5(chat, words, tags, content = '');"].concat();
        for (version, tables) in [(1, TABLES.to_owned()), (2, [TABLES, TEMPLATES].concat()), (3, version_3)] {
            let conn = Connection::open_in_memory().unwrap();
            conn.execute_batch(&format!("{tables} PRAGMA user_version = {version};")).unwrap();
            conn.execute("INSERT INTO meta (key, value) VALUES ('id', 'kept')", []).unwrap();
            conn.execute_batch(
                "INSERT INTO messages (id, waba_id, wa_id, from_us, time, made, payload)
                 VALUES ('a', 'b', '491713920001', 0, 1, 1, '{\"text\": {\"body\": \"my order\"}}')",
            )
            .unwrap();
            conn.execute("INSERT INTO tokens (token, user) VALUES ('kept', 1)", []).unwrap();
            assert_eq!(prepare(&conn).unwrap(), Prepared::Known);
            assert!(!conn.query_row("SELECT logged_in FROM tokens WHERE token = 'kept'", [], |row| row.get::<_, bool>(0)).unwrap());
            assert_eq!(conn.query_row("SELECT value FROM meta", [], |row| row.get::<_, String>(0)).unwrap(), "kept");
            assert_eq!(shape(&conn), shape(&new), "version {version}");
            assert_eq!(prepare(&conn).unwrap(), Prepared::Known, "once only");
            crate::store::search::prepare(&conn).unwrap();
            let found = "SELECT rowid FROM search WHERE search MATCH 'order'";
            assert_eq!(conn.query_row(found, [], |row| row.get::<_, i64>(0)).unwrap(), 1, "the index is built");
        }
        new.execute_batch("PRAGMA user_version = 99;").unwrap();
        assert_eq!(prepare(&new).unwrap(), Prepared::Foreign(99));
    }
}
