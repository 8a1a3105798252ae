//! Tags that were put on or taken off.

use switchboard_wire::{ChatTaggingEvent, MessageTaggingEvent};

use crate::json;
use crate::store::Tx;

impl Tx<'_> {
    /// A chat's tag came or went: kept in the history and told to all who may read the chat.
    pub(crate) fn announce_chat_tagging(&mut self, event: &ChatTaggingEvent) -> rusqlite::Result<()> {
        let wa_id = event.chat.as_str();
        self.keep_tagging_event(wa_id, None, event.timestamp.as_seconds(), event)?;
        self.announce_in_chat("chat_tagging", &json::text(event), wa_id)
    }

    /// A message's tag came or went. The call is in the order of the message's chat.
    pub(crate) fn announce_message_tagging(&mut self, wa_id: &str, event: &MessageTaggingEvent) -> rusqlite::Result<()> {
        self.keep_tagging_event(wa_id, Some(event.message.as_str()), event.timestamp.as_seconds(), event)?;
        self.announce_in_chat("message_tagging", &json::text(event), wa_id)
    }
}
