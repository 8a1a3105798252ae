//! The engine: takes events from the journal, runs handlers, commits outcomes, and lets them leave.
//!
//! Every chat has a lane. A lane is worked on by one task at a time, which first lets leave what is planned and then
//! runs the next turn, so that the order within a chat needs no further care. `lane.rs` decides, purely, what a lane does
//! next; the other modules do it.
//!
//! ```
//! use switchboard::engine::Count;
//! use switchboard::prelude::*;
//!
//! # async fn example(bot: Bot) -> Result<()> {
//! let running = bot.start().await?;
//! let counters = running.counters();
//! println!("{} turns were tried again, {} messages sent again", counters.get(Count::Retried), counters.get(Count::Resent));
//! # Ok(())
//! # }
//! ```

mod alarming;
mod background;
mod beginning;
#[cfg(feature = "testing")]
mod calm;
mod committing;
mod counters;
mod deciding;
mod directory;
mod early;
mod echoes;
mod intake;
mod interests;
mod lane;
mod lifting;
mod missed;
mod moving;
mod overdue;
mod readiness;
mod reading;
mod returning;
mod rota;
mod sending;
mod settings;
mod slot;
mod stale;
mod stopping;
mod taking;
mod telling;
mod turning;
mod watching;
mod window;
mod working;

pub use counters::{Count, Counters};
pub(crate) use interests::Interests;
pub use readiness::Readiness;
pub(crate) use settings::Settings;

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicI64, AtomicU64};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use tokio::sync::{Notify, watch};

use crate::client::Api;
use crate::clock::SharedClock;
use crate::config::ChatLink;

use crate::handover::{OnNewNumber, Policy, Rules};
use crate::inbox_id::InboxId;
use crate::outbox::limits::Limits;
use crate::routing::{ChatTags, TurnService};
use crate::store::{EventKey, Lane, Store, StoreError};
use crate::wire::{User, UserId};
use directory::Directory;
use lane::LaneState;
use slot::Slot;

