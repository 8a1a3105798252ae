//! Messages in the data.

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, params, params_from_iter};

use super::Tx;
use super::scope::Scope;

/// A message. `payload` is WhatsApp's object as it was written, untouched.
#[derive(Debug, Clone)]
pub(crate) struct MessageRow {
    pub(crate) seq: i64,
    pub(crate) id: String,
    pub(crate) waba_id: String,
    pub(crate) wa_id: String,
    pub(crate) from_us: bool,
    pub(crate) sender: Option<i64>,
    pub(crate) time: i64,
    pub(crate) payload: String,
    pub(crate) quoted: Option<i64>,
    pub(crate) sent: Option<i64>,
    pub(crate) delivered: Option<i64>,
    pub(crate) read: Option<i64>,
    pub(crate) failed: Option<i64>,
}

const COLUMNS: &str = "seq, id, waba_id, wa_id, from_us, sender, time, payload, quoted, sent, delivered, read, failed";

fn read(row: &Row<'_>) -> rusqlite::Result<MessageRow> {
    Ok(MessageRow {
        seq: row.get(0)?,
        id: row.get(1)?,
        waba_id: row.get(2)?,
        wa_id: row.get(3)?,
        from_us: row.get(4)?,
        sender: row.get(5)?,
        time: row.get(6)?,
        payload: row.get(7)?,
        quoted: row.get(8)?,
        sent: row.get(9)?,
        delivered: row.get(10)?,
        read: row.get(11)?,
        failed: row.get(12)?,
    })
}

impl MessageRow {
    /// The newest state of an outgoing message; of an incoming one that it came.
    pub(crate) fn status(&self) -> &'static str {
        match self {
            Self { failed: Some(_), .. } => "failed",
            Self { read: Some(_), .. } => "read",
            Self { delivered: Some(_), .. } => "delivered",
            Self { sent: Some(_), .. } => "sent",
            Self { from_us: false, .. } => "received",
            Self { .. } => "pending",
        }
    }
}

/// Which messages a list shows.
#[derive(Debug, Clone, Default)]
pub(crate) struct MessageFilter {
    pub(crate) scope: Scope,
    pub(crate) wa_id: Option<String>,
    pub(crate) since: Option<i64>,
    pub(crate) before: Option<i64>,
    pub(crate) from_us: Option<bool>,
    pub(crate) assigned_user: Option<i64>,
    pub(crate) assigned_group: Option<i64>,
    pub(crate) chat_tag: Option<i64>,
    pub(crate) search: Option<String>,
    /// Messages made after this many milliseconds do not show yet (the fault `list_lag`).
    pub(crate) made_by: Option<i64>,
}

impl MessageFilter {
    fn sql(&self) -> (String, Vec<Value>) {
        let mut values = Vec::new();
        let mut sql = format!("FROM messages WHERE 1{}", self.on_chat(&mut values));
        for (condition, value) in [
            ("time >=", self.since.map(Value::from)),
            ("time <", self.before.map(Value::from)),
            ("from_us =", self.from_us.map(Value::from)),
            ("made <=", self.made_by.map(Value::from)),
        ] {
            if let Some(value) = value {
                values.push(value);
                sql.push_str(&format!(" AND {condition} ?{}", values.len()));
            }
        }
        (sql, values)
    }

    /// The conditions on a message's chat; nothing when every chat fulfils them. Their values are added to the others.
    pub(super) fn on_chat(&self, values: &mut Vec<Value>) -> String {
        let mut sql = self.scope.on_wa_id().map_or_else(String::new, |condition| format!(" AND {condition}"));
        let mut and = |part: &str, value: Option<Value>| {
            if let Some(value) = value {
                values.push(value);
                sql.push_str(&part.replace('?', &format!("?{}", values.len())));
            }
        };
        and(" AND wa_id = ?", self.wa_id.clone().map(Value::from));
        and(" AND wa_id IN (SELECT wa_id FROM chats WHERE assigned_user = ?)", self.assigned_user.map(Value::from));
        and(" AND wa_id IN (SELECT wa_id FROM chats WHERE assigned_group = ?)", self.assigned_group.map(Value::from));
        and(" AND wa_id IN (SELECT wa_id FROM chat_taggings WHERE tag = ?)", self.chat_tag.map(Value::from));
        sql
    }
}

/// A message that is about to be stored.
#[derive(Debug)]
pub(crate) struct NewMessage {
    pub(crate) id: String,
    pub(crate) waba_id: String,
    pub(crate) wa_id: String,
    pub(crate) sender: Option<i64>,
    pub(crate) from_us: bool,
    pub(crate) time: i64,
    pub(crate) payload: String,
    pub(crate) quoted: Option<i64>,
}

