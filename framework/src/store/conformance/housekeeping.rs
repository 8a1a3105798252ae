//! Open lanes, dead letters, and forgetting.

use super::Ground;
use super::samples::{Desk, at, delivery, event, lane, row, tags, turn, update};
use crate::store::{Delivery, EventEnd, EventKey, Ingested, Lane, NewEvent, RowState, RowUpdate, TurnCommit};

/// Takes in an event and ends it at a time.
async fn ended(desk: &Desk<'_>, key: &str, seconds: i64) {
    let seq = desk.event(key, &lane(1)).await;
    desk.commit(TurnCommit { now: at(seconds), ..turn(seq, &lane(1)) }).await;
}

async fn is_known(desk: &Desk<'_>, key: &str) -> bool {
    desk.store.chat_of_message(&desk.inbox, &EventKey::new(key)).await.unwrap().is_some()
}

pub(crate) async fn lanes_with_events_or_rows_are_open(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let open = async || {
        let mut lanes = store.open_lanes(&desk.inbox).await.unwrap();
        lanes.sort();
        lanes
    };
    assert!(open().await.is_empty());
    let tagging = Lane::Message("wamid.9:tag".into());
    for (key, lane) in [("a", lane(1)), ("b", lane(1)), ("c", Lane::Inbox), ("d", tagging.clone())] {
        desk.event(key, &lane).await;
    }
    let rows = desk.planned("e", &lane(2), vec![row("x"), row("y")]).await;
    assert_eq!(open().await, [lane(1), lane(2), tagging.clone(), Lane::Inbox]);
    desk.record(&lane(2), vec![update(rows[0], RowState::Sent)]).await.unwrap();
    assert_eq!(open().await.len(), 4);
    desk.record(&lane(2), vec![update(rows[1], RowState::Parked)]).await.unwrap();
    assert_eq!(open().await, [lane(1), tagging, Lane::Inbox]);
}

pub(crate) async fn dead_letters_come_newest_first_with_their_bodies(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    for number in 0..5_u8 {
        let new = NewEvent { kind: format!("kind{number}"), ..event(&number.to_string(), &lane(1)) };
        let [Ingested::New(seq)] =
            desk.ingest(Delivery { body: vec![number], received_at: at(number.into()), ..delivery([new]) }).await[..]
        else {
            panic!("not new");
        };
        let end = EventEnd::Dead { cause: format!("cause{number}") };
        desk.commit(TurnCommit { end, rows: vec![row("sorry")], ..turn(seq, &lane(1)) }).await;
    }
    let letters = store.dead_letters(&desk.inbox, 3).await.unwrap();
    let told: Vec<_> = letters.iter().map(|letter| (&letter.kind[..], &letter.cause[..], &letter.body[..], letter.received_at)).collect();
    assert_eq!(told, [("kind4", "cause4", &[4][..], at(4)), ("kind3", "cause3", &[3][..], at(3)), ("kind2", "cause2", &[2][..], at(2)),]);
    assert_eq!(store.dead_letters(&desk.inbox, 100).await.unwrap().len(), 5);
    assert_eq!(tags(&desk.read(&lane(1)).await).len(), 5, "a dead letter may leave a word of regret");
}

pub(crate) async fn only_what_ended_before_is_pruned(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    ended(&desk, "old", 10).await;
    ended(&desk, "edge", 20).await;
    ended(&desk, "new", 30).await;
    desk.event("open", &lane(1)).await;
    assert_eq!(store.prune(&desk.inbox, at(20), 100).await.unwrap(), 1);
    assert_eq!(store.prune(&desk.inbox, at(20), 100).await.unwrap(), 0);
    for (key, known) in [("old", false), ("edge", true), ("new", true), ("open", true)] {
        assert_eq!(is_known(&desk, key).await, known, "{key}");
    }
}

