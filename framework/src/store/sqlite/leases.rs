use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::store::{InboxId, Lane, Lease, StoreError};

/// How many bits of a fence count the leases of one start of the store. The bits above count the starts.
const BITS_OF_ONE_START: u32 = 40;

/// The leases that are held. A lane costs memory only until its lease is released.
#[derive(Debug)]
pub(super) struct Leases(Mutex<Held>);

#[derive(Debug)]
struct Held {
    last: i64,
    fences: HashMap<(InboxId, Lane), i64>,
    lanes: HashMap<i64, (InboxId, Lane)>,
}

impl Leases {
    /// Fences go on above those of every earlier start.
    pub(super) fn new(starts: i64) -> Self {
        Self(Mutex::new(Held { last: starts << BITS_OF_ONE_START, fences: HashMap::new(), lanes: HashMap::new() }))
    }

    /// Gives the lane to the caller; whoever had it is stale from here on.
    pub(super) fn grant(&self, inbox: &InboxId, lane: &Lane) -> Lease {
        let mut held = self.held();
        held.last += 1;
        let fence = held.last;
        let place = (inbox.clone(), lane.clone());
        if let Some(older) = held.fences.insert(place.clone(), fence) {
            held.lanes.remove(&older);
        }
        held.lanes.insert(fence, place);
        Lease { fence, until: None }
    }

    /// Forgets a lease; one that is not the lane's newest is forgotten already.
    pub(super) fn release(&self, inbox: &InboxId, lane: &Lane, lease: &Lease) {
        let mut held = self.held();
        let place = (inbox.clone(), lane.clone());
        if held.fences.get(&place) == Some(&lease.fence) {
            held.fences.remove(&place);
            held.lanes.remove(&lease.fence);
        }
    }

    /// That the lease is the lane's newest.
    pub(super) fn check(&self, inbox: &InboxId, lane: &Lane, lease: &Lease) -> Result<(), StoreError> {
        match self.held().lanes.get(&lease.fence) {
            Some((of_inbox, of_lane)) if of_inbox == inbox && of_lane == lane => Ok(()),
            _ => Err(STALE),
        }
    }

    /// The lane whose newest lease this is.
    pub(super) fn lane(&self, inbox: &InboxId, lease: &Lease) -> Result<Lane, StoreError> {
        match self.held().lanes.get(&lease.fence) {
            Some((of_inbox, lane)) if of_inbox == inbox => Ok(lane.clone()),
            _ => Err(STALE),
        }
    }

    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        self.held().fences.len()
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        // Nothing in here panics between two changes that belong together.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const STALE: StoreError = StoreError::Stale("the lease is not the lane's newest");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn released_leases_cost_nothing() {
        let leases = Leases::new(1);
        let inbox = InboxId::new("main").unwrap();
        for number in 0..1000 {
            let lane = Lane::Message(number.to_string().into());
            let first = leases.grant(&inbox, &lane);
            let second = leases.grant(&inbox, &lane);
            leases.release(&inbox, &lane, &first);
            assert!(leases.check(&inbox, &lane, &second).is_ok());
            leases.release(&inbox, &lane, &second);
        }
        assert_eq!(leases.count(), 0);
        assert!(leases.held().lanes.is_empty());
    }

    #[test]
    fn a_later_start_is_above_every_fence_of_the_earlier() {
        let inbox = InboxId::new("main").unwrap();
        let earlier = Leases::new(7);
        earlier.held().last += (1 << BITS_OF_ONE_START) - 2;
        assert!(earlier.grant(&inbox, &Lane::Inbox).fence < Leases::new(8).grant(&inbox, &Lane::Inbox).fence);
    }
}