impl Tx<'_> {
    pub(crate) fn insert_message(&mut self, new: NewMessage) -> rusqlite::Result<MessageRow> {
        self.conn
            .prepare_cached(
                "INSERT INTO messages (id, waba_id, wa_id, from_us, sender, time, made, payload, quoted) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![
                new.id,
                new.waba_id,
                new.wa_id,
                new.from_us,
                new.sender,
                new.time,
                self.core.clock.now_millis(),
                new.payload,
                new.quoted
            ])?;
        let seq = self.conn.last_insert_rowid();
        let last_incoming = (!new.from_us).then_some(new.time);
        self.conn
            .prepare_cached(
                "UPDATE chats SET last_message = ?2, last_time = ?3, last_incoming = COALESCE(?4, last_incoming), resolved = resolved AND ?4 IS NULL
                 WHERE wa_id = ?1",
            )?
            .execute(params![new.wa_id, seq, new.time, last_incoming])?;
        self.keep_to_the_limit(seq)?;
        self.ring(&new.wa_id);
        Ok(MessageRow {
            seq,
            id: new.id,
            waba_id: new.waba_id,
            wa_id: new.wa_id,
            from_us: new.from_us,
            sender: new.sender,
            time: new.time,
            payload: new.payload,
            quoted: new.quoted,
            sent: None,
            delivered: None,
            read: None,
            failed: None,
        })
    }

    fn one(&self, condition: &str, value: &dyn rusqlite::ToSql) -> rusqlite::Result<Option<MessageRow>> {
        self.conn.prepare_cached(&format!("SELECT {COLUMNS} FROM messages WHERE {condition}"))?.query_row([value], read).optional()
    }

    pub(crate) fn message(&self, seq: i64) -> rusqlite::Result<Option<MessageRow>> {
        self.one("seq = ?1", &seq)
    }

    pub(crate) fn message_by_id(&self, id: &str) -> rusqlite::Result<Option<MessageRow>> {
        self.one("id = ?1", &id)
    }

    pub(crate) fn message_by_waba_id(&self, waba_id: &str) -> rusqlite::Result<Option<MessageRow>> {
        self.one("waba_id = ?1", &waba_id)
    }

    /// Messages, newest first, and how many match in all.
    pub(crate) fn messages(&self, filter: &MessageFilter, limit: i64, offset: i64) -> rusqlite::Result<(i64, Vec<MessageRow>)> {
        if let Some(text) = &filter.search {
            return self.search(text, filter, limit, offset);
        }
        let (sql, values) = filter.sql();
        let count = self.conn.prepare_cached(&format!("SELECT COUNT(*) {sql}"))?.query_row(params_from_iter(&values), |row| row.get(0))?;
        let page = format!("SELECT {COLUMNS} {sql} ORDER BY time DESC, seq DESC LIMIT {limit} OFFSET {offset}");
        let rows = self.conn.prepare_cached(&page)?.query_map(params_from_iter(&values), read)?.collect::<Result<_, _>>()?;
        Ok((count, rows))
    }

    /// Whether a list with this filter shows a message.
    pub(crate) fn shows(&self, filter: &MessageFilter, seq: i64) -> rusqlite::Result<bool> {
        if let Some(text) = &filter.search
            && !self.finds(text, filter, seq)?
        {
            return Ok(false);
        }
        let (sql, mut values) = filter.sql();
        values.push(seq.into());
        let shown = format!("SELECT 1 {sql} AND seq = ?{}", values.len());
        Ok(self.conn.prepare_cached(&shown)?.query_row(params_from_iter(&values), |_| Ok(())).optional()?.is_some())
    }

    /// A chat's messages, oldest first, after a sequence number; only those that a condition lets through.
    fn of_chat(&self, wa_id: &str, condition: &str, value: i64, order: &str) -> rusqlite::Result<Vec<MessageRow>> {
        self.conn
            .prepare_cached(&format!("SELECT {COLUMNS} FROM messages WHERE wa_id = ?1 AND {condition} ORDER BY {order}"))?
            .query_map(params![wa_id, value], read)?
            .collect()
    }

    /// What the customer's phone shows after a sequence number: everything but what failed.
    pub(crate) fn on_phone(&self, wa_id: &str, after: i64) -> rusqlite::Result<Vec<MessageRow>> {
        self.of_chat(wa_id, "seq > ?2 AND failed IS NULL", after, "seq")
    }

    /// The customer's newest message.
    pub(crate) fn last_incoming(&self, wa_id: &str) -> rusqlite::Result<Vec<MessageRow>> {
        self.of_chat(wa_id, "from_us = 0 AND time >= ?2", i64::MIN, "time DESC, seq DESC LIMIT 1")
    }

    /// The customer's messages since a mark, oldest first.
    pub(crate) fn unread(&self, wa_id: &str, mark: i64) -> rusqlite::Result<Vec<MessageRow>> {
        self.of_chat(wa_id, "from_us = 0 AND time > ?2", mark, "time, seq")
    }

    /// Messages of ours that the customer has not read, or (while offline) not got, oldest first.
    pub(crate) fn unseen(&self, wa_id: &str) -> rusqlite::Result<Vec<MessageRow>> {
        self.of_chat(wa_id, "from_us = 1 AND sent >= ?2 AND read IS NULL AND failed IS NULL", 0, "seq")
    }

    /// Notes a state that an outgoing message has reached: `sent`, `delivered`, `read` or `failed`.
    pub(crate) fn set_status(&mut self, row: &mut MessageRow, status: &'static str, time: i64) -> rusqlite::Result<()> {
        match status {
            "sent" => row.sent = Some(time),
            "delivered" => row.delivered = Some(time),
            "read" => row.read = Some(time),
            _ => row.failed = Some(time),
        }
        self.conn
            .prepare_cached("UPDATE messages SET sent = ?2, delivered = ?3, read = ?4, failed = ?5 WHERE seq = ?1")?
            .execute(params![row.seq, row.sent, row.delivered, row.read, row.failed])
            .map(drop)
    }
}
