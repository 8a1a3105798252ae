//! How values stand in columns. Times are whole microseconds, rounded down.

use jiff::Timestamp;
use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlResult, ToSqlOutput, ValueRef};

use super::failure::unreadable;
use crate::action::Action;
use crate::store::{InboxId, Lane, RowState};

/// A value of ours in a column. A type of its own, so that the public types know nothing of SQLite.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stored<T>(pub(super) T);

impl ToSql for Stored<Timestamp> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let micros = self.0.as_microsecond();
        let rounded_up = self.0.subsec_nanosecond() % 1000 < 0;
        Ok((micros - i64::from(rounded_up)).into())
    }
}

impl FromSql for Stored<Timestamp> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let time = Timestamp::from_microsecond(value.as_i64()?).map_err(|_| unreadable("a time out of range".to_owned()))?;
        Ok(Self(time))
    }
}

impl ToSql for Stored<&Lane> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.to_text().into())
    }
}

impl FromSql for Stored<Lane> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Lane::from_text(value.as_str()?).map(Self).map_err(|_| unreadable("a lane of an unknown form".to_owned()))
    }
}

impl FromSql for Stored<InboxId> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        InboxId::new(value.as_str()?).map(Self).map_err(|error| unreadable(error.to_owned()))
    }
}

impl ToSql for Stored<RowState> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let code: i64 = match self.0 {
            RowState::Planned => 0,
            RowState::InFlight => 1,
            RowState::Sent => 2,
            RowState::Rejected => 3,
            RowState::Parked => 4,
            RowState::Withdrawn => 5,
        };
        Ok(code.into())
    }
}

impl FromSql for Stored<RowState> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Ok(Self(match value.as_i64()? {
            0 => RowState::Planned,
            1 => RowState::InFlight,
            2 => RowState::Sent,
            3 => RowState::Rejected,
            4 => RowState::Parked,
            5 => RowState::Withdrawn,
            code => return Err(unreadable(format!("the outbox state {code}"))),
        }))
    }
}

impl FromSql for Stored<Action> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        // The error's own words could repeat what a customer wrote.
        serde_json::from_str(value.as_str()?).map(Self).map_err(|_| unreadable("an action of an unknown form".to_owned()))
    }
}
