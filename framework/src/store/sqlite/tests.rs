//! The store against the conformance suite, and what only SQLite has.

mod killed;
mod opening;
mod statements;
mod writing;

use std::sync::Arc;

use tempfile::TempDir;

use super::SqliteStore;
use crate::store::Store;
use crate::store::conformance::{Ground, conforms, endures};

/// A file in a folder of its own.
struct Files(TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn store(&self) -> SqliteStore {
        SqliteStore::open(self.0.path().join("switchboard.db")).unwrap()
    }
}

impl Ground for Files {
    fn open(&self) -> Arc<dyn Store> {
        Arc::new(self.store())
    }
}

struct Memory;

impl Ground for Memory {
    fn open(&self) -> Arc<dyn Store> {
        Arc::new(SqliteStore::in_memory().unwrap())
    }
}

/// What SQLite says of the file.
async fn integrity(store: &SqliteStore) -> String {
    store.writer.read(|db| Ok(db.pragma_query_value(None, "integrity_check", |row| row.get(0))?)).await.unwrap()
}

mod file {
    use super::*;
    conforms!(Files::new());
    endures!(Files::new());
}

mod memory {
    use super::*;
    conforms!(Memory);
}
