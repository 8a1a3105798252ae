//! Getting in: refresh tokens and passwords.
//!
//! ```
//! use switchboard_wire::{ConvertRefreshTokenRequest, Secret};
//!
//! let keep = ConvertRefreshTokenRequest { refresh_token: Secret::new("r-1"), keep_refresh_token: true };
//! assert_eq!(serde_json::to_string(&keep)?, r#"{"refresh_token":"r-1","keep_refresh_token":true}"#);
//! # Ok::<(), serde_json::Error>(())
//! ```

use serde::{Deserialize, Serialize};

use crate::Secret;
use crate::reading::null_as_default;

/// The answer of `retrieveRefreshToken`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefreshToken {
    /// Exchanged for an auth token, or opened as `/app/?idt=<token>`.
    pub refresh_token: Secret,
}

/// The body of `convertRefreshToken`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConvertRefreshTokenRequest {
    /// The token that is exchanged.
    pub refresh_token: Secret,
    /// True leaves it valid; otherwise it is replaced by a new one.
    #[serde(default, deserialize_with = "null_as_default")]
    pub keep_refresh_token: bool,
}

/// The body of `convertIdToken`, the old name of `convertRefreshToken`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConvertIdTokenRequest {
    /// The refresh token that is exchanged.
    pub id_token: Secret,
}

/// The body of `changeMyPassword`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordChangeRequest {
    /// What it is.
    pub current_password: Secret,
    /// What it becomes.
    pub new_password: Secret,
}