pub(crate) async fn an_event_with_an_open_row_is_not_pruned(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let rows = desk.planned("a", &lane(1), vec![row("x"), row("y")]).await;
    let sent = |id, seconds| RowUpdate { intent_at: Some(at(seconds)), ..update(id, RowState::Sent) };
    desk.record(&lane(1), vec![sent(rows[0], 2)]).await.unwrap();
    assert_eq!(store.prune(&desk.inbox, at(50), 100).await.unwrap(), 0);
    // After an outage a row leaves long after its event has ended.
    desk.record(&lane(1), vec![sent(rows[1], 100)]).await.unwrap();
    assert_eq!(store.prune(&desk.inbox, at(50), 100).await.unwrap(), 0);
    assert_eq!(store.prune(&desk.inbox, at(101), 100).await.unwrap(), 1);
    assert!(!is_known(&desk, "a").await);
}

pub(crate) async fn a_body_stays_while_one_of_its_events_does(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let both = Delivery { body: b"shared".to_vec(), ..delivery([event("a", &lane(1)), event("b", &lane(2))]) };
    let [Ingested::New(first), Ingested::New(second)] = desk.ingest(both).await[..] else { panic!("not new") };
    desk.commit(turn(first, &lane(1))).await;
    assert_eq!(store.prune(&desk.inbox, at(100), 100).await.unwrap(), 1);
    assert_eq!(desk.read(&lane(2)).await.events[0].body, b"shared");
    desk.commit(turn(second, &lane(2))).await;
    assert_eq!(store.prune(&desk.inbox, at(100), 100).await.unwrap(), 1);
}

pub(crate) async fn pruning_stops_at_its_limit(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    for number in 0..10 {
        ended(&desk, &number.to_string(), number).await;
    }
    assert_eq!(store.prune(&desk.inbox, at(100), 0).await.unwrap(), 0);
    assert_eq!(store.prune(&desk.inbox, at(100), 4).await.unwrap(), 4);
    assert!(!is_known(&desk, "3").await && is_known(&desk, "4").await, "what ended first goes first");
    assert_eq!(store.prune(&desk.inbox, at(100), 100).await.unwrap(), 6);
}

pub(crate) async fn what_was_pruned_may_come_again(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let first = desk.event("a", &lane(1)).await;
    let rows = desk.commit(TurnCommit { rows: vec![row("x")], ..turn(first, &lane(1)) }).await.rows;
    desk.record(&lane(1), vec![update(rows[0], RowState::Sent)]).await.unwrap();
    store.prune(&desk.inbox, at(100), 100).await.unwrap();
    let second = desk.event("a", &lane(1)).await;
    assert!(second > first, "a number is never given twice");
    let again = desk.commit(TurnCommit { rows: vec![row("x")], ..turn(second, &lane(1)) }).await.rows;
    assert!(again[0] > rows[0]);
}

pub(crate) async fn dead_letters_are_pruned_when_they_are_old(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    for (key, seconds) in [("old", 10), ("new", 30)] {
        let seq = desk.event(key, &lane(1)).await;
        let end = EventEnd::Dead { cause: key.to_owned() };
        desk.commit(TurnCommit { end, now: at(seconds), ..turn(seq, &lane(1)) }).await;
    }
    assert_eq!(store.prune(&desk.inbox, at(20), 100).await.unwrap(), 1);
    let left = store.dead_letters(&desk.inbox, 10).await.unwrap();
    assert_eq!(left.iter().map(|letter| &letter.cause[..]).collect::<Vec<_>>(), ["new"]);
}

pub(crate) async fn pruning_leaves_other_inboxes_alone(ground: &dyn Ground) {
    let store = ground.open();
    let (one, two) = (Desk::of(&*store, "one"), Desk::of(&*store, "two"));
    ended(&one, "a", 1).await;
    ended(&two, "a", 1).await;
    assert_eq!(store.prune(&one.inbox, at(100), 100).await.unwrap(), 1);
    assert!(!is_known(&one, "a").await && is_known(&two, "a").await);
}
