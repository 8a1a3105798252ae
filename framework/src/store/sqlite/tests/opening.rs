//! Files that can be opened, and those that cannot.

use std::path::Path;

use rusqlite::Connection;

use crate::store::{InboxId, SqliteStore, Store, StoreError};

fn refusal(path: &Path) -> StoreError {
    SqliteStore::open(path).expect_err("the store must not open")
}

fn cause(path: &Path) -> String {
    match refusal(path) {
        StoreError::Open { cause, path: named } => {
            assert_eq!(named, path.display().to_string());
            cause
        }
        other => panic!("{other:?}"),
    }
}

/// Opens a store that was closed just now. A process that another test starts in this moment holds the lock too, until it
/// is the program it becomes.
fn reopened(path: &Path) -> SqliteStore {
    let open = || match SqliteStore::open(path) {
        Err(StoreError::InUse { .. }) => None,
        other => Some(other.unwrap()),
    };
    (0..100_000).find_map(|_| open()).expect("the store stays in use")
}

#[test]
fn the_folder_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a/b/switchboard.db");
    SqliteStore::open(&path).unwrap();
    reopened(&path);
    assert!(path.is_file());
}

#[test]
fn a_store_is_open_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("switchboard.db");
    let store = SqliteStore::open(&path).unwrap();
    let error = refusal(&path);
    assert!(matches!(&error, StoreError::InUse { path: named } if *named == path.display().to_string()), "{error:?}");
    drop(store);
    reopened(&path);
}

#[cfg(unix)]
#[test]
fn another_name_of_an_open_store_is_in_use_too() {
    let folder = tempfile::tempdir().unwrap();
    let (path, link) = (folder.path().join("switchboard.db"), folder.path().join("link.db"));
    let _store = SqliteStore::open(&path).unwrap();
    std::os::unix::fs::symlink(&path, &link).unwrap();
    assert!(matches!(refusal(&link), StoreError::InUse { .. }));
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_may_read_the_files() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path().join("switchboard.db")).unwrap();
    let inbox = InboxId::new("main").unwrap();
    store.put_chat(&inbox, &"4917139200001".parse().unwrap(), crate::store::ChatRecord("{}".to_owned())).await.unwrap();
    let mut files = 0;
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.file_name());
        files += 1;
    }
    assert!(files >= 3, "the store, its write-ahead log and its lock");
}

#[test]
fn a_store_of_a_newer_version_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("switchboard.db");
    drop(SqliteStore::open(&path).unwrap());
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let error = refusal(&path);
    assert!(matches!(error, StoreError::Newer { .. }), "{error:?}");
    assert!(error.to_string().contains("newer version of Switchboard"), "{error}");
    let version: i64 = Connection::open(&path).unwrap().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, 99);
}

#[test]
fn a_database_of_another_program_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("inbox.db");
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE event (theirs)").unwrap();
    assert!(cause(&path).contains("another program"));
    let db = Connection::open(&path).unwrap();
    assert_eq!(db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0)).unwrap(), 1);
    assert_eq!(db.pragma_query_value(None, "journal_mode", |row| row.get::<_, String>(0)).unwrap(), "delete");
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.txt");
    let text = "buy milk\n".repeat(1000);
    std::fs::write(&path, &text).unwrap();
    assert!(cause(&path).contains("not a database"));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn a_path_that_cannot_be_written_is_named_with_the_cause() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    cause(&file.join("switchboard.db"));
    cause(&file.join("deeper/switchboard.db"));
    let error = refusal(folder.path()).to_string();
    assert!(error.contains("set `store.path`") && error.contains(&folder.path().display().to_string()), "{error}");
}
