//! What happens when its time has come.

use super::Ground;
use super::samples::{Desk, at, lane, turn};
use crate::store::{EventEnd, Fired, NewTimer, TimerChange, TurnCommit};

fn timer(name: &str, seconds: i64) -> TimerChange {
    TimerChange::Set(NewTimer { name: name.to_owned(), kind: "timer".to_owned(), due: at(seconds), body: name.as_bytes().to_vec() })
}

fn cancel(prefix: &str) -> TimerChange {
    TimerChange::Cancel { prefix: prefix.to_owned() }
}

/// Commits a turn of its own that changes timers.
async fn change(desk: &Desk<'_>, key: &str, number: u32, timers: Vec<TimerChange>) {
    let seq = desk.event(key, &lane(number)).await;
    desk.commit(TurnCommit { timers, ..turn(seq, &lane(number)) }).await;
}

fn bodies(fired: &[Fired]) -> Vec<&str> {
    fired.iter().map(|fired| std::str::from_utf8(&fired.body).unwrap()).collect()
}

pub(crate) async fn a_timer_becomes_an_event_once(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    change(&desk, "a", 1, vec![timer("later", 20), timer("soon", 10)]).await;
    change(&desk, "b", 2, vec![timer("between", 15)]).await;
    assert_eq!(store.next_timer(&desk.inbox).await.unwrap(), Some(at(10)));
    assert!(store.fire(&desk.inbox, at(9), 10).await.unwrap().is_empty());
    let fired = store.fire(&desk.inbox, at(15), 10).await.unwrap();
    assert_eq!(bodies(&fired), ["soon", "between"]);
    assert_eq!((fired[0].event.lane.clone(), fired[0].due), (lane(1), at(10)));
    assert!(store.fire(&desk.inbox, at(15), 10).await.unwrap().is_empty());
    assert_eq!(store.next_timer(&desk.inbox).await.unwrap(), Some(at(20)));
    let open = desk.read(&lane(1)).await.events;
    assert_eq!((open.len(), open[0].seq, &open[0].body[..]), (1, fired[0].seq, &b"soon"[..]));
    assert_eq!(bodies(&store.fire(&desk.inbox, at(99), 10).await.unwrap()), ["later"]);
    assert_eq!(store.next_timer(&desk.inbox).await.unwrap(), None);
}

pub(crate) async fn a_timer_of_the_same_name_is_replaced(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    change(&desk, "a", 1, vec![timer("ask", 10)]).await;
    change(&desk, "b", 2, vec![timer("ask", 11)]).await;
    change(&desk, "c", 1, vec![timer("ask", 30)]).await;
    let fired = store.fire(&desk.inbox, at(20), 10).await.unwrap();
    assert_eq!(fired.iter().map(|fired| &fired.event.lane).collect::<Vec<_>>(), [&lane(2)]);
    assert_eq!(store.next_timer(&desk.inbox).await.unwrap(), Some(at(30)));
}

pub(crate) async fn timers_are_cancelled_by_the_beginning_of_their_names(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    change(&desk, "a", 1, vec![timer("ask#1", 1), timer("ask#2", 2), timer("a%", 3), timer("other", 4)]).await;
    change(&desk, "b", 2, vec![timer("ask#1", 5)]).await;
    change(&desk, "c", 1, vec![cancel("ask#"), cancel("%"), timer("ask#3", 6)]).await;
    assert_eq!(bodies(&store.fire(&desk.inbox, at(9), 10).await.unwrap()), ["a%", "other", "ask#1", "ask#3"]);
}

pub(crate) async fn timers_move_to_another_lane(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    change(&desk, "a", 2, vec![timer("same", 9), timer("own", 8)]).await;
    change(&desk, "b", 1, vec![timer("same", 1), timer("other", 2)]).await;
    change(&desk, "c", 1, vec![TimerChange::Move { to: lane(2) }]).await;
    let fired = store.fire(&desk.inbox, at(10), 10).await.unwrap();
    assert_eq!(bodies(&fired), ["same", "other", "own"]);
    assert!(fired.iter().all(|fired| fired.event.lane == lane(2)));
}

pub(crate) async fn a_commit_that_fails_changes_no_timer(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let seq = desk.event("a", &lane(1)).await;
    desk.commit(turn(seq, &lane(1))).await;
    let again = TurnCommit { timers: vec![timer("never", 1)], ..turn(seq, &lane(1)) };
    desk.try_commit(again).await.expect_err("the event has ended");
    assert_eq!(store.next_timer(&desk.inbox).await.unwrap(), None);
}

pub(crate) async fn firing_stops_at_its_limit(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    change(&desk, "a", 1, (1..=5).map(|number| timer(&number.to_string(), number)).collect()).await;
    assert_eq!(bodies(&store.fire(&desk.inbox, at(9), 2).await.unwrap()), ["1", "2"]);
    assert_eq!(bodies(&store.fire(&desk.inbox, at(9), 9).await.unwrap()), ["3", "4", "5"]);
}

pub(crate) async fn a_turn_may_be_written_in_parts(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let seq = desk.event("a", &lane(1)).await;
    let part = |tag: &str| TurnCommit { end: EventEnd::Open, rows: vec![super::samples::row(tag)], ..turn(seq, &lane(1)) };
    desk.commit(part("one")).await;
    desk.commit(part("two")).await;
    let work = desk.read(&lane(1)).await;
    assert_eq!((work.events.len(), super::samples::tags(&work)), (1, vec!["one", "two"]));
    desk.commit(turn(seq, &lane(1))).await;
    assert!(desk.read(&lane(1)).await.events.is_empty());
}
