//! What version 3 brought: full-text search over messages.

/// The index, and what has gone into it.
///
/// Its rows are numbered by the message's second (35 bits, up to the year 3058) and `seq` (28 bits, 268 million messages), so that they
/// stand in the order in which messages are listed: a page of the newest needs no sorting, and a range of time is a range of rows. It
/// keeps no texts, only where each word is. `ǂ` is a word of its own that keeps phrases from reaching over two texts. `chat` makes a
/// search within one chat as quick as its messages are few.
pub(super) const SEARCH: &str = "
CREATE VIRTUAL TABLE search USING fts5(
    chat, words, tags, content = '', contentless_delete = 1, tokenize = \"unicode61 remove_diacritics 2 categories 'L* N* Co So'\"
);
CREATE TABLE kept (id INTEGER PRIMARY KEY CHECK (id = 1), messages INTEGER NOT NULL, indexed INTEGER NOT NULL);
INSERT INTO kept (id, messages, indexed) VALUES (1, 0, 0);
CREATE VIEW searchable AS
SELECT seq, (time << 28) | (seq & 268435455) AS key, wa_id AS chat,
    concat_ws(' ǂ ',
        payload ->> '$.text.body',
        payload ->> '$.image.caption', payload ->> '$.video.caption', payload ->> '$.document.caption',
        payload ->> '$.audio.caption', payload ->> '$.voice.caption', payload ->> '$.sticker.caption',
        payload ->> '$.image.filename', payload ->> '$.video.filename', payload ->> '$.document.filename',
        payload ->> '$.audio.filename', payload ->> '$.voice.filename', payload ->> '$.sticker.filename'
    ) AS words,
    COALESCE((
        SELECT group_concat(t.name, ' ǂ ') FROM message_taggings g JOIN tags t ON t.id = g.tag WHERE g.message = messages.seq
    ), '') AS tags
FROM messages;
";
