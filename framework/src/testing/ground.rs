//! What everybody in a world stands on: the inbox, its clock, and the bots that run.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use serde_json::{Value, json};

use super::PATIENCE;
use super::caller::{Caller, Place};
use crate::Running;
use crate::engine::Engine;
use crate::store::Store;

/// How long one look at something that has not happened yet takes.
const LOOK: u64 = 5;

#[derive(Debug)]
pub(super) struct Ground {
    pub(super) sandbox: Caller,
    pub(super) admin: Caller,
    /// Whether time stands still until the test moves it.
    pub(super) stands_still: bool,
    /// The webhook whose calls tell, in their order, everything that happens.
    pub(super) witness: Option<i64>,
    bots: Mutex<Vec<Known>>,
    /// How far the list of webhook calls was read.
    told: Mutex<u64>,
    /// How many frames of websockets were told when that was looked at last.
    frames: Mutex<u64>,
}

/// How far the webhooks were told what happened. The further down, the less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Told {
    /// All of it, but for calls that are repeated at a time to come.
    All,
    /// Calls are held until others overtake them.
    Holds,
    /// Calls are under way.
    Waits,
}

/// A bot of this world, for as long as it lives.
#[derive(Debug, Clone)]
struct Known {
    username: String,
    engine: Weak<Engine>,
    store: Weak<dyn Store>,
}

impl Ground {
    pub(super) fn new(sandbox: Caller, admin: Caller, stands_still: bool, witness: Option<i64>) -> Self {
        Self { sandbox, admin, stands_still, witness, bots: Mutex::default(), told: Mutex::default(), frames: Mutex::default() }
    }

    fn bots(&self) -> MutexGuard<'_, Vec<Known>> {
        self.bots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn meet(&self, bot: &Running) {
        let known =
            Known { username: bot.user().username.clone(), engine: Arc::downgrade(bot.engine()), store: Arc::downgrade(bot.store()) };
        let mut bots = self.bots();
        bots.retain(|bot| bot.engine.strong_count() > 0 && bot.username != known.username);
        bots.push(known);
    }

    /// The name of the bot that was started last.
    pub(super) fn newest_bot(&self) -> Option<String> {
        self.bots().last().map(|bot| bot.username.clone())
    }

    /// The engine and the store of the bot that was started last, if it still runs.
    pub(super) fn newest_running(&self) -> Option<(Arc<Engine>, Arc<dyn Store>)> {
        self.bots().iter().rev().find_map(|bot| Some((bot.engine.upgrade()?, bot.store.upgrade()?)))
    }

    /// Whether bots of this process are at home here.
    pub(super) fn has_bots(&self) -> bool {
        self.bots().iter().any(|bot| bot.engine.strong_count() > 0)
    }

    pub(super) async fn advance(&self, by: Duration, at: Place) {
        self.sandbox.post("/sandbox/clock/advance", &json!({ "seconds": by.as_secs_f64() }), at).await;
    }

    pub(super) async fn now_millis(&self, at: Place) -> i64 {
        self.sandbox.get("/sandbox/clock", at).await["now_millis"].as_i64().unwrap_or_default()
    }

    /// Waits until the bots were told everything that happened, and have dealt with it as far as they can before time moves.
    pub(super) async fn settled(&self, at: Place) {
        if self.finds(|| self.is_settled(at)).await.is_none() {
            let who = match self.is_told(at).await {
                true => "a bot still works: is a handler waiting at a gate, for the clock, or for a call that a fault holds?",
                false => "a webhook's call is under way: is it held by a fault, or is the bot gone?",
            };
            panic!("{at}: the inbox and the bots do not come to rest; {who} Nothing is waited for by `world.moves_clock`");
        }
    }

    pub(super) async fn is_settled(&self, at: Place) -> Option<()> {
        self.read_calls(at, 0).await;
        let told = self.told(at).await;
        let mut calm = told != Told::Waits && self.are_calm().await;
        if calm && told == Told::Holds {
            // Nothing follows any more that could overtake them.
            self.sandbox.post("/sandbox/webhooks/release", &json!({}), at).await;
            calm = false;
        }
        // What the bots did meanwhile is told to them, too.
        let news = self.read_calls(at, if calm { 0 } else { LOOK }).await;
        (calm && !news).then_some(())
    }

