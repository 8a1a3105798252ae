//! Health of an inbox.

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
