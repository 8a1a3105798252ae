//! What became of an outgoing message.
//!
//! ```
//! use switchboard_wire::WabaStatus;
//!
//! let status: WabaStatus = serde_json::from_str(
//!     r#"{"id": "wamid.1", "status": "failed", "errors": [{"code": 131026, "title": "Message undeliverable"}]}"#,
//! )?;
//! assert_eq!(status.errors[0].explanation(), Some("Message undeliverable"));
//! # Ok::<(), serde_json::Error>(())
//! ```

use serde::{Deserialize, Serialize};

use crate::reading::null_as_default;
use crate::{Members, MessageId, Timestamp, WaId, WabaId};

/// A change in the state of an outgoing message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WabaStatus {
    /// WhatsApp's id of the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<WabaId>,
    /// The id that `createMessage` returned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub getchat_id: Option<MessageId>,
    /// The customer. The test webhook names the recipient `"0"`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient_id: Option<WaId>,
    /// `sent`, `delivered`, `read`, `failed`, `deleted`, `warning`, `played`; others are kept.
    pub status: String,
    /// When it changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Timestamp>,
    /// Why it failed.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<WabaErrorItem>,
    /// Members that this version does not know, `conversation` and `pricing` among them.
    #[serde(flatten)]
    pub extra: Members,
}

/// One error that WhatsApp reports.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WabaErrorItem {
    /// WhatsApp's number of the error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<i64>,
    /// In a few words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// In a few words (Cloud API).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// In a sentence (On-Premises).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<String>,
    /// In a sentence (Cloud API).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_data: Option<ErrorData>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

impl WabaErrorItem {
    /// The sentence, whichever form it came in.
    #[must_use]
    pub fn explanation(&self) -> Option<&str> {
        self.details
            .as_deref()
            .or_else(|| self.error_data.as_ref()?.details.as_deref())
            .or(self.message.as_deref())
            .or(self.title.as_deref())
    }
}

/// The Cloud API's place for the sentence.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ErrorData {
    /// The sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<String>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}
