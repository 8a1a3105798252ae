//! Pages of a list.

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
