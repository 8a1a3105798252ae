use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use super::Extract;
use crate::error::Result;
use crate::handler::{self, Slot};
use crate::turn::Turn;
use crate::wire::{self, Content, Event, WabaId, WabaMessage};

/// The message that the event is.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[on(incoming_messages)]
/// async fn take_note(message: Message) -> Option<String> {
///     let words = message.text()?;
///     Some(if message.quoted().is_some() { format!("About that: {words}") } else { format!("Noted: {words}") })
/// }
/// ```
#[derive(Clone)]
pub struct Message {
    event: Arc<Event>,
    late: bool,
    stale: bool,
}

impl Message {
    /// WhatsApp's id; nothing while an outgoing message waits in the queue.
    #[must_use]
    pub fn id(&self) -> Option<&WabaId> {
        self.waba().id.as_ref()
    }

    /// The words of a text message, as they were written.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.waba().content.text()
    }

    /// What the message says.
    #[must_use]
    pub fn content(&self) -> &Content {
        &self.waba().content
    }

    /// Whether a user of the inbox wrote it, and not the customer.
    #[must_use]
    pub fn from_us(&self) -> bool {
        self.event().is_outgoing()
    }

    /// When it was written, in whole seconds.
    #[must_use]
    pub fn timestamp(&self) -> Option<Timestamp> {
        Timestamp::from_second(self.waba().timestamp?.as_seconds()).ok()
    }

    /// Whether a younger message of the chat was handled before this one.
    #[must_use]
    pub const fn is_late(&self) -> bool {
        self.late
    }

    /// Whether nobody waits for an answer to it: it is older than `catch_up.max_age`, or was answered while the bot was away. Only handlers
    /// with `stale` get such.
    #[must_use]
    pub const fn is_stale(&self) -> bool {
        self.stale
    }

    /// The message that this one quotes or answers.
    #[must_use]
    pub fn quoted(&self) -> Option<&WabaId> {
        let context = self.waba().context.as_ref()?;
        context.id.as_ref().or(context.message_id.as_ref())
    }

    /// The message as WhatsApp writes it.
    #[must_use]
    pub fn waba(&self) -> &WabaMessage {
        &self.event().waba
    }

    /// The message as the inbox wraps it; nothing when the delivery told only what WhatsApp wrote.
    #[must_use]
    pub fn wire(&self) -> Option<&wire::Message> {
        self.event().message.as_ref()
    }

    fn event(&self) -> &wire::MessageEvent {
        match &*self.event {
            Event::Message(message) => message,
            _ => unreachable!("only made from the event of a message"),
        }
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What a customer wrote does not belong into a log.
        f.debug_struct("Message").field("id", &self.id()).field("kind", &self.content().kind()).finish_non_exhaustive()
    }
}

#[diagnostic::do_not_recommend]
impl<E: handler::MessageEvent> Extract<E> for Message {
    const MAY_PASS: bool = false;

    async fn extract(turn: &Turn, _: &Slot<'_>) -> Result<Option<Self>> {
        let facts = turn.facts();
        let is_message = matches!(*facts.event, Event::Message(_));
        Ok(is_message.then(|| Self { event: Arc::clone(&facts.event), late: facts.late, stale: facts.stale }))
    }
}
