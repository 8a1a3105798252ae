//! What was, for those who read a conversation again.

use super::Ground;
use super::samples::{Desk, at, event, lane, row, turn, update};
use crate::action::Action;
use crate::store::{Delivery, EventEnd, Lane, RowState, TurnCommit};

pub(crate) async fn a_lanes_history_is_whole_and_in_order(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let first = Delivery::new(b"{\"first\":1}".to_vec(), at(5), vec![event("a", &lane(1))]);
    desk.ingest(first).await;
    let work = desk.read(&lane(1)).await;
    let rows = desk.commit(TurnCommit { rows: vec![row("x"), row("y")], ..turn(work.events[0].seq, &lane(1)) }).await.rows;
    desk.record(&lane(1), vec![update(rows[1], RowState::Withdrawn)]).await.unwrap();
    let dead = desk.event("b", &lane(1)).await;
    let cause = "broken".to_owned();
    desk.commit(TurnCommit { end: EventEnd::Dead { cause }, rows: vec![row("z")], ..turn(dead, &lane(1)) }).await;
    let open = desk.event("c", &lane(1)).await;
    desk.planned("elsewhere", &lane(2), vec![row("other")]).await;

    let history = store.history(&desk.inbox, &lane(1)).await.unwrap();
    assert_eq!(history.iter().map(|event| event.seq).collect::<Vec<_>>(), [work.events[0].seq, dead, open]);
    assert_eq!((history[0].body.as_slice(), history[0].part, history[0].received_at), (&b"{\"first\":1}"[..], 0, at(5)));
    assert!(history.iter().all(|event| event.kind == "incoming_messages"));
    let told: Vec<Vec<_>> = history.iter().map(|event| event.rows.iter().map(|row| (name(&row.action), row.state)).collect()).collect();
    let expected = [vec![("x", RowState::Planned), ("y", RowState::Withdrawn)], vec![("z", RowState::Planned)], vec![]];
    assert_eq!(told, expected);
    assert!(store.history(&desk.inbox, &Lane::Inbox).await.unwrap().is_empty());
}

fn name(action: &Action) -> &str {
    let Action::Tag { name, .. } = action else { panic!("not a tag: {action:?}") };
    name
}
