//! Events: what an inbox pushes to a webhook or a websocket, and the decoder of all their forms.
//!
//! ```
//! use switchboard_wire::{Event, decode};
//!
//! let body = br#"{"messages": [{"from": "491713920001", "id": "wamid.1", "timestamp": "1772452800", "type": "text", "text": {"body": "hi"}}],
//!     "seen_by": ["mira"]}"#;
//! let decoded = decode(body)?;
//! let [Event::Message(message), Event::Unknown(unknown)] = &decoded.events[..] else { panic!("two events") };
//! assert_eq!(message.waba.content.text(), Some("hi"));
//! assert_eq!(unknown.name, "seen_by");
//! assert!(decoded.broken.is_empty());
//! # Ok::<(), switchboard_wire::event::DecodeError>(())
//! ```

mod decode;

pub use decode::{Broken, DecodeError, Decoded, decode, decode_value};

use std::fmt;

use serde_json::Value;

use crate::chat::{ChatResolved, UserAvailability};
use crate::{ChatAssignmentEvent, ChatTaggingEvent, Message, MessageTaggingEvent, WaId, WabaErrorItem, WabaMessage, WabaStatus};

/// One thing that happened in the inbox.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// A message, under whichever names it came.
    Message(Box<MessageEvent>),
    /// An outgoing message changed its state.
    Status(Box<WabaStatus>),
    /// A chat was assigned, or its assignment taken away.
    ChatAssignment(Box<ChatAssignmentEvent>),
    /// A tag was put on a chat or taken off.
    ChatTagging(Box<ChatTaggingEvent>),
    /// A tag was put on a message or taken off.
    MessageTagging(Box<MessageTaggingEvent>),
    /// WhatsApp reports an error that belongs to no single message.
    Error(Box<WabaErrorItem>),
    /// A chat was resolved or opened again.
    ChatResolved(ChatResolved),
    /// A person became available or not.
    UserAvailability(Box<UserAvailability>),
    /// A member of the payload that this version does not know.
    Unknown(UnknownEvent),
}

/// A message of one delivery, joined from the names under which the delivery told it.
#[derive(Debug, Clone, PartialEq)]
pub struct MessageEvent {
    /// The chat.
    pub chat: WaId,
    /// The message as WhatsApp writes it.
    pub waba: WabaMessage,
    /// The message as the inbox wraps it; absent when only `messages` told it.
    pub message: Option<Message>,
    /// The name in the customer's profile, when the delivery told it.
    pub profile_name: Option<String>,
    /// The names under which it came.
    pub names: MessageNames,
}

impl MessageEvent {
    /// Whether a user of the inbox wrote it.
    #[must_use]
    pub fn is_outgoing(&self) -> bool {
        self.message.as_ref().map_or(self.waba.from.is_none() && self.waba.to.is_some(), |message| message.from_us)
    }
}

/// The names under which one delivery told a message.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MessageNames {
    /// `messages`: as WhatsApp wrote it.
    pub messages: bool,
    /// `incoming_messages`: a customer wrote it.
    pub incoming: bool,
    /// `outgoing_messages`: a user of the inbox wrote it.
    pub outgoing: bool,
    /// `assigned_messages`: its chat is assigned to the user of the webhook.
    pub assigned: bool,
}

/// A member that this version does not know, as it came. `Debug` leaves out its value, which may hold phone numbers.
#[derive(Clone, PartialEq)]
pub struct UnknownEvent {
    /// The member's name; for the Cloud API's account events, the change's `field`.
    pub name: String,
    /// Its value.
    pub value: Value,
}

impl fmt::Debug for UnknownEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnknownEvent").field("name", &self.name).finish_non_exhaustive()
    }
}
