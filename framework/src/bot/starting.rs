//! Starting: from the builder to a bot that is at home in its inbox.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
#[cfg(feature = "websocket")]
use tokio::sync::oneshot;
use tokio::sync::watch;

use super::Bot;
use super::home::Residence;
use super::running::{self, Running};
use crate::catch_up::CatchUp;
use crate::choice::ChoiceKey;
#[cfg(feature = "websocket")]
use crate::client::WebsocketError;
use crate::client::{Api, ApiConfig, InboxUrl};
use crate::clock::{Clock, SystemClock};
use crate::config::{ChatLink, Config, InboxId, Place};
use crate::engine::{Engine, Interests, Parts, Settings};
use crate::handler::Registration;
use crate::ingress::secret::WebhookSecrets;
use crate::ingress::server::Server;
use crate::ingress::webhook;
#[cfg(feature = "websocket")]
use crate::ingress::websocket::{Listener, Received};
use crate::lifecycle::{self, Credentials, Switches, WantedUser, WantedWebhook};
use crate::outbox::limits::Speeds;
use crate::outbox::verdict::Patience;
use crate::routing::Router;
use crate::store::{InboxRecord, SqliteStore, Store, StoreError};

/// How often a store that another process uses is tried again.
const STORE_RETRY: Duration = Duration::from_millis(200);

impl Bot {
    /// Starts the bot. It handles events when this returns.
    ///
    /// # Errors
    /// When it cannot start: one sentence that says what to do.
    pub async fn start(self) -> crate::Result<Running> {
        let Self { config, name, routes, help, states, policy, layers, clock, chance, target, nested } = self;
        let choice_key = ChoiceKey::default();
        // One that the bot was given is the one that counts.
        let states = if states.get::<ChoiceKey>().is_some() { states } else { states.with(choice_key.clone()) };
        let router = Router::of(routes, states, help.as_deref())?;
        let interests = Interests::new(router.kinds(), policy.as_ref()).with_stale(router.handlers().any(Registration::takes_stale));
        let home = config.home()?;
        let username = config.bot.username.clone().or(name).unwrap_or_else(running::program_name);
        let places = config.places(&username, &home);

        let store: Arc<dyn Store> = Arc::new(open_store(&places.store, config.shutdown.grace).await?);
        let residence = Residence::open(&config, &home, &places).await?;
        let clock = clock.unwrap_or_else(|| residence.clock.clone());
        let inbox = inbox_id(&config, &residence, &*store).await?;
        let mut credentials = Credentials::open(&places.credentials, &inbox)?;

        let api = Api::new(ApiConfig { base: residence.url.clone(), token: None, timeouts: config.timeouts(), clock: clock.clone() })?;
        let api = api.with_media_hosts(config.inbox.media_hosts.iter());
        let wanted = WantedUser { username, token: config.inbox.token.clone(), admin: residence.admin.clone() };
        let (api, me) = lifecycle::ensure_user(&api, &wanted, &mut credentials).await?;
        let secret = lifecycle::webhook_secret(config.webhook.secret.as_ref(), &mut credentials)?;

        choice_key.set(lifecycle::choice_key(&mut credentials)?);

        let (mark, swept) = match store.inbox(&inbox).await? {
            Some(known) => (known.mark, known.swept),
            None => (api.inbox_now(), None),
        };
        store.put_inbox(&inbox, InboxRecord { url: residence.url.as_str().to_owned(), mark, swept }).await?;

        let service = layers.into_iter().fold(router.into_service(), |service, layer| layer(service));
        let switches = Switches {
            incoming: interests.incoming() || interests.speaks(),
            outgoing: interests.outgoing(),
            assigned: interests.assigned(),
        };
        let chance = chance.unwrap_or_else(lifecycle::chance);
        let engine = Engine::new(Parts {
            store: store.clone(),
            inbox: inbox.clone(),
            api: api.clone(),
            me: me.clone(),
            clock: clock.clone(),
            run: lifecycle::fresh_number()?,
            chance: chance.clone(),
            service,
            interests,
            policy,
            settings: settings(&config),
            chat_link: config.inbox.chat_link.clone().unwrap_or_else(|| ChatLink::below(residence.url.as_str())),
            mark,
            held: true,
        });
        engine.resume().await?;

        let transport = config.transport(&residence.url);
        let (mut server, mut wanted) = (None, None);
        if transport.calls() {
            let path = config.webhook_path(&inbox);
            target.open(engine.clone(), WebhookSecrets::new(std::iter::once(&secret).chain(&config.webhook.second_secret)));
            server = if nested { None } else { Some(listen(&config, &home, webhook::router(path.as_str(), target)).await?) };
            let bound = server.as_ref().map(Server::address);
            let public_url = match bound {
                Some(bound) => config.public_url(&residence.url, bound)?,
                None => config.webhook.public_url.clone().ok_or("a nested bot cannot know its address: set `webhook.public_url`")?,
            };
            let wanted = wanted.insert(WantedWebhook { public_url, path, secret, switches });
            let webhook = lifecycle::ensure_webhook(&api, &me, wanted, &mut credentials).await?;
            if let Err(cause) = lifecycle::test_webhook(&api, webhook, wanted).await {
                // The inbox repeats its calls, so a webhook that cannot be reached yet costs time, not messages.
                tracing::warn!(%cause, "the webhook could not be tested");
            }
        }
        let (stop, stopped) = watch::channel(false);
        let connected = watch::Sender::new(0);
        let connections = connected.subscribe();
        #[cfg(feature = "websocket")]
        let (received, marking) = Received::new(api.clone());
        #[cfg(feature = "websocket")]
        if transport.listens() {
            let url = config.websocket_url(&residence.url);
            let (first, answered) = oneshot::channel();
            let listener = Listener {
                engine: engine.clone(),
                api: api.clone(),
                url: url.clone(),
                clock: clock.clone(),
                chance: chance.clone(),
                connected,
                received: received.clone(),
            };
            tokio::spawn(listener.run(first, marking, stopped.clone()));
            if let Ok(Err(WebsocketError::TokenRefused)) = answered.await {
                return Err(lifecycle::StartError::WebsocketRefused { url: url.as_str().to_owned() }.into());
            }
        }
        if !transport.calls()
            && let Err(cause) = lifecycle::remove_webhook(&api, &me, &mut credentials).await
        {
            // The inbox repeats its calls in vain; the next start takes it away.
            tracing::warn!(%cause, "the webhook of an earlier start stays behind");
        }
        let catch_up = CatchUp {
            engine: engine.clone(),
            store: store.clone(),
            api: api.clone(),
            clock: clock.clone(),
            mark,
            swept,
            every: config.catch_up.every,
            max_age: config.catch_up.max_age,
            // A webhook's call is repeated until its 200, which marks.
            #[cfg(feature = "websocket")]
            received: (transport.listens() && !transport.calls()).then_some(received),
        };
        tokio::spawn(catch_up.run(connections, stopped.clone()));
        Ok(Running::new(running::Work {
            engine,
            stop: (stop, stopped),
            server,
            store,
            api,
            me,
            wanted,
            credentials,
            clock,
            grace: config.shutdown.grace,
            inbox_url: residence.url.clone(),
            #[cfg(feature = "embedded-inbox")]
            embedded: residence.embedded,
        }))
    }
}

