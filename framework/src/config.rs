//! Configuration: defaults, then `switchboard.toml`, then `SWITCHBOARD__SECTION__KEY`, then the program.
//!
//! This is the only part that reads the environment. Everything is read and checked once, at the start; an unknown key is an error
//! that names the nearest known one.
//!
//! ```
//! use std::time::Duration;
//!
//! use switchboard::config::{Config, Home, Sources};
//!
//! let sources = Sources::default().set("inbox.url", "https://inbox.example.com").set("outbox.settle", "30s");
//! let config = Config::load(&sources)?;
//! assert!(matches!(config.home()?, Home::At(_)));
//! assert_eq!((config.outbox.settle, config.shutdown.grace), (Duration::from_secs(30), Duration::from_secs(25)));
//!
//! let error = Config::load(&Sources::default().set("outbox.setle", "30s")).unwrap_err();
//! assert!(error.to_string().contains("outbox.settle"), "{error}");
//! # Ok::<(), switchboard::config::ConfigError>(())
//! ```

mod address;
mod chat_link;
mod duration;
mod error;
mod layers;
mod media_hosts;
mod name;
mod place;
mod secret;
mod settings;
mod transport;

pub use address::{PublicUrl, WebhookPath, WebsocketUrl};
pub use chat_link::ChatLink;
pub use error::ConfigError;
pub use layers::Sources;
pub use media_hosts::MediaHosts;
pub use name::Username;

pub use crate::inbox_id::InboxId;
pub use place::{Place, Places};
pub use settings::{
    BotSettings, CatchUpSettings, Config, CredentialsSettings, EmbeddedSettings, InboxSettings, LimitSettings, OutboxSettings,
    ShutdownSettings, StoreSettings, TurnSettings, WebhookSettings,
};
pub use transport::Transport;

use std::net::SocketAddr;

use crate::client::{InboxUrl, Timeouts};

/// The file that is read when it is there, in the working directory.
pub const FILE: &str = "switchboard.toml";

/// Where the embedded inbox listens when `embedded.listen` is not set and nobody else does.
pub const EMBEDDED_LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 7700);

/// Which inbox a bot serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Home {
    /// Its own, started with it.
    Embedded,
    /// The one at this URL.
    At(InboxUrl),
}

impl Config {
    /// Reads `switchboard.toml` of the working directory and the environment.
    ///
    /// # Errors
    /// One sentence that says what to change, see [`ConfigError`].
    pub fn from_process() -> Result<Self, ConfigError> {
        Self::load(&Sources::of_process()?)
    }

    /// Reads the layers that are given and nothing else.
    ///
    /// # Errors
    /// One sentence that says what to change, see [`ConfigError`].
    pub fn load(sources: &Sources) -> Result<Self, ConfigError> {
        let config = layers::merge(sources)?;
        config.check()?;
        Ok(config)
    }

    /// What no key can say alone.
    fn check(&self) -> Result<(), ConfigError> {
        self.inbox_url()?;
        match (&self.inbox.admin_username, &self.inbox.admin_password) {
            (Some(_), None) => return Err(ConfigError::together("inbox.admin_username", "inbox.admin_password")),
            (None, Some(_)) => return Err(ConfigError::together("inbox.admin_password", "inbox.admin_username")),
            _ => {}
        }
        if self.webhook.second_secret.is_some() && self.webhook.secret.is_none() {
            return Err(ConfigError::together("webhook.second_secret", "webhook.secret"));
        }
        Ok(())
    }

    fn inbox_url(&self) -> Result<Option<InboxUrl>, ConfigError> {
        let Some(text) = &self.inbox.url else { return Ok(None) };
        let url = if self.inbox.allow_http { InboxUrl::allowing_http(text) } else { InboxUrl::new(text) };
        url.map(Some).map_err(|cause| ConfigError::Sentence { key: "inbox.url", cause: cause.to_string() })
    }

    /// Which inbox is served: the one of `inbox.url`, else the embedded one when that feature is on.
    ///
    /// # Errors
    /// When `inbox.url` is not set and there is no embedded inbox.
    pub fn home(&self) -> Result<Home, ConfigError> {
        match self.inbox_url()? {
            Some(url) => Ok(Home::At(url)),
            None if cfg!(feature = "embedded-inbox") => Ok(Home::Embedded),
            None => Err(ConfigError::NoInbox),
        }
    }

    /// How long calls of the inbox wait.
    #[must_use]
    pub fn timeouts(&self) -> Timeouts {
        Timeouts { request: self.inbox.request_timeout, connect: self.inbox.connect_timeout }
    }

    /// How events come: as `transport` says, else by webhook when the inbox can call this bot (`webhook.public_url` is set, or the inbox
    /// is on the same machine), else by websocket.
    #[must_use]
    pub fn transport(&self, inbox: &InboxUrl) -> Transport {
        let is_called = self.webhook.public_url.is_some() || inbox.is_loopback();
        // Without the feature, a bot that cannot be called is told so.
        let default = if is_called || cfg!(not(feature = "websocket")) { Transport::Webhook } else { Transport::Websocket };
        self.transport.unwrap_or(default)
    }

