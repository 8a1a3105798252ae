use std::net::Ipv4Addr;
use std::path::PathBuf;

use axum::Router;
use jiff::Timestamp;
use serde_json::json;
use switchboard_inbox::{Builder, Clock, Inbox};

use super::World;
use super::caller::{Caller, Place};

/// Where clocks that stand still begin: Monday, 2026-03-02, 12:00 UTC.
pub const NOON: Timestamp = Timestamp::constant(1_772_452_800, 0);

/// A world before it starts.
///
/// ```
/// use switchboard::testing::World;
///
/// # #[tokio::main]
/// # async fn main() -> switchboard::Result<()> {
/// let world = World::builder().at("2026-12-24T22:00:00Z".parse()?).seed(7).start().await;
/// assert_eq!(world.now().await.to_string(), "2026-12-24T22:00:00Z");
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "a world begins with `start`"]
pub struct Setup {
    inbox: Builder,
    begins: Option<Timestamp>,
    witness: bool,
}

impl Setup {
    pub(super) fn new() -> Self {
        Self { inbox: Inbox::builder(), begins: Some(NOON), witness: true }
    }

    /// When the clock stands at the start; [`NOON`] by default. Whole seconds.
    pub const fn at(mut self, time: Timestamp) -> Self {
        self.begins = Some(time);
        self
    }

    /// Lets time pass as it does outside, beside what the test advances it by.
    pub const fn in_real_time(mut self) -> Self {
        self.begins = None;
        self
    }

    /// What decides which calls the faults hit; 0 by default. The same seed and the same test bring the same faults.
    pub fn seed(mut self, seed: u64) -> Self {
        self.inbox = self.inbox.seed(seed);
        self
    }

    /// Keeps the inbox's data in this file; in memory by default.
    pub fn data(mut self, file: impl Into<PathBuf>) -> Self {
        self.inbox = self.inbox.data(file);
        self
    }

    /// Configures the inbox further.
    pub fn inbox(mut self, configure: impl FnOnce(Builder) -> Builder) -> Self {
        self.inbox = configure(self.inbox);
        self
    }

    /// Registers no webhook of the world's own. Transcripts then show what was said, and not who took the chat or tagged it.
    pub const fn unwitnessed(mut self) -> Self {
        self.witness = false;
        self
    }

    /// Starts the inbox.
    ///
    /// # Panics
    /// When the machine has no port or thread to give, or the inbox's data cannot be used.
    #[track_caller]
    pub fn start(self) -> impl Future<Output = World> + Send {
        let at = std::panic::Location::caller();
        async move {
            let stands_still = self.begins.is_some();
            let inbox = match self.begins {
                Some(time) => self.inbox.clock(Clock::starting_at(time.as_second())),
                None => self.inbox,
            };
            let inbox = inbox.start().await.unwrap_or_else(|cause| panic!("{at}: the inbox does not start: {cause}"));
            let sandbox = Caller::nobody(inbox.url());
            let admin = sandbox.with_token(inbox.admin_token());
            let witness = if self.witness { Some(witness(&admin, at).await) } else { None };
            World::new(Some(inbox), sandbox, admin, stands_still, witness)
        }
    }
}

/// Registers a webhook that is told everything. What it is told is read from the inbox's list of calls, in the order in which it
/// happened; somebody has to take the calls, all the same.
async fn witness(admin: &Caller, at: Place) -> i64 {
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
    let listener = listener.unwrap_or_else(|cause| panic!("{at}: no port for the witness: {cause}"));
    let address = listener.local_addr().unwrap_or_else(|cause| panic!("{at}: no port for the witness: {cause}"));
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(async || "")).await });
    let webhook = json!({
        "url": format!("http://{address}/witness"), "on_incoming_message": true, "on_outgoing_message": true, "on_assigned": false,
        "headers": {},
    });
    let webhook = admin.post("/api/v1/webhooks/waba/", &webhook, at).await;
    webhook["id"].as_i64().unwrap_or_else(|| panic!("{at}: no webhook for the witness: {webhook}"))
}
