//! The bot: the builder that knows all parts, and the running bot.

mod home;
mod running;
mod starting;

pub use running::Running;

use axum::Router as HttpRouter;
use serde::de::DeserializeOwned;
use tower::{Layer, Service};

use crate::clock::SharedClock;
use crate::config::{Config, ConfigError, Username};
use crate::conversation::Conversation;
use crate::engine::Chance;
use crate::handler::{Registration, States, Upgrades};
use crate::handover::Policy;
use crate::ingress::webhook::{self, Target};
use crate::routing::{Routes, TurnService, layered};
use crate::turn::{Outcome, Turn};

/// A bot, before it runs.
///
/// ```no_run
/// use switchboard::prelude::*;
///
/// #[on(incoming_messages, text = "hi")]
/// async fn greet(contact: Contact) -> String {
///     format!("Hello, {}!", contact.name())
/// }
///
/// #[switchboard::main]
/// async fn main() -> Result<()> {
///     Bot::from_config()?.handlers(handlers![greet]).run().await
/// }
/// ```
#[must_use = "a bot does nothing before `run`"]
pub struct Bot {
    config: Config,
    name: Option<Username>,
    routes: Routes,
    help: Option<String>,
    states: States,
    policy: Option<Policy>,
    layers: Vec<Wrap>,
    clock: Option<SharedClock>,
    chance: Option<Chance>,
    target: Target,
    nested: bool,
}

type Wrap = Box<dyn FnOnce(TurnService) -> TurnService + Send>;

impl Bot {
    /// A bot that is configured by `switchboard.toml` in the working directory, then by `SWITCHBOARD__SECTION__KEY` in the
    /// environment.
    ///
    /// # Errors
    /// A sentence that names the key, and what to write instead.
    pub fn from_config() -> Result<Self, ConfigError> {
        Ok(Self::with_config(Config::from_process()?))
    }

    /// A bot that is configured by the program alone.
    pub fn with_config(config: Config) -> Self {
        Self {
            config,
            name: None,
            routes: Routes::new(),
            help: None,
            states: States::default(),
            policy: None,
            layers: Vec::new(),
            clock: None,
            chance: None,
            target: Target::default(),
            nested: false,
        }
    }

    /// The name of the bot's user when `bot.username` is not set. Default: the program's name without signs.
    pub fn named(mut self, name: &str) -> Self {
        self.name = Some(Username::of_crate(name));
        self
    }

    /// Adds handlers. The first one that matches gets an event, in the order in which they are given.
    pub fn handlers(mut self, handlers: impl IntoIterator<Item = &'static Registration>) -> Self {
        self.routes = self.routes.handlers(handlers);
        self
    }

    /// Adds handlers that belong together, with their own layers, guards and answer to errors. They are asked after all that was
    /// added before them.
    pub fn routes(mut self, routes: Routes) -> Self {
        self.routes = self.routes.nest(routes);
        self
    }

    /// Lets the bot answer this word by itself with the list of its commands, each with the first sentence of its handler's
    /// documentation; capitals do not matter. Only the commands are named that the chat may use: the owner, the guards of their routes, and
    /// the filters `guard`, `hours`, `tagged` and `in_state` have a say, each as if the command were given now. A command whose
    /// arguments do not read, and that no handler took, is answered with its own line of that list.
    ///
    /// ```no_run
    /// use switchboard::prelude::*;
    ///
    /// /// Tells where an order is.
    /// #[on(incoming_messages, command = "order <id>")]
    /// async fn order(Arg(id): Arg<u64>) -> String {
    ///     format!("Order {id} is on its way.")
    /// }
    ///
    /// #[switchboard::main]
    /// async fn main() -> Result<()> {
    ///     // Customer: help       Bot: order <id>: Tells where an order is.
    ///     // Customer: order mine Bot: order <id>: Tells where an order is.
    ///     Bot::from_config()?.handlers(handlers![order]).help("help").run().await
    /// }
    /// ```
    pub fn help(mut self, word: &str) -> Self {
        self.help = Some(word.to_owned());
        self
    }

    /// Adds conversations. The messages that begin one are asked for like a handler's, in the order in which handlers and
    /// conversations are given; an open conversation gets its chat's messages before all handlers that do not interrupt it.
    pub fn conversations(mut self, conversations: impl IntoIterator<Item = &'static Conversation>) -> Self {
        self.routes = self.routes.conversations(conversations);
        self
    }

