use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

use serde_json::json;
use switchboard_inbox::Inbox;

use super::caller::{Caller, Place};
use super::ground::Ground;
use super::{Agent, Customer, Fault, Script, Setup};
use crate::config::{Config, Sources, Transport};
use crate::wire::Secret;
use crate::{Bot, Running};

/// The names of users that [`World::bot`] starts.
const BOT: &str = "testbot";

/// How many numbers are kept free for films: 4917139200 01 to 99.
const NUMBERS: u8 = 99;

/// An inbox with customers, people and bots in one process, and a clock that stands still until the test moves it.
///
/// ```
/// use switchboard::prelude::*;
/// use switchboard::testing::World;
///
/// #[on(incoming_messages, text = "hi")]
/// async fn greet(contact: Contact) -> String {
///     format!("Hello, {}!", contact.name())
/// }
///
/// # #[tokio::main]
/// # async fn main() {
/// let world = World::start().await;
/// let _bot = world.bot(|bot| bot.handlers(handlers![greet])).await;
/// let ada = world.customer("Ada").await;
/// ada.says("hi").await;
/// ada.hears("Hello, Ada!").await;
/// # }
/// ```
#[derive(Debug)]
pub struct World {
    inbox: Option<Inbox>,
    pub(super) ground: Arc<Ground>,
    customers: AtomicU8,
    /// None for an inbox of another process.
    seed: Option<u64>,
    bots: AtomicU64,
    transport: Option<Transport>,
}

impl World {
    /// An inbox on a free port, with its data in memory, at [`NOON`](super::NOON).
    ///
    /// # Panics
    /// When the machine has no port or thread to give.
    #[track_caller]
    pub fn start() -> impl Future<Output = Self> + Send {
        Self::builder().start()
    }

    /// A world that is configured before it starts.
    pub fn builder() -> Setup {
        Setup::new()
    }

    /// The world around an inbox that runs in another process, and whose clock goes as it likes.
    #[must_use]
    pub fn at(url: String, admin_token: Secret) -> Self {
        let sandbox = Caller::nobody(url);
        let admin = sandbox.with_token(admin_token);
        Self::new(None, sandbox, admin, false, None)
    }

    /// An inbox of this process comes with the world's seed.
    pub(super) fn new(inbox: Option<(Inbox, u64)>, sandbox: Caller, admin: Caller, stands_still: bool, witness: Option<i64>) -> Self {
        let (inbox, seed) = inbox.unzip();
        let ground = Arc::new(Ground::new(sandbox, admin, stands_still, witness));
        Self { inbox, ground, customers: AtomicU8::new(0), seed, bots: AtomicU64::new(0), transport: None }
    }

    pub(super) const fn by(mut self, transport: Option<Transport>) -> Self {
        self.transport = transport;
        self
    }

    /// The inbox, when it runs in this process.
    #[must_use]
    pub const fn inbox(&self) -> Option<&Inbox> {
        self.inbox.as_ref()
    }

    /// Where the inbox is, without a final slash.
    #[must_use]
    pub fn url(&self) -> &str {
        self.ground.sandbox.url()
    }

    /// The client that everybody in this world calls with. It goes nowhere but to this machine.
    #[must_use]
    pub fn http(&self) -> &reqwest::Client {
        self.ground.sandbox.http()
    }

    /// Starts a bot. It is called `testbot`, keeps everything in memory, and runs on the inbox's clock. Dropping it stops it.
    ///
    /// # Panics
    /// When it does not start.
    #[track_caller]
    pub fn bot(&self, build: impl FnOnce(Bot) -> Bot) -> impl Future<Output = Running> {
        self.bot_with(&[], build)
    }

    /// Starts a bot, with further keys of the configuration: `[("bot.username", "second"), ("store.path", "bot.db")]`.
    ///
    /// # Panics
    /// When it does not start.
    #[track_caller]
    pub fn bot_with(&self, keys: &[(&str, &str)], build: impl FnOnce(Bot) -> Bot) -> impl Future<Output = Running> {
        let at = std::panic::Location::caller();
        let mut bot = Bot::with_config(self.config(keys));
        if let Some(inbox) = &self.inbox {
            bot = bot.clock(Arc::new(inbox.clock()));
        }
        if let Some(seed) = self.seed {
            bot = bot.chance(super::chance::seeded(seed, self.bots.fetch_add(1, Ordering::Relaxed)));
        }
        let bot = build(bot);
        async move {
            let running = bot.start().await.unwrap_or_else(|cause| panic!("{at}: the bot does not start: {cause}"));
            // What happens from now on is told, and not found.
            running.engine().until_swept().await;
            self.ground.meet(&running);
            running
        }
    }

    /// The configuration of a bot that is at home in this world, with further keys.
    ///
    /// # Panics
    /// When a key or a value is none.
    #[must_use]
    #[track_caller]
    pub fn config(&self, keys: &[(&str, &str)]) -> Config {
        let own = [
            ("inbox.url", self.url()),
            ("inbox.admin_username", "admin"),
            ("inbox.admin_password", "admin"),
            ("bot.username", BOT),
            ("store.path", ":memory:"),
            ("webhook.listen", "127.0.0.1:0"),
            ("outbox.settle", "200ms"),
        ];
        let transport = self.transport.map(|transport| ("transport", transport.name()));
        let sources = own.iter().chain(&transport).chain(keys).fold(Sources::default(), |sources, (key, value)| sources.set(key, *value));
        Config::load(&sources).unwrap_or_else(|cause| panic!("{cause}"))
    }

