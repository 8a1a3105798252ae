//! Every key, with its type, its default and what it means.

use std::net::SocketAddr;
use std::time::Duration;

use serde::Deserialize;

use crate::wire::Secret;

use super::{ChatLink, InboxId, MediaHosts, Place, PublicUrl, Transport, Username, WebhookPath, WebsocketUrl};
use super::{duration, secret};

macro_rules! section {
    ($(#[$doc:meta])* $section:ident = $name:literal { $($(#[$attribute:meta])* $key:ident: $type:ty = $default:expr;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        #[non_exhaustive]
        pub struct $section {
            $($(#[$attribute])* pub $key: $type,)*
        }

        impl Default for $section {
            fn default() -> Self {
                Self { $($key: $default,)* }
            }
        }

        impl $section {
            const KEYS: &[&str] = &[$(concat!($name, ".", stringify!($key))),*];
        }
    };
}

/// The whole configuration. Secrets print stars.
///
/// ```
/// use switchboard::config::{Config, Sources};
/// use switchboard::prelude::*;
///
/// # async fn example() -> Result<()> {
/// // No file and no environment: all that is not set here has its default.
/// let config = Config::load(&Sources::default().set("inbox.url", "https://inbox.example.com").set("inbox.token", "the token"))?;
/// Bot::with_config(config).run().await
/// # }
/// ```
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Config {
    /// The inbox that is served.
    pub inbox: InboxSettings,
    /// The inbox that is started with the bot, when `inbox.url` is not set.
    pub embedded: EmbeddedSettings,
    /// The bot itself.
    pub bot: BotSettings,
    /// The file with what the bot may not lose and nobody may read.
    pub credentials: CredentialsSettings,
    /// Where events come in.
    pub webhook: WebhookSettings,
    /// The journal and the outbox.
    pub store: StoreSettings,
    /// How fast messages leave. Zero switches a limit off.
    pub limits: LimitSettings,
    /// How messages leave.
    pub outbox: OutboxSettings,
    /// How events are handled.
    pub turn: TurnSettings,
    /// What is done about events that were missed.
    pub catch_up: CatchUpSettings,
    /// How the bot stops.
    pub shutdown: ShutdownSettings,
    /// How events come: `webhook`, `websocket` or `both`. Default: see [`Config::transport`].
    pub transport: Option<Transport>,
    /// What is logged, as directives of `tracing`: `info`, `warn,switchboard=debug`. Default `info`.
    pub log: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            inbox: InboxSettings::default(),
            embedded: EmbeddedSettings::default(),
            bot: BotSettings::default(),
            credentials: CredentialsSettings::default(),
            webhook: WebhookSettings::default(),
            store: StoreSettings::default(),
            limits: LimitSettings::default(),
            outbox: OutboxSettings::default(),
            turn: TurnSettings::default(),
            catch_up: CatchUpSettings::default(),
            shutdown: ShutdownSettings::default(),
            transport: None,
            log: "info".to_owned(),
        }
    }
}

/// Every key that exists, by section.
pub(super) const KEYS: &[&[&str]] = &[
    InboxSettings::KEYS,
    EmbeddedSettings::KEYS,
    BotSettings::KEYS,
    CredentialsSettings::KEYS,
    WebhookSettings::KEYS,
    StoreSettings::KEYS,
    LimitSettings::KEYS,
    OutboxSettings::KEYS,
    TurnSettings::KEYS,
    CatchUpSettings::KEYS,
    ShutdownSettings::KEYS,
    &["transport", "log"],
];

section! {
    /// The inbox that is served.
    InboxSettings = "inbox" {
        /// `inbox.url`: where it is, without `/api/v1`; [`Config::home`] gives it checked. Default: none, the embedded inbox is started.
        url: Option<String> = None;
        /// `inbox.token`: the token of the bot's user. Default: none, the bot makes itself a user with an admin's credentials.
        #[serde(deserialize_with = "secret::deserialize")]
        token: Option<Secret> = None;
        /// `inbox.id`: the name under which the store keeps what belongs to this inbox. Default: the embedded inbox's own, else made at the
        /// first start.
        id: Option<InboxId> = None;
        /// `inbox.allow_http`: whether `inbox.url` may be `http://` elsewhere than on this machine; everybody on the way can read the token
        /// then. Default `false`.
        allow_http: bool = false;
        /// `inbox.chat_link`: the address of a chat in the inbox's page, with `{wa_id}` where its id belongs. Default:
        /// `<inbox.url>main/chat/{wa_id}`, as the public web inbox has it.
        chat_link: Option<ChatLink> = None;
        /// `inbox.media_hosts`: hosts beside the inbox to which links of messages may lead when a file is read, such as `cdn.example.com`; a
        /// list, or one text with commas. No token goes there, and never to a private address. Default: none.
        media_hosts: MediaHosts = MediaHosts::default();
        /// `inbox.websocket_url`: where the inbox's websocket is. Default: `wss://websockets-<host>/`, and `ws` below `inbox.url` for an
        /// inbox on this machine or at an IP address.
        websocket_url: Option<WebsocketUrl> = None;
        /// `inbox.admin_username`: an admin's name for logging in, with which the bot makes its own user. Default: none.
        admin_username: Option<String> = None;
        /// `inbox.admin_password`: that admin's password. Default: none.
        #[serde(deserialize_with = "secret::deserialize")]
        admin_password: Option<Secret> = None;
        /// `inbox.request_timeout`: how long a call waits for its whole answer. Default `30s`.
        #[serde(deserialize_with = "duration::deserialize")]
        request_timeout: Duration = Duration::from_secs(30);
        /// `inbox.connect_timeout`: how long a call waits for its connection. Default `10s`.
        #[serde(deserialize_with = "duration::deserialize")]
        connect_timeout: Duration = Duration::from_secs(10);
    }
}

section! {
    /// The embedded inbox.
    EmbeddedSettings = "embedded" {
        /// `embedded.listen`: its address. Default `127.0.0.1:7700`, and any free port when another program has that one.
        #[serde(deserialize_with = "super::address::optional_socket")]
        listen: Option<SocketAddr> = None;
        /// `embedded.data`: the folder of the inbox's, the store's and the credentials' files, or `:memory:`. Default
        /// `.switchboard/<bot.username>`.
        data: Option<Place> = None;
        /// `embedded.admin_token`: the token of its admin. Default: made at the first start and kept
        /// with the inbox's data.
        #[serde(deserialize_with = "secret::deserialize")]
        admin_token: Option<Secret> = None;
    }
}

section! {
    /// The bot itself.
    BotSettings = "bot" {
        /// `bot.username`: the name of its user in the inbox, letters and digits. Default: the crate's name without signs.
        username: Option<Username> = None;
    }
}

section! {
    /// The credentials file.
    CredentialsSettings = "credentials" {
        /// `credentials.path`: the file, readable by its owner only. Default: `credentials.json` beside the store.
        path: Option<Place> = None;
    }
}

section! {
    /// Where events come in.
    WebhookSettings = "webhook" {
        /// `webhook.listen`: the address of the server. Default `127.0.0.1:8080`, and `127.0.0.1:0` (any free port) with the embedded inbox.
        #[serde(deserialize_with = "super::address::optional_socket")]
        listen: Option<SocketAddr> = None;
        /// `webhook.path`: the path of the webhook. Default `/webhook/<inbox.id>`.
        path: Option<WebhookPath> = None;
        /// `webhook.public_url`: the address under which the inbox reaches the server, without the path. Default: the address of the server
        /// when the inbox is on this machine, else none.
        public_url: Option<PublicUrl> = None;
        /// `webhook.secret`: what the inbox's calls prove themselves by. Default: made at the first start and kept with the credentials.
        #[serde(deserialize_with = "secret::deserialize")]
        secret: Option<Secret> = None;
        /// `webhook.second_secret`: another one that is taken too, while `webhook.secret` is being changed. Default: none.
        #[serde(deserialize_with = "secret::deserialize")]
        second_secret: Option<Secret> = None;
    }
}

section! {
    /// The journal and the outbox.
    StoreSettings = "store" {
        /// `store.path`: its file, or `:memory:`. Default `switchboard.db`, and `bot.db` in `embedded.data` with the embedded inbox.
        path: Option<Place> = None;
    }
}

section! {
    /// How fast messages leave. Zero switches a limit off.
    LimitSettings = "limits" {
        /// `limits.number`: messages per second of the whole number. Default 80 (WhatsApp: 80 per second and number).
        number: u32 = 80;
        /// `limits.pair`: messages to one customer at once, before the rate of `limits.pair_refill` counts. Default 45 (WhatsApp: 45).
        pair: u32 = 45;
        /// `limits.pair_refill`: after which time one more message to the same customer may leave. Default `6s` (WhatsApp: one per 6 seconds).
        #[serde(deserialize_with = "duration::deserialize")]
        pair_refill: Duration = Duration::from_secs(6);
        /// `limits.chat_replies`: replies per minute in one chat, against two bots that answer each other. Default 60 (ours).
        chat_replies: u32 = 60;
    }
}

section! {
    /// How messages leave.
    OutboxSettings = "outbox" {
        /// `outbox.settle`: how long a message whose sending has an unknown outcome is looked for before it is sent again. Default `5s`;
        /// `30s` is advised in production.
        #[serde(deserialize_with = "duration::deserialize")]
        settle: Duration = Duration::from_secs(5);
        /// `outbox.id_wait`: how long a quote, a reaction or a message tag waits for the WhatsApp id of an own message. Default `60s`.
        #[serde(deserialize_with = "duration::deserialize")]
        id_wait: Duration = Duration::from_secs(60);
        /// `outbox.template_language`: the language of templates that name none, such as `de` or `en_US`. Default `en`.
        template_language: String = "en".to_owned();
    }
}

section! {
    /// How events are handled.
    TurnSettings = "turn" {
        /// `turn.timeout`: how long a handler may take. Default `30s`.
        #[serde(deserialize_with = "duration::deserialize")]
        timeout: Duration = Duration::from_secs(30);
        /// `turn.max_hold`: how long an error that says when to try again may hold its chat. Default `10m`.
        #[serde(deserialize_with = "duration::deserialize")]
        max_hold: Duration = Duration::from_secs(10 * 60);
        /// `turn.retries`: how often a failed turn is tried again, after 1, 5, 15 and 30 seconds; the last pause repeats. Default 4.
        retries: u32 = 4;
    }
}

section! {
    /// What is done about events that were missed.
    CatchUpSettings = "catch_up" {
        /// `catch_up.max_age`: an older message is recorded as seen and not handled. Default `24h`, the length of WhatsApp's window.
        #[serde(deserialize_with = "duration::deserialize")]
        max_age: Duration = Duration::from_secs(24 * 60 * 60);
        /// `catch_up.every`: how often the inbox's lists are read for what it did not tell. At least 10 s; default `5m`.
        #[serde(deserialize_with = "duration::deserialize")]
        every: Duration = Duration::from_secs(5 * 60);
    }
}

section! {
    /// How the bot stops.
    ShutdownSettings = "shutdown" {
        /// `shutdown.grace`: how long turns and messages that have begun may take. Default `25s`, below the 30 seconds that Kubernetes waits.
        #[serde(deserialize_with = "duration::deserialize")]
        grace: Duration = Duration::from_secs(25);
    }
}

#[cfg(test)]
mod tests {
    use super::KEYS;

    #[test]
    fn every_key_has_its_line_in_the_guide() {
        let guide = include_str!("../docs/configuration.md");
        let missing: Vec<_> = KEYS.iter().copied().flatten().filter(|key| !guide.contains(&format!("`{key}`"))).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
