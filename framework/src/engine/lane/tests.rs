use super::*;
use crate::action::Action;
use crate::handover::Because;
use crate::store::{EventKey, EventSeq, RowId};
use crate::turn::QuestionSeen;
use crate::wire::content::Text;
use crate::wire::{ChatAssignmentEvent, Content, Group, GroupId, User, WaId, WabaId};

const ME: UserId = UserId::new(7);
const MIRA: UserId = UserId::new(3);
const LEASE: Lease = Lease { fence: 1, until: None };

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("a time of this century")
}

fn user(id: UserId) -> User {
    User::new(id, format!("user{id}"))
}

fn owned_by(owner: Option<UserId>) -> Ownership {
    let mut ownership = Ownership::unknown(ME, 1);
    let reading = ownership.begin_reading();
    let _ = ownership.end_reading(reading, owner.map(user), None, at(10));
    ownership
}

fn loaded(ownership: Ownership, events: &[Queued], rows: Vec<OutboxRow>) -> LaneState {
    let mut state = LaneState::new(ME, 1);
    state.load(LEASE, Some(ownership), events, rows, BTreeMap::new());
    state
}

/// A customer's message, known by its place.
fn message(seq: i64) -> Queued {
    let body = format!(r#"{{"messages":[{{"from":"491713920001","id":"m{seq}","type":"text","text":{{"body":"hi"}}}}]}}"#);
    let event = crate::wire::decode(body.as_bytes()).expect("a delivery").events.remove(0);
    queued(seq, Work::Event(Arc::new(event)))
}

fn queued(seq: i64, work: Work) -> Queued {
    Queued {
        seq: EventSeq(seq),
        key: EventKey::new(seq.to_string()),
        work,
        answered: false,
        attempts: 0,
        not_before: None,
        received_at: at(10),
    }
}

/// A message as the inbox lists it.
fn listed(id: &str) -> Message {
    let waba = serde_json::json!({ "type": "text", "text": { "body": "hi" }, "id": id });
    let message = serde_json::json!({ "id": id, "from_us": id.starts_with('o'), "customer_wa_id": "491713920001", "waba_payload": waba });
    serde_json::from_value(message).expect("a message")
}

fn row(state: RowState, owners: OwnerSet, fence: Option<i64>) -> OutboxRow {
    OutboxRow {
        id: RowId(1),
        event: EventSeq(1),
        ordinal: 0,
        action: Action::Send(Content::Text(Text::new("re: hi")).into()),
        state,
        owners,
        fence,
        attempts: 0,
        not_before: None,
        intent_at: None,
        message: None,
    }
}

fn taken_by_mira() -> ChatAssignmentEvent {
    ChatAssignmentEvent {
        wa_id: WaId::new("491713920001").expect("digits"),
        timestamp: crate::wire::Timestamp::from_seconds(20),
        done_by: Some(user(MIRA)),
        assigned_to_user_set: Some(user(MIRA)),
        assigned_to_user_was_cleared: false,
        assigned_group_set: None,
        assigned_group_was_cleared: false,
        extra: crate::wire::Members::new(),
    }
}

fn next(state: &LaneState) -> Step {
    state.next(true, at(20), false)
}

fn mine() -> OwnerSet {
    OwnerSet::only(crate::handover::OwnerClass::Me)
}

#[test]
fn a_lane_loads_then_reads_the_owner_then_runs_turns_then_saves() {
    let mut state = LaneState::new(ME, 1);
    assert_eq!(next(&state), Step::Load);
    state.load(LEASE, None, &[], Vec::new(), BTreeMap::new());
    assert_eq!(next(&state), Step::Rest, "an owner that nobody asks for is not read");
    state.push(message(1));
    assert_eq!(next(&state), Step::ReadOwner);
    assert_eq!(state.next(false, at(20), false), Step::Turn, "what is no chat has no owner");
    state.ownership = owned_by(Some(ME));
    assert_eq!(next(&state), Step::Turn);
    state.end_event(EventSeq(1));
    state.unsaved = true;
    assert_eq!(next(&state), Step::Save);
}

#[test]
fn what_is_planned_leaves_before_the_next_turn() {
    let state = loaded(owned_by(Some(ME)), &[message(2)], vec![row(RowState::Planned, mine(), Some(0))]);
    assert_eq!(next(&state), Step::Send);
}

#[test]
fn a_lane_waits_for_its_row_its_event_and_its_pause() {
    let mut waiting_row = row(RowState::Planned, mine(), Some(0));
    waiting_row.not_before = Some(at(30));
    assert_eq!(next(&loaded(owned_by(Some(ME)), &[message(2)], vec![waiting_row])), Step::Wait(at(30)));

    let mut waiting = message(1);
    waiting.not_before = Some(at(40));
    let mut state = loaded(owned_by(Some(ME)), &[waiting, message(2)], Vec::new());
    assert_eq!(next(&state), Step::Wait(at(40)), "the second message does not overtake the first one");

    state.pause_after_failure(at(20));
    assert_eq!(next(&state), Step::Wait(at(21)));
    assert_eq!(state.next(true, at(20), true), Step::Rest, "a bot that stops waits for nothing");
}

#[test]
fn a_bot_that_stops_sends_and_runs_no_further_turn() {
    let mut state = loaded(owned_by(Some(ME)), &[message(2)], vec![row(RowState::Planned, mine(), Some(0))]);
    assert_eq!(state.next(true, at(20), true), Step::Send);
    state.rows.clear();
    assert_eq!(state.next(true, at(20), true), Step::Rest);

    let mut held = row(RowState::InFlight, mine(), Some(0));
    held.not_before = Some(at(30));
    let mut state = loaded(owned_by(Some(ME)), &[], vec![held]);
    state.rows[0].unsent = true;
    assert_eq!(state.next(true, at(20), true), Step::PutBack);
}

#[test]
fn s12_a_takeover_withdraws_what_has_not_begun_and_only_looks_up_what_has() {
    let mut state = loaded(owned_by(Some(ME)), &[], vec![row(RowState::InFlight, mine(), Some(0))]);
    assert_eq!(next(&state), Step::Resolve, "the store says that it may have been sent");
    state.rows[0].unsent = true;
    assert_eq!(next(&state), Step::Send, "this process knows better");

    assert!(!state.tell(News::Assigned(Box::new(taken_by_mira()), at(20))), "whether it is a takeover is read");
    assert_eq!(next(&state), Step::ReadOwner);
    let first = state.rows[0].row.clone();
    assert!(!state.begin(&first), "no byte leaves while the owner is uncertain");
    state.ownership = owned_by(Some(MIRA));
    assert_eq!(next(&state), Step::Withdraw);
    state.rows[0].unsent = false;
    assert_eq!(next(&state), Step::Resolve);
}

#[test]
fn from_its_beginning_on_a_row_may_have_been_sent() {
    let mut state = loaded(owned_by(Some(ME)), &[], vec![row(RowState::InFlight, mine(), Some(0))]);
    state.rows[0].unsent = true;
    let other = OutboxRow { id: RowId(2), ..state.rows[0].row.clone() };
    assert!(!state.begin(&other), "only the first row leaves");
    let first = state.rows[0].row.clone();
    assert!(state.begin(&first));
    assert_eq!(next(&state), Step::Resolve);
}

#[test]
fn a_row_leaves_in_the_chats_that_it_was_meant_for_and_under_its_fence() {
    use crate::handover::OwnerClass::{Me, Nobody, Person};
    let planned = |owners, fence| row(RowState::Planned, owners, fence);
    let mut state = loaded(owned_by(Some(ME)), &[], Vec::new());
    assert!(state.may_leave(&planned(OwnerSet::only(Me), Some(0))));
    assert!(state.may_leave(&planned(OwnerSet::only(Me).and(OwnerSet::only(Nobody)), Some(0))));
    assert!(!state.may_leave(&planned(OwnerSet::only(Person), None)));
    assert!(!state.may_leave(&planned(OwnerSet::only(Me), Some(1))), "planned under another fence");
    assert!(state.may_leave(&planned(OwnerSet::from_bits(0), Some(0))), "behind an assignment, the fence decides");
    assert!(!state.may_leave(&planned(OwnerSet::from_bits(0), Some(1))));
    assert!(!state.is_overtaken(&planned(OwnerSet::only(Me), Some(0))));

    state.ownership.doubt();
    assert!(!state.may_leave(&planned(OwnerSet::only(Me), Some(0))));
    assert!(!state.may_leave(&planned(OwnerSet::ANY, Some(0))), "an assignment, while the owner is uncertain");
    assert!(state.may_leave(&planned(OwnerSet::ANY, None)), "a tag");
    assert!(!state.is_overtaken(&planned(OwnerSet::only(Me), Some(0))), "it is not certain");

    state.ownership = owned_by(Some(MIRA));
    assert!(state.may_leave(&planned(OwnerSet::only(Person), None)));
    assert!(state.is_overtaken(&planned(OwnerSet::only(Me), Some(0))));
}

#[test]
fn events_stand_in_the_order_of_acceptance_and_once() {
    let mut state = loaded(owned_by(Some(ME)), &[], Vec::new());
    for seq in [2, 4, 1, 3, 2, 4] {
        state.push(message(seq));
    }
    let mut order = Vec::new();
    while let Some(seq) = state.first_event().map(|first| first.seq) {
        order.push(seq.0);
        state.end_event(seq);
    }
    assert_eq!(order, [1, 2, 3, 4]);
}

#[test]
fn an_event_that_comes_while_the_lane_is_loaded_is_not_taken_twice() {
    let mut state = LaneState::new(ME, 1);
    state.push(message(2));
    state.push(message(3));
    state.load(LEASE, Some(owned_by(Some(ME))), &[message(1), message(2)], Vec::new(), BTreeMap::new());
    state.end_event(EventSeq(1));
    state.push(message(1));
    state.push(message(2));
    let seqs = |state: &LaneState| state.events.iter().map(|event| event.seq.0).collect::<Vec<_>>();
    assert_eq!(seqs(&state), [2, 3], "the first one has ended, and who brings it once more is late");

    state.unload();
    assert_eq!(next(&state), Step::Load);
    state.load(LEASE, None, &[message(3)], Vec::new(), BTreeMap::new());
    assert_eq!(seqs(&state), [3]);
}

#[test]
fn news_that_came_before_the_lane_was_loaded_counts() {
    let mut state = LaneState::new(ME, 1);
    assert!(!state.tell(News::Assigned(Box::new(taken_by_mira()), at(20))));
    state.load(LEASE, Some(owned_by(Some(ME))), &[message(1)], Vec::new(), BTreeMap::new());
    assert_eq!(state.ownership.class(), None, "what was stored is older");
    assert_eq!(next(&state), Step::ReadOwner);

    state.ownership = owned_by(Some(MIRA));
    state.unload();
    state.load(LEASE, Some(owned_by(Some(ME))), &[], Vec::new(), BTreeMap::new());
    assert_eq!(state.ownership.owner().user.map(|user| user.id), Some(MIRA), "read anew, what this process was told is newer");
}

#[test]
fn s17_a_person_who_writes_is_told_as_a_takeover_once() {
    let mut state = loaded(owned_by(Some(ME)), &[], vec![row(RowState::Planned, mine(), Some(0))]);
    let wrote = || News::PersonWrote { written_at: Some(20), at: at(20) };
    assert!(state.tell(wrote()));
    assert!(!state.tell(wrote()));
    assert!(state.unsaved);
    assert_eq!(next(&state), Step::Withdraw);
}

#[test]
fn a_take_from_nobody_is_given_up_once_a_person_has_the_chat() {
    let mut state = loaded(owned_by(None), &[], Vec::new());
    state.ownership.begin_take(Because::WayBack, at(20));
    assert!(!state.give_up_take(), "nobody has it, so it may be made");
    let reading = state.ownership.begin_reading();
    let _ = state.ownership.end_reading(reading, Some(user(MIRA)), None, at(21));
    assert!(state.give_up_take());
    assert!(!state.ownership.has_unchecked_take());
}

#[test]
fn a_take_from_nobody_is_given_up_once_a_group_has_the_chat() {
    let group = || Some(Group::new(GroupId::new(1), "people"));
    let mut state = loaded(owned_by(None), &[], Vec::new());
    state.ownership.begin_take(Because::Unassigned, at(20));
    let reading = state.ownership.begin_reading();
    let _ = state.ownership.end_reading(reading, None, group(), at(21));
    assert!(state.give_up_take());

    state.ownership.begin_take(Because::WayBack, at(30));
    assert!(!state.give_up_take(), "it is where it was, so the take may not have been made");
}

#[test]
fn the_bots_own_messages_are_kept_only_while_one_is_in_doubt() {
    let own = || News::OwnMessage(Box::new(listed("o1")));
    let mut state = loaded(owned_by(Some(ME)), &[], vec![row(RowState::Planned, mine(), Some(0))]);
    state.tell(own());
    assert!(state.own.is_empty());
    state.rows[0].row.state = RowState::InFlight;
    state.tell(own());
    assert_eq!(state.own.len(), 1);
}

#[test]
fn s18_a_handover_to_the_bot_decides_before_older_messages_have_their_turn() {
    let mut state = loaded(owned_by(Some(ME)), &[], Vec::new());
    state.push(message(1));
    state.push(message(2));
    assert!(!state.awaits_return());
    state.push(queued(3, Work::Return));
    state.push(message(4));
    assert!(state.awaits_return());
    assert_eq!(state.first_event().map(|first| first.seq), Some(EventSeq(3)));

    let answered = [listed("m1"), listed("m4"), listed("m9")];
    assert_eq!(state.queued_before(EventSeq(3), answered.iter()), [EventSeq(1)], "what came later is no matter of the hand-over");
    assert!(state.awaits(&WabaId::new("m2")) && !state.awaits(&WabaId::new("m9")));
}

#[test]
fn what_waits_when_a_person_writes_is_answered_and_what_is_younger_is_not() {
    let asked_at = |seq: i64, second: i64| {
        let body = format!(
            r#"{{"messages":[{{"from":"491713920001","id":"m{seq}","timestamp":"{second}","type":"text","text":{{"body":"hi"}}}}]}}"#
        );
        let event = crate::wire::decode(body.as_bytes()).expect("a delivery").events.remove(0);
        queued(seq, Work::Event(Arc::new(event)))
    };
    let mut state = loaded(owned_by(Some(ME)), &[asked_at(1, 30), asked_at(2, 50)], Vec::new());
    state.tell(News::PersonWrote { written_at: Some(40), at: at(41) });
    state.push(asked_at(3, 30));
    assert_eq!([1, 2, 3].map(|seq| state.is_answered(EventSeq(seq))), [true, false, false]);
    state.tell(News::Listed(Box::new(News::PersonWrote { written_at: Some(40), at: at(40) })));
    assert!(!state.is_answered(EventSeq(3)), "a list shows it once more, which answers nothing that was queued since");
}

#[test]
fn a_message_that_waited_when_the_chat_was_resolved_does_not_bring_it_back() {
    let resolved = || News::Resolved { behind: None, at: at(20), way_back: true, takes_unassigned: false };
    let mut state = loaded(owned_by(Some(MIRA)), &[message(1)], Vec::new());
    state.tell(resolved());
    state.push(message(2));
    assert_eq!((state.has_way_back_for(EventSeq(1)), state.has_way_back_for(EventSeq(2))), (false, true));

    // Also for the process that starts next.
    let restored = Ownership::restore(ME, 2, &state.ownership.record());
    let next_one = loaded(restored, &[message(1), message(2)], Vec::new());
    assert_eq!((next_one.has_way_back_for(EventSeq(1)), next_one.has_way_back_for(EventSeq(2))), (false, true));

    // Also before the lane is read from the store.
    let mut state = LaneState::new(ME, 1);
    state.push(message(1));
    state.tell(resolved());
    state.push(message(2));
    state.load(LEASE, Some(owned_by(Some(MIRA))), &[message(1), message(2)], Vec::new(), BTreeMap::new());
    assert_eq!((state.has_way_back_for(EventSeq(1)), state.has_way_back_for(EventSeq(2))), (false, true));
}

/// A lane whose turn 1 said hello and then asked something.
fn asking() -> LaneState {
    let planned = |id| OutboxRow { id: RowId(id), ..row(RowState::Planned, mine(), Some(0)) };
    let mut state = loaded(owned_by(Some(ME)), &[], vec![planned(1), planned(2)]);
    state.note_asked(EventSeq(1));
    state
}

fn leaves(state: &mut LaneState) {
    let first = state.rows[0].row.clone();
    assert!(state.begin(&first));
}

#[test]
fn what_comes_once_the_questions_first_byte_has_left_may_be_its_answer() {
    let mut state = asking();
    leaves(&mut state);
    state.rows.pop_front();
    state.push(message(2));
    leaves(&mut state);
    // The customer answers before the inbox does.
    state.push(message(3));
    state.note_left(RowId(2));
    state.rows.pop_front();
    state.push(message(4));
    assert_eq!(
        [2, 3, 4].map(|seq| state.question_seen(EventSeq(seq))),
        [QuestionSeen::NotYet, QuestionSeen::Perhaps, QuestionSeen::Surely]
    );
}

#[test]
fn a_question_that_begins_to_leave_once_more_is_asked_then() {
    let mut state = asking();
    state.rows.pop_front();
    leaves(&mut state);
    state.push(message(2));
    // It was surely not sent, and is tried again.
    leaves(&mut state);
    assert_eq!(state.question_seen(EventSeq(2)), QuestionSeen::NotYet);
}

#[test]
fn a_question_that_was_refused_or_withdrawn_was_not_asked() {
    let mut state = asking();
    state.note_unsaid(&[RowId(1)]);
    assert!(!state.ownership.is_unasked(), "what was said before it is no question");
    state.note_unsaid(&[RowId(2)]);
    assert!(state.ownership.is_unasked());
}

#[test]
fn what_was_told_is_on_disk_before_a_time_is_waited_for() {
    let mut waiting = message(1);
    waiting.not_before = Some(at(40));
    let mut state = loaded(owned_by(Some(MIRA)), &[waiting], Vec::new());
    state.tell(News::Resolved { behind: None, at: at(20), way_back: true, takes_unassigned: false });
    assert_eq!(next(&state), Step::Save);
    state.unsaved = false;
    assert_eq!(next(&state), Step::Wait(at(40)));
}

mod told;
