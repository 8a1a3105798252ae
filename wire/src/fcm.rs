//! Device tokens of Firebase Cloud Messaging: where the inbox's mobile app is told of messages.
//!
//! ```
//! use switchboard_wire::{FcmDeviceToken, NewFcmDeviceToken};
//!
//! let kept: FcmDeviceToken = serde_json::from_str(r#"{"id": 2, "token": "fcm-1", "last_seen": "2025-11-20T12:00:00Z"}"#)?;
//! assert_eq!(kept.token.expose(), "fcm-1");
//! assert!(!format!("{kept:?}").contains("fcm-1"));
//! # Ok::<(), serde_json::Error>(())
//! ```

use serde::{Deserialize, Serialize};

use crate::{FcmDeviceTokenId, Members, Secret, UserShort};

/// A registered device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FcmDeviceToken {
    /// The registration's id.
    pub id: FcmDeviceTokenId,
    /// What Firebase knows the device by.
    pub token: Secret,
    /// Whose device it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<UserShort>,
    /// When it was registered last: date and time in ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<String>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

/// The body of `registerFcmDeviceToken` and `updateFcmDeviceToken`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewFcmDeviceToken {
    /// What Firebase knows the device by.
    pub token: Secret,
}
