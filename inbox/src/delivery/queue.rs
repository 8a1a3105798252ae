//! What waits to be delivered, in memory. The table is its record: what is pending there is read back at the start.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use axum::body::Bytes;
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, watch};

use super::lane;
use super::send::Sender;
use crate::core::Core;
use crate::store::Store;
use crate::store::deliveries::Attempt;

/// Calls of one webhook that are under way at once, each for a chat of its own.
const AT_ONCE: usize = 64;

/// One call of a webhook.
#[derive(Debug, Clone)]
pub(crate) struct Delivery {
    pub(crate) seq: i64,
    pub(crate) webhook: i64,
    /// Whose messages are received once it is answered.
    pub(crate) user: i64,
    /// The chat; empty for what belongs to none.
    pub(crate) wa_id: String,
    /// The names of the top-level members, joined by commas.
    pub(crate) members: String,
    pub(crate) body: Bytes,
    /// Up to which second the chat is received once it is answered.
    pub(crate) marks: Option<i64>,
    /// What was tried before the inbox was started again.
    pub(crate) attempts: Vec<Attempt>,
    /// When it is tried again, in milliseconds.
    pub(crate) next: Option<i64>,
}

/// The queue of one webhook and one chat.
pub(super) type LaneKey = (i64, String);

/// Queues, and the tasks that empty them.
#[derive(Debug)]
pub(crate) struct Dispatcher {
    pub(super) core: Arc<Core>,
    sender: Sender,
    pub(super) paused: watch::Sender<bool>,
    pub(super) stopping: watch::Receiver<bool>,
    /// Counts up when the calls that wait to be overtaken are let go.
    pub(super) released: watch::Sender<u64>,
    /// Counts up with every call that is queued, and with every attempt.
    changed: watch::Sender<u64>,
    store: OnceLock<Store>,
    lanes: Mutex<Lanes>,
    runtime: Handle,
}

#[derive(Debug, Default)]
struct Lanes {
    queues: HashMap<LaneKey, VecDeque<Arc<Delivery>>>,
    webhooks: HashMap<i64, PerWebhook>,
}

/// What the lanes of one webhook share.
#[derive(Debug, Clone)]
pub(super) struct PerWebhook {
    pub(super) permits: Arc<Semaphore>,
    /// Counts up when what waits to be repeated is to be tried now.
    pub(super) hurry: watch::Sender<u64>,
}

impl Dispatcher {
    pub(crate) fn new(core: Arc<Core>, runtime: Handle, stopping: watch::Receiver<bool>) -> Self {
        Self {
            core,
            sender: Sender::new(),
            paused: watch::channel(false).0,
            stopping,
            released: watch::channel(0).0,
            changed: watch::channel(0).0,
            store: OnceLock::new(),
            lanes: Mutex::default(),
            runtime,
        }
    }

    /// Tells where attempts are noted. The store's thread pushes into the queue, so one of the two has to come first.
    pub(crate) fn attach(&self, store: Store) {
        let _ = self.store.set(store);
    }

    /// The client, for calls that are not queued.
    pub(crate) fn sender(&self) -> &Sender {
        &self.sender
    }

    pub(super) fn store(&self) -> Option<&Store> {
        self.store.get()
    }

    /// Changes when a call is queued or attempted.
    pub(crate) fn changed(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    pub(crate) fn touch(&self) {
        self.changed.send_modify(|count| *count += 1);
    }

    fn lanes(&self) -> MutexGuard<'_, Lanes> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues a call, and starts a task for its lane when none runs.
    pub(crate) fn push(self: &Arc<Self>, delivery: Arc<Delivery>) {
        let key = (delivery.webhook, delivery.wa_id.clone());
        let mut lanes = self.lanes();
        if let Some(queue) = lanes.queues.get_mut(&key) {
            queue.push_back(delivery);
        } else {
            lanes.queues.insert(key.clone(), VecDeque::from([delivery]));
            self.runtime.spawn(lane::run(Arc::clone(self), key));
        }
        drop(lanes);
        // Last: a lane that waits for a follower looks for it now.
        self.touch();
    }

    /// The first call of a lane; without one the lane is closed.
    pub(super) fn front(&self, key: &LaneKey) -> Option<Arc<Delivery>> {
        let mut lanes = self.lanes();
        let front = lanes.queues.get(key)?.front().cloned();
        if front.is_none() {
            lanes.queues.remove(key);
        }
        front
    }

    /// The call behind the first one of a lane, as long as that is the first.
    pub(super) fn behind(&self, key: &LaneKey, first: i64) -> Option<Arc<Delivery>> {
        let lanes = self.lanes();
        let queue = lanes.queues.get(key).filter(|queue| queue.front().is_some_and(|front| front.seq == first))?;
        queue.get(1).cloned()
    }

    /// Takes a call that is done out of its lane. It may be gone already, or stand behind one that overtook it.
    pub(super) fn done(&self, key: &LaneKey, seq: i64) {
        if let Some(queue) = self.lanes().queues.get_mut(key) {
            queue.retain(|delivery| delivery.seq != seq);
        }
    }

    pub(super) fn is_queued(&self, key: &LaneKey, seq: i64) -> bool {
        self.lanes().queues.get(key).is_some_and(|queue| queue.iter().any(|delivery| delivery.seq == seq))
    }

    pub(super) fn per_webhook(&self, webhook: i64) -> PerWebhook {
        let fresh = || PerWebhook { permits: Arc::new(Semaphore::new(AT_ONCE)), hurry: watch::channel(0).0 };
        self.lanes().webhooks.entry(webhook).or_insert_with(fresh).clone()
    }

    /// Tries at once what waits to be repeated at this webhook: it may have moved to where somebody answers.
    pub(crate) fn hurry(&self, webhook: i64) {
        self.per_webhook(webhook).hurry.send_modify(|count| *count += 1);
    }

    /// Forgets what waits for one webhook, or for all.
    pub(crate) fn forget(&self, webhook: Option<i64>) {
        let mut lanes = self.lanes();
        // The lanes' tasks find their queues empty and end.
        for (_, queue) in lanes.queues.iter_mut().filter(|((of, _), _)| webhook.is_none_or(|webhook| webhook == *of)) {
            queue.clear();
        }
        for (_, shared) in lanes.webhooks.iter().filter(|(of, _)| webhook.is_none_or(|webhook| webhook == **of)) {
            shared.hurry.send_modify(|count| *count += 1);
        }
    }

    /// Lets the calls go that wait for another to overtake them.
    pub(crate) fn release(&self) {
        self.released.send_modify(|count| *count += 1);
    }

    /// Holds calls back, or lets them go again.
    pub(crate) fn pause(&self, paused: bool) {
        self.paused.send_replace(paused);
    }

    /// How many calls wait.
    pub(crate) fn waiting(&self) -> usize {
        self.lanes().queues.values().map(VecDeque::len).sum()
    }

    pub(crate) fn is_paused(&self) -> bool {
        *self.paused.borrow()
    }
}
