//! Customers and their chats. A chat's id is the customer's WhatsApp id, so one row is both.

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, params, params_from_iter};

use super::scope::Scope;
use super::{Effect, Tx};
use crate::json::Object;

/// A customer and the chat with them.
#[derive(Debug, Clone)]
pub(crate) struct ChatRow {
    pub(crate) wa_id: String,
    pub(crate) name: Option<String>,
    pub(crate) offline: bool,
    pub(crate) last_message: Option<i64>,
    pub(crate) last_incoming: Option<i64>,
    pub(crate) assigned_user: Option<i64>,
    pub(crate) assigned_group: Option<i64>,
    pub(crate) resolved: bool,
}

const COLUMNS: &str = "wa_id, name, offline, last_message, last_incoming, assigned_user, assigned_group, resolved";

fn read(row: &Row<'_>) -> rusqlite::Result<ChatRow> {
    Ok(ChatRow {
        wa_id: row.get(0)?,
        name: row.get(1)?,
        offline: row.get(2)?,
        last_message: row.get(3)?,
        last_incoming: row.get(4)?,
        assigned_user: row.get(5)?,
        assigned_group: row.get(6)?,
        resolved: row.get(7)?,
    })
}

impl ChatRow {
    /// Whether free messages are possible at this second.
    pub(crate) fn window_open(&self, now: i64) -> bool {
        self.last_incoming.is_some_and(|last| now < last.saturating_add(switchboard_wire::limits::WINDOW_SECONDS))
    }

    /// What WhatsApp tells about the customer.
    pub(crate) fn profile_json(&self) -> String {
        let profile = Object::new().member("name", self.name.as_deref().unwrap_or_default()).finish();
        Object::new().raw("profile", &profile).member("wa_id", &self.wa_id).finish()
    }

    /// The customer as the API shows them.
    pub(crate) fn person_json(&self) -> String {
        let mut person = Object::new()
            .member("wa_id", &self.wa_id)
            .raw("waba_payload", &self.profile_json())
            .member("initials", &initials(self.name.as_deref().unwrap_or_default()));
        if let Some(last) = self.last_incoming {
            person = person.member("last_message_timestamp", &last);
        }
        person.member("resolved", &self.resolved).finish()
    }
}

/// The first letters of the first and the last word of a name.
pub(crate) fn initials(name: &str) -> String {
    let letters: Vec<char> = name.split_whitespace().filter_map(|word| word.chars().next()).collect();
    match letters.as_slice() {
        [] => String::new(),
        [one] => one.to_uppercase().collect(),
        [first, .., last] => first.to_uppercase().chain(last.to_uppercase()).collect(),
    }
}

/// Which chats a list shows.
#[derive(Debug, Clone, Default)]
pub(crate) struct ChatFilter {
    pub(crate) viewer: i64,
    pub(crate) scope: Scope,
    pub(crate) assigned_user: Option<i64>,
    pub(crate) assigned_group: Option<i64>,
    pub(crate) tag: Option<i64>,
    pub(crate) since: Option<i64>,
    pub(crate) before: Option<i64>,
    pub(crate) unread: Option<bool>,
    pub(crate) blocked: Option<bool>,
    pub(crate) reported: Option<bool>,
    pub(crate) has_referral: Option<bool>,
    pub(crate) referrals: Vec<Referral>,
    pub(crate) search: Option<String>,
}

/// What the last message that has a member of `referral` must have there.
#[derive(Debug, Clone)]
pub(crate) struct Referral {
    member: &'static str,
    condition: &'static str,
    value: String,
}

impl Referral {
    pub(crate) fn is(member: &'static str, text: &str) -> Self {
        Self { member, condition: "= ?", value: text.to_owned() }
    }

    pub(crate) fn contains(member: &'static str, text: &str) -> Self {
        Self { member, condition: "LIKE ? ESCAPE '\\'", value: super::contains(text) }
    }
}

