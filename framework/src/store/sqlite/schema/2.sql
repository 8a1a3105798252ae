-- What becomes an event of its lane when its time has come.
CREATE TABLE timer (
    id     INTEGER PRIMARY KEY AUTOINCREMENT, -- never given again: the event's key is made of it
    inbox  TEXT NOT NULL,
    lane   TEXT NOT NULL,
    name   TEXT NOT NULL,
    kind   TEXT NOT NULL,
    due    INTEGER NOT NULL,
    body   BLOB NOT NULL,
    UNIQUE (inbox, lane, name)
) STRICT;

CREATE INDEX timer_due ON timer (inbox, due);
