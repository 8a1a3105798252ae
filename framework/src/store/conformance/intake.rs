//! Taking deliveries in.

use std::sync::Arc;

use jiff::SignedDuration;
use tokio::task::JoinSet;

use super::Ground;
use super::samples::{Desk, at, chat, delivery, event, lane, told, turn};
use crate::store::{Delivery, EventEnd, EventKey, EventSeq, Ingested, Lane, NewEvent, StoreError};

pub(crate) async fn a_new_event_is_open_and_whole(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let new = NewEvent { part: 3, ..event("wamid.1", &lane(1)) };
    let answer = desk.ingest(Delivery { body: b"[1]".to_vec(), ..delivery([new]) }).await;

    let work = desk.read(&lane(1)).await;
    let [stored] = &work.events[..] else { panic!("{work:?}") };
    assert_eq!(answer, [Ingested::New(stored.seq)]);
    assert_eq!((stored.key.as_str(), &stored.body[..], stored.part), ("wamid.1", &b"[1]"[..], 3));
    assert_eq!((stored.attempts, stored.not_before, stored.received_at), (0, None, at(0)));
    assert!(work.rows.is_empty() && work.chat.is_none());
}

pub(crate) async fn a_repeat_changes_nothing(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let seq = desk.event("wamid.1", &lane(1)).await;
    let copy = Delivery { body: b"other".to_vec(), received_at: at(9), ..delivery([event("wamid.1", &lane(2))]) };
    assert_eq!(desk.ingest(copy).await, [Ingested::Repeat(seq)]);

    assert!(desk.keys(&lane(2)).await.is_empty());
    let work = desk.read(&lane(1)).await;
    assert_eq!(work.events.len(), 1);
    assert_eq!((&work.events[0].body, work.events[0].received_at), (&delivery([]).body, at(0)));
}

pub(crate) async fn what_stands_back_is_written_once_the_other_is_not_open(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let stands_back = || Delivery {
        unless_open: Some(EventKey::new("wamid.1")),
        chats: vec![(chat(1), told("news"))],
        ..delivery([event("back", &lane(1)), event("wamid.1", &lane(1))])
    };
    let own = desk.event("wamid.1", &lane(1)).await;
    assert_eq!(desk.ingest(stands_back()).await, [Ingested::Repeat(own), Ingested::Repeat(own)]);
    assert_eq!(desk.keys(&lane(1)).await, ["wamid.1"]);
    assert_eq!(store.chat(&desk.inbox, &chat(1)).await.unwrap(), None);

    desk.commit(turn(own, &lane(1))).await;
    let answer = desk.ingest(stands_back()).await;
    assert!(matches!(answer[..], [Ingested::New(_), Ingested::Repeat(seq)] if seq == own), "{answer:?}");
    assert_eq!(desk.keys(&lane(1)).await, ["back"]);
    assert_eq!(store.chat(&desk.inbox, &chat(1)).await.unwrap(), Some(told("news")));
}

pub(crate) async fn ten_copies_at_once_are_one_event(ground: &dyn Ground) {
    let store = ground.open();
    let mut copies = JoinSet::new();
    for number in 0..10 {
        let store = Arc::clone(&store);
        // The same message under several names is still one message.
        let new = NewEvent { kind: format!("shape_{}", number % 4), ..event("wamid.1", &lane(1)) };
        copies.spawn(async move { Desk::new(&*store).ingest(delivery([new])).await });
    }
    let answers = copies.join_all().await.concat();
    let new: Vec<_> = answers.iter().filter(|answer| matches!(answer, Ingested::New(_))).collect();
    assert_eq!((answers.len(), new.len()), (10, 1));
    let places = answers.iter().map(|answer| match answer {
        Ingested::New(seq) | Ingested::Repeat(seq) => *seq,
    });
    let first = places.clone().next().unwrap();
    assert!(places.into_iter().all(|seq| seq == first), "every copy is told the same place");
    assert_eq!(Desk::new(&*store).keys(&lane(1)).await, ["wamid.1"]);
}

pub(crate) async fn one_delivery_may_hold_old_and_new_events(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let old = desk.event("b", &lane(1)).await;
    let answer = desk.ingest(delivery([event("a", &lane(1)), event("b", &lane(1)), event("c", &lane(2))])).await;
    assert!(matches!(answer[..], [Ingested::New(_), Ingested::Repeat(seq), Ingested::New(_)] if seq == old), "{answer:?}");
    assert_eq!(desk.keys(&lane(1)).await, ["b", "a"]);
    assert_eq!(desk.keys(&lane(2)).await, ["c"]);
}

pub(crate) async fn one_delivery_may_name_an_event_twice(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let answer = desk.ingest(delivery([event("a", &lane(1)), event("a", &lane(1))])).await;
    assert!(matches!(answer[..], [Ingested::New(first), Ingested::Repeat(second)] if first == second), "{answer:?}");
}

pub(crate) async fn a_delivery_of_repeats_still_tells_of_chats(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    desk.event("a", &lane(1)).await;
    desk.ingest(Delivery { chats: vec![(chat(1), told("news"))], ..delivery([event("a", &lane(1))]) }).await;
    assert_eq!(store.chat(&desk.inbox, &chat(1)).await.unwrap(), Some(told("news")));
}

pub(crate) async fn a_delivery_without_events_tells_of_chats(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let answer = desk.ingest(Delivery { chats: vec![(chat(1), told("1")), (chat(2), told("2"))], ..delivery([]) }).await;
    assert!(answer.is_empty());
    assert_eq!(store.chat(&desk.inbox, &chat(2)).await.unwrap(), Some(told("2")));
    assert_eq!(desk.read(&lane(1)).await.chat, Some(told("1")));
}

