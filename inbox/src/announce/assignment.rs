//! Whom a chat was given to.

use super::{Call, listeners};
use crate::json;
use crate::settings::HandoverMessages;
use crate::store::Tx;
use crate::store::chats::ChatRow;
use crate::store::view::View;
use crate::store::webhooks::Webhook;

impl Tx<'_> {
    /// The assignment of a chat changed: the chat before and after, and the event as JSON. Who may read the chat is told, and who
    /// could until now: that it is gone is news.
    pub(crate) fn announce_assignment(&mut self, before: &ChatRow, after: &ChatRow, event: &str) -> rusqlite::Result<()> {
        let directory = self.core.directory();
        let handed_to = after.assigned_user.filter(|user| before.assigned_user != Some(*user));
        for webhook in &directory.webhooks {
            let reads = |chat: &ChatRow| directory.user(webhook.user).is_some_and(|account| account.reads.has(chat));
            if !reads(before) && !reads(after) {
                continue;
            }
            let mut call = Call::default();
            call.getchat("chat_assignment", event.to_owned());
            if webhook.request.on_assigned && handed_to == Some(webhook.user) && reads(after) {
                self.add_handed_over(&mut call, webhook, &after.wa_id)?;
            }
            call.queue(self, webhook, &after.wa_id)?;
        }
        let mut call = Call::default();
        call.getchat("chat_assignment", event.to_owned());
        let listeners = listeners::of(self, &directory, |scope| scope.has(before) || scope.has(after));
        call.tell(self, listeners, &after.wa_id);
        Ok(())
    }

    fn add_handed_over(&self, call: &mut Call, webhook: &Webhook, wa_id: &str) -> rusqlite::Result<()> {
        let rows = match self.core.settings.handover_messages {
            HandoverMessages::None => return Ok(()),
            HandoverMessages::Last => self.last_incoming(wa_id)?,
            HandoverMessages::Unread => self.unread(wa_id, self.received_up_to(webhook.user, wa_id)?)?,
        };
        let mut view = View::of(webhook.user);
        let mut messages = Vec::with_capacity(rows.len());
        for row in &rows {
            messages.push(view.message(self, row)?);
            call.marks(row.time);
        }
        call.getchat("assigned_messages", json::array(messages));
        Ok(())
    }
}
