//! Whom a chat was given to.

use super::Call;
use crate::json;
use crate::settings::HandoverMessages;
use crate::store::Tx;
use crate::store::view::View;
use crate::store::webhooks::Webhook;

impl Tx<'_> {
    /// The assignment of a chat changed: the event, as JSON, and the user who has the chat since, if it is a new one.
    pub(crate) fn announce_assignment(&mut self, wa_id: &str, event: &str, handed_to: Option<i64>) -> rusqlite::Result<()> {
        let directory = self.core.directory();
        for webhook in &directory.webhooks {
            let mut call = Call::default();
            call.getchat("chat_assignment", event.to_owned());
            if webhook.request.on_assigned && handed_to == Some(webhook.user) {
                self.add_handed_over(&mut call, webhook, wa_id)?;
            }
            call.queue(self, webhook, wa_id)?;
        }
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
