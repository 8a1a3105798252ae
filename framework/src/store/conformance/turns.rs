//! Ending turns.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::task::JoinSet;

use super::Ground;
use super::samples::{Desk, at, chat, delivery, event, lane, row, session, tags, told, turn};
use crate::store::{EventEnd, EventSeq, Ingested, Lane, RowState, StoreError, TurnCommit};

pub(crate) async fn a_commit_writes_everything(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let seq = desk.event("a", &lane(1)).await;
    let committed = desk
        .commit(TurnCommit {
            rows: vec![row("first"), row("second")],
            sessions: BTreeMap::from([("cart".to_owned(), Some(session(2, "[1]")))]),
            chat: Some(told("mine")),
            ..turn(seq, &lane(1))
        })
        .await;

    let work = desk.read(&lane(1)).await;
    assert!(work.events.is_empty());
    assert_eq!(tags(&work), ["first", "second"]);
    assert_eq!(work.rows.iter().map(|row| row.id).collect::<Vec<_>>(), committed.rows);
    assert_eq!(work.rows.iter().map(|row| (row.event, row.ordinal)).collect::<Vec<_>>(), [(seq, 0), (seq, 1)]);
    assert_eq!(work.chat, Some(told("mine")));
    assert_eq!(store.sessions(&desk.inbox, &chat(1)).await.unwrap()["cart"], session(2, "[1]"));
}

pub(crate) async fn an_event_ends_once(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let seq = desk.event("a", &lane(1)).await;
    let answer = || TurnCommit { rows: vec![row("hello")], ..turn(seq, &lane(1)) };
    desk.commit(answer()).await;
    assert!(matches!(desk.try_commit(answer()).await, Err(StoreError::Stale(_))));
    assert_eq!(tags(&desk.read(&lane(1)).await), ["hello"]);
    let unknown = turn(EventSeq(seq.0 + 1000), &lane(1));
    assert!(matches!(desk.try_commit(unknown).await, Err(StoreError::Stale(_))));
}

pub(crate) async fn of_two_commits_at_once_one_wins(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    for round in 0..20 {
        let lane = lane(round);
        let seq = desk.event(&format!("k{round}"), &lane).await;
        let lease = desk.claim(&lane).await;
        let mut commits = JoinSet::new();
        for _ in 0..8 {
            let (store, lease, inbox) = (Arc::clone(&store), lease.clone(), desk.inbox.clone());
            let turn = TurnCommit { rows: vec![row("once")], ..turn(seq, &lane) };
            commits.spawn(async move { store.commit(&inbox, &lease, turn).await.is_ok() });
        }
        assert_eq!(commits.join_all().await.into_iter().filter(|done| *done).count(), 1);
        assert_eq!(tags(&desk.read(&lane).await), ["once"]);
    }
}

pub(crate) async fn a_commit_that_fails_writes_nothing(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let seq = desk.event("a", &lane(1)).await;
    // The event that follows is written last, and cannot be.
    let broken = TurnCommit {
        rows: vec![row("never")],
        sessions: BTreeMap::from([("cart".to_owned(), Some(session(1, "1")))]),
        chat: Some(told("never")),
        events: vec![delivery([event("b", &lane(1))]), delivery([event("", &lane(1))])],
        ..turn(seq, &lane(1))
    };
    assert!(matches!(desk.try_commit(broken.clone()).await, Err(StoreError::Failed(_))));

    let work = desk.read(&lane(1)).await;
    assert_eq!(work.events.iter().map(|event| event.seq).collect::<Vec<_>>(), [seq]);
    assert!(work.rows.is_empty() && work.chat.is_none());
    assert!(store.sessions(&desk.inbox, &chat(1)).await.unwrap().is_empty());
    desk.commit(TurnCommit { events: Vec::new(), ..broken }).await;
}

pub(crate) async fn a_commit_in_the_wrong_lane_is_stale(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let seq = desk.event("a", &lane(1)).await;
    assert!(matches!(desk.try_commit(turn(seq, &lane(2))).await, Err(StoreError::Stale(_))));
    assert_eq!(desk.keys(&lane(1)).await, ["a"]);
}

pub(crate) async fn a_commit_in_the_wrong_inbox_is_stale(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let seq = desk.event("a", &lane(1)).await;
    let other = Desk::of(&*store, "other");
    assert!(matches!(other.try_commit(turn(seq, &lane(1))).await, Err(StoreError::Stale(_))));
    assert_eq!(desk.keys(&lane(1)).await, ["a"]);
}

