//! Chats and the customers behind them.
//!
//! ```
//! use switchboard_wire::{Chat, ResolvedState};
//!
//! let chat: Chat = serde_json::from_str(r#"{"wa_id": "491713920001", "new_messages": 2, "assigned_group": {"id": 4, "name": "Billing"}}"#)?;
//! assert_eq!(chat.assigned_group.map(|group| group.name).as_deref(), Some("Billing"));
//! assert_eq!(serde_json::to_string(&ResolvedState::resolved())?, r#"{"resolved":true}"#);
//! # Ok::<(), serde_json::Error>(())
//! ```

use serde::{Deserialize, Serialize};

use crate::limits;
use crate::reading::null_as_default;
use crate::{Group, Members, Message, TagId, TaggingId, Timestamp, User, WaId};

/// A customer, as the inbox knows them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// The customer's WhatsApp id.
    pub wa_id: WaId,
    /// What WhatsApp tells about the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waba_payload: Option<ProfileContact>,
    /// Initials of the name.
    #[serde(default, deserialize_with = "null_as_default")]
    pub initials: String,
    /// When the last message came in; free messages are possible for 24 hours after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_message_timestamp: Option<Timestamp>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

impl Person {
    /// The name in the customer's WhatsApp profile.
    #[must_use]
    pub fn profile_name(&self) -> Option<&str> {
        self.waba_payload.as_ref()?.profile.as_ref()?.name.as_deref()
    }

    /// Until when free messages are possible; nothing when that was not told, or the customer never wrote.
    ///
    /// Newer inboxes tell it (`messaging_window_expires_at`), and the window is not always as long. Otherwise it is 24 hours
    /// ([`limits::WINDOW_SECONDS`]) after the customer's last message.
    ///
    /// ```
    /// # use switchboard_wire::{Person, Timestamp};
    /// let ada: Person = serde_json::from_str(r#"{"wa_id": "491713920001", "last_message_timestamp": 1763632801}"#)?;
    /// assert_eq!(ada.window_expires_at(), Some(Timestamp::from_seconds(1_763_719_201)));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn window_expires_at(&self) -> Option<Timestamp> {
        let told = self.extra.get("messaging_window_expires_at").filter(|told| !told.is_null());
        let told = told.and_then(|told| Timestamp::deserialize(told).ok());
        told.or_else(|| Some(Timestamp::from_seconds(self.last_message_timestamp?.as_seconds().saturating_add(limits::WINDOW_SECONDS))))
    }
}

/// A customer, as WhatsApp tells: an element of `contacts`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProfileContact {
    /// The customer's profile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<Profile>,
    /// The customer's WhatsApp id.
    pub wa_id: WaId,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

/// A customer's WhatsApp profile.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// The name that the customer chose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

/// A chat: one customer's conversation with the business.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chat {
    /// The customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Person>,
    /// The chat's id: the customer's WhatsApp id.
    pub wa_id: WaId,
    /// How many messages the user who asks has not received.
    #[serde(default, deserialize_with = "null_as_default")]
    pub new_messages: u64,
    /// The newest message.
    #[serde(default)]
    pub last_message: Option<Box<Message>>,
    /// Whom it is assigned to.
    #[serde(default)]
    pub assigned_to_user: Option<User>,
    /// The group it is assigned to.
    #[serde(default)]
    pub assigned_group: Option<Group>,
    /// The chat's tags.
    #[serde(default, deserialize_with = "null_as_default")]
    pub tags: Vec<ChatTag>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

/// A tag as it stands on a chat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChatTag {
    /// The tag.
    pub id: TagId,
    /// What it is called.
    pub name: String,
    /// Its colour in the web inbox.
    #[serde(default)]
    pub web_inbox_color: Option<String>,
    /// What takes it off again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tagging_id: Option<TaggingId>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

/// Whether a chat is resolved: the body of `resolveChat`, and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResolvedState {
    /// The chat; the answer names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wa_id: Option<WaId>,
    /// Resolved, or open.
    pub resolved: bool,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

impl ResolvedState {
    /// Nothing is left to be done in the chat.
    #[must_use]
    pub fn resolved() -> Self {
        Self { wa_id: None, resolved: true, extra: Members::new() }
    }

    /// The chat is open, or open again.
    #[must_use]
    pub fn open() -> Self {
        Self { wa_id: None, resolved: false, extra: Members::new() }
    }
}

/// The event `chat_resolved`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatResolved {
    /// The chat.
    pub wa_id: WaId,
    /// Resolved, or open again.
    pub resolved: bool,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

/// The event `user_availability`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UserAvailability {
    /// Whether the person takes chats now.
    pub is_available: bool,
    /// Who.
    pub user: User,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}