    /// A new customer, with the next number that is kept free for films, and this name in the profile.
    ///
    /// # Panics
    /// For the hundredth: there are 99 such numbers.
    #[track_caller]
    pub fn customer(&self, name: &str) -> impl Future<Output = Customer> + Send {
        let at = std::panic::Location::caller();
        let customer = self.next_phone();
        let wa_id = customer.wa_id().to_owned();
        async move {
            self.ground.sandbox.post("/sandbox/customers", &json!({ "wa_id": wa_id, "name": name }), at).await;
            customer
        }
    }

    #[track_caller]
    pub(super) fn next_phone(&self) -> Customer {
        let number = self.customers.fetch_add(1, Ordering::Relaxed) + 1;
        assert!(number <= NUMBERS, "a world has {NUMBERS} customers at most");
        self.phone(number)
    }

    /// A phone without a name: the customer of this number, 1 to 99, whether or not the inbox knows them.
    #[must_use]
    pub fn phone(&self, number: u8) -> Customer {
        Customer::new(self.ground.clone(), format!("4917139200{number:02}"))
    }

    /// A person who answers customers. `mira` is there from the start; another one is made, with the role `user`, in the group
    /// `Regular user`.
    ///
    /// # Panics
    /// When there is one of this name who logs in with another password.
    #[track_caller]
    pub fn agent(&self, username: &str) -> impl Future<Output = Agent> + Send {
        let at = std::panic::Location::caller();
        async move { Agent::called(&self.ground, username, at).await }
    }

    /// The admin of the inbox.
    #[must_use]
    pub fn admin(&self) -> Agent {
        Agent::admin(self.ground.clone())
    }

    /// Puts these faults in the place of all. Those of webhooks hit each of the bots that have one by now.
    #[track_caller]
    pub fn faults(&self, faults: impl IntoIterator<Item = Fault>) -> impl Future<Output = ()> + Send {
        let at = std::panic::Location::caller();
        let faults: Vec<_> = faults.into_iter().collect();
        async move {
            // The witness is none of the test's business.
            let webhooks = if faults.iter().any(Fault::is_of_webhooks) { self.ground.webhooks(at).await } else { Vec::new() };
            let rules: Vec<_> = faults.into_iter().flat_map(|fault| fault.of_each(&webhooks)).collect();
            self.ground.sandbox.call(reqwest::Method::PUT, "/sandbox/faults", Some(&json!({ "rules": rules })), at).await;
        }
    }

    /// Ends all faults.
    #[track_caller]
    pub fn no_faults(&self) -> impl Future<Output = ()> + Send {
        self.faults([])
    }

    /// Everything that happened in a customer's chat, for people to read and for snapshots: it holds no ids and no times.
    ///
    /// ```text
    /// Customer: two tins of Earl Grey
    /// Bot: Noted: two tins of Earl Grey
    /// (Mira takes the chat.)
    /// Mira: Which paper?
    /// ```
    #[track_caller]
    pub fn transcript(&self, customer: &Customer) -> impl Future<Output = String> + Send {
        let at = std::panic::Location::caller();
        let chat = customer.chat();
        async move { super::transcript::of(&self.ground, &chat, at).await.to_string() }
    }

    /// Records a conversation of the bot that was started last, with what people did; as [`record_with_people`](super::record_with_people).
    ///
    /// # Panics
    /// When no bot runs, and when its store or the inbox cannot be read.
    #[track_caller]
    pub fn record(&self, customer: &Customer) -> impl Future<Output = Script> + Send {
        let at = std::panic::Location::caller();
        let (chat, running) = (customer.chat(), self.ground.newest_running());
        async move {
            let (engine, store) = running.unwrap_or_else(|| panic!("{at}: no bot runs in this world"));
            let recorded = super::record_with_people(&*store, engine.inbox(), &chat, engine.api()).await;
            recorded.unwrap_or_else(|cause| panic!("{at}: {cause}"))
        }
    }

    /// Plays a recorded conversation ([`record`](super::record)) against the bot of this world that was started last, with the clock
    /// moved as it went then, and answers in which lines it differs.
    ///
    /// # Panics
    /// When the file cannot be read or holds a line that is none, and when no bot runs.
    #[track_caller]
    pub fn replay(&self, file: impl AsRef<Path>) -> impl Future<Output = super::Difference> {
        let at: Place = std::panic::Location::caller();
        let file = file.as_ref().to_owned();
        async move {
            let text = std::fs::read_to_string(&file).unwrap_or_else(|cause| panic!("{at}: {}: {cause}", file.display()));
            let script = text.parse().unwrap_or_else(|cause| panic!("{at}: {}: {cause}", file.display()));
            super::replay::play(self, &script, at).await
        }
    }

    /// The same for a script that is at hand, such as one of a [documentation](Script::documented).
    ///
    /// ```
    /// use switchboard::prelude::*;
    /// use switchboard::testing::{Script, World};
    ///
    /// #[on(incoming_messages)]
    /// async fn echo(text: Text) -> String {
    ///     text.into()
    /// }
    ///
    /// # #[tokio::main]
    /// # async fn main() {
    /// let world = World::start().await;
    /// let _bot = world.bot(|bot| bot.handlers(handlers![echo])).await;
    /// let script: Script = "Customer: hi\nBot: hi".parse().unwrap();
    /// world.play(&script).await.assert_same();
    /// # }
    /// ```
    ///
    /// # Panics
    /// When no bot runs.
    #[track_caller]
    pub fn play(&self, script: &Script) -> impl Future<Output = super::Difference> {
        let at: Place = std::panic::Location::caller();
        async move { super::replay::play(self, script, at).await }
    }
}