pub(crate) async fn every_end_but_a_retry_closes_the_event(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    for (number, end) in
        [EventEnd::Done, EventEnd::Withdrawn, EventEnd::Skipped, EventEnd::Dead { cause: "x".to_owned() }].into_iter().enumerate()
    {
        let seq = desk.event(&number.to_string(), &lane(1)).await;
        desk.commit(TurnCommit { end, ..turn(seq, &lane(1)) }).await;
        assert!(desk.keys(&lane(1)).await.is_empty());
        assert!(matches!(desk.try_commit(turn(seq, &lane(1))).await, Err(StoreError::Stale(_))));
        assert_eq!(desk.ingest(delivery([event(&number.to_string(), &lane(1))])).await, [Ingested::Repeat(seq)]);
    }
    assert_eq!(store.dead_letters(&desk.inbox, 10).await.unwrap().len(), 1);
}

pub(crate) async fn a_retry_stays_open_and_keeps_its_place(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let first = desk.event("first", &lane(1)).await;
    desk.event("second", &lane(1)).await;
    let retry = |attempts| EventEnd::Retry { attempts, not_before: at(i64::from(attempts) * 5), cause: "panicked".to_owned() };
    for attempts in 1..=3 {
        desk.commit(TurnCommit { end: retry(attempts), ..turn(first, &lane(1)) }).await;
        let work = desk.read(&lane(1)).await;
        assert_eq!(desk.keys(&lane(1)).await, ["first", "second"]);
        assert_eq!((work.events[0].attempts, work.events[0].not_before), (attempts, Some(at(i64::from(attempts) * 5))));
        assert_eq!((work.events[1].attempts, work.events[1].not_before), (0, None));
    }
    assert!(store.dead_letters(&desk.inbox, 10).await.unwrap().is_empty());
    desk.commit(turn(first, &lane(1))).await;
    assert_eq!(desk.keys(&lane(1)).await, ["second"]);
}

pub(crate) async fn a_later_commit_adds_rows_behind_the_earlier(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let seq = desk.event("a", &lane(1)).await;
    let early = EventEnd::Retry { attempts: 0, not_before: at(0), cause: String::new() };
    desk.commit(TurnCommit { end: early, rows: vec![row("now")], ..turn(seq, &lane(1)) }).await;
    desk.commit(TurnCommit { rows: vec![row("then"), row("last")], ..turn(seq, &lane(1)) }).await;
    let work = desk.read(&lane(1)).await;
    assert_eq!(tags(&work), ["now", "then", "last"]);
    assert_eq!(work.rows.iter().map(|row| row.ordinal).collect::<Vec<_>>(), [0, 1, 2]);
}

pub(crate) async fn events_that_follow_are_taken_in_with_the_commit(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let seq = desk.event("a", &lane(1)).await;
    let follow = vec![delivery([event("a", &lane(1)), event("b", &lane(1))]), delivery([event("c", &lane(2))])];
    let committed = desk.commit(TurnCommit { events: follow, ..turn(seq, &lane(1)) }).await;
    assert!(matches!(committed.events[..], [Ingested::Repeat(first), Ingested::New(_), Ingested::New(_)] if first == seq), "{committed:?}");
    assert_eq!((desk.keys(&lane(1)).await, desk.keys(&lane(2)).await), (vec!["b".to_owned()], vec!["c".to_owned()]));
}

pub(crate) async fn a_turn_without_a_chat_has_no_sessions(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let seq = desk.event("a", &Lane::Inbox).await;
    let with_session = TurnCommit { sessions: BTreeMap::from([("cart".to_owned(), None)]), ..turn(seq, &Lane::Inbox) };
    assert!(matches!(desk.try_commit(with_session).await, Err(StoreError::Refused(_))));
    let with_chat = TurnCommit { chat: Some(told("x")), ..turn(seq, &Lane::Inbox) };
    assert!(matches!(desk.try_commit(with_chat).await, Err(StoreError::Refused(_))));
    let mut with_row = turn(seq, &Lane::Inbox);
    with_row.rows.push(crate::store::NewRow { state: RowState::InFlight, ..row("x") });
    desk.commit(with_row).await;
    assert_eq!(desk.read(&Lane::Inbox).await.rows[0].state, RowState::InFlight);
}
