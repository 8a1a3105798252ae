//! Starting and stopping an inbox.

mod builder;
pub(crate) mod data;
pub(crate) mod opening;

pub use builder::Builder;
pub(crate) use builder::listen;

use std::fmt;
use std::net::SocketAddr;

use switchboard_wire::Secret;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::error::StartError;
use crate::partner::RunningPartner;

/// A running inbox. Dropping it stops it; [`Inbox::shutdown`] also waits until it has stopped.
///
/// # Examples
/// ```no_run
/// # async fn example() -> Result<(), switchboard_inbox::StartError> {
/// let inbox = switchboard_inbox::Inbox::start().await?;
/// println!("{}/api/v1/", inbox.url());
/// inbox.shutdown().await;
/// # Ok(())
/// # }
/// ```
pub struct Inbox {
    address: SocketAddr,
    id: String,
    admin_token: Secret,
    passwords: Option<(Secret, Secret)>,
    clock: Clock,
    stop: watch::Sender<bool>,
    partner: Option<RunningPartner>,
    server: Option<JoinHandle<()>>,
    stored: Option<oneshot::Receiver<()>>,
}

impl Inbox {
    /// Starts an inbox for a test: a free port, data in memory, the system's time.
    ///
    /// # Errors
    /// When the system has no port or thread to give.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// An inbox that is configured before it starts.
    pub fn builder() -> Builder {
        Builder::new()
    }

    /// Its address as a URL, without a final slash.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where the Partner API is served, when it is: a URL without a final slash.
    #[must_use]
    pub fn partner_url(&self) -> Option<String> {
        self.partner.as_ref().map(RunningPartner::url)
    }

    /// Its address, with the real port when 0 was asked for.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.address
    }

    /// Its id: made with its data and kept in the file, so that other data is another inbox.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The token of the first admin.
    #[must_use]
    pub fn admin_token(&self) -> Secret {
        self.admin_token.clone()
    }

    /// The passwords of `admin` and `mira`, when they were made at random now: on new data that other machines can reach.
    #[must_use]
    pub fn passwords(&self) -> Option<&(Secret, Secret)> {
        self.passwords.as_ref()
    }

    /// Its clock.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.clock.clone()
    }

    /// Stops the inbox, and returns once its port is free and its data is written.
    pub async fn shutdown(mut self) {
        self.stop.send_replace(true);
        if let Some(server) = self.server.take() {
            let _ = server.await;
        }
        if let Some(partner) = self.partner.take() {
            partner.ended().await;
        }
        if let Some(stored) = self.stored.take() {
            let _ = stored.await;
        }
    }
}

impl Drop for Inbox {
    fn drop(&mut self) {
        // The tasks see it and end; with the last of them the thread that holds the data ends.
        self.stop.send_replace(true);
    }
}

impl fmt::Debug for Inbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inbox").field("id", &self.id).field("address", &self.address).finish_non_exhaustive()
    }
}
