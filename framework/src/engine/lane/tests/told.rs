//! News that stands in the journal until it is stored with its chat.

use super::*;

fn wrote(second: i64) -> News {
    News::PersonWrote { written_at: Some(second), at: at(second) }
}

fn resolved(second: i64) -> News {
    News::Resolved { behind: None, at: at(second), way_back: true, takes_unassigned: false }
}

fn told(seq: i64, news: News) -> Queued {
    queued(seq, Work::Told(news))
}

#[test]
fn news_of_a_process_that_ended_before_it_stored_it_counts() {
    let planned = || vec![row(RowState::Planned, mine(), Some(0))];
    let state = loaded(owned_by(Some(ME)), &[told(2, wrote(20))], planned());
    assert!(!state.may_leave(&state.rows[0].row), "a person has spoken since");
    assert!(state.unsaved);

    let state = loaded(owned_by(Some(MIRA)), &[message(1), told(2, resolved(20)), message(3)], Vec::new());
    assert_eq!((state.has_way_back_for(EventSeq(1)), state.has_way_back_for(EventSeq(3))), (false, true));
}

#[test]
fn news_that_is_part_of_what_was_stored_does_not_count_twice() {
    let mut first = loaded(owned_by(Some(MIRA)), &[], Vec::new());
    first.tell(resolved(20));
    first.push(told(1, resolved(20)));
    first.tell(wrote(30));
    assert!(!first.has_way_back_for(EventSeq(9)));

    // The record was stored, and the process ended before the event did.
    let restored = Ownership::restore(ME, 2, &first.ownership.record());
    let next_one = loaded(restored, &[told(1, resolved(20))], Vec::new());
    assert!(!next_one.has_way_back_for(EventSeq(9)), "somebody wrote after it was resolved");
}

#[test]
fn news_that_this_process_was_told_before_it_read_the_lane_does_not_count_twice() {
    let mut state = LaneState::new(ME, 1);
    state.tell(wrote(20));
    state.push(told(1, wrote(20)));
    state.load(LEASE, Some(owned_by(Some(ME))), &[told(1, wrote(20))], Vec::new(), BTreeMap::new());
    assert_eq!(state.ownership.fence(), owned_by(Some(ME)).fence() + 1, "one takeover");
    assert!(state.ownership.was_told(EventSeq(1)));
}

#[test]
fn storing_news_needs_no_reading_of_the_owner() {
    let unknown = Ownership::unknown(ME, 1);
    let state = loaded(unknown, &[told(1, wrote(20))], Vec::new());
    assert_eq!(next(&state), Step::Turn);
}