    async fn are_calm(&self) -> bool {
        let engines: Vec<_> = self.bots().iter().filter_map(|bot| bot.engine.upgrade()).collect();
        for engine in engines {
            if !engine.is_calm().await {
                return false;
            }
        }
        true
    }

    /// Whether every webhook call was accepted, or waits for a time to come.
    pub(super) async fn is_told(&self, at: Place) -> bool {
        self.told(at).await != Told::Waits
    }

    async fn told(&self, at: Place) -> Told {
        let state = self.sandbox.get("/sandbox/state", at).await;
        if state["unread_frames"].as_u64().is_some_and(|unread| unread > 0) {
            return Told::Waits;
        }
        if state["pending_deliveries"] == 0 || state["paused"] == true {
            return Told::All;
        }
        let now = self.now_millis(at).await;
        let pending = self.sandbox.get("/sandbox/deliveries?state=pending", at).await;
        // Calls of one webhook and chat wait for each other: what counts is the one that is tried.
        let mut lanes = HashMap::new();
        for call in pending["deliveries"].as_array().into_iter().flatten() {
            let lane = lanes.entry((call["webhook"].to_string(), call["wa_id"].to_string())).or_insert(Told::Waits);
            if call["next_attempt"].as_i64().is_some_and(|next| next > now) {
                let was_tried = call["attempts"].as_array().is_some_and(|attempts| !attempts.is_empty());
                *lane = (*lane).min(if was_tried { Told::All } else { Told::Holds });
            }
        }
        lanes.into_values().max().unwrap_or(Told::All)
    }

    /// Whether there were calls that were not seen before.
    async fn read_calls(&self, at: Place, wait: u64) -> bool {
        let after = *self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let calls = self.sandbox.get(&format!("/sandbox/deliveries?after={after}&wait_ms={wait}"), at).await;
        // Frames are counted beside calls: together they only grow.
        let frames = self.sandbox.get("/sandbox/state", at).await["frames"].as_u64().unwrap_or_default();
        let last = calls["last_seq"].as_u64().unwrap_or(after);
        let has_frames = frames != std::mem::replace(&mut *self.frames.lock().unwrap_or_else(PoisonError::into_inner), frames);
        *self.told.lock().unwrap_or_else(PoisonError::into_inner) = last;
        last != after || has_frames
    }

    /// Waits until `look` finds what it looks for.
    pub(super) async fn until<T, F: Future<Output = Option<T>>>(&self, at: Place, complaint: &str, look: impl FnMut() -> F) -> T {
        self.finds(look).await.unwrap_or_else(|| panic!("{at}: {complaint}"))
    }

    /// What `look` finds before the patience ends.
    pub(super) async fn finds<T, F: Future<Output = Option<T>>>(&self, mut look: impl FnMut() -> F) -> Option<T> {
        let found = async {
            loop {
                if let Some(found) = look().await {
                    return found;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, found).await.ok()
    }

    /// What `look` finds, as soon as it does; nothing when it finds nothing before the clock moves.
    pub(super) async fn comes<T, F: Future<Output = Option<T>>>(&self, at: Place, mut look: impl FnMut() -> F) -> Option<T> {
        let waits = async {
            loop {
                if let Some(found) = look().await {
                    return Some(found);
                }
                if self.stands_still && self.has_bots() && self.is_settled(at).await.is_some() {
                    return look().await;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, waits).await.unwrap_or_default()
    }

    /// The webhooks of bots, by id.
    pub(super) async fn webhooks(&self, at: Place) -> Vec<i64> {
        let webhooks = self.list("/api/v1/webhooks/waba/", at).await;
        webhooks.iter().filter_map(|webhook| webhook["id"].as_i64()).filter(|id| Some(*id) != self.witness).collect()
    }

    /// Everything of a list that the API gives in pages.
    pub(super) async fn list(&self, path: &str, at: Place) -> Vec<Value> {
        let list = self.admin.get(&format!("{path}?limit=1000"), at).await;
        list["results"].as_array().cloned().unwrap_or_default()
    }
}
