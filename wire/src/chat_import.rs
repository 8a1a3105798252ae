//! Chats that were exported from a WhatsApp app.
//!
//! ```
//! let import = switchboard_wire::ChatImportRequest::new("20.11.25, 12:00 - Ada: Hi", 60, "de-DE");
//! assert_eq!(serde_json::to_value(&import)?["media_files"], serde_json::json!([]));
//! # Ok::<(), serde_json::Error>(())
//! ```

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Members;
use crate::reading::null_as_default;

/// The body of `createChatImport`. `Debug` prints neither the log nor its participants.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct ChatImportRequest {
    /// The exported log.
    pub chat_text: String,
    /// Two at most. Needed when the partner is in the device's address book: ties the name in the log to a number. The API document does
    /// not show the members' names.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_default")]
    pub chat_participants: Vec<Members>,
    /// How many minutes the device is ahead of UTC; negative in the Americas.
    pub utc_offset_minutes: i32,
    /// The device's language, which decides how the log writes its times: `en-US`.
    pub device_language_code: String,
    /// The files that the log names. The API document does not show the members' names.
    pub media_files: Vec<Members>,
}

impl ChatImportRequest {
    /// A log without files.
    #[must_use]
    pub fn new(chat_text: impl Into<String>, utc_offset_minutes: i32, device_language_code: impl Into<String>) -> Self {
        Self {
            chat_text: chat_text.into(),
            chat_participants: Vec::new(),
            utc_offset_minutes,
            device_language_code: device_language_code.into(),
            media_files: Vec::new(),
        }
    }
}

impl fmt::Debug for ChatImportRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChatImportRequest")
            .field("utc_offset_minutes", &self.utc_offset_minutes)
            .field("device_language_code", &self.device_language_code)
            .finish_non_exhaustive()
    }
}