pub(crate) async fn events_of_a_lane_keep_the_order_of_acceptance(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    for number in 0..30 {
        desk.event(&format!("k{number}"), &lane(number % 3)).await;
    }
    for first in 0..3 {
        let expected: Vec<_> = (0..10).map(|turn| format!("k{}", turn * 3 + first)).collect();
        assert_eq!(desk.keys(&lane(first)).await, expected);
        assert!(desk.read(&lane(first)).await.events.is_sorted_by_key(|event| event.seq));
    }
}

pub(crate) async fn an_event_may_be_dead_from_the_start(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let end = Some(EventEnd::Dead { cause: "not JSON".to_owned() });
    let dead = NewEvent { end, ..event("sha256:1", &Lane::Inbox) };
    desk.ingest(Delivery { body: b"\xff\x00".to_vec(), ..delivery([dead.clone()]) }).await;
    assert!(desk.keys(&Lane::Inbox).await.is_empty());
    let letters = store.dead_letters(&desk.inbox, 10).await.unwrap();
    assert_eq!(letters.len(), 1);
    assert_eq!((&letters[0].cause[..], &letters[0].body[..]), ("not JSON", &b"\xff\x00"[..]));
    assert_eq!(desk.ingest(delivery([dead])).await, [Ingested::Repeat(letters[0].seq)]);
}

pub(crate) async fn an_event_may_be_seen_and_skipped(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let skipped = NewEvent { end: Some(EventEnd::Skipped), ..event("wamid.old", &lane(1)) };
    let kind = skipped.kind.clone();
    let [Ingested::New(seq)] = desk.ingest(delivery([skipped])).await[..] else { panic!("a new event") };
    assert_eq!(store.kind_of(&desk.inbox, seq).await.unwrap(), Some(kind));
    assert_eq!(store.kind_of(&desk.inbox, EventSeq(i64::MAX)).await.unwrap(), None);
    assert!(desk.keys(&lane(1)).await.is_empty());
    assert!(store.open_lanes(&desk.inbox).await.unwrap().is_empty());
    assert!(store.dead_letters(&desk.inbox, 10).await.unwrap().is_empty());
    assert_eq!(store.chat_of_message(&desk.inbox, &EventKey::new("wamid.old")).await.unwrap(), Some(lane(1)));
}

pub(crate) async fn one_bad_intake_fails_alone(ground: &dyn Ground) {
    let store = ground.open();
    let mut intakes = JoinSet::new();
    for number in 0..64 {
        let store = Arc::clone(&store);
        intakes.spawn(async move {
            let desk = Desk::new(&*store);
            // No event has an empty key: the store's own rule is what is broken here.
            let key = if number == 40 { String::new() } else { format!("k{number}") };
            desk.store.ingest(&desk.inbox, delivery([event(&key, &lane(number % 8))])).await
        });
    }
    let answers = intakes.join_all().await;
    let failed: Vec<_> = answers.iter().filter_map(|answer| answer.as_ref().err()).collect();
    assert!(matches!(failed[..], [StoreError::Failed(_)]), "{failed:?}");
    let desk = Desk::new(&*store);
    let mut kept = 0;
    for number in 0..8 {
        kept += desk.keys(&lane(number)).await.len();
    }
    assert_eq!(kept, 63);
}

pub(crate) async fn a_bad_event_takes_its_delivery_with_it(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let mixed = Delivery { chats: vec![(chat(1), told("x"))], ..delivery([event("a", &lane(1)), event("", &lane(1))]) };
    store.ingest(&desk.inbox, mixed).await.unwrap_err();
    assert!(desk.keys(&lane(1)).await.is_empty());
    assert_eq!(store.chat(&desk.inbox, &chat(1)).await.unwrap(), None);
    desk.event("a", &lane(1)).await;
}

pub(crate) async fn any_text_and_a_huge_body_come_back_whole(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let words = "Grüße 👩‍👩‍👧 \u{202e}שלום '; DROP TABLE event; -- \"\\ %_\n\t\u{7f}";
    let message = Lane::Message(words.into());
    let body: Vec<u8> = (0..4_u32 << 20).map(|index| (index.wrapping_mul(31) >> 3) as u8).collect();
    let new = NewEvent { key: EventKey::new(words.repeat(20)), kind: words.to_owned(), ..event("", &message) };
    let told = told(&words.repeat(1000));
    desk.ingest(Delivery { body: body.clone(), chats: vec![(chat(1), told.clone())], ..delivery([new]) }).await;

    let work = desk.read(&message).await;
    assert!(work.events[0].body == body, "the body came back changed");
    assert_eq!(work.events[0].key.as_str(), words.repeat(20));
    assert_eq!(store.open_lanes(&desk.inbox).await.unwrap(), [message]);
    assert_eq!(store.chat(&desk.inbox, &chat(1)).await.unwrap(), Some(told));
}

pub(crate) async fn times_are_kept_to_the_microsecond(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    for (number, time) in
        [at(0) + SignedDuration::from_nanos(1_234_567), at(-3_000_000_000) + SignedDuration::from_nanos(1_999)].into_iter().enumerate()
    {
        let lane = lane(number as u32);
        desk.ingest(Delivery { received_at: time, ..delivery([event(&number.to_string(), &lane)]) }).await;
        let kept = desk.read(&lane).await.events[0].received_at;
        let lost = time.duration_since(kept);
        assert!(!lost.is_negative() && lost < SignedDuration::from_micros(1), "{time} came back as {kept}");
    }
}
