//! A lane's place in memory: its state, and the signal that wakes whoever works on it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use tokio::sync::Notify;

use super::lane::{LaneState, Step};
use crate::handover::Rules;
use crate::store::Lane;
use crate::wire::UserId;

/// A lane in memory.
#[derive(Debug)]
pub(super) struct Slot {
    pub(super) lane: Lane,
    state: Mutex<LaneState>,
    signal: Notify,
}

impl Slot {
    pub(super) fn new(lane: Lane, me: UserId, run: u64, rules: Arc<Rules>) -> Self {
        Self { lane, state: Mutex::new(LaneState::new(me, run).under(rules)), signal: Notify::new() }
    }

    /// The lane's state. Never held over an await.
    pub(super) fn state(&self) -> MutexGuard<'_, LaneState> {
        // The state is changed in steps that leave it whole; what panics are handlers, and those never hold it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether nobody worked on it; now somebody does.
    pub(super) fn start_working(&self) -> bool {
        !std::mem::replace(&mut self.state().working, true)
    }

    /// Stops working, unless something has come up.
    pub(super) fn stop_working(&self, now: Timestamp, draining: bool) -> bool {
        let mut state = self.state();
        let rests = state.next(self.lane.chat().is_some(), now, draining) == Step::Rest;
        if rests {
            state.working = false;
        }
        rests
    }

    pub(super) fn signal(&self) {
        self.signal.notify_one();
    }

    pub(super) async fn signalled(&self) {
        self.signal.notified().await;
    }

    /// Whether nothing would be lost if the lane were read from the store when it is needed again.
    pub(super) fn is_forgettable(&self) -> bool {
        self.state().is_forgettable()
    }
}
