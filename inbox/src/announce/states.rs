//! Chats that were resolved or opened, and people who come and go.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::json;

use super::Call;
use crate::json::Object;
use crate::store::Tx;
use crate::store::webhooks::Webhook;

impl Tx<'_> {
    /// A chat was resolved, or opened again.
    pub(crate) fn announce_resolved(&mut self, wa_id: &str, resolved: bool) -> rusqlite::Result<()> {
        self.announce_in_chat("chat_resolved", &json!({"wa_id": wa_id, "resolved": resolved}).to_string(), wa_id)
    }

    /// A user takes chats, or does not. It belongs to no chat.
    pub(crate) fn announce_availability(&mut self, user: i64, is_available: bool) -> rusqlite::Result<()> {
        let directory = self.core.directory();
        let Some(account) = directory.user(user) else { return Ok(()) };
        let event = Object::new().member("is_available", &is_available).raw("user", &account.json).finish();
        let listeners = self.core.sockets.users();
        self.announce_to(&directory.webhooks, listeners, "user_availability", &event, "")
    }

    /// One member of get.chat, for all who may read the chat.
    pub(super) fn announce_in_chat(&mut self, name: &'static str, event: &str, wa_id: &str) -> rusqlite::Result<()> {
        let audience = self.audience(wa_id)?;
        let listeners = self.listeners(wa_id)?;
        self.announce_to(&audience, listeners, name, event, wa_id)
    }

    fn announce_to(
        &mut self,
        webhooks: &[Arc<Webhook>],
        listeners: BTreeSet<i64>,
        name: &'static str,
        event: &str,
        wa_id: &str,
    ) -> rusqlite::Result<()> {
        for webhook in webhooks {
            let mut call = Call::default();
            call.getchat(name, event.to_owned());
            call.queue(self, webhook, wa_id)?;
        }
        let mut call = Call::default();
        call.getchat(name, event.to_owned());
        call.tell(self, listeners, wa_id);
        Ok(())
    }
}
