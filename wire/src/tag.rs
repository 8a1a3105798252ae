//! Tags on chats and messages.
//!
//! ```
//! use switchboard_wire::{ChatTaggingEvent, NewTag, TaggingAction};
//!
//! let event: ChatTaggingEvent = serde_json::from_str(
//!     r#"{"action": "added", "chat": "491713920001", "tag": {"id": 1, "name": "vip"}, "done_by": {"id": 4, "username": "mira"},
//!         "timestamp": 1772452800}"#,
//! )?;
//! assert_eq!((event.action, event.tag.name.as_str()), (TaggingAction::Added, "vip"));
//! assert_eq!(serde_json::to_string(&NewTag::new("vip"))?, r#"{"name":"vip"}"#);
//! # Ok::<(), serde_json::Error>(())
//! ```

use serde::{Deserialize, Serialize};

use crate::{Members, TagId, TaggingId, Timestamp, User, WaId, WabaId};

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// The tag's id.
    pub id: TagId,
    /// What it is called, 1000 characters at most.
    pub name: String,
    /// Its colour in the web inbox.
    #[serde(default)]
    pub web_inbox_color: Option<String>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

impl Tag {
    /// A tag without a colour.
    #[must_use]
    pub fn new(id: TagId, name: impl Into<String>) -> Self {
        Self { id, name: name.into(), web_inbox_color: None, extra: Members::new() }
    }
}

/// The body of `createTag`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewTag {
    /// What it is called, 1000 characters at most.
    pub name: String,
    /// Its colour in the web inbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub web_inbox_color: Option<String>,
}

impl NewTag {
    /// A tag without a colour.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), web_inbox_color: None }
    }
}

/// The body of `createChatTagging`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewChatTagging {
    /// The tag.
    pub tag: TagId,
    /// The chat.
    pub chat: WaId,
    /// Free data from one system to another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extra: Option<Members>,
}

/// A tag on a chat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChatTagging {
    /// What takes the tag off again.
    pub id: TaggingId,
    /// The tag.
    pub tag: TagId,
    /// The chat.
    pub chat: WaId,
    /// Free data from one system to another.
    #[serde(default)]
    pub extra: Option<Members>,
    /// Members that this version does not know; `extra` is a member of the API itself.
    #[serde(flatten)]
    pub unknown: Members,
}

/// The body of `createMessageTagging`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewMessageTagging {
    /// The tag.
    pub tag: TagId,
    /// WhatsApp's id of the message.
    pub message: WabaId,
    /// Free data from one system to another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extra: Option<Members>,
}

/// A tag on a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MessageTagging {
    /// What takes the tag off again.
    pub id: TaggingId,
    /// The tag.
    pub tag: TagId,
    /// WhatsApp's id of the message.
    pub message: WabaId,
    /// Free data from one system to another.
    #[serde(default)]
    pub extra: Option<Members>,
    /// Members that this version does not know; `extra` is a member of the API itself.
    #[serde(flatten)]
    pub unknown: Members,
}

/// Whether a tag was put on or taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TaggingAction {
    /// Put on.
    Added,
    /// Taken off.
    Removed,
}

/// The event `chat_tagging`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChatTaggingEvent {
    /// When, in whole seconds.
    pub timestamp: Timestamp,
    /// Put on or taken off.
    pub action: TaggingAction,
    /// The tag.
    pub tag: Tag,
    /// The chat.
    pub chat: WaId,
    /// Free data from one system to another.
    #[serde(default)]
    pub extra: Option<Members>,
    /// Who did it.
    #[serde(default)]
    pub done_by: Option<User>,
    /// Members that this version does not know; `extra` is a member of the API itself.
    #[serde(flatten)]
    pub unknown: Members,
}

/// The event `message_tagging`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MessageTaggingEvent {
    /// When, in whole seconds.
    pub timestamp: Timestamp,
    /// Put on or taken off.
    pub action: TaggingAction,
    /// The tag.
    pub tag: Tag,
    /// WhatsApp's id of the message.
    pub message: WabaId,
    /// Free data from one system to another.
    #[serde(default)]
    pub extra: Option<Members>,
    /// Who did it.
    #[serde(default)]
    pub done_by: Option<User>,
    /// Members that this version does not know; `extra` is a member of the API itself.
    #[serde(flatten)]
    pub unknown: Members,
}
