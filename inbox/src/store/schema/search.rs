//! Full-text search over messages.

/// What version 3 brought, of which version 4 has left how many messages there are, and how far the index goes.
pub(super) const SEARCH_3: &str = "
CREATE TABLE kept (id INTEGER PRIMARY KEY CHECK (id = 1), messages INTEGER NOT NULL, indexed INTEGER NOT NULL);
INSERT INTO kept (id, messages, indexed) VALUES (1, 0, 0);
";

/// What version 4 brought: sets of messages by word, which are counted without looking at each.
///
/// `postings` holds for each chunk of 65,536 messages and each word which of them have it. `search` knows where in a message a word
/// stands and is asked for several words that follow each other; it keeps no texts. `ǂ` is a word of its own that keeps phrases from
/// reaching over two texts. `chunks` has the time of a chunk's earliest and latest message, and four bytes for each of its messages: the
/// number (`rowid`) of its chat. Chats keep their number: they are removed by a reset only, all of them.
pub(super) const SEARCH: &str = "
DROP VIEW IF EXISTS searchable;
DROP TABLE IF EXISTS search;
UPDATE kept SET indexed = 0;
CREATE VIRTUAL TABLE search USING fts5(
    words, content = '', contentless_delete = 1, tokenize = \"unicode61 remove_diacritics 2 categories 'L* N* Co So'\"
);
CREATE TABLE postings (chunk INTEGER NOT NULL, word TEXT NOT NULL, docs BLOB NOT NULL, PRIMARY KEY (chunk, word)) WITHOUT ROWID;
CREATE TABLE chunks (chunk INTEGER PRIMARY KEY, earliest INTEGER NOT NULL, latest INTEGER NOT NULL, chats BLOB NOT NULL);
CREATE VIEW searchable AS
SELECT seq, time, from_us, (SELECT chats.rowid FROM chats WHERE chats.wa_id = messages.wa_id) AS chat,
    concat_ws(' ǂ ',
        payload ->> '$.text.body',
        payload ->> '$.image.caption', payload ->> '$.video.caption', payload ->> '$.document.caption',
        payload ->> '$.audio.caption', payload ->> '$.voice.caption', payload ->> '$.sticker.caption',
        payload ->> '$.image.filename', payload ->> '$.video.filename', payload ->> '$.document.filename',
        payload ->> '$.audio.filename', payload ->> '$.voice.filename', payload ->> '$.sticker.filename'
    ) AS words
FROM messages;
";
