//! The WhatsApp numbers of an inbox.
//!
//! ```
//! let account: switchboard_wire::WhatsAppAccount = serde_json::from_str(r#"{"phone_number": "491713920099", "this_instance": true}"#)?;
//! assert!(account.this_instance && !format!("{account:?}").contains("3920099"));
//! # Ok::<(), serde_json::Error>(())
//! ```

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Members;
use crate::reading::null_as_default;

/// A WhatsApp number. `Debug` does not print it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WhatsAppAccount {
    /// The business's number.
    #[serde(deserialize_with = "null_as_default")]
    pub phone_number: String,
    /// Whether it is the number of this inbox.
    #[serde(deserialize_with = "null_as_default")]
    pub this_instance: bool,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

impl fmt::Debug for WhatsAppAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WhatsAppAccount").field("this_instance", &self.this_instance).finish_non_exhaustive()
    }
}
