//! Messages to be sent.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

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
        #[derive(Deserialize)]
        struct Quote {
            message_id: Option<WabaId>,
        }

        let mut members = Members::deserialize(deserializer)?;
        let quote: Option<Quote> = take(&mut members, "context")?;
        Ok(Self { quotes: quote.and_then(|quote| quote.message_id), content: Content::take_from(&mut members), extra: members })
    }
}

impl Serialize for OutgoingMessage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Quote<'a> {
            message_id: &'a WabaId,
        }

        let mut members = self.extra.clone();
        put(&mut members, "context", self.quotes.as_ref().map(|message_id| Quote { message_id }).as_ref())?;
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