impl ChatFilter {
    fn sql(&self) -> (String, Vec<Value>) {
        let mut sql = String::from("FROM chats WHERE last_message IS NOT NULL");
        if let Some(condition) = self.scope.on_chats() {
            sql.push_str(&format!(" AND {condition}"));
        }
        let mut values = Vec::new();
        let mut and = |part: &str, value: Value| {
            values.push(value);
            sql.push_str(&part.replace('?', &format!("?{}", values.len())));
        };
        if let Some(user) = self.assigned_user {
            and(" AND assigned_user = ?", user.into());
        }
        if let Some(group) = self.assigned_group {
            and(" AND assigned_group = ?", group.into());
        }
        if let Some(tag) = self.tag {
            and(" AND wa_id IN (SELECT wa_id FROM chat_taggings WHERE tag = ?)", tag.into());
        }
        if let Some(since) = self.since {
            and(" AND last_time >= ?", since.into());
        }
        if let Some(before) = self.before {
            and(" AND EXISTS (SELECT 1 FROM messages m WHERE m.wa_id = chats.wa_id AND m.time < ?)", before.into());
        }
        if let Some(unread) = self.unread {
            let not = if unread { "" } else { "NOT " };
            let part = format!(
                " AND {not}EXISTS (SELECT 1 FROM messages m WHERE m.wa_id = chats.wa_id AND m.from_us = 0 AND m.time > \
                 COALESCE((SELECT time FROM received r WHERE r.user = ? AND r.wa_id = chats.wa_id), -1))"
            );
            and(&part, self.viewer.into());
        }
        for (table, wanted) in [("blocked", self.blocked), ("reports", self.reported)] {
            if let Some(wanted) = wanted {
                and(&format!(" AND wa_id IN (SELECT wa_id FROM {table}) = ?"), wanted.into());
            }
        }
        if let Some(wanted) = self.has_referral {
            let some = "SELECT 1 FROM messages m WHERE m.wa_id = chats.wa_id AND json_extract(m.payload, '$.referral') IS NOT NULL";
            and(&format!(" AND EXISTS ({some}) = ?"), wanted.into());
        }
        for Referral { member, condition, value } in &self.referrals {
            let last = format!(
                " AND (SELECT json_extract(m.payload, '$.referral.{member}') FROM messages m WHERE m.wa_id = chats.wa_id \
                 AND json_extract(m.payload, '$.referral') IS NOT NULL AND json_extract(m.payload, '$.referral.{member}') IS NOT NULL \
                 ORDER BY m.time DESC, m.seq DESC LIMIT 1) {condition}"
            );
            and(&last, value.clone().into());
        }
        if let Some(search) = &self.search {
            let part = " AND (wa_id LIKE ? ESCAPE '\\' OR name LIKE ? ESCAPE '\\' OR wa_id IN \
                 (SELECT g.wa_id FROM chat_taggings g JOIN tags t ON t.id = g.tag WHERE t.name LIKE ? ESCAPE '\\'))";
            and(part, super::contains(search).into());
        }
        (sql, values)
    }
}

