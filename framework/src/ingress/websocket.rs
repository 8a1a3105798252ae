//! Events by websocket: each frame goes the way of a webhook's call, and is marked as received once it is on disk.

mod backoff;
mod received;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{oneshot, watch};

use crate::client::{Api, Websocket, WebsocketError};
use crate::clock::SharedClock;
use crate::config::WebsocketUrl;
use crate::engine::{Chance, Count, Engine};
use crate::store::Lane;
pub(crate) use received::Received;

/// How long a connection that is of no use may take to end.
const FAREWELL: Duration = Duration::from_secs(5);

/// After how many seconds a connection counts as one that works.
const STANDS: i64 = 60;

/// What listens at the inbox's websocket.
pub(crate) struct Listener {
    pub(crate) engine: Arc<Engine>,
    pub(crate) api: Api,
    pub(crate) url: WebsocketUrl,
    pub(crate) clock: SharedClock,
    pub(crate) chance: Chance,
    /// Counts up whenever a connection stands.
    pub(crate) connected: watch::Sender<u64>,
    pub(crate) received: Received,
}

impl Listener {
    /// Listens until the bot stops, and connects again whenever it has to. How the first try ended is told. What has been received is
    /// marked meanwhile.
    pub(crate) async fn run(
        self,
        first: oneshot::Sender<Result<(), WebsocketError>>,
        marking: impl Future<Output = ()>,
        mut stopped: watch::Receiver<bool>,
    ) {
        let listening = async { tokio::join!(self.listen(first), marking) };
        tokio::select! {
            _ = listening => {}
            // The sender is gone when the bot was dropped.
            _ = stopped.wait_for(|stopped| *stopped) => {}
        }
    }

    async fn listen(&self, first: oneshot::Sender<Result<(), WebsocketError>>) {
        let mut first = Some(first);
        let mut failures = 0;
        loop {
            let ended = match self.api.open_websocket(&self.url).await {
                Ok(socket) => {
                    self.engine.note_token(false);
                    match first.take() {
                        Some(first) => drop(first.send(Ok(()))),
                        None => self.engine.counters().add(Count::Reconnected),
                    }
                    self.connected.send_modify(|count| *count += 1);
                    let opened = self.clock.now();
                    let ended = self.hear(socket, &mut failures).await;
                    // One that stood this long worked, also when nobody wrote.
                    if self.clock.now().duration_since(opened).as_secs() >= STANDS {
                        failures = 0;
                    }
                    ended
                }
                Err(cause) => cause,
            };
            failures += 1;
            match &ended {
                WebsocketError::TokenRefused => {
                    tracing::error!("{ended}");
                    self.engine.note_token(true);
                }
                WebsocketError::Closed => tracing::info!("{ended}; the bot connects again"),
                _ => tracing::warn!("{ended}; the bot tries again"),
            }
            if let Some(first) = first.take() {
                let _ = first.send(Err(ended));
            }
            let pause = backoff::pause(failures, (self.chance)(&Lane::Inbox, "reconnect"));
            let now = self.clock.now();
            self.clock.sleep_until(now.checked_add(pause).unwrap_or(now)).await;
        }
    }

    /// Takes in what comes, one frame after the other, until the connection ends.
    async fn hear(&self, mut socket: Websocket, failures: &mut u32) -> WebsocketError {
        loop {
            let payload = match socket.payload().await {
                Ok(payload) => payload,
                Err(ended) => return ended,
            };
            let body = payload.to_string().into_bytes();
            if let Err(cause) = self.engine.intake(body.clone()).await {
                // Nobody can be asked to repeat it. Whoever connects again looks for what was missed.
                tracing::error!(%cause, "a frame of the websocket could not be stored; the bot connects again");
                // On a line that is dead it would never end.
                let _ = tokio::time::timeout(FAREWELL, socket.close()).await;
                return WebsocketError::Closed;
            }
            // It works: the next trouble is a new one.
            *failures = 0;
            self.received.note(&body);
        }
    }
}
