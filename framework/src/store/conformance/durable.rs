//! What a store knows after it was opened again.

use std::collections::BTreeMap;

use super::Ground;
use super::samples::{Desk, at, chat, delivery, event, lane, row, sent_as, session, tags, told, turn};
use crate::store::{EventEnd, InboxRecord, Ingested, NewEvent, StoreError, TurnCommit};
use crate::wire::MessageId;

pub(crate) async fn everything_acknowledged_is_there_again(ground: &dyn Ground) {
    let record = InboxRecord { url: "https://a.example".to_owned(), mark: at(0), swept: Some(at(7)) };
    {
        let store = ground.open();
        let desk = Desk::new(&*store);
        store.put_inbox(&desk.inbox, record.clone()).await.unwrap();
        let first = desk.event("a", &lane(1)).await;
        desk.event("b", &lane(1)).await;
        let sessions = BTreeMap::from([("cart".to_owned(), Some(session(1, "[]")))]);
        let turn = TurnCommit { rows: vec![row("x"), row("y")], sessions, chat: Some(told("mine")), ..turn(first, &lane(1)) };
        let rows = desk.commit(turn).await.rows;
        desk.record(&lane(1), vec![sent_as(rows[0], "m")]).await.unwrap();
        let dead = NewEvent { end: Some(EventEnd::Dead { cause: "old".to_owned() }), ..event("dead", &lane(2)) };
        desk.ingest(delivery([dead])).await;
    }
    let store = ground.open();
    let desk = Desk::new(&*store);
    assert_eq!(store.inbox(&desk.inbox).await.unwrap(), Some(record));
    assert_eq!(store.open_lanes(&desk.inbox).await.unwrap(), [lane(1)]);
    let work = desk.read(&lane(1)).await;
    assert_eq!((work.events.len(), work.events[0].key.as_str()), (1, "b"));
    assert_eq!((tags(&work), work.chat.clone()), (vec!["y"], Some(told("mine"))));
    assert_eq!(store.sessions(&desk.inbox, &chat(1)).await.unwrap()["cart"], session(1, "[]"));
    assert_eq!(store.sent(&desk.inbox, &[MessageId::new("m")]).await.unwrap().len(), 1);
    assert_eq!(store.dead_letters(&desk.inbox, 10).await.unwrap().len(), 1);
}

pub(crate) async fn leases_end_with_the_store(ground: &dyn Ground) {
    let mut old = {
        let store = ground.open();
        Desk::new(&*store).claim(&lane(1)).await
    };
    for _ in 0..5 {
        let store = ground.open();
        let desk = Desk::new(&*store);
        assert!(matches!(store.read(&desk.inbox, &lane(1), &old).await, Err(StoreError::Stale(_))));
        let new = desk.claim(&lane(1)).await;
        assert!(new.fence > old.fence);
        assert!(matches!(store.read(&desk.inbox, &lane(1), &old).await, Err(StoreError::Stale(_))));
        old = new;
    }
}

pub(crate) async fn numbers_are_not_given_twice(ground: &dyn Ground) {
    let (event, row_id) = {
        let store = ground.open();
        let desk = Desk::new(&*store);
        let seq = desk.event("a", &lane(1)).await;
        let rows = desk.commit(TurnCommit { rows: vec![row("x")], ..turn(seq, &lane(1)) }).await.rows;
        desk.record(&lane(1), vec![sent_as(rows[0], "m")]).await.unwrap();
        assert_eq!(store.prune(&desk.inbox, at(100), 10).await.unwrap(), 1);
        (seq, rows[0])
    };
    let store = ground.open();
    let desk = Desk::new(&*store);
    let seq = desk.event("b", &lane(1)).await;
    assert!(seq > event);
    assert!(desk.commit(TurnCommit { rows: vec![row("x")], ..turn(seq, &lane(1)) }).await.rows[0] > row_id);
}

pub(crate) async fn repeats_are_known_after_a_restart(ground: &dyn Ground) {
    let (open, done) = {
        let store = ground.open();
        let desk = Desk::new(&*store);
        let (open, done) = (desk.event("open", &lane(1)).await, desk.event("done", &lane(1)).await);
        desk.commit(turn(done, &lane(1))).await;
        (open, done)
    };
    let store = ground.open();
    let desk = Desk::new(&*store);
    let answer = desk.ingest(delivery([event("open", &lane(1)), event("done", &lane(1))])).await;
    assert_eq!(answer, [Ingested::Repeat(open), Ingested::Repeat(done)]);
    assert_eq!(desk.keys(&lane(1)).await, ["open"]);
}
