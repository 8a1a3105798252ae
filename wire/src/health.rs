//! Health of an inbox.
//!
//! ```
//! use switchboard_wire::HealthStatus;
//!
//! let status: HealthStatus = serde_json::from_str(r#"{"check_name": "waba", "is_ok": true, "message": "connected"}"#)?;
//! assert!(status.is_ok);
//! # Ok::<(), serde_json::Error>(())
//! ```

use serde::{Deserialize, Serialize};

use crate::Members;

/// One check of `listHealthStatuses`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthStatus {
    /// What was checked.
    pub check_name: String,
    /// Whether it works.
    pub is_ok: bool,
    /// In words.
    pub message: String,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}
