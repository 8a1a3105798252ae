//! Chats, sessions and inboxes.

use std::collections::BTreeMap;

use super::Ground;
use super::samples::{Desk, at, chat, delivery, event, lane, row, sent_as, session, told, turn};
use crate::store::{Delivery, EventEnd, EventKey, InboxRecord, Lane, NewEvent, TurnCommit};
use crate::wire::MessageId;

pub(crate) async fn a_chat_is_what_was_written_last(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    assert_eq!(store.chat(&desk.inbox, &chat(1)).await.unwrap(), None);
    store.put_chat(&desk.inbox, &chat(1), told("put")).await.unwrap();
    assert_eq!(desk.read(&lane(1)).await.chat, Some(told("put")));
    let seq = desk.event("a", &lane(1)).await;
    desk.commit(TurnCommit { chat: Some(told("committed")), ..turn(seq, &lane(1)) }).await;
    assert_eq!(store.chat(&desk.inbox, &chat(1)).await.unwrap(), Some(told("committed")));
    let seq = desk.event("b", &lane(1)).await;
    desk.commit(turn(seq, &lane(1))).await;
    assert_eq!(store.chat(&desk.inbox, &chat(1)).await.unwrap(), Some(told("committed")), "a turn that says nothing changes nothing");
    assert_eq!(store.chat(&desk.inbox, &chat(2)).await.unwrap(), None);
    store.put_chat(&desk.inbox, &chat(2), told("another")).await.unwrap();
    assert_eq!(store.chats(&desk.inbox).await.unwrap(), [(chat(1), told("committed")), (chat(2), told("another"))]);
}

pub(crate) async fn sessions_are_set_changed_and_ended(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let steps = [
        (vec![("a", Some(session(1, "1"))), ("b", Some(session(1, "2")))], vec![("a", session(1, "1")), ("b", session(1, "2"))]),
        (vec![("a", Some(session(4, "\"é\"")))], vec![("a", session(4, "\"é\"")), ("b", session(1, "2"))]),
        (vec![("b", None), ("never", None)], vec![("a", session(4, "\"é\""))]),
        (vec![("a", None), ("b", Some(session(2, "{}")))], vec![("b", session(2, "{}"))]),
    ];
    for (number, (change, expected)) in steps.into_iter().enumerate() {
        let seq = desk.event(&number.to_string(), &lane(1)).await;
        let sessions = change.into_iter().map(|(name, session)| (name.to_owned(), session)).collect();
        desk.commit(TurnCommit { sessions, ..turn(seq, &lane(1)) }).await;
        let left = store.sessions(&desk.inbox, &chat(1)).await.unwrap();
        assert_eq!(left.iter().map(|(name, session)| (name.as_str(), session.clone())).collect::<Vec<_>>(), expected);
    }
}

pub(crate) async fn sessions_belong_to_their_chat(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    for number in 1..=2 {
        let seq = desk.event(&number.to_string(), &lane(number)).await;
        let sessions = BTreeMap::from([("cart".to_owned(), Some(session(1, &number.to_string())))]);
        desk.commit(TurnCommit { sessions, ..turn(seq, &lane(number)) }).await;
    }
    assert_eq!(store.sessions(&desk.inbox, &chat(1)).await.unwrap()["cart"].json, "1");
    assert_eq!(store.sessions(&desk.inbox, &chat(2)).await.unwrap()["cart"].json, "2");
    assert!(store.sessions(&desk.inbox, &chat(3)).await.unwrap().is_empty());
}

pub(crate) async fn the_chat_of_a_message_is_found(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let seq = desk.event("wamid.1", &lane(1)).await;
    let find = async |key: &str| store.chat_of_message(&desk.inbox, &EventKey::new(key)).await.unwrap();
    assert_eq!(find("wamid.1").await, Some(lane(1)));
    desk.commit(turn(seq, &lane(1))).await;
    assert_eq!(find("wamid.1").await, Some(lane(1)), "an event that ended is still known");
    assert_eq!(find("wamid.2").await, None);
}

pub(crate) async fn an_inbox_is_what_was_put_last(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    assert_eq!(store.inbox(&desk.inbox).await.unwrap(), None);
    assert!(store.inboxes().await.unwrap().is_empty());
    for record in [
        InboxRecord { url: "https://a.example".to_owned(), mark: at(0), swept: None },
        InboxRecord { url: "https://b.example".to_owned(), mark: at(5), swept: Some(at(6)) },
    ] {
        store.put_inbox(&desk.inbox, record.clone()).await.unwrap();
        assert_eq!(store.inbox(&desk.inbox).await.unwrap(), Some(record.clone()));
        store.put_inbox(&Desk::of(&*store, "other").inbox, record).await.unwrap();
    }
    assert_eq!(store.inboxes().await.unwrap().len(), 2);
}

pub(crate) async fn two_inboxes_never_mix(ground: &dyn Ground) {
    let store = ground.open();
    for name in ["one", "two"] {
        let desk = Desk::of(&*store, name);
        // Everything has the same name in both inboxes; `event` asserts that the key is new.
        let seq = desk.event("wamid.1", &lane(1)).await;
        let dead = NewEvent { end: Some(EventEnd::Dead { cause: name.to_owned() }), ..event("dead", &lane(1)) };
        desk.ingest(Delivery { body: name.as_bytes().to_vec(), ..delivery([dead]) }).await;
        let sessions = BTreeMap::from([("cart".to_owned(), Some(session(1, name)))]);
        let turn = TurnCommit { rows: vec![row(name)], sessions, chat: Some(told(name)), ..turn(seq, &lane(1)) };
        let rows = desk.commit(turn).await.rows;
        desk.record(&lane(1), vec![sent_as(rows[0], "m")]).await.unwrap();
        desk.event("open", &Lane::Message(name.into())).await;
    }
    for name in ["one", "two"] {
        let desk = Desk::of(&*store, name);
        assert_eq!(store.chat(&desk.inbox, &chat(1)).await.unwrap(), Some(told(name)));
        assert_eq!(store.sessions(&desk.inbox, &chat(1)).await.unwrap()["cart"].json, name);
        assert_eq!(store.open_lanes(&desk.inbox).await.unwrap(), [Lane::Message(name.into())]);
        assert_eq!(store.chat_of_message(&desk.inbox, &EventKey::new("open")).await.unwrap(), Some(Lane::Message(name.into())));
        assert_eq!(store.sent(&desk.inbox, &[MessageId::new("m")]).await.unwrap().len(), 1);
        let letters = store.dead_letters(&desk.inbox, 10).await.unwrap();
        assert_eq!(letters.iter().map(|letter| &letter.body[..]).collect::<Vec<_>>(), [name.as_bytes()]);
    }
}
