//! Messages and chats as one user sees them.

use std::collections::HashMap;

use switchboard_wire::{ChatTag, Tag, Timestamp, WabaStatuses};

use super::Tx;
use super::chats::ChatRow;
use super::messages::MessageRow;
use crate::json::{self, Object};

/// Writes messages for one user; remembers what it looked up, since a page is often of few chats.
#[derive(Debug)]
pub(crate) struct View {
    user: i64,
    chats: HashMap<String, Seen>,
}

#[derive(Debug, Clone)]
struct Seen {
    person: String,
    tags: String,
    mark: i64,
}

impl View {
    /// As this user sees it.
    pub(crate) fn of(user: i64) -> Self {
        Self { user, chats: HashMap::new() }
    }

    fn seen(&mut self, tx: &Tx<'_>, wa_id: &str) -> rusqlite::Result<Seen> {
        if let Some(seen) = self.chats.get(wa_id) {
            return Ok(seen.clone());
        }
        let chat = tx.chat(wa_id)?;
        let tags: Vec<Tag> = tx
            .tags_of_chat(wa_id)?
            .into_iter()
            .map(|tag| Tag { web_inbox_color: tag.web_inbox_color, ..Tag::new(tag.id, tag.name) })
            .collect();
        let seen = Seen {
            person: chat.map_or_else(|| Object::new().member("wa_id", wa_id).finish(), |chat| chat.person_json()),
            tags: json::text(&tags),
            mark: tx.received_up_to(self.user, wa_id)?,
        };
        self.chats.insert(wa_id.to_owned(), seen.clone());
        Ok(seen)
    }

    /// One message, with the one that it quotes.
    pub(crate) fn message(&mut self, tx: &Tx<'_>, row: &MessageRow) -> rusqlite::Result<String> {
        let quoted = match row.quoted {
            Some(quoted) => tx.message(quoted)?.map(|quoted| self.one(tx, &quoted, "null")).transpose()?,
            None => None,
        };
        self.one(tx, row, quoted.as_deref().unwrap_or("null"))
    }

    fn one(&mut self, tx: &Tx<'_>, row: &MessageRow, quoted: &str) -> rusqlite::Result<String> {
        let seen = self.seen(tx, &row.wa_id)?;
        let directory = tx.core.directory();
        let sender = row.sender.and_then(|id| directory.user(id));
        let seconds = |time: Option<i64>| time.map(Timestamp::from_seconds);
        let statuses = WabaStatuses {
            sent: seconds(row.sent),
            delivered: seconds(row.delivered),
            read: seconds(row.read),
            extra: switchboard_wire::Members::new(),
        };
        Ok(Object::new()
            .member("id", &row.id)
            .raw("waba_payload", &row.payload)
            .member("waba_statuses", &statuses)
            .raw("contact", &seen.person)
            .member("from_us", &row.from_us)
            .member("received", &(row.from_us || row.time <= seen.mark))
            .raw("sender", sender.map_or("null", |sender| &sender.json))
            .raw("context", quoted)
            .member("customer_wa_id", &row.wa_id)
            .member("tags", &tx.tags_of_message(row.seq)?)
            .raw("chat_tags", &seen.tags)
            .finish())
    }

    /// One chat, with its newest message; without it for the service account of the Partner API, which reads no messages.
    pub(crate) fn chat(&mut self, tx: &Tx<'_>, chat: &ChatRow) -> rusqlite::Result<String> {
        let directory = tx.core.directory();
        let reads_none = directory.user(self.user).is_some_and(|account| account.configurator);
        let last = match chat.last_message.filter(|_| !reads_none) {
            Some(seq) => tx.message(seq)?.map(|row| self.message(tx, &row)).transpose()?,
            None => None,
        };
        let user = chat.assigned_user.and_then(|id| directory.user(id));
        let tags: Vec<ChatTag> = tx.tags_of_chat(&chat.wa_id)?;
        Ok(Object::new()
            .raw("contact", &chat.person_json())
            .member("wa_id", &chat.wa_id)
            .member("new_messages", &tx.new_messages(self.user, &chat.wa_id)?)
            .raw("last_message", last.as_deref().unwrap_or("null"))
            .raw("assigned_to_user", user.map_or("null", |user| &user.json))
            .member("assigned_group", &chat.assigned_group.and_then(|id| directory.group(id)))
            .member("tags", &tags)
            .finish())
    }
}
