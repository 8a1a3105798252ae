//! Saved responses: texts that people send often.
//!
//! ```
//! use switchboard_wire::SavedResponse;
//! use switchboard_wire::saved_response::CreatedBy;
//!
//! let response: SavedResponse = serde_json::from_str(r#"{"id": 3, "text": "Welcome!", "created_by": 4, "timestamp": 1763632801}"#)?;
//! assert!(matches!(response.created_by, Some(CreatedBy::User(user)) if user.get() == 4));
//! # Ok::<(), serde_json::Error>(())
//! ```

use serde::{Deserialize, Serialize};

use crate::{Members, SavedResponseId, Timestamp, UserId};

/// A saved response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedResponse {
    /// Its id.
    pub id: SavedResponseId,
    /// The words.
    pub text: String,
    /// Who saved it.
    #[serde(default)]
    pub created_by: Option<CreatedBy>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Timestamp>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

/// Who saved a response: the API document has a text, the web inbox a user's id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum CreatedBy {
    /// A user's id.
    User(UserId),
    /// A name.
    Name(String),
}

/// The body of `createSavedResponse`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewSavedResponse {
    /// The words.
    pub text: String,
}

impl NewSavedResponse {
    /// These words.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into() }
    }
}
