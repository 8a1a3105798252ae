//! Texts that nobody may read by accident.
//!
//! ```
//! use switchboard_wire::Secret;
//!
//! let token = Secret::new("5f2c");
//! assert!(!format!("{token:?}").contains("5f2c"));
//! assert_eq!(token.expose(), "5f2c");
//! ```

use std::fmt;

use serde::{Deserialize, Serialize};

/// A token, password or webhook secret. `Debug` prints stars; only [`Secret::expose`] gives the text.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(Box<str>);

impl Secret {
    /// Wraps a text.
    #[must_use]
    pub fn new(text: impl AsRef<str>) -> Self {
        Self(text.as_ref().into())
    }

    /// The text itself: for the header or file that needs it, never for a log or an error.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}