    /// Where the websocket is: `inbox.websocket_url`, else where the inbox has it by itself.
    #[must_use]
    pub fn websocket_url(&self, inbox: &InboxUrl) -> WebsocketUrl {
        self.inbox.websocket_url.clone().unwrap_or_else(|| WebsocketUrl::of_inbox(inbox))
    }

    /// Where the webhook listens: `webhook.listen`, else port 8080 of this machine, and any free port beside an embedded inbox, so that
    /// several bots can run at once.
    #[must_use]
    pub fn webhook_listen(&self, home: &Home) -> SocketAddr {
        let port = if *home == Home::Embedded { 0 } else { 8080 };
        self.webhook.listen.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], port)))
    }

    /// The path of the webhook: `webhook.path`, else `/webhook/<inbox.id>`.
    #[must_use]
    pub fn webhook_path(&self, inbox: &InboxId) -> WebhookPath {
        self.webhook.path.clone().unwrap_or_else(|| WebhookPath::of_inbox(inbox))
    }

    /// Where the inbox reaches this bot: `webhook.public_url`, else the address it listens on when the inbox is on the same machine.
    ///
    /// # Errors
    /// When `webhook.public_url` is not set and the inbox is elsewhere.
    pub fn public_url(&self, inbox: &InboxUrl, bound: SocketAddr) -> Result<PublicUrl, ConfigError> {
        match &self.webhook.public_url {
            Some(url) => Ok(url.clone()),
            None if inbox.is_loopback() => Ok(PublicUrl::of_this_machine(bound)),
            None => Err(ConfigError::NoPublicUrl),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Config, ConfigError, Home, InboxId, Sources};
    use crate::client::InboxUrl;

    fn config(overrides: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::load(&overrides.iter().fold(Sources::default(), |sources, (key, value)| sources.set(key, *value)))
    }

    #[test]
    fn keys_that_belong_together_are_asked_for_together() {
        for (one, other) in [
            ("inbox.admin_username", "inbox.admin_password"),
            ("inbox.admin_password", "inbox.admin_username"),
            ("webhook.second_secret", "webhook.secret"),
        ] {
            let sentence = config(&[(one, "s3cret")]).unwrap_err().to_string();
            assert!(sentence.contains(one) && sentence.contains(other) && !sentence.contains("s3cret"), "{sentence}");
        }
    }

    #[test]
    fn an_inbox_elsewhere_needs_https_or_a_word() {
        let sentence = config(&[("inbox.url", "http://inbox.example")]).unwrap_err().to_string();
        assert!(sentence.contains("inbox.allow_http"), "{sentence}");
        let home = config(&[("inbox.url", "http://inbox.example"), ("inbox.allow_http", "true")]).unwrap().home().unwrap();
        assert!(matches!(home, Home::At(url) if !url.is_https()));
    }

    #[test]
    fn a_bot_on_the_inboxs_machine_needs_no_public_url() {
        let config = config(&[]).unwrap();
        let here = InboxUrl::new("http://127.0.0.1:7700").unwrap();
        let url = config.public_url(&here, "0.0.0.0:4000".parse().unwrap()).unwrap();
        let path = config.webhook_path(&InboxId::new("i-1").unwrap());
        assert_eq!(url.with(&path).as_str(), "http://127.0.0.1:4000/webhook/i-1");

        let there = InboxUrl::new("https://inbox.example").unwrap();
        let sentence = config.public_url(&there, "0.0.0.0:4000".parse().unwrap()).unwrap_err().to_string();
        assert!(sentence.contains("webhook.public_url"), "{sentence}");
    }

    #[test]
    fn a_bot_that_cannot_be_called_listens() {
        use super::Transport;
        let (here, there) = (InboxUrl::new("http://127.0.0.1:7700").unwrap(), InboxUrl::new("https://inbox.example").unwrap());
        assert_eq!(config(&[]).unwrap().transport(&here), Transport::Webhook);
        assert_eq!(config(&[("webhook.public_url", "https://bot.example")]).unwrap().transport(&there), Transport::Webhook);
        let alone = if cfg!(feature = "websocket") { Transport::Websocket } else { Transport::Webhook };
        assert_eq!(config(&[]).unwrap().transport(&there), alone);
    }

    #[test]
    fn beside_an_embedded_inbox_any_port_is_free_to_take() {
        let config = config(&[]).unwrap();
        assert_eq!(config.webhook_listen(&Home::Embedded).port(), 0);
        assert_eq!(config.webhook_listen(&Home::At(InboxUrl::new("https://inbox.example").unwrap())).port(), 8080);
    }
}
