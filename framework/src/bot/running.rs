//! The running bot: what it tells, what it looks after, and how it stops.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::client::{Api, InboxUrl};
use crate::clock::SharedClock;
use crate::config::Username;
use crate::engine::{Counters, Engine, Readiness};
use crate::ingress::server::Server;
use crate::lifecycle::{self, Credentials, WantedWebhook};
use crate::store::Store;
use crate::wire::User;

/// How often idle lanes are forgotten.
const TIDY: Duration = Duration::from_secs(30);

/// How often the store forgets what is older than [`KEPT`], and the webhook is looked after.
const LOOK_AFTER: Duration = Duration::from_secs(60 * 60);

/// After how long without an event the webhook is looked after, too: it may be gone, or the inbox may have nothing to tell.
const SILENCE: Duration = Duration::from_secs(15 * 60);

/// How long ended events are kept to recognise repeats: four times as long as WhatsApp repeats its calls (7 days).
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// How many events are forgotten in one transaction.
const PRUNED_AT_ONCE: usize = 500;

/// A bot that runs. Dropping it stops it without waiting: what was begun goes on at the next start.
///
/// ```
/// use switchboard::prelude::*;
///
/// use switchboard::engine::Count;
///
/// # async fn example() -> Result<()> {
/// // `Bot::run` does the same until a signal comes.
/// let bot = Bot::from_config()?.start().await?;
/// println!("{} messages sent", bot.counters().get(Count::Sent));
/// bot.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Running {
    engine: Arc<Engine>,
    server: Option<Server>,
    store: Arc<dyn Store>,
    me: User,
    grace: Duration,
    inbox_url: InboxUrl,
    stop: watch::Sender<bool>,
    upkeep: JoinHandle<()>,
    timers: JoinHandle<()>,
    #[cfg(feature = "embedded-inbox")]
    embedded: Option<switchboard_inbox::Inbox>,
}

/// What a running bot is made of.
pub(super) struct Work {
    pub(super) engine: Arc<Engine>,
    /// What tells all tasks to stop, and by what they hear it.
    pub(super) stop: (watch::Sender<bool>, watch::Receiver<bool>),
    pub(super) server: Option<Server>,
    pub(super) store: Arc<dyn Store>,
    pub(super) api: Api,
    pub(super) me: User,
    /// None when events come by websocket alone.
    pub(super) wanted: Option<WantedWebhook>,
    pub(super) credentials: Credentials,
    pub(super) clock: SharedClock,
    pub(super) grace: Duration,
    pub(super) inbox_url: InboxUrl,
    #[cfg(feature = "embedded-inbox")]
    pub(super) embedded: Option<switchboard_inbox::Inbox>,
}

impl Running {
    pub(super) fn new(work: Work) -> Self {
        let Work { engine, stop: (stop, stopped), server, store, api, me, wanted, credentials, clock, grace, inbox_url, .. } = work;
        let upkeep = Upkeep { engine: engine.clone(), store: store.clone(), api, me: me.clone(), wanted, credentials, clock };
        let timers = tokio::spawn(engine.clone().keep_time(stopped.clone()));
        Self {
            engine,
            timers,
            server,
            store,
            me,
            grace,
            inbox_url,
            stop,
            upkeep: tokio::spawn(upkeep.run(stopped)),
            #[cfg(feature = "embedded-inbox")]
            embedded: work.embedded,
        }
    }

    /// Where the inbox is.
    #[must_use]
    pub const fn inbox_url(&self) -> &InboxUrl {
        &self.inbox_url
    }

    /// The embedded inbox, when the bot runs its own.
    #[cfg(feature = "embedded-inbox")]
    #[must_use]
    pub const fn inbox(&self) -> Option<&switchboard_inbox::Inbox> {
        self.embedded.as_ref()
    }

    /// The bot's own user.
    #[must_use]
    pub const fn user(&self) -> &User {
        &self.me
    }

    /// What happened since the start, in numbers.
    #[must_use]
    pub fn counters(&self) -> &Counters {
        self.engine.counters()
    }

    /// Whether the bot can do its work, as far as the inbox's answers tell: for what watches over it.
    #[must_use]
    pub fn readiness(&self) -> Readiness {
        self.engine.readiness()
    }

    /// Returns when every event that was taken in has been dealt with and everything has left.
    pub async fn rest(&self) {
        self.engine.rest().await;
    }

    /// What does the work.
    #[cfg(feature = "testing")]
    pub(crate) const fn engine(&self) -> &Arc<Engine> {
        &self.engine
    }

    /// How many chats the bot holds in memory just now. Those in which nothing happens are forgotten every half minute, and read from
    /// the store when they are needed again.
    #[must_use]
    pub fn chats_in_memory(&self) -> usize {
        self.engine.lanes_in_memory()
    }