impl Tx<'_> {
    pub(crate) fn chat(&self, wa_id: &str) -> rusqlite::Result<Option<ChatRow>> {
        self.conn.prepare_cached(&format!("SELECT {COLUMNS} FROM chats WHERE wa_id = ?1"))?.query_row([wa_id], read).optional()
    }

    /// The chat of a number that may be new.
    pub(crate) fn chat_or_new(&mut self, wa_id: &str) -> rusqlite::Result<ChatRow> {
        self.conn.prepare_cached("INSERT OR IGNORE INTO chats (wa_id) VALUES (?1)")?.execute([wa_id])?;
        self.conn.prepare_cached(&format!("SELECT {COLUMNS} FROM chats WHERE wa_id = ?1"))?.query_row([wa_id], read)
    }

    pub(crate) fn rename_customer(&mut self, wa_id: &str, name: &str) -> rusqlite::Result<()> {
        self.conn.prepare_cached("UPDATE chats SET name = ?2 WHERE wa_id = ?1 AND name IS NOT ?2")?.execute(params![wa_id, name]).map(drop)
    }

    pub(crate) fn set_offline(&mut self, wa_id: &str, offline: bool) -> rusqlite::Result<()> {
        self.conn.execute("UPDATE chats SET offline = ?2 WHERE wa_id = ?1", params![wa_id, offline]).map(drop)
    }

    pub(crate) fn set_resolved(&mut self, wa_id: &str, resolved: bool) -> rusqlite::Result<()> {
        self.conn.prepare_cached("UPDATE chats SET resolved = ?2 WHERE wa_id = ?1")?.execute(params![wa_id, resolved]).map(drop)
    }

    /// Chats, the one with the newest message first, and how many match in all.
    pub(crate) fn chats(&self, filter: &ChatFilter, limit: i64, offset: i64) -> rusqlite::Result<(i64, Vec<ChatRow>)> {
        let (sql, values) = filter.sql();
        let count = self.conn.prepare_cached(&format!("SELECT COUNT(*) {sql}"))?.query_row(params_from_iter(&values), |row| row.get(0))?;
        let page = format!("SELECT {COLUMNS} {sql} ORDER BY last_time DESC, last_message DESC LIMIT {limit} OFFSET {offset}");
        let rows = self.conn.prepare(&page)?.query_map(params_from_iter(&values), read)?.collect::<Result<_, _>>()?;
        Ok((count, rows))
    }

    /// Customers of the chats of a scope; only those who have written, unless `all`.
    pub(crate) fn people(&self, all: bool, scope: &Scope, search: &str, limit: i64, offset: i64) -> rusqlite::Result<(i64, Vec<ChatRow>)> {
        let escaped = super::contains(search);
        let scope = scope.on_chats().unwrap_or_else(|| String::from("1"));
        let sql = format!(
            "FROM chats WHERE (?1 OR last_incoming IS NOT NULL) AND (wa_id LIKE ?2 ESCAPE '\\' OR name LIKE ?2 ESCAPE '\\') AND {scope}"
        );
        let count = self.conn.prepare_cached(&format!("SELECT COUNT(*) {sql}"))?.query_row(params![all, escaped], |row| row.get(0))?;
        let rows = self
            .conn
            .prepare_cached(&format!("SELECT {COLUMNS} {sql} ORDER BY wa_id LIMIT ?3 OFFSET ?4"))?
            .query_map(params![all, escaped, limit, offset], read)?
            .collect::<Result<_, _>>()?;
        Ok((count, rows))
    }

    /// Up to which second the user has received a chat's messages.
    pub(crate) fn received_up_to(&self, user: i64, wa_id: &str) -> rusqlite::Result<i64> {
        let found = self
            .conn
            .prepare_cached("SELECT time FROM received WHERE user = ?1 AND wa_id = ?2")?
            .query_row(params![user, wa_id], |row| row.get(0))
            .optional()?;
        Ok(found.unwrap_or(-1))
    }

    /// Marks a chat as received up to a second; it never goes back.
    pub(crate) fn mark_received(&mut self, user: i64, wa_id: &str, time: i64) -> rusqlite::Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO received (user, wa_id, time) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET time = MAX(time, excluded.time)",
            )?
            .execute(params![user, wa_id, time])
            .map(drop)
    }

    /// Messages of the customer that the user has not received.
    pub(crate) fn new_messages(&self, user: i64, wa_id: &str) -> rusqlite::Result<i64> {
        let mark = self.received_up_to(user, wa_id)?;
        self.conn
            .prepare_cached("SELECT COUNT(*) FROM messages WHERE wa_id = ?1 AND from_us = 0 AND time > ?2")?
            .query_row(params![wa_id, mark], |row| row.get(0))
    }

    /// Tells the customer's phone that something changed.
    pub(crate) fn ring(&mut self, wa_id: &str) {
        self.effect(Effect::Phone(wa_id.to_owned()));
    }
}