    /// Gives the handlers something of the application's own, which they take as `State<T>`. Every turn gets a clone.
    pub fn state<T: Clone + Send + Sync + 'static>(mut self, state: T) -> Self {
        self.states = self.states.with(state);
        self
    }

    /// How a session that an older version of the bot wrote becomes one of today's type. Sessions of `New` are written under the
    /// version after the last one that is upgraded to it; without any, under version 1.
    ///
    /// A session that is older still is upgraded step by step, when each step's old type is the new one of a step before it. It is
    /// upgraded when it is read, and written when a handler changes it. One that a newer version wrote breaks the turn.
    ///
    /// ```no_run
    /// # use serde::{Deserialize, Serialize};
    /// # use switchboard::prelude::*;
    /// /// As it was stored until the spring.
    /// #[derive(Deserialize)]
    /// struct OldOrder(String);
    ///
    /// #[derive(Default, Serialize, Deserialize)]
    /// struct Order {
    ///     items: Vec<String>,
    /// }
    ///
    /// # fn bot() -> Result<Bot> {
    /// let bot = Bot::from_config()?.upgrade_session(1, |OldOrder(item)| Order { items: vec![item] });
    /// # Ok(bot)
    /// # }
    /// ```
    pub fn upgrade_session<Old, New>(mut self, from_version: u32, upgrade: fn(Old) -> New) -> Self
    where
        Old: DeserializeOwned + 'static,
        New: 'static,
    {
        let mut upgrades = self.states.get::<Upgrades>().cloned().unwrap_or_default();
        upgrades.add(from_version, upgrade);
        self.states = self.states.with(upgrades);
        self
    }

    /// How the bot shares chats with people. Default: it neither takes chats nor gives them back by itself.
    pub fn handover(mut self, policy: Policy) -> Self {
        self.policy = Some(policy);
        self
    }

    /// Wraps every turn in a tower layer. The last one that is added is the outermost.
    pub fn layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<TurnService> + Send + 'static,
        L::Service: Service<Turn, Response = Outcome> + Clone + Send + Sync + 'static,
        <L::Service as Service<Turn>>::Error: Into<crate::Error>,
        <L::Service as Service<Turn>>::Future: Send + 'static,
    {
        self.layers.push(Box::new(move |service| layered(service, &layer)));
        self
    }

    /// The clock that the bot runs on. Default: the embedded inbox's, else the system's.
    pub fn clock(mut self, clock: SharedClock) -> Self {
        self.clock = Some(clock);
        self
    }

    /// Where random numbers come from. Default: the system.
    #[cfg(feature = "testing")]
    pub(crate) fn chance(mut self, chance: Chance) -> Self {
        self.chance = Some(chance);
        self
    }

    /// A router that takes the webhook's calls at any path, to be nested in an axum application of your own. The bot then opens
    /// no port; set `webhook.public_url` and `webhook.path` to where the application serves it.
    ///
    /// It answers 503 until the bot runs, and the inbox repeats its calls.
    ///
    /// ```no_run
    /// # use switchboard::prelude::*;
    /// # async fn example() -> Result<()> {
    /// let mut bot = Bot::from_config()?;
    /// let app = axum::Router::new().nest("/webhook", bot.router());
    /// let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    /// tokio::spawn(async move { axum::serve(listener, app).await });
    /// bot.run().await
    /// # }
    /// ```
    pub fn router(&mut self) -> HttpRouter {
        self.nested = true;
        webhook::fallback(self.target.clone())
    }

    /// Starts the bot and runs it until the process is told to stop (`SIGTERM`, Ctrl-C): it then ends what it has begun within
    /// `shutdown.grace`. A second signal stops at once.
    ///
    /// # Errors
    /// When it cannot start: one sentence that says what to do.
    pub async fn run(self) -> crate::Result<()> {
        running::log(&self.config.log);
        let signals = running::Signals::listen()?;
        let grace = self.config.shutdown.grace;
        let running = tokio::select! {
            running = self.start() => running?,
            // The next start goes on wherever this one is broken off.
            () = signals.first() => return Ok(()),
        };
        running.announce()?;
        signals.first().await;
        tracing::info!("stopping: what has begun is ended within {grace:?}; a second signal stops at once");
        tokio::select! {
            () = running.stop() => Ok(()),
            () = signals.second() => Err("stopped at once by a second signal; what was begun goes on at the next start".into()),
        }
    }
}

impl std::fmt::Debug for Bot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bot").field("routes", &self.routes).field("policy", &self.policy).finish_non_exhaustive()
    }
}