    /// The journal and the outbox.
    #[must_use]
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// Stops: takes no further event, ends what has begun within `shutdown.grace`, and leaves the rest to the next start. The
    /// webhook stays registered, so that the inbox repeats what it could not deliver meanwhile.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        let ended = async {
            if let Some(server) = self.server {
                server.stop().await;
            }
            if let Err(cause) = self.engine.hand_all_over().await {
                tracing::error!(%cause, "the bot's chats could not be given to people");
            }
            self.engine.drain().await;
        };
        if tokio::time::timeout(self.grace, ended).await.is_err() {
            tracing::warn!("not everything ended within `shutdown.grace`; it goes on at the next start");
            self.engine.begin_no_more();
        }
        let _ = self.upkeep.await;
        let _ = self.timers.await;
        #[cfg(feature = "embedded-inbox")]
        if let Some(inbox) = self.embedded {
            inbox.shutdown().await;
        }
    }

    /// Tells on standard output where the inbox is and that the bot is ready.
    #[cfg_attr(not(feature = "embedded-inbox"), expect(clippy::unused_self, reason = "there is no inbox of its own to tell of"))]
    pub(super) fn announce(&self) -> io::Result<()> {
        let mut out = io::stdout().lock();
        #[cfg(feature = "embedded-inbox")]
        if let Some(inbox) = &self.embedded {
            let url = inbox.url();
            writeln!(out, "inbox ready at {url}\nbot ready")?;
            writeln!(out, "\nWrite to it as a customer, and see what the phone shows:\n")?;
            writeln!(
                out,
                "curl -s {url}/sandbox/customers/491713920001/messages -H 'Content-Type: application/json' -d '{{\"type\": \"text\", \"text\": {{\"body\": \"hi\"}}}}'"
            )?;
            writeln!(out, "curl -s '{url}/sandbox/customers/491713920001/messages?wait_ms=5000'\n")?;
            return out.flush();
        }
        writeln!(out, "bot ready")?;
        out.flush()
    }
}

/// What a bot looks after while it runs.
struct Upkeep {
    engine: Arc<Engine>,
    store: Arc<dyn Store>,
    api: Api,
    me: User,
    wanted: Option<WantedWebhook>,
    credentials: Credentials,
    clock: SharedClock,
}

impl Upkeep {
    async fn run(mut self, mut stopped: watch::Receiver<bool>) {
        let mut looked_at = self.clock.now();
        let mut look_after = self.clock.now().checked_add(LOOK_AFTER).unwrap_or(jiff::Timestamp::MAX);
        loop {
            let now = self.clock.now();
            let next = now.checked_add(TIDY).unwrap_or(jiff::Timestamp::MAX);
            tokio::select! {
                () = self.clock.sleep_until(next) => {}
                // The sender is gone when the bot was dropped: nothing is left to look after then, either.
                _ = stopped.wait_for(|stopped| *stopped) => return,
            }
            self.engine.forget_idle().await;
            let now = self.clock.now();
            if now >= look_after {
                look_after = now.checked_add(LOOK_AFTER).unwrap_or(jiff::Timestamp::MAX);
                self.prune(now).await;
                looked_at = now;
                self.look_after_webhook().await;
            } else if now.duration_since(self.engine.told_at().max(looked_at)) >= SILENCE.try_into().unwrap_or_default() {
                looked_at = now;
                self.look_after_webhook().await;
            }
        }
    }

    /// Puts the webhook back when it is gone. What was not told meanwhile is found by the next sweep.
    async fn look_after_webhook(&mut self) {
        if let Some(wanted) = &self.wanted
            && let Err(cause) = lifecycle::ensure_webhook(&self.api, &self.me, wanted, &mut self.credentials).await
        {
            tracing::warn!(%cause, "the webhook could not be looked after");
        }
    }

    async fn prune(&self, now: jiff::Timestamp) {
        let Ok(before) = now.checked_sub(KEPT) else { return };
        loop {
            match self.store.prune(self.engine.inbox(), before, PRUNED_AT_ONCE).await {
                Ok(forgotten) if forgotten == PRUNED_AT_ONCE => {}
                Ok(_) => return,
                Err(cause) => {
                    tracing::warn!(%cause, "old events could not be forgotten");
                    return;
                }
            }
        }
    }
}

/// The signals that tell a process to stop.
pub(super) struct Signals {
    received: watch::Receiver<u32>,
}

impl Signals {
    /// Listens from now on: a signal that comes while the bot starts is not lost.
    pub(super) fn listen() -> io::Result<Self> {
        let (count, received) = watch::channel(0);
        #[cfg(unix)]
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::spawn(async move {
            loop {
                #[cfg(unix)]
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = tokio::signal::ctrl_c() => {}
                }
                #[cfg(not(unix))]
                let _ = tokio::signal::ctrl_c().await;
                count.send_modify(|count| *count += 1);
            }
        });
        Ok(Self { received })
    }

    pub(super) async fn first(&self) {
        self.at_least(1).await;
    }

    pub(super) async fn second(&self) {
        self.at_least(2).await;
    }

    async fn at_least(&self, signals: u32) {
        // The sender lives as long as the runtime, and nothing waits longer.
        let _ = self.received.clone().wait_for(|received| *received >= signals).await;
    }
}

/// Writes the log to standard error, unless the program has set up a log of its own.
pub(super) fn log(directives: &str) {
    use tracing_subscriber::EnvFilter;

    let filter = EnvFilter::builder().parse_lossy(directives);
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(io::stderr().is_terminal()).with_writer(io::stderr).try_init();
}

/// The program's name without signs: the default name of its user.
pub(super) fn program_name() -> Username {
    let program = std::env::current_exe().unwrap_or_default();
    Username::of_crate(&program.file_stem().unwrap_or_default().to_string_lossy())
}