/// Numbers that nobody can foretell, but a test that gave the seed: for a lane, and for a purpose in it.
pub(crate) type Chance = Arc<dyn Fn(&Lane, &'static str) -> u64 + Send + Sync>;

/// What an engine is made of.
pub(crate) struct Parts {
    /// Where the journal and the outbox are.
    pub store: Arc<dyn Store>,
    /// Which inbox it serves.
    pub inbox: InboxId,
    /// The bot's own calls to it.
    pub api: Api,
    /// The bot's own user.
    pub me: User,
    /// The time.
    pub clock: SharedClock,
    /// A number that no other process of this bot has: what another process knew of owners is not relied on.
    pub run: u64,
    /// Numbers that nobody can foretell.
    pub chance: Chance,
    /// What runs the handlers.
    pub service: TurnService,
    /// What the handlers want.
    pub interests: Interests,
    /// How chats are shared with people; none when the bot neither takes nor gives back.
    pub policy: Option<Policy>,
    /// Times and limits.
    pub settings: Settings,
    /// Where the inbox's page shows chats.
    pub chat_link: ChatLink,
    /// Messages older than this are never handled.
    pub mark: Timestamp,
    /// Whether the lanes wait for [`Engine::release`].
    pub held: bool,
}

/// One bot at one inbox.
pub(crate) struct Engine {
    parts: Parts,
    policy: Policy,
    rules: Arc<Rules>,
    lanes: Mutex<HashMap<Lane, Arc<Slot>>>,
    limits: Mutex<Limits>,
    /// Until when the number's limit holds everything up.
    gate: Mutex<Option<Timestamp>>,
    /// What the inbox's latest answers tell of the bot's rights.
    answers: Mutex<readiness::Answers>,
    directory: Directory,
    tags: ChatTags,
    /// To whom this process gave chats in turn, the last one first.
    given: Mutex<Vec<UserId>>,
    counters: Counters,
    /// The places of messages in the inbox's list, while the lanes are held for it.
    listed: Mutex<HashMap<EventKey, usize>>,
    draining: watch::Sender<bool>,
    /// How many lanes are being worked on, and what else goes on that they will hear of.
    working: watch::Sender<usize>,
    /// Tells that a timer was set, which may be due before the others.
    timers_changed: Notify,
    /// Whether the lanes wait until what was missed is taken in.
    held: watch::Sender<bool>,
    /// Whether the inbox's lists are being read.
    sweeping: watch::Sender<bool>,
    /// When the inbox told something last, in seconds.
    told_at: AtomicI64,
    /// What was taken in lately.
    lately: Mutex<missed::Lately>,
    /// How many events of the engine's own were made.
    own_events: AtomicU64,
}

impl Engine {
    /// Makes an engine; nothing happens before [`Engine::resume`].
    #[must_use]
    pub(crate) fn new(parts: Parts) -> Arc<Self> {
        let policy = parts.policy.clone().unwrap_or_default();
        Arc::new(Self {
            rules: Arc::new(Rules::of(&policy)),
            policy,
            given: Mutex::default(),
            limits: Mutex::new(Limits::new(parts.settings.speeds)),
            directory: Directory::new(parts.api.clone(), parts.me.clone()),
            lanes: Mutex::default(),
            gate: Mutex::default(),
            answers: Mutex::default(),
            tags: ChatTags::default(),
            counters: Counters::default(),
            listed: Mutex::default(),
            draining: watch::Sender::new(false),
            working: watch::Sender::new(0),
            timers_changed: Notify::new(),
            held: watch::Sender::new(parts.held),
            sweeping: watch::Sender::new(parts.held),
            told_at: AtomicI64::new(parts.clock.now().as_second()),
            lately: Mutex::default(),
            own_events: AtomicU64::new(0),
            parts,
        })
    }

    /// Goes on with what an earlier process left open. Its owners are read anew before anything leaves.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) async fn resume(self: &Arc<Self>) -> Result<(), StoreError> {
        for lane in self.parts.store.open_lanes(&self.parts.inbox).await? {
            self.wake(&lane);
        }
        Ok(())
    }

    /// Which inbox it serves.
    #[must_use]
    pub(crate) const fn inbox(&self) -> &InboxId {
        &self.parts.inbox
    }

    /// The bot's own user.
    pub(crate) const fn user(&self) -> UserId {
        self.parts.me.id
    }

    /// What happened so far, in numbers.
    #[must_use]
    pub(crate) const fn counters(&self) -> &Counters {
        &self.counters
    }

    /// Starts no further turn, and returns when those that run have ended and what they planned has left. What cannot
    /// leave now stays in the store.
    pub(crate) async fn drain(self: &Arc<Self>) {
        self.begin_no_more();
        let mut working = self.working.subscribe();
        // The sender lives in `self`, so waiting cannot fail.
        let _ = working.wait_for(|working| *working == 0).await;
    }

    /// Starts no further turn. Lanes that wait for the inbox's lists are let go, to rest.
    pub(crate) fn begin_no_more(&self) {
        self.draining.send_replace(true);
        self.release();
        for slot in self.all_lanes().values() {
            slot.signal();
        }
    }

    /// Returns when nothing waits in any lane: every event that was taken in, and every timer that is due, has been dealt with.
    pub(crate) async fn rest(&self) {
        loop {
            let mut working = self.working.subscribe();
            let _ = working.wait_for(|working| *working == 0).await;
            self.until_swept().await;
            if *working.borrow() == 0 && !self.owes_events().await {
                return;
            }
            tokio::task::yield_now().await;
        }
    }

    /// How many lanes are in memory.
    #[must_use]
    pub(crate) fn lanes_in_memory(&self) -> usize {
        self.all_lanes().len()
    }

    /// Forgets lanes and limits that nothing happens in. To be called every half minute or so.
    pub(crate) async fn forget_idle(&self) {
        let idle = self.all_lanes().extract_if(|_, slot| slot.is_forgettable()).collect::<Vec<_>>();
        self.limits().forget_idle(self.now());
        for (lane, slot) in idle {
            let lease = slot.state().lease.take();
            if let Some(lease) = lease
                && let Err(cause) = self.parts.store.release(&self.parts.inbox, &lane, &lease).await
            {
                tracing::warn!(?lane, %cause, "an idle lane could not be given back");
            }
        }
    }

    fn limits(&self) -> MutexGuard<'_, Limits> {
        self.limits.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Timestamp {
        self.parts.clock.now()
    }

    fn is_draining(&self) -> bool {
        *self.draining.borrow()
    }

    fn all_lanes(&self) -> MutexGuard<'_, HashMap<Lane, Arc<Slot>>> {
        // The map is whole after every statement; a panic elsewhere cannot leave it halfway.
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes a lane's state. The map stays locked meanwhile, so that the lane cannot be forgotten in between.
    fn with_lane<T>(&self, lane: &Lane, change: impl FnOnce(&mut LaneState) -> T) -> T {
        let mut lanes = self.all_lanes();
        let slot = lanes.entry(lane.clone()).or_insert_with(|| self.new_slot(lane));
        change(&mut slot.state())
    }

    /// Sees to it that somebody works on the lane.
    fn wake(self: &Arc<Self>, lane: &Lane) {
        let mut lanes = self.all_lanes();
        let slot = lanes.entry(lane.clone()).or_insert_with(|| self.new_slot(lane)).clone();
        if slot.start_working() {
            let engine = self.clone();
            self.in_background(async move { engine.work(slot).await });
        } else {
            slot.signal();
        }
    }

    fn new_slot(&self, lane: &Lane) -> Arc<Slot> {
        Arc::new(Slot::new(lane.clone(), self.parts.me.id, self.parts.run, self.rules.clone()))
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").field("inbox", &self.parts.inbox).field("me", &self.parts.me.id).finish_non_exhaustive()
    }
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts").field("inbox", &self.inbox).field("me", &self.me.id).finish_non_exhaustive()
    }
}
