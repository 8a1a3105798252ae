//! Outbox rows.

use super::Ground;
use super::samples::{Desk, at, chat, delivery, event, lane, row, sent_as, tags, told, turn, update};
use crate::action::{Action, Assignee, Assignment, Reference};
use crate::handover::{OwnerClass, OwnerSet};
use crate::store::{EventEnd, InboxId, Ingested, NewRow, RowId, RowState, RowUpdate, StoreError, TurnCommit};
use crate::wire::{GroupId, Members, MessageId, OutgoingMessage};

pub(crate) async fn rows_leave_in_the_order_in_which_they_were_committed(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    // The younger event is answered first: the order is that of the commits.
    let older = desk.event("older", &lane(1)).await;
    let younger = desk.event("younger", &lane(1)).await;
    for (seq, names) in [(younger, ["1", "2"]), (older, ["3", "4"])] {
        let mut turn = turn(seq, &lane(1));
        turn.rows = names.into_iter().map(row).collect();
        desk.commit(turn).await;
    }
    let work = desk.read(&lane(1)).await;
    assert_eq!(tags(&work), ["1", "2", "3", "4"]);
    assert!(work.rows.is_sorted_by_key(|row| row.id));
}

pub(crate) async fn every_action_comes_back_as_it_was(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let text: OutgoingMessage = serde_json::from_str(r#"{"type":"text","text":{"body":"Grüße 👋"}}"#).unwrap();
    let mut extra = Members::new();
    extra.insert("from".to_owned(), "crm".into());
    let vip = Assignee::Group(Reference::Name("VIP desk".to_owned()));
    let to_group = Assignment { announce: Some(Box::new(text.clone())), ..Assignment::to(vip) };
    let actions = [
        Action::SendOrTemplate { message: Box::new(text.clone()), template: Box::new(text.clone()) },
        Action::Send(text),
        Action::Assign(to_group),
        Action::Assign(Assignment::to(Assignee::Group(Reference::Id(GroupId::new(7))))),
        Action::Assign(Assignment::to(Assignee::Nobody)),
        Action::Tag { name: "order".to_owned(), extra: Some(extra) },
        Action::Untag { name: "order".to_owned() },
    ];
    let owners = OwnerSet::only(OwnerClass::Group).and(OwnerSet::ME_OR_NOBODY);
    let row = |action: &Action| NewRow { action: action.clone(), state: RowState::InFlight, owners, fence: Some(-3), intent_at: None };
    desk.planned("a", &lane(1), actions.iter().map(row).collect()).await;

    let work = desk.read(&lane(1)).await;
    assert_eq!(work.rows.iter().map(|row| row.action.clone()).collect::<Vec<_>>(), actions);
    for row in &work.rows {
        assert_eq!((row.state, row.owners, row.fence, row.attempts), (RowState::InFlight, owners, Some(-3), 0));
        assert_eq!((row.not_before, row.intent_at, &row.message), (None, None, &None));
    }
}

pub(crate) async fn what_became_of_a_row_is_kept(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let rows = desk.planned("a", &lane(1), vec![row("x"), row("y")]).await;
    let tried = RowUpdate {
        attempts: 4,
        not_before: Some(at(60)),
        intent_at: Some(at(2)),
        message: Some(MessageId::new("m")),
        fence: Some(9),
        cause: Some("timed out".to_owned()),
        ..update(rows[0], RowState::InFlight)
    };
    desk.record(&lane(1), vec![tried]).await.unwrap();
    let work = desk.read(&lane(1)).await;
    let first = &work.rows[0];
    assert_eq!((first.state, first.attempts, first.not_before), (RowState::InFlight, 4, Some(at(60))));
    assert_eq!((first.intent_at, &first.message, first.fence), (Some(at(2)), &Some(MessageId::new("m")), Some(9)));
    assert_eq!((work.rows[1].state, work.rows[1].attempts), (RowState::Planned, 0));
}

pub(crate) async fn what_is_left_out_of_an_update_stays(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let [id] = desk.planned("a", &lane(1), vec![row("x")]).await[..] else { panic!("one row") };
    let first = RowUpdate { intent_at: Some(at(2)), fence: Some(9), not_before: Some(at(60)), ..sent_as(id, "m") };
    desk.record(&lane(1), vec![RowUpdate { state: RowState::InFlight, ..first }]).await.unwrap();
    desk.record(&lane(1), vec![update(id, RowState::Planned)]).await.unwrap();
    let work = desk.read(&lane(1)).await;
    let row = &work.rows[0];
    assert_eq!((row.intent_at, &row.message, row.fence), (Some(at(2)), &Some(MessageId::new("m")), Some(9)));
    assert_eq!((row.state, row.not_before), (RowState::Planned, None), "the time of the next try is told every time");
}

pub(crate) async fn closed_rows_are_not_read_again(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let states = [RowState::Planned, RowState::InFlight, RowState::Sent, RowState::Rejected, RowState::Parked, RowState::Withdrawn];
    let rows = desk.planned("a", &lane(1), states.iter().map(|_| row("x")).collect()).await;
    let updates = rows.iter().zip(states).map(|(id, state)| update(*id, state)).collect();
    desk.record(&lane(1), updates).await.unwrap();
    let open: Vec<_> = desk.read(&lane(1)).await.rows.iter().map(|row| row.state).collect();
    assert_eq!(open, [RowState::Planned, RowState::InFlight]);
    // What was parked can be taken up again.
    desk.record(&lane(1), vec![update(rows[4], RowState::Planned)]).await.unwrap();
    assert_eq!(desk.read(&lane(1)).await.rows.len(), 3);
}

pub(crate) async fn updates_are_written_all_or_none(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let rows = desk.planned("a", &lane(1), vec![row("x")]).await;
    let unknown = RowId(rows[0].0 + 1000);
    let both = vec![update(rows[0], RowState::Sent), update(unknown, RowState::Sent)];
    assert!(matches!(desk.record(&lane(1), both).await, Err(StoreError::Refused(_))));
    assert_eq!(desk.read(&lane(1)).await.rows[0].state, RowState::Planned);
}

pub(crate) async fn a_row_is_updated_in_its_lane_only(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let rows = desk.planned("a", &lane(1), vec![row("x")]).await;
    let sent = || vec![update(rows[0], RowState::Sent)];
    assert!(matches!(desk.record(&lane(2), sent()).await, Err(StoreError::Refused(_))));
    assert!(matches!(Desk::of(&*store, "other").record(&lane(1), sent()).await, Err(StoreError::Refused(_))));
    assert_eq!(desk.read(&lane(1)).await.rows[0].state, RowState::Planned);
}

pub(crate) async fn what_follows_from_rows_is_written_with_them(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let rows = desk.planned("a", &lane(1), vec![row("x")]).await;
    let lease = desk.claim(&lane(1)).await;
    let record = |key: &str| {
        let (updates, follow) = (vec![update(rows[0], RowState::Rejected)], vec![delivery([event(key, &lane(1))])]);
        store.record(&desk.inbox, &lease, updates, Some((chat(1), told("mine again"))), follow)
    };
    record("").await.unwrap_err();
    assert_eq!(store.chat(&desk.inbox, &chat(1)).await.unwrap(), None);
    let answer = record("refused:1").await.unwrap();
    assert!(matches!(answer[..], [Ingested::New(_)]), "{answer:?}");
    let work = desk.read(&lane(1)).await;
    assert_eq!((work.rows.len(), work.events.len(), work.chat), (0, 1, Some(told("mine again"))));
}

pub(crate) async fn a_record_of_events_alone_needs_the_lease_too(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let older = desk.claim(&lane(1)).await;
    let newer = desk.claim(&lane(1)).await;
    let record = |lease| store.record(&desk.inbox, lease, Vec::new(), None, vec![delivery([event("a", &lane(1))])]);
    assert!(matches!(record(&older).await, Err(StoreError::Stale(_))));
    assert!(matches!(record(&newer).await.unwrap()[..], [Ingested::New(_)]));
}

pub(crate) async fn sent_messages_are_known_by_their_id(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let rows = desk.planned("a", &lane(1), vec![row("x"), row("y"), row("z")]).await;
    desk.record(&lane(1), vec![sent_as(rows[0], "m0"), sent_as(rows[2], "m2")]).await.unwrap();
    let ask = |ids: &[&str]| ids.iter().map(MessageId::new).collect::<Vec<_>>();
    let known = store.sent(&desk.inbox, &ask(&["m2", "foreign", "m0"])).await.unwrap();
    assert_eq!(known, [(MessageId::new("m2"), rows[2]), (MessageId::new("m0"), rows[0])]);
    assert!(store.sent(&desk.inbox, &[]).await.unwrap().is_empty());
    let other = Desk::of(&*store, "other");
    assert!(store.sent(&other.inbox, &ask(&["m0"])).await.unwrap().is_empty());
}

pub(crate) async fn a_row_is_found_by_its_message_with_what_leaves_now(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let rows = desk.planned("a", &lane(1), vec![row("x"), row("y")]).await;
    let action = Action::Untag { name: "y".to_owned() };
    let changed = RowUpdate { action: Some(action.clone()), ..sent_as(rows[1], "m") };
    desk.record(&lane(1), vec![sent_as(rows[0], "other"), changed]).await.unwrap();
    // What is left out stays.
    desk.record(&lane(1), vec![update(rows[1], RowState::Rejected)]).await.unwrap();
    let (found_lane, row) = store.row_of(&desk.inbox, &MessageId::new("m")).await.unwrap().unwrap();
    assert_eq!((found_lane, row.id, row.action, row.state), (lane(1), rows[1], action, RowState::Rejected));
    assert!(store.row_of(&desk.inbox, &MessageId::new("foreign")).await.unwrap().is_none());
    assert!(store.row_of(&InboxId::new("elsewhere").unwrap(), &MessageId::new("m")).await.unwrap().is_none());
}

pub(crate) async fn an_events_rows_are_told_whatever_became_of_them(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let seq = desk.event("a", &lane(1)).await;
    desk.planned("b", &lane(1), vec![row("other")]).await;
    let part = desk.commit(TurnCommit { end: EventEnd::Open, rows: vec![row("x"), row("y")], ..turn(seq, &lane(1)) }).await;
    desk.record(&lane(1), vec![sent_as(part.rows[0], "m"), update(part.rows[1], RowState::Withdrawn)]).await.unwrap();
    desk.commit(TurnCommit { rows: vec![row("z")], ..turn(seq, &lane(1)) }).await;
    let rows = store.rows_of(&desk.inbox, seq).await.unwrap();
    let told: Vec<_> = rows.iter().map(|row| (row.ordinal, row.state)).collect();
    assert_eq!(told, [(0, RowState::Sent), (1, RowState::Withdrawn), (2, RowState::Planned)]);
    assert!(store.rows_of(&InboxId::new("elsewhere").unwrap(), seq).await.unwrap().is_empty());
}
