use std::path::Path;

use tempfile::TempDir;

/// Where the system keeps files in memory.
const MEMORY: &str = "/dev/shm";

/// An empty folder, which goes when it is dropped.
///
/// It is in memory where the system has that: what a killed process wrote stays there as it stays on a disk, and no test waits
/// for one that is busy.
///
/// # Panics
/// When none can be made.
#[must_use]
pub fn folder() -> TempDir {
    let in_memory = || if Path::new(MEMORY).is_dir() { tempfile::tempdir_in(MEMORY).ok() } else { None };
    in_memory().unwrap_or_else(|| tempfile::tempdir().expect("a folder"))
}
