//! Timers: what is due becomes an event of its lane.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::lane::Work;
use super::{Count, Engine};
use crate::store::{Ingested, StoreError};
use crate::wire::decode;

/// How many timers become events in one transaction.
const FIRED_AT_ONCE: usize = 256;

/// How long the timers wait when the store fails.
const RETRY: Duration = Duration::from_secs(1);

impl Engine {
    /// Makes events of timers when their time comes, until the bot stops.
    pub(crate) async fn keep_time(self: Arc<Self>, mut stopped: watch::Receiver<bool>) {
        loop {
            let next = match self.fire().await {
                Ok(()) => self.parts.store.next_timer(&self.parts.inbox).await,
                Err(cause) => Err(cause),
            };
            let next = match next {
                Ok(next) => next,
                Err(cause) => {
                    tracing::error!(%cause, "the timers cannot be read; they are tried again");
                    self.now().checked_add(RETRY).ok()
                }
            };
            let due = async {
                match next {
                    Some(next) => self.parts.clock.sleep_until(next).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = due => {}
                () = self.timers_changed.notified() => {}
                // The sender is gone when the bot was dropped: nothing is due any more then, either.
                _ = stopped.wait_for(|stopped| *stopped) => return,
            }
        }
    }

    /// Makes events of the timers that are due now.
    ///
    /// # Errors
    /// When the store fails: the timers are still there.
    pub(super) async fn fire(self: &Arc<Self>) -> Result<(), StoreError> {
        loop {
            if self.is_draining() {
                return Ok(());
            }
            let (now, _busy) = (self.now(), self.busy());
            let fired = self.parts.store.fire(&self.parts.inbox, now, FIRED_AT_ONCE).await?;
            let is_all = fired.len() < FIRED_AT_ONCE;
            for timer in fired {
                self.counters.add(Count::Fired);
                let event = decode(&timer.body).ok().and_then(|decoded| decoded.events.into_iter().next());
                self.queue(timer.event, event.map(|event| Work::Event(Arc::new(event))), Ingested::New(timer.seq), now);
            }
            if is_all {
                return Ok(());
            }
        }
    }

    /// Whether a timer is due that has not become an event yet.
    pub(super) async fn owes_events(&self) -> bool {
        let next = self.parts.store.next_timer(&self.parts.inbox).await;
        !self.is_draining() && next.is_ok_and(|next| next.is_some_and(|next| next <= self.now()))
    }
}
