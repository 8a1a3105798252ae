use rusqlite::Error as SqliteError;
use rusqlite::types::FromSqlError;

use crate::store::StoreError;

/// What goes wrong inside the store. Its own type, so that `?` works and SQLite's errors stay out of the public ones.
#[derive(Debug)]
pub(super) enum Failure {
    Sqlite(SqliteError),
    Store(StoreError),
}

impl Failure {
    /// As the caller of a running store sees it.
    pub(super) fn into_error(self) -> StoreError {
        match self {
            Self::Store(error) => error,
            Self::Sqlite(error) if is_broken_value(&error) => {
                StoreError::Broken(format!("a value that this version cannot read ({error})"))
            }
            Self::Sqlite(error) => StoreError::Failed(error.to_string()),
        }
    }

    /// As the caller who opens the store sees it.
    pub(super) fn opening(self, path: &str) -> StoreError {
        match self {
            Self::Store(error) => error,
            Self::Sqlite(error) => StoreError::Open { path: path.to_owned(), cause: error.to_string() },
        }
    }
}

impl From<SqliteError> for Failure {
    fn from(error: SqliteError) -> Self {
        Self::Sqlite(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// The error for a value that has the right type and makes no sense.
pub(super) fn unreadable(what: String) -> FromSqlError {
    FromSqlError::Other(what.into())
}

const fn is_broken_value(error: &SqliteError) -> bool {
    matches!(
        error,
        SqliteError::FromSqlConversionFailure(..)
            | SqliteError::IntegralValueOutOfRange(..)
            | SqliteError::InvalidColumnType(..)
            | SqliteError::Utf8Error(..)
    )
}
