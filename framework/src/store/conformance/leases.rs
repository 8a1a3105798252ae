//! Leases and their fences.

use super::Ground;
use super::samples::{Desk, at, lane, row, tags, turn, update};
use crate::store::{Lane, Lease, RowState, StoreError, TurnCommit};

/// Asserts that nothing can be done under a lease.
async fn assert_stale(desk: &Desk<'_>, lane: &Lane, lease: &Lease) {
    let read = desk.store.read(&desk.inbox, lane, lease).await;
    assert!(matches!(read, Err(StoreError::Stale(_))), "{read:?}");
    let record = desk.store.record(&desk.inbox, lease, Vec::new(), None, Vec::new()).await;
    assert!(matches!(record, Err(StoreError::Stale(_))), "{record:?}");
}

pub(crate) async fn a_newer_lease_makes_the_older_stale(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let rows = desk.planned("a", &lane(1), vec![row("x")]).await;
    let seq = desk.event("b", &lane(1)).await;
    let older = desk.claim(&lane(1)).await;
    let newer = desk.claim(&lane(1)).await;

    assert_stale(&desk, &lane(1), &older).await;
    let commit = store.commit(&desk.inbox, &older, turn(seq, &lane(1))).await;
    assert!(matches!(commit, Err(StoreError::Stale(_))), "{commit:?}");
    let record = store.record(&desk.inbox, &older, vec![update(rows[0], RowState::Sent)], None, Vec::new()).await;
    assert!(matches!(record, Err(StoreError::Stale(_))), "{record:?}");

    let work = store.read(&desk.inbox, &lane(1), &newer).await.unwrap();
    assert_eq!((work.events.len(), work.rows[0].state), (1, RowState::Planned));
    store.commit(&desk.inbox, &newer, turn(seq, &lane(1))).await.unwrap();
}

pub(crate) async fn fences_only_grow(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let mut last = i64::MIN;
    for number in 0..100 {
        let lane = lane(number % 2);
        let lease = desk.claim(&lane).await;
        assert!(lease.fence > last);
        last = lease.fence;
        if number % 3 == 0 {
            store.release(&desk.inbox, &lane, &lease).await.unwrap();
        }
    }
}

pub(crate) async fn a_released_lease_is_worth_nothing(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    desk.event("a", &lane(1)).await;
    let lease = desk.claim(&lane(1)).await;
    store.release(&desk.inbox, &lane(1), &lease).await.unwrap();
    assert_stale(&desk, &lane(1), &lease).await;
    store.release(&desk.inbox, &lane(1), &lease).await.unwrap();
    assert!(desk.claim(&lane(1)).await.fence > lease.fence);
}

pub(crate) async fn releasing_an_old_lease_leaves_the_new_one(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let older = desk.claim(&lane(1)).await;
    let newer = desk.claim(&lane(1)).await;
    store.release(&desk.inbox, &lane(1), &older).await.unwrap();
    store.read(&desk.inbox, &lane(1), &newer).await.unwrap();
}

pub(crate) async fn a_lease_is_for_its_lane_and_inbox(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let other = Desk::of(&*store, "other");
    let lease = desk.claim(&lane(1)).await;
    assert!(matches!(store.read(&desk.inbox, &lane(2), &lease).await, Err(StoreError::Stale(_))));
    assert_stale(&other, &lane(1), &lease).await;
    // Neither another lane's nor another inbox's lease overtakes this one.
    desk.claim(&lane(2)).await;
    other.claim(&lane(1)).await;
    store.read(&desk.inbox, &lane(1), &lease).await.unwrap();
}

/// A claim that also read the work could hand out, with a good fence, what somebody else had just finished.
pub(crate) async fn work_that_was_overtaken_between_read_and_commit_is_stale(ground: &dyn Ground) {
    let store = ground.open();
    let desk = Desk::new(&*store);
    let seq = desk.event("a", &lane(1)).await;
    let answer = |tag| TurnCommit { rows: vec![row(tag)], ..turn(seq, &lane(1)) };

    let slow = desk.claim(&lane(1)).await;
    assert_eq!(store.read(&desk.inbox, &lane(1), &slow).await.unwrap().events.len(), 1);
    let quick = desk.claim(&lane(1)).await;
    assert_eq!(store.read(&desk.inbox, &lane(1), &quick).await.unwrap().events.len(), 1);
    store.commit(&desk.inbox, &quick, answer("quick")).await.unwrap();
    assert!(matches!(store.commit(&desk.inbox, &slow, answer("slow")).await, Err(StoreError::Stale(_))));
    // Even with a lease that is good, what is done is done.
    let again = store.claim(&desk.inbox, &lane(1), at(9)).await.unwrap();
    assert!(matches!(store.commit(&desk.inbox, &again, answer("again")).await, Err(StoreError::Stale(_))));
    assert_eq!(tags(&desk.read(&lane(1)).await), ["quick"]);
}
