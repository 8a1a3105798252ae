//! Getting in: names and passwords, refresh tokens.
//!
//! ```
//! use switchboard_wire::{ConvertRefreshTokenRequest, RefreshToken, Secret};
//!
//! let told: RefreshToken = serde_json::from_str(r#"{"refresh_token": "9c1f"}"#)?;
//! let convert = ConvertRefreshTokenRequest { refresh_token: told.refresh_token, keep_refresh_token: true };
//! assert_eq!(serde_json::to_string(&convert)?, r#"{"refresh_token":"9c1f","keep_refresh_token":true}"#);
//! # Ok::<(), serde_json::Error>(())
//! ```

use serde::{Deserialize, Serialize};

use crate::Secret;
use crate::reading::null_as_default;

/// The body of `createAuthToken`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateAuthTokenRequest {
    /// The name for logging in.
    pub username: String,
    /// The password.
    pub password: Secret,
}

/// The answer of `retrieveRefreshToken`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefreshToken {
    /// The token that is valid now. Whoever opens `/app/?idt=<token>` is logged in.
    pub refresh_token: Secret,
}

/// The body of `convertRefreshToken`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConvertRefreshTokenRequest {
    /// From `retrieveRefreshToken`.
    pub refresh_token: Secret,
    /// True leaves the refresh token valid; otherwise the call replaces it by a new one. False when left out.
    #[serde(default, deserialize_with = "null_as_default")]
    pub keep_refresh_token: bool,
}

/// The body of `convertIdToken`, the old name of `convertRefreshToken`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConvertIdTokenRequest {
    /// A refresh token. The call replaces it by a new one.
    pub id_token: Secret,
}

/// The body of `changeMyPassword`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeMyPasswordRequest {
    /// The password until now.
    pub current_password: Secret,
    /// The password from now on.
    pub new_password: Secret,
}

/// The body of `changeUserPassword`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeUserPasswordRequest {
    /// The user's password from now on.
    pub password: Secret,
}
