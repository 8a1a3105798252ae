//! Chats that were resolved or opened, and people who come and go.

use serde_json::json;

use super::Call;
use crate::json::Object;
use crate::store::Tx;

impl Tx<'_> {
    /// A chat was resolved, or opened again.
    pub(crate) fn announce_resolved(&mut self, wa_id: &str, resolved: bool) -> rusqlite::Result<()> {
        self.announce_to_all("chat_resolved", &json!({"wa_id": wa_id, "resolved": resolved}).to_string(), wa_id)
    }

    /// A user takes chats, or does not. It belongs to no chat.
    pub(crate) fn announce_availability(&mut self, user: i64, is_available: bool) -> rusqlite::Result<()> {
        let directory = self.core.directory();
        let Some(account) = directory.user(user) else { return Ok(()) };
        let event = Object::new().member("is_available", &is_available).raw("user", &account.json).finish();
        self.announce_to_all("user_availability", &event, "")
    }

    /// One member of get.chat, for every webhook.
    pub(super) fn announce_to_all(&mut self, name: &'static str, event: &str, wa_id: &str) -> rusqlite::Result<()> {
        let directory = self.core.directory();
        for webhook in &directory.webhooks {
            let mut call = Call::default();
            call.getchat(name, event.to_owned());
            call.queue(self, webhook, wa_id)?;
        }
        Ok(())
    }
}
