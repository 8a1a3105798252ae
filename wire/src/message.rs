//! Messages as WhatsApp writes them, and as the inbox wraps them.
//!
//! ```
//! use switchboard_wire::Message;
//!
//! // As a list has it: the inbox's id and sender around what WhatsApp wrote.
//! let message: Message = serde_json::from_str(
//!     r#"{"id": "6f9619ff-8b86-4011-b42d-00cf4fc964ff", "from_us": true, "customer_wa_id": "491713920001", "sender": {"id": 4, "username": "mira"},
//!         "waba_payload": {"id": "wamid.1", "timestamp": "1772452800", "type": "text", "text": {"body": "Hello, Ada!"}}}"#,
//! )?;
//! assert_eq!(message.waba_payload.content.text(), Some("Hello, Ada!"));
//! assert_eq!(message.sender.map(|user| user.username).as_deref(), Some("mira"));
//! # Ok::<(), serde_json::Error>(())
//! ```

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use serde_json::Value;

use crate::reading::{null_as_default, read};
use crate::tag::Tag;
use crate::{Content, Members, MessageId, Person, Timestamp, User, WaId, WabaErrorItem, WabaId};

/// A WhatsApp message. Members that are not known survive decoding and encoding ([`WabaMessage::extra`]).
#[derive(Debug, Clone, PartialEq)]
pub struct WabaMessage {
    /// WhatsApp's id; absent while an outgoing message waits in the queue.
    pub id: Option<WabaId>,
    /// Incoming: the customer.
    pub from: Option<WaId>,
    /// Outgoing: the customer.
    pub to: Option<WaId>,
    /// When it was written.
    pub timestamp: Option<Timestamp>,
    /// What it says.
    pub content: Content,
    /// What it quotes or answers.
    pub context: Option<WabaContext>,
    /// The advertisement through which the customer came.
    pub referral: Option<Referral>,
    /// Why WhatsApp could not pass it on whole.
    pub errors: Vec<WabaErrorItem>,
    /// Members that this version does not know, and a `context`, `referral` or `errors` of a shape that it does not know.
    pub extra: Members,
}

impl WabaMessage {
    /// A message that says `content` and nothing else.
    #[must_use]
    pub fn new(content: Content) -> Self {
        Self {
            id: None,
            from: None,
            to: None,
            timestamp: None,
            content,
            context: None,
            referral: None,
            errors: Vec::new(),
            extra: Members::new(),
        }
    }
}

impl<'de> Deserialize<'de> for WabaMessage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut members = Members::deserialize(deserializer)?;
        Ok(Self {
            id: take(&mut members, "id")?,
            from: take(&mut members, "from")?,
            to: take(&mut members, "to")?,
            timestamp: take(&mut members, "timestamp")?,
            context: take_if_fits(&mut members, "context"),
            referral: take_if_fits(&mut members, "referral"),
            errors: take_if_fits(&mut members, "errors").unwrap_or_default(),
            content: Content::take_from(&mut members),
            extra: members,
        })
    }
}

impl Serialize for WabaMessage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = self.extra.clone();
        put(&mut members, "id", self.id.as_ref())?;
        put(&mut members, "from", self.from.as_ref())?;
        put(&mut members, "to", self.to.as_ref())?;
        put(&mut members, "timestamp", self.timestamp.as_ref())?;
        put(&mut members, "context", self.context.as_ref())?;
        put(&mut members, "referral", self.referral.as_ref())?;
        put(&mut members, "errors", (!self.errors.is_empty()).then_some(&self.errors))?;
        self.content.put_into(&mut members).map_err(ser::Error::custom)?;
        members.serialize(serializer)
    }
}

/// Takes one member; null counts as absent.
pub(crate) fn take<T: de::DeserializeOwned, E: de::Error>(members: &mut Members, name: &'static str) -> Result<Option<T>, E> {
    match members.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => read(&value).map(Some).map_err(|misfit| E::custom(format_args!("`{name}`: {misfit}"))),
    }
}

/// Takes one member; one of another shape stays where it is, because no message should be lost for what stands beside it.
fn take_if_fits<T: de::DeserializeOwned>(members: &mut Members, name: &'static str) -> Option<T> {
    let value = members.remove(name)?;
    if value.is_null() {
        return None;
    }
    read(&value).ok().or_else(|| {
        members.insert(name.to_owned(), value);
        None
    })
}

/// Puts one member, when there is a value.
pub(crate) fn put<T: Serialize, E: ser::Error>(members: &mut Members, name: &'static str, value: Option<&T>) -> Result<(), E> {
    if let Some(value) = value {
        members.insert(name.to_owned(), serde_json::to_value(value).map_err(E::custom)?);
    }
    Ok(())
}

/// What a message quotes or answers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WabaContext {
    /// Outgoing: the message that is quoted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<WabaId>,
    /// Incoming: the message that was quoted, or whose button was pressed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<WabaId>,
    /// Incoming: who wrote the quoted message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<WaId>,
    /// Whether the message was passed on from another chat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forwarded: Option<bool>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

/// The advertisement or post through which a customer came.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Referral {
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_url: Option<String>,
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_id: Option<String>,
    /// `ad` or `post`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_type: Option<String>,
    /// Its headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headline: Option<String>,
    /// Its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// `image` or `video`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

/// A message as `listMessages` returns it and as `incoming_messages`, `outgoing_messages` and `assigned_messages` carry it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// The inbox's own id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<MessageId>,
    /// The message itself.
    pub waba_payload: WabaMessage,
    /// When it was sent, delivered and read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waba_statuses: Option<WabaStatuses>,
    /// The customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Box<Person>>,
    /// True when a user of the inbox wrote it, false when the customer did.
    pub from_us: bool,
    /// Whether the user who asks has marked it as received.
    #[serde(default, deserialize_with = "null_as_default")]
    pub received: bool,
    /// Who wrote it; nobody for incoming messages.
    #[serde(default)]
    pub sender: Option<Box<User>>,
    /// The quoted message.
    #[serde(default)]
    pub context: Option<Box<Message>>,
    /// The chat.
    pub customer_wa_id: WaId,
    /// The message's tags.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
    /// The chat's tags (seen in the web inbox).
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "Vec::is_empty")]
    pub chat_tags: Vec<Tag>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

/// When a message was sent, delivered and read, in POSIX seconds; nothing while it was not.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WabaStatuses {
    /// Handed to WhatsApp.
    pub sent: Option<Timestamp>,
    /// Arrived on the phone.
    pub delivered: Option<Timestamp>,
    /// Seen by the customer.
    pub read: Option<Timestamp>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

/// What `createReceivedMessageMark` takes: everything up to a message's own time has been received.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReceivedMark {
    /// The chat.
    pub customer_wa_id: WaId,
    /// The time of the newest incoming message that was received; never the local clock, a time in the future is refused.
    pub timestamp: Timestamp,
}
