//! Forgetting everything that customers brought about.

use super::{Effect, Tx};

impl Tx<'_> {
    /// Removes chats, messages, tags, customers, files, errors and what waits to be delivered; keeps users, tokens, webhooks and
    /// what was set up: templates, saved responses, devices, the profile and the address book.
    /// Ids go on counting where they were.
    pub(crate) fn reset(&mut self) -> rusqlite::Result<()> {
        for table in [
            "chats",
            "messages",
            "received",
            "assignment_events",
            "tags",
            "chat_taggings",
            "message_taggings",
            "tagging_events",
            "media",
            "waba_errors",
            "blocked",
            "reports",
            "deliveries",
        ] {
            self.conn.execute(&format!("DELETE FROM {table}"), [])?;
        }
        self.empty_index()?;
        self.effect(Effect::Forget);
        Ok(())
    }

    /// How many rows a table has. The name is always one of ours.
    pub(crate) fn count(&self, from: &'static str) -> rusqlite::Result<i64> {
        self.conn.query_row(&format!("SELECT COUNT(*) FROM {from}"), [], |row| row.get(0))
    }
}
