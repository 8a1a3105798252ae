CREATE TABLE meta (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    starts  INTEGER NOT NULL -- how often the store was opened: the upper part of every fence
) STRICT;

INSERT INTO meta VALUES (1, 0);

CREATE TABLE inbox (
    id    TEXT PRIMARY KEY,
    url   TEXT NOT NULL,
    mark  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A body stands here once, however many events were found in it.
CREATE TABLE delivery (
    id           INTEGER PRIMARY KEY,
    body         BLOB NOT NULL,
    received_at  INTEGER NOT NULL
) STRICT;

-- AUTOINCREMENT: the number of a pruned event is never given again.
CREATE TABLE event (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    inbox       TEXT NOT NULL,
    key         TEXT NOT NULL CHECK (key <> ''),
    lane        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    delivery    INTEGER NOT NULL REFERENCES delivery (id),
    part        INTEGER NOT NULL,
    state       INTEGER NOT NULL, -- 0 open, 1 done, 2 withdrawn, 3 skipped, 4 dead
    attempts    INTEGER NOT NULL,
    not_before  INTEGER,
    cause       TEXT,
    ended_at    INTEGER,
    UNIQUE (inbox, key),
    CHECK ((state = 0) = (ended_at IS NULL))
) STRICT;

CREATE INDEX event_open ON event (inbox, lane, seq) WHERE state = 0;
CREATE INDEX event_dead ON event (inbox, seq) WHERE state = 4;
CREATE INDEX event_ended ON event (inbox, ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX event_delivery ON event (delivery);

CREATE TABLE outbox (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    inbox       TEXT NOT NULL,
    lane        TEXT NOT NULL,
    event       INTEGER NOT NULL REFERENCES event (seq),
    ordinal     INTEGER NOT NULL,
    action      TEXT NOT NULL,
    state       INTEGER NOT NULL, -- 0 planned, 1 in flight, 2 sent, 3 rejected, 4 parked, 5 withdrawn
    owners      INTEGER NOT NULL,
    fence       INTEGER,
    attempts    INTEGER NOT NULL,
    not_before  INTEGER,
    intent_at   INTEGER,
    message     TEXT,
    cause       TEXT,
    UNIQUE (event, ordinal)
) STRICT;

CREATE INDEX outbox_open ON outbox (inbox, lane, id) WHERE state < 2;
CREATE INDEX outbox_message ON outbox (inbox, message) WHERE message IS NOT NULL;

CREATE TABLE chat (
    inbox   TEXT NOT NULL,
    wa_id   TEXT NOT NULL,
    record  TEXT NOT NULL,
    PRIMARY KEY (inbox, wa_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    inbox    TEXT NOT NULL,
    chat     TEXT NOT NULL,
    name     TEXT NOT NULL,
    version  INTEGER NOT NULL,
    json     TEXT NOT NULL,
    PRIMARY KEY (inbox, chat, name)
) STRICT, WITHOUT ROWID;
