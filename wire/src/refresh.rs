//! Reading anew what the inbox keeps of WhatsApp: templates and settings.
//!
//! ```
//! let status: switchboard_wire::RefreshStatus = serde_json::from_str(r#"{"currently_refreshing": true}"#)?;
//! assert!(status.currently_refreshing);
//! # Ok::<(), serde_json::Error>(())
//! ```

use serde::{Deserialize, Serialize};

use crate::Members;

/// The answer of `checkTemplateRefreshStatus` and `checkSettingsRefreshStatus`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefreshStatus {
    /// Whether the inbox is reading them now.
    pub currently_refreshing: bool,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}
