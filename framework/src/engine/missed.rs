//! Taking in what the inbox did not tell, and holding the lanes until that is done.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use jiff::Timestamp;
use serde_json::Value;

use super::Engine;
use crate::store::{EventKey, StoreError};
use crate::wire::WabaId;

/// For how long it is remembered what was taken in, in seconds: longer than most sweeps look back. Of what one shows that looks further
/// back, each chat's own record tells what is known.
const REMEMBERED: i64 = 30 * 60;

/// What was taken in lately, whether or not anybody wanted it. An assignment that is told counts each time; one that a list shows once
/// more is no news.
#[derive(Debug, Default)]
pub(super) struct Lately {
    keys: HashMap<EventKey, i64>,
    order: VecDeque<(i64, EventKey)>,
}

impl Lately {
    /// Whether it was taken in.
    fn knows(&self, key: &EventKey) -> bool {
        self.keys.contains_key(key)
    }

    /// It was taken in.
    fn note(&mut self, key: EventKey, now: Timestamp) {
        let now = now.as_second();
        while let Some((at, _)) = self.order.front()
            && at.saturating_add(REMEMBERED) < now
            && let Some((at, old)) = self.order.pop_front()
        {
            if self.keys.get(&old) == Some(&at) {
                self.keys.remove(&old);
            }
        }
        if self.keys.insert(key.clone(), now) != Some(now) {
            self.order.push_back((now, key));
        }
    }
}

impl Engine {
    /// Takes in what a list showed. What was told before is no news, and of the messages `only_seen` it is only recorded that they were,
    /// unless a handler asked for such.
    ///
    /// # Errors
    /// When the store could not keep it.
    pub(crate) async fn take_missed(self: &Arc<Self>, mut body: Value, only_seen: &HashSet<WabaId>) -> Result<(), StoreError> {
        super::stale::mark(&mut body, only_seen);
        self.intake_of(body.to_string().into_bytes(), super::intake::Source::Listed).await
    }

    /// From now on no lane runs a turn or lets anything leave, and every owner is read again before.
    pub(crate) fn hold(&self) {
        self.held.send_replace(true);
        for slot in self.all_lanes().values() {
            let mut state = slot.state();
            state.ownership.doubt();
            state.unsaved = true;
        }
    }

    /// A list showed a message, behind those that it showed before. What waits goes in this order once the lanes go on.
    pub(super) fn note_listed(&self, key: &EventKey) {
        if self.is_held() {
            let mut listed = self.listed.lock().unwrap_or_else(PoisonError::into_inner);
            let place = listed.len();
            listed.entry(key.clone()).or_insert(place);
        }
    }

    /// The lanes go on. Of what waits in them, customers' messages go in the order in which they were written.
    pub(crate) fn release(&self) {
        if !*self.held.borrow() {
            return;
        }
        let listed = Arc::new(std::mem::take(&mut *self.listed.lock().unwrap_or_else(PoisonError::into_inner)));
        for slot in self.all_lanes().values() {
            slot.state().note_caught_up(&listed);
        }
        self.held.send_replace(false);
    }

    /// The inbox's lists are being read, or are read.
    pub(crate) fn note_sweeping(&self, sweeping: bool) {
        self.sweeping.send_replace(sweeping);
    }

    #[cfg(feature = "testing")]
    pub(super) fn is_sweeping(&self) -> bool {
        *self.sweeping.borrow()
    }

    /// Returns when the inbox's lists are not being read.
    pub(crate) async fn until_swept(&self) {
        // The sender lives in `self`, so waiting cannot fail.
        let _ = self.sweeping.subscribe().wait_for(|sweeping| !*sweeping).await;
    }

    /// The inbox told something.
    pub(super) fn note_told(&self) {
        self.told_at.store(self.now().as_second(), Ordering::Relaxed);
    }

    /// When the inbox told something last; at first, when the engine was made.
    pub(crate) fn told_at(&self) -> Timestamp {
        Timestamp::from_second(self.told_at.load(Ordering::Relaxed)).unwrap_or(Timestamp::MIN)
    }

    pub(super) fn is_held(&self) -> bool {
        *self.held.borrow()
    }

    /// Whether it was taken in lately.
    pub(super) fn knows_lately(&self, key: &EventKey) -> bool {
        self.lately.lock().unwrap_or_else(PoisonError::into_inner).knows(key)
    }

    /// All of this is taken in.
    pub(super) fn note_lately(&self, keys: Vec<EventKey>, now: Timestamp) {
        let mut lately = self.lately.lock().unwrap_or_else(PoisonError::into_inner);
        keys.into_iter().for_each(|key| lately.note(key, now));
    }
}