/// Opens the store. One that another process uses is waited for, since that process may be about to end.
async fn open_store(place: &Place, grace: Duration) -> Result<SqliteStore, StoreError> {
    let Place::Path(path) = place else { return SqliteStore::in_memory() };
    // The machine's own time: the inbox's clock may stand still, and is not there yet.
    let clock = SystemClock;
    let until = clock.now().checked_add(grace).unwrap_or(jiff::Timestamp::MAX);
    let mut told = false;
    loop {
        match SqliteStore::open(path) {
            Err(StoreError::InUse { .. }) if clock.now() < until => {
                if !std::mem::replace(&mut told, true) {
                    tracing::warn!("the store is in use by another process; it is waited for up to {grace:?}");
                }
                let next = clock.now().checked_add(STORE_RETRY).unwrap_or(until);
                clock.sleep_until(next).await;
            }
            opened => return opened,
        }
    }
}

/// The inbox's id: the configured one, its own, else the one that the store has for its URL, else a new one.
async fn inbox_id(config: &Config, residence: &Residence, store: &dyn Store) -> crate::Result<InboxId> {
    if let Some(id) = &config.inbox.id {
        return Ok(id.clone());
    }
    if let Some(id) = &residence.id {
        return Ok(InboxId::new(id.clone())?);
    }
    let mut other: Option<String> = None;
    for key in store.inboxes().await? {
        match store.inbox(&key).await? {
            Some(record) if same_inbox(&record.url, &residence.url) => return Ok(key),
            Some(record) => other = Some(record.url),
            None => {}
        }
    }
    match other {
        Some(url) => Err(format!(
            "the store belongs to the inbox at {url}, and `inbox.url` is {}: set `store.path` to another file, or `inbox.id` when both are the same inbox",
            residence.url.as_str()
        )
        .into()),
        None => Ok(lifecycle::fresh_inbox_id()?),
    }
}

fn same_inbox(stored: &str, url: &InboxUrl) -> bool {
    stored == url.as_str()
}

async fn listen(config: &Config, home: &crate::config::Home, router: axum::Router) -> crate::Result<Server> {
    let address = config.webhook_listen(home);
    let listener = TcpListener::bind(address).await.map_err(|cause| match cause.kind() {
        io::ErrorKind::AddrInUse => {
            format!("{address} is taken by another program; stop that one, or set `webhook.listen` to another address")
        }
        _ => format!("the webhook cannot listen on {address}: {cause}; set `webhook.listen` to another address"),
    })?;
    Ok(Server::start(listener, router)?)
}

fn settings(config: &Config) -> Settings {
    Settings {
        turn_timeout: config.turn.timeout,
        patience: Patience { retries: config.turn.retries, max_hold: config.turn.max_hold },
        settle: config.outbox.settle,
        template_language: config.outbox.template_language.clone(),
        speeds: Speeds {
            number: config.limits.number,
            pair: config.limits.pair,
            pair_refill: config.limits.pair_refill,
            chat_replies: config.limits.chat_replies,
        },
    }
}
