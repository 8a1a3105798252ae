//! Tags, on chats and on messages.

use rusqlite::{OptionalExtension, Row, params};
use switchboard_wire::{ChatTag, ChatTagging, MessageTagging, Tag, TagId, TaggingId, WaId, WabaId};

use super::Tx;
use crate::json;

fn tag(row: &Row<'_>) -> rusqlite::Result<Tag> {
    Ok(Tag { web_inbox_color: row.get(2)?, ..Tag::new(TagId::new(row.get(0)?), row.get::<_, String>(1)?) })
}

impl Tx<'_> {
    pub(crate) fn tags(&self) -> rusqlite::Result<Vec<Tag>> {
        self.conn.prepare_cached("SELECT id, name, color FROM tags ORDER BY id")?.query_map([], tag)?.collect()
    }

    pub(crate) fn tag(&self, id: i64) -> rusqlite::Result<Option<Tag>> {
        self.conn.prepare_cached("SELECT id, name, color FROM tags WHERE id = ?1")?.query_row([id], tag).optional()
    }

    /// A new tag; nothing when the name is taken.
    pub(crate) fn create_tag(&mut self, name: &str, color: Option<&str>) -> rusqlite::Result<Option<Tag>> {
        let made = self.conn.execute("INSERT OR IGNORE INTO tags (name, color) VALUES (?1, ?2)", params![name, color])?;
        if made == 0 {
            return Ok(None);
        }
        self.tag(self.conn.last_insert_rowid())
    }

    /// The chats that carried a tag, before it and its taggings are removed.
    pub(crate) fn delete_tag(&mut self, id: i64) -> rusqlite::Result<()> {
        self.conn.execute("DELETE FROM chat_taggings WHERE tag = ?1", [id])?;
        self.conn.execute("DELETE FROM message_taggings WHERE tag = ?1", [id])?;
        self.conn.execute("DELETE FROM tags WHERE id = ?1", [id]).map(drop)
    }

    /// A chat's tags, in the order in which they were put on.
    pub(crate) fn tags_of_chat(&self, wa_id: &str) -> rusqlite::Result<Vec<ChatTag>> {
        // Every message that is shown asks this. The join is told its order, and sorting is done here: a sorter of SQLite's
        // costs more than the rest of the query.
        let mut tags: Vec<ChatTag> = self
            .conn
            .prepare_cached("SELECT t.id, t.name, t.color, g.id FROM chat_taggings g CROSS JOIN tags t ON t.id = g.tag WHERE g.wa_id = ?1")?
            .query_map([wa_id], |row| {
                Ok(ChatTag {
                    id: TagId::new(row.get(0)?),
                    name: row.get(1)?,
                    web_inbox_color: row.get(2)?,
                    tagging_id: Some(TaggingId::new(row.get(3)?)),
                    extra: switchboard_wire::Members::new(),
                })
            })?
            .collect::<Result<_, _>>()?;
        tags.sort_by_key(|tag| tag.tagging_id);
        Ok(tags)
    }

    /// A message's tags, in the order in which the tags were made.
    pub(crate) fn tags_of_message(&self, seq: i64) -> rusqlite::Result<Vec<Tag>> {
        let mut tags: Vec<Tag> = self
            .conn
            .prepare_cached("SELECT t.id, t.name, t.color FROM message_taggings g CROSS JOIN tags t ON t.id = g.tag WHERE g.message = ?1")?
            .query_map([seq], tag)?
            .collect::<Result<_, _>>()?;
        tags.sort_by_key(|tag| tag.id);
        Ok(tags)
    }

    /// Puts a tag on a chat; nothing when it is there already.
    pub(crate) fn tag_chat(&mut self, tag: i64, wa_id: &str, extra: &str) -> rusqlite::Result<Option<i64>> {
        let made = self
            .conn
            .prepare_cached("INSERT OR IGNORE INTO chat_taggings (tag, wa_id, extra) VALUES (?1, ?2, ?3)")?
            .execute(params![tag, wa_id, extra])?;
        Ok((made > 0).then(|| self.conn.last_insert_rowid()))
    }

    pub(crate) fn tag_message(&mut self, tag: i64, message: i64, extra: &str) -> rusqlite::Result<Option<i64>> {
        let made = self
            .conn
            .prepare_cached("INSERT OR IGNORE INTO message_taggings (tag, message, extra) VALUES (?1, ?2, ?3)")?
            .execute(params![tag, message, extra])?;
        Ok((made > 0).then(|| self.conn.last_insert_rowid()))
    }

    pub(crate) fn chat_tagging(&self, id: i64) -> rusqlite::Result<Option<ChatTagging>> {
        let found = self
            .conn
            .prepare_cached("SELECT id, tag, wa_id, extra FROM chat_taggings WHERE id = ?1")?
            .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?, row.get::<_, String>(3)?)))
            .optional()?;
        Ok(found.and_then(|(id, tag, wa_id, extra)| {
            let extra = serde_json::from_str(&extra).unwrap_or_default();
            Some(ChatTagging {
                id: TaggingId::new(id),
                tag: TagId::new(tag),
                chat: WaId::new(wa_id).ok()?,
                extra,
                unknown: switchboard_wire::Members::new(),
            })
        }))
    }

    /// A tagging of a message, and the chat of that message.
    pub(crate) fn message_tagging(&self, id: i64) -> rusqlite::Result<Option<(MessageTagging, String)>> {
        self.conn
            .prepare_cached(
                "SELECT g.id, g.tag, m.waba_id, g.extra, m.wa_id FROM message_taggings g JOIN messages m ON m.seq = g.message WHERE g.id = ?1",
            )?
            .query_row([id], |row| {
                let extra = serde_json::from_str(&row.get::<_, String>(3)?).unwrap_or_default();
                let message = WabaId::new(row.get::<_, String>(2)?);
                let tagging = MessageTagging { id: TaggingId::new(row.get(0)?), tag: TagId::new(row.get(1)?), message, extra, unknown: switchboard_wire::Members::new() };
                Ok((tagging, row.get(4)?))
            })
            .optional()
    }

    pub(crate) fn untag_chat(&mut self, id: i64) -> rusqlite::Result<()> {
        self.conn.prepare_cached("DELETE FROM chat_taggings WHERE id = ?1")?.execute([id]).map(drop)
    }

    pub(crate) fn untag_message(&mut self, id: i64) -> rusqlite::Result<()> {
        self.conn.prepare_cached("DELETE FROM message_taggings WHERE id = ?1")?.execute([id]).map(drop)
    }

    /// Keeps an event for the history; `waba_id` when it is about a message.
    pub(crate) fn keep_tagging_event(
        &mut self,
        wa_id: &str,
        waba_id: Option<&str>,
        time: i64,
        event: &impl serde::Serialize,
    ) -> rusqlite::Result<()> {
        self.conn
            .prepare_cached("INSERT INTO tagging_events (wa_id, waba_id, time, event) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![wa_id, waba_id, time, json::text(event)])
            .map(drop)
    }
}
