//! The inbox that a bot is at home in: one elsewhere, or its own.

use std::sync::Arc;

use crate::client::InboxUrl;
use crate::clock::{SharedClock, SystemClock};
use crate::config::{Config, Home, Places};
use crate::lifecycle::Admin;

/// An inbox, as a starting bot needs it.
#[derive(Debug)]
pub(super) struct Residence {
    pub(super) url: InboxUrl,
    pub(super) clock: SharedClock,
    /// Who may make the bot's user.
    pub(super) admin: Option<Admin>,
    /// The inbox's own id, when it has one.
    pub(super) id: Option<String>,
    #[cfg(feature = "embedded-inbox")]
    pub(super) embedded: Option<switchboard_inbox::Inbox>,
}

impl Residence {
    /// Finds the inbox, or starts the embedded one.
    pub(super) async fn open(config: &Config, home: &Home, places: &Places) -> crate::Result<Self> {
        match home {
            Home::At(url) => {
                if !url.is_https() && !url.is_loopback() {
                    tracing::warn!("`inbox.url` is http://: everybody on the way can read the bot's token and all messages");
                }
                Ok(Self {
                    url: url.clone(),
                    clock: Arc::new(SystemClock),
                    admin: Admin::configured(config),
                    id: None,
                    #[cfg(feature = "embedded-inbox")]
                    embedded: None,
                })
            }
            Home::Embedded => embedded(config, places).await,
        }
    }
}

#[cfg(not(feature = "embedded-inbox"))]
async fn embedded(_: &Config, _: &Places) -> crate::Result<Residence> {
    // The configuration knows no embedded home without the feature.
    Err(crate::config::ConfigError::NoInbox.into())
}

#[cfg(feature = "embedded-inbox")]
async fn embedded(config: &Config, places: &Places) -> crate::Result<Residence> {
    use crate::config::{EMBEDDED_LISTEN, Place};
    use switchboard_inbox::{Inbox, StartError};

    let builder = |listen: std::net::SocketAddr| {
        let mut builder = Inbox::builder().listen(listen.to_string());
        if let Some(Place::Path(file)) = &places.inbox {
            builder = builder.data(file);
        }
        if let Some(token) = &config.embedded.admin_token {
            builder = builder.admin_token(token.clone());
        }
        builder
    };
    let asked = config.embedded.listen;
    let inbox = match builder(asked.unwrap_or(EMBEDDED_LISTEN)).start().await {
        // Nobody asked for this port: another example has it, and any other one will do.
        Err(StartError::Taken(taken)) if asked.is_none() => {
            tracing::info!(%taken, "the usual port of the embedded inbox is taken; it listens on a free one");
            builder(std::net::SocketAddr::new(EMBEDDED_LISTEN.ip(), 0)).start().await?
        }
        Err(StartError::Taken(taken)) => {
            return Err(format!("{taken} is taken by another program; stop that one, or set `embedded.listen` to another address").into());
        }
        started => started?,
    };
    Ok(Residence {
        url: InboxUrl::new(&inbox.url())?,
        clock: Arc::new(inbox.clock()),
        admin: Some(Admin::Token(inbox.admin_token())),
        id: Some(inbox.id().to_owned()),
        embedded: Some(inbox),
    })
}
