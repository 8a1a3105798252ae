//! Whom chats are assigned to, and the history of it and of tags.

use rusqlite::types::Value;
use rusqlite::{params, params_from_iter};
use switchboard_wire::ChatAssignmentEvent;

use super::Tx;
use super::scope::Scope;
use crate::json;

/// Which events of a history a list shows.
#[derive(Debug, Clone, Default)]
pub(crate) struct HistoryFilter {
    pub(crate) scope: Scope,
    pub(crate) wa_id: Option<String>,
    pub(crate) waba_id: Option<String>,
    pub(crate) since: Option<i64>,
    pub(crate) before: Option<i64>,
}

/// Which history.
#[derive(Debug, Clone, Copy)]
pub(crate) enum History {
    /// Of assignments.
    Assignments,
    /// Of tags on chats.
    ChatTaggings,
    /// Of tags on messages.
    MessageTaggings,
}

impl Tx<'_> {
    pub(crate) fn assign(&mut self, wa_id: &str, user: Option<i64>, group: Option<i64>) -> rusqlite::Result<()> {
        self.conn
            .prepare_cached("UPDATE chats SET assigned_user = ?2, assigned_group = ?3 WHERE wa_id = ?1")?
            .execute(params![wa_id, user, group])
            .map(drop)
    }

    pub(crate) fn keep_assignment_event(&mut self, event: &ChatAssignmentEvent) -> rusqlite::Result<String> {
        let text = json::text(event);
        self.conn.prepare_cached("INSERT INTO assignment_events (wa_id, time, event) VALUES (?1, ?2, ?3)")?.execute(params![
            event.wa_id.as_str(),
            event.timestamp.as_seconds(),
            text
        ])?;
        Ok(text)
    }

    /// Events as they were sent, newest first, and how many match in all.
    pub(crate) fn history(
        &self,
        history: History,
        filter: &HistoryFilter,
        limit: i64,
        offset: i64,
    ) -> rusqlite::Result<(i64, Vec<String>)> {
        let mut sql = String::from(match history {
            History::Assignments => "FROM assignment_events WHERE 1",
            History::ChatTaggings => "FROM tagging_events WHERE waba_id IS NULL",
            History::MessageTaggings => "FROM tagging_events WHERE waba_id IS NOT NULL",
        });
        if let Some(condition) = filter.scope.on_wa_id() {
            sql.push_str(&format!(" AND {condition}"));
        }
        let mut values: Vec<Value> = Vec::new();
        let mut and = |part: &str, value: Option<Value>| {
            if let Some(value) = value {
                values.push(value);
                sql.push_str(&format!(" AND {part} ?{}", values.len()));
            }
        };
        and("wa_id =", filter.wa_id.clone().map(Value::from));
        // Only the history of tags on messages knows messages.
        let waba_id = filter.waba_id.clone().filter(|_| matches!(history, History::MessageTaggings));
        and("waba_id =", waba_id.map(Value::from));
        and("time >=", filter.since.map(Value::from));
        and("time <", filter.before.map(Value::from));
        let count = self.conn.prepare_cached(&format!("SELECT COUNT(*) {sql}"))?.query_row(params_from_iter(&values), |row| row.get(0))?;
        let rows = self
            .conn
            .prepare_cached(&format!("SELECT event {sql} ORDER BY time DESC, seq DESC LIMIT {limit} OFFSET {offset}"))?
            .query_map(params_from_iter(&values), |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        Ok((count, rows))
    }
}
