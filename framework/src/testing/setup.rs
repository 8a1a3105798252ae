use std::net::Ipv4Addr;
use std::path::PathBuf;

use axum::Router;
use jiff::Timestamp;
use serde_json::json;
use switchboard_inbox::{Builder, Clock, Inbox};

use super::World;
use super::caller::{Caller, Place};
use crate::config::Transport;

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
    seed: u64,
    groups: Vec<(String, Vec<String>)>,
    transport: Option<Transport>,
}

impl Setup {
    pub(super) fn new() -> Self {
        Self { inbox: Inbox::builder(), begins: Some(NOON), witness: true, seed: 0, groups: Vec::new(), transport: None }
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

    /// What decides what is left to chance; 0 by default: which calls faults with a probability hit, what a conversation draws
    /// ([`Talk::random`](crate::conversation::Talk::random)), and how long failed turns wait. Every customer has their own row of numbers, so the same
    /// seed tells the same story in each chat, whatever happens in the others.
    ///
    /// What it does not decide: in which order different chats have their turns while nobody waits for the world to settle, and ids and
    /// secrets, which are never the same twice.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self.inbox = self.inbox.seed(seed);
        self
    }

    /// A group of the inbox with these people in it, who are made if they are not there; `mira` is. Beside it everybody is in
    /// `Regular user`. A person may be in several.
    ///
    /// ```
    /// use switchboard::prelude::*;
    /// use switchboard::testing::World;
    ///
    /// #[on(assigned_messages, word = "refund")]
    /// async fn refund() -> Handover {
    ///     Handover::to_group("Billing").announce("Billing will be with you shortly.")
    /// }
    ///
    /// # #[tokio::main]
    /// # async fn main() {
    /// let world = World::builder().group("Billing", ["mira", "ben"]).group("Returns", ["ben"]).start().await;
    /// let _bot = world.bot(|bot| bot.handover(Policy::take_unassigned()).handlers(handlers![refund])).await;
    /// let (ada, ben) = (world.customer("Ada").await, world.agent("ben").await);
    /// ada.says("A refund, please.").await;
    /// ada.hears("Billing will be with you shortly.").await;
    /// ben.takes_over(&ada).await;
    /// # }
    /// ```
    pub fn group<'a>(mut self, name: &str, people: impl IntoIterator<Item = &'a str>) -> Self {
        self.groups.push((name.to_owned(), people.into_iter().map(str::to_owned).collect()));
        self
    }

    /// How events come to the bots of this world, unless one is configured otherwise; by webhook by default.
    pub const fn transport(mut self, transport: Transport) -> Self {
        self.transport = Some(transport);
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
            let world = World::new(Some((inbox, self.seed)), sandbox, admin, stands_still, witness).by(self.transport);
            for (name, people) in &self.groups {
                world.found_group(name, people, at).await;
            }
            world
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
