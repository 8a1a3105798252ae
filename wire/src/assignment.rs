//! Who a chat belongs to.
//!
//! ```
//! use switchboard_wire::{ChatAssignmentRequest, GroupId};
//! use switchboard_wire::assignment::Change;
//!
//! // To a group, and away from whoever has it; what is kept is not written.
//! let request = ChatAssignmentRequest { assigned_to_user: Change::Clear, assigned_group: Change::Set(GroupId::new(4)), ..Default::default() };
//! assert_eq!(serde_json::to_string(&request)?, r#"{"assigned_to_user":null,"assigned_group":4}"#);
//! # Ok::<(), serde_json::Error>(())
//! ```

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::reading::null_as_default;
use crate::{Group, GroupId, Members, Timestamp, User, UserId, WaId};

/// The answer of `retrieveChatAssignment`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatAssignment {
    /// The chat.
    pub wa_id: WaId,
    /// The user it is assigned to.
    pub assigned_to_user: Option<UserId>,
    /// The group it is assigned to.
    pub assigned_group: Option<GroupId>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

/// The body of `updateChatAssignment` and `partialUpdateChatAssignment`. A member that is left out keeps its value in a PATCH.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatAssignmentRequest {
    /// The chat; said to be required, yet newer documents leave it out: sent, and not demanded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wa_id: Option<WaId>,
    /// The user, or null to take the assignment away.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub assigned_to_user: Change<UserId>,
    /// The group, or null to take the assignment away; 0 counts as null.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub assigned_group: Change<GroupId>,
}

/// What a partial update does to one member.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Change<T> {
    /// Leave it: the member is not written.
    #[default]
    Keep,
    /// Take it away: null.
    Clear,
    /// Put this in its place.
    Set(T),
}

impl<T> Change<T> {
    /// Whether the member is left out.
    #[must_use]
    pub const fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }
}

impl<T: Serialize> Serialize for Change<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Keep | Self::Clear => serializer.serialize_none(),
            Self::Set(value) => value.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Change<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Clear, Self::Set))
    }
}

/// One change of assignment: the event `chat_assignment`, and an element of `listChatAssignmentEvents`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChatAssignmentEvent {
    /// The chat.
    pub wa_id: WaId,
    /// When, in whole seconds.
    pub timestamp: Timestamp,
    /// Who did it.
    #[serde(default)]
    pub done_by: Option<User>,
    /// The user now responsible, when this event set one.
    #[serde(default)]
    pub assigned_to_user_set: Option<User>,
    /// Whether this event took the user away.
    #[serde(default, deserialize_with = "null_as_default")]
    pub assigned_to_user_was_cleared: bool,
    /// The group now responsible, when this event set one.
    #[serde(default)]
    pub assigned_group_set: Option<Group>,
    /// Whether this event took the group away.
    #[serde(default, deserialize_with = "null_as_default")]
    pub assigned_group_was_cleared: bool,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}
