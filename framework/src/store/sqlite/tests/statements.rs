//! The SQL itself, as it stands in the sources.

use std::collections::BTreeMap;

use jiff::Timestamp;
use regex::Regex;
use rusqlite::{Connection, StatementStatus};

use crate::action::Action;
use crate::handover::OwnerSet;
use crate::store::{
    ChatRecord, Delivery, EventEnd, EventKey, InboxId, Lane, NewEvent, NewRow, RowState, RowUpdate, SqliteStore, Store, TurnCommit,
};

const SOURCES: [&str; 6] = [
    include_str!("../chats.rs"),
    include_str!("../inboxes.rs"),
    include_str!("../journal.rs"),
    include_str!("../outbox.rs"),
    include_str!("../prune.rs"),
    include_str!("../sessions.rs"),
];

fn statements() -> Vec<&'static str> {
    let quoted = Regex::new(r#""((?:SELECT|INSERT|UPDATE|DELETE) [^"]+)""#).unwrap();
    let found = SOURCES.iter().flat_map(|source| quoted.captures_iter(source));
    let statements: Vec<_> = found.map(|found| found.extract::<1>().1[0]).collect();
    assert!(statements.len() >= 25, "only {} statements were found", statements.len());
    statements
}

#[tokio::test]
async fn every_statement_finds_its_rows_by_an_index() {
    let explain = |db: &Connection| {
        for sql in statements() {
            let mut explained = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
            let parameters = vec![None::<i64>; explained.parameter_count()];
            let plan = explained.query_map(rusqlite::params_from_iter(parameters), |row| row.get::<_, String>(3))?;
            let plan = plan.collect::<Result<Vec<_>, _>>()?.join("; ");
            let lists_all = sql == "SELECT id FROM inbox ORDER BY id";
            assert!(lists_all || !plan.contains("SCAN"), "{sql}\n{plan}");
            assert!(!plan.contains("FOR ORDER BY"), "it sorts: {sql}\n{plan}");
        }
        Ok(())
    };
    SqliteStore::in_memory().unwrap().writer.read(explain).await.unwrap();
}

#[tokio::test]
async fn no_statement_is_planned_twice() {
    let store = SqliteStore::in_memory().unwrap();
    for number in 0..10 {
        answer(&store, number).await;
    }
    let count = |db: &Connection| {
        let mut used = 0;
        for sql in statements() {
            let statement = db.prepare_cached(sql)?;
            used += statement.get_status(StatementStatus::Run);
            assert_eq!(statement.get_status(StatementStatus::RePrepare), 0, "{sql}");
        }
        assert!(used >= 100, "the statements in the sources are those that were used");
        Ok(())
    };
    store.writer.read(count).await.unwrap();
}

/// An event from its delivery to the end of its answer.
async fn answer(store: &SqliteStore, number: u32) {
    let (inbox, lane, now) = (InboxId::new("main").unwrap(), Lane::Chat("4917139200001".parse().unwrap()), Timestamp::UNIX_EPOCH);
    let key = EventKey::new(number.to_string());
    let event = NewEvent { key: key.clone(), lane: lane.clone(), kind: "incoming_messages".to_owned(), part: 0, end: None };
    store.ingest(&inbox, Delivery::new(Vec::new(), now, vec![event])).await.unwrap();
    let lease = store.claim(&inbox, &lane, now).await.unwrap();
    let work = store.read(&inbox, &lane, &lease).await.unwrap();
    let action = Action::Untag { name: "x".to_owned() };
    let turn = TurnCommit {
        event: work.events[0].seq,
        lane: lane.clone(),
        end: EventEnd::Done,
        rows: vec![NewRow { action, state: RowState::InFlight, owners: OwnerSet::ANY, fence: None, intent_at: None }],
        sessions: BTreeMap::from([("a".to_owned(), None)]),
        timers: Vec::new(),
        chat: Some(ChatRecord("{}".to_owned())),
        events: Vec::new(),
        now,
    };
    let [id] = store.commit(&inbox, &lease, turn).await.unwrap().rows[..] else { panic!("one row") };
    let (state, message) = (RowState::Sent, Some(crate::wire::MessageId::new(number.to_string())));
    let sent =
        RowUpdate { id, state, attempts: 1, not_before: None, intent_at: Some(now), message, fence: None, action: None, cause: None };
    store.record(&inbox, &lease, vec![sent], None, Vec::new()).await.unwrap();
    store.chat_of_message(&inbox, &key).await.unwrap();
    store.kind_of(&inbox, crate::store::EventSeq(1)).await.unwrap();
    store.prune(&inbox, now, 10).await.unwrap();
    store.release(&inbox, &lane, &lease).await.unwrap();
}
