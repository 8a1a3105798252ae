//! Messages to be sent.
//!
//! ```
//! use switchboard_wire::content::Text;
//! use switchboard_wire::{Content, CreateMessageRequest, OutgoingMessage, WaId};
//!
//! let message = OutgoingMessage::new(Content::Text(Text::new("Hello, Ada!")));
//! let request = CreateMessageRequest { wa_id: WaId::new("491713920001")?, message };
//! let json = serde_json::to_value(&request)?;
//! assert_eq!((&json["wa_id"], &json["type"]), (&"491713920001".into(), &"text".into()));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use serde_json::Value;

use crate::message::{put, take};
use crate::{Content, Members, MessageId, WaId, WabaId};

/// A message to be sent, without its recipient.
#[derive(Debug, Clone, PartialEq)]
pub struct OutgoingMessage {
    /// What it says.
    pub content: Content,
    /// The message that it quotes.
    pub quotes: Option<WabaId>,
    /// Other members of `createMessage`.
    pub extra: Members,
}

impl OutgoingMessage {
    /// A message that quotes nothing.
    #[must_use]
    pub fn new(content: Content) -> Self {
        Self { content, quotes: None, extra: Members::new() }
    }
}

impl From<Content> for OutgoingMessage {
    fn from(content: Content) -> Self {
        Self::new(content)
    }
}

impl<'de> Deserialize<'de> for OutgoingMessage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut members = Members::deserialize(deserializer)?;
        let mut context: Members = take(&mut members, "context")?.unwrap_or_default();
        let quotes = take(&mut context, "message_id")?;
        if !context.is_empty() {
            members.insert("context".to_owned(), Value::Object(context));
        }
        Ok(Self { quotes, content: Content::take_from(&mut members), extra: members })
    }
}

impl Serialize for OutgoingMessage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = self.extra.clone();
        if let Some(quotes) = &self.quotes {
            let mut context = match members.remove("context") {
                Some(Value::Object(context)) => context,
                _ => Members::new(),
            };
            put(&mut context, "message_id", Some(quotes))?;
            members.insert("context".to_owned(), Value::Object(context));
        }
        self.content.put_into(&mut members).map_err(ser::Error::custom)?;
        members.serialize(serializer)
    }
}

/// The body of `createMessage`.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateMessageRequest {
    /// The recipient.
    pub wa_id: WaId,
    /// What is sent.
    pub message: OutgoingMessage,
}

impl Serialize for CreateMessageRequest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut message = self.message.clone();
        put(&mut message.extra, "wa_id", Some(&self.wa_id))?;
        message.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for CreateMessageRequest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut message = OutgoingMessage::deserialize(deserializer)?;
        let wa_id = take(&mut message.extra, "wa_id")?.ok_or_else(|| de::Error::missing_field("wa_id"))?;
        Ok(Self { wa_id, message })
    }
}

/// The answer of `createMessage`: the message is stored, not yet delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateMessageResponse {
    /// The inbox's id of the message, which its statuses repeat as `getchat_id`.
    pub id: MessageId,
    /// In words: sent, or queued behind earlier messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
