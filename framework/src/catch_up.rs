//! Catch-up: what the inbox did not tell is read from its lists and goes the way of everything else.
//!
//! A sweep reads messages, their states and failures, assignments and tags since the mark of the last one that was whole, less an
//! overlap. It begins at the start, whenever the websocket was connected anew, and every few minutes. While the first two run, no lane
//! speaks.

mod failures;
mod sweep;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;

use crate::client::Api;
use crate::clock::SharedClock;
use crate::engine::Engine;
#[cfg(feature = "websocket")]
use crate::ingress::websocket::Received;
use crate::store::Store;

/// How long lanes wait for a sweep at most: an inbox whose lists fail must not silence a bot that is told everything.
const HOLD: Duration = Duration::from_secs(30);

/// How long a sweep that failed is let alone.
const AGAIN: Duration = Duration::from_secs(10);

/// What catches up.
pub(crate) struct CatchUp {
    pub(crate) engine: Arc<Engine>,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) api: Api,
    pub(crate) clock: SharedClock,
    /// The bot's activation: nothing older is looked for.
    pub(crate) mark: Timestamp,
    /// Everything up to here is in the journal.
    pub(crate) swept: Option<Timestamp>,
    /// `catch_up.every`.
    pub(crate) every: Duration,
    /// `catch_up.max_age`.
    pub(crate) max_age: Duration,
    /// What marks as received what a webhook's 200 does not.
    #[cfg(feature = "websocket")]
    pub(crate) received: Option<Received>,
}

impl CatchUp {
    /// Sweeps until the bot stops. `connected` counts how often the websocket was connected; the lanes are held already.
    pub(crate) async fn run(mut self, mut connected: watch::Receiver<u64>, mut stopped: watch::Receiver<bool>) {
        let engine = self.engine.clone();
        let sweeping = async {
            // The first connection came before the first sweep, which does for both.
            connected.mark_unchanged();
            let mut is_held = true;
            loop {
                if is_held {
                    self.first_sweep().await;
                }
                // Not without end, whatever is configured.
                let due = self.clock.now().checked_add(self.every.max(AGAIN)).unwrap_or(Timestamp::MAX);
                is_held = tokio::select! {
                    () = self.clock.sleep_until(due) => false,
                    // Without a websocket nobody ever counts.
                    Ok(()) = connected.changed() => true,
                };
                if !is_held {
                    // Who connects anew meanwhile has missed something that this sweep may have passed already.
                    is_held = tokio::select! {
                        _ = self.sweep_or_tell() => false,
                        Ok(()) = connected.changed() => true,
                    };
                }
                if is_held {
                    self.engine.note_sweeping(true);
                    self.engine.hold();
                }
            }
        };
        tokio::select! {
            () = sweeping => {}
            // The sender is gone when the bot was dropped. When it stops, the lanes are let go once no turn begins any more.
            stop = stopped.wait_for(|stopped| *stopped) => if stop.is_ok() {
                return engine.note_sweeping(false);
            }
        }
        engine.note_sweeping(false);
        engine.release();
    }

    /// Sweeps until it is whole; the lanes are let go then, or after [`HOLD`].
    async fn first_sweep(&mut self) {
        let (engine, clock) = (self.engine.clone(), self.clock.clone());
        let until = clock.now().checked_add(HOLD).unwrap_or(Timestamp::MAX);
        let whole = async {
            while !self.sweep_or_tell().await {
                let again = self.clock.now().checked_add(AGAIN).unwrap_or(Timestamp::MAX);
                self.clock.sleep_until(again).await;
            }
        };
        tokio::pin!(whole);
        tokio::select! {
            () = &mut whole => {}
            () = clock.sleep_until(until) => {
                tracing::warn!("what was missed cannot be read yet; the bot goes on with what it was told");
                engine.release();
                whole.await;
            }
        }
        engine.release();
    }

    async fn sweep_or_tell(&mut self) -> bool {
        self.engine.note_sweeping(true);
        let swept = self.sweep().await;
        self.engine.note_sweeping(false);
        match swept {
            Ok(()) => true,
            Err(cause) => {
                tracing::warn!(%cause, "what was missed could not be read whole; it is read again");
                false
            }
        }
    }
}
