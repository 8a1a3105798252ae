//! Pages of a list.
//!
//! ```
//! use switchboard_wire::{Group, Page};
//!
//! let page: Page<Group> = serde_json::from_str(r#"{"count": 1, "next": null, "previous": null, "results": [{"id": 4, "name": "Billing"}]}"#)?;
//! assert_eq!(page.results[0].name, "Billing");
//! # Ok::<(), serde_json::Error>(())
//! ```

use serde::{Deserialize, Serialize};

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    /// How many entries match in all, not only on this page.
    pub count: u64,
    /// Absolute URL of the following page.
    #[serde(default)]
    pub next: Option<String>,
    /// Absolute URL of the preceding page.
    #[serde(default)]
    pub previous: Option<String>,
    /// The entries.
    pub results: Vec<T>,
}
