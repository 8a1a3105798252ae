use serde::{Deserialize, Serialize};

use crate::Members;

/// Words, 4096 characters at most (see [`crate::limits::TEXT_BODY`]).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Text {
    /// The words.
    pub body: String,
    /// Whether WhatsApp shows a preview of the first link. Cloud API form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preview_url: Option<bool>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

impl Text {
    /// Words without a preview of links.
    #[must_use]
    pub fn new(body: impl Into<String>) -> Self {
        Self { body: body.into(), preview_url: None, extra: Members::new() }
    }
}
