//! What version 3 brought: the smaller resources.

/// Saved responses, devices, errors, blocked and reported customers, the address book, the profile's photo.
pub(super) const RESOURCES: &str = "
CREATE TABLE saved_responses (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL, created_by INTEGER, time INTEGER NOT NULL);
CREATE TABLE fcm_device_tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT, token TEXT NOT NULL UNIQUE, user INTEGER NOT NULL, last_seen INTEGER NOT NULL
);
CREATE TABLE waba_errors (
    id INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, wa_id TEXT, waba_id TEXT, getchat_id TEXT, payload TEXT NOT NULL
);
CREATE TABLE blocked (wa_id TEXT PRIMARY KEY, time INTEGER NOT NULL, reason TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE reports (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, wa_id TEXT NOT NULL, time INTEGER NOT NULL, reason TEXT NOT NULL, message INTEGER
);
CREATE INDEX reports_of_chat ON reports (wa_id);
CREATE TABLE address_book (seq INTEGER PRIMARY KEY AUTOINCREMENT, entry TEXT NOT NULL);
CREATE TABLE profile_photo (id INTEGER PRIMARY KEY CHECK (id = 1), mime_type TEXT NOT NULL, data BLOB NOT NULL);
CREATE INDEX messages_with_referral ON messages (wa_id, time, seq) WHERE json_extract(payload, '$.referral') IS NOT NULL;
";
