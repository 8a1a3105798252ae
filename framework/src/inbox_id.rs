//! Which inbox something belongs to.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The name under which everything of one inbox is kept, and a part of the webhook's path: 1 to 64 letters, digits, `-` and `_`.
///
/// ```
/// use switchboard::InboxId;
///
/// assert_eq!(InboxId::new("berlin-1")?.as_str(), "berlin-1");
/// assert!(InboxId::new("berlin/1").is_err());
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct InboxId(String);

impl InboxId {
    /// Takes what may stand in a path.
    ///
    /// # Errors
    /// When the text is empty, longer than 64 characters, or has anything else in it.
    pub fn new(id: impl Into<String>) -> Result<Self, &'static str> {
        let id = id.into();
        let is_plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        if id.is_empty() || id.len() > 64 || !is_plain {
            return Err("write 1 to 64 letters (a to z), digits, `-` and `_`");
        }
        Ok(Self(id))
    }

    /// The inbox of turns that are made by hand.
    pub(crate) fn by_hand() -> Self {
        Self("inbox".to_owned())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for InboxId {
    type Error = &'static str;

    fn try_from(id: String) -> Result<Self, &'static str> {
        Self::new(id)
    }
}

impl fmt::Display for InboxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
