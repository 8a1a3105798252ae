use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, TransactionBehavior};

use super::failure::Failure;
use crate::store::StoreError;

/// Older ones can lose a commit when a checkpoint meets a reset of the write-ahead log.
const OLDEST_SQLITE: i32 = 3_051_003;

/// `SWBD`: what tells a store from any other SQLite file.
const APPLICATION: i32 = 0x5357_4244;

/// Each leads from one version of the schema to the next; what was released never changes.
const MIGRATIONS: &[&str] = &[include_str!("schema/1.sql"), include_str!("schema/2.sql"), include_str!("schema/3.sql")];

/// Refuses a SQLite that cannot be trusted.
pub(super) fn check_version(found: i32) -> Result<(), Failure> {
    if found < OLDEST_SQLITE {
        let (oldest, found) = (words(OLDEST_SQLITE), words(found));
        return Err(StoreError::Refused(format!(
            "SQLite {found} can lose data: build with {oldest} or newer (crate `rusqlite`, feature `bundled`)"
        ))
        .into());
    }
    Ok(())
}

/// Sets the connection up and brings the file to this version's schema. Answers how often the file was opened.
pub(super) fn prepare(db: &mut Connection, name: &str) -> Result<i64, Failure> {
    db.busy_timeout(Duration::from_secs(5))?;
    db.set_prepared_statement_cache_capacity(64);
    // Without it every use of a statement that meets a partial index with a parameter is planned anew.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    check_owner(db, name)?;
    // An answer, not an error, tells that the journal stays what it was: in memory it does.
    db.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    db.pragma_update(None, "synchronous", "full")?;
    db.pragma_update(None, "foreign_keys", true)?;
    db.pragma_update(None, "trusted_schema", false)?;
    db.pragma_update(None, "temp_store", "memory")?;
    db.pragma_update(None, "cache_size", -8192)?;
    db.pragma_update_and_check(None, "journal_size_limit", 64 << 20, |_| Ok(()))?;
    migrate(db, name)?;
    Ok(db.query_row("UPDATE meta SET starts = starts + 1 RETURNING starts", [], |row| row.get(0))?)
}

/// Refuses a file that something else wrote, before anything is changed in it.
fn check_owner(db: &Connection, name: &str) -> Result<(), Failure> {
    let application: i32 = db.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let objects: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if application == APPLICATION || (application == 0 && objects == 0) {
        return Ok(());
    }
    let cause = "it is a SQLite file of another program".to_owned();
    Err(StoreError::Open { path: name.to_owned(), cause }.into())
}

fn migrate(db: &mut Connection, name: &str) -> Result<(), Failure> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: usize = transaction.pragma_query_value(None, "user_version", |row| row.get::<_, u32>(0))? as usize;
    let Some(missing) = MIGRATIONS.get(found..) else {
        return Err(StoreError::Newer { path: name.to_owned() }.into());
    };
    for migration in missing {
        transaction.execute_batch(migration)?;
    }
    if !missing.is_empty() {
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", MIGRATIONS.len() as u32)?;
    }
    transaction.commit()?;
    Ok(())
}

fn words(version: i32) -> String {
    format!("{}.{}.{}", version / 1_000_000, version / 1000 % 1000, version % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_sqlite_is_refused_with_both_versions() {
        assert!(check_version(3_051_003).is_ok());
        let error = check_version(3_051_002).unwrap_err().into_error().to_string();
        assert!(error.contains("3.51.2") && error.contains("3.51.3"), "{error}");
    }

    #[test]
    fn the_writer_settles_for_nothing_less_than_full_flushes() {
        let folder = tempfile::tempdir().unwrap();
        let mut db = Connection::open(folder.path().join("s.db")).unwrap();
        prepare(&mut db, "s.db").unwrap();
        let text = |name: &str| db.pragma_query_value(None, name, |row| row.get::<_, String>(0)).unwrap();
        let number = |name: &str| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).unwrap();
        assert_eq!(text("journal_mode"), "wal");
        assert_eq!(number("synchronous"), 2);
        assert_eq!(number("foreign_keys"), 1);
        assert_eq!(number("user_version"), MIGRATIONS.len() as i64);
    }
}
