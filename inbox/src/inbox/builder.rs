//! How an inbox is configured.

use std::net::SocketAddr;
use std::path::PathBuf;

use switchboard_wire::Secret;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::Inbox;
use super::data::Founders;
use super::opening::Ground;
use crate::clock::Clock;
use crate::error::StartError;
use crate::house::House;
use crate::outbox::Outbox;
use crate::partner::PartnerApi;
use crate::settings::{ClosedWindow, HandoverMessages, Settings, WebhookForm};
use crate::{random, server};

/// Configures an [`Inbox`].
#[derive(Debug, Clone)]
#[must_use = "an inbox runs only after `start`"]
pub struct Builder {
    listen: String,
    data: Option<PathBuf>,
    admin_token: Option<Secret>,
    sandbox_token: Option<Secret>,
    seed: u64,
    clock: Clock,
    settings: Settings,
    partner: Option<PartnerApi>,
}

impl Builder {
    pub(super) fn new() -> Self {
        Self {
            listen: String::from("127.0.0.1:0"),
            data: None,
            admin_token: None,
            sandbox_token: None,
            seed: 0,
            clock: Clock::system(),
            settings: Settings::default(),
            partner: None,
        }
    }

    /// Where to listen; `127.0.0.1:0` by default, a free port of this machine.
    pub fn listen(mut self, address: impl Into<String>) -> Self {
        self.listen = address.into();
        self
    }

    /// Keeps the data in this file; in memory by default.
    pub fn data(mut self, file: impl Into<PathBuf>) -> Self {
        self.data = Some(file.into());
        self
    }

    /// The token of the first admin; made, and kept with the data, by default.
    pub fn admin_token(mut self, token: Secret) -> Self {
        self.admin_token = Some(token);
        self
    }

    /// What calls of `/sandbox/` must bring along; nothing by default. Needed where other machines can reach the inbox.
    pub fn sandbox_token(mut self, token: Secret) -> Self {
        self.sandbox_token = Some(token);
        self
    }

    /// Seeds the faults; 0 by default. Ids and tokens never depend on it.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The clock; the system's by default.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// The form of webhook calls; flat by default.
    pub fn webhook_form(mut self, form: WebhookForm) -> Self {
        self.settings.webhook_form = form;
        self
    }

    /// What `assigned_messages` carries at a hand-over; the last message by default.
    pub fn handover_messages(mut self, messages: HandoverMessages) -> Self {
        self.settings.handover_messages = messages;
        self
    }

    /// What becomes of a free message outside the window; refused by default.
    pub fn closed_window(mut self, closed: ClosedWindow) -> Self {
        self.settings.closed_window = closed;
        self
    }

    /// How many messages are kept; what comes after that drops the oldest. The service's 1.5 million
    /// ([`MESSAGES_KEPT`](switchboard_wire::limits::MESSAGES_KEPT)) by default; at least 1.
    pub fn messages_kept(mut self, messages: usize) -> Self {
        self.settings.messages_kept = i64::try_from(messages).unwrap_or(i64::MAX).max(1);
        self
    }

    /// How many people may be logged in at the same time, as the number of seats that an instance was made with; any number by
    /// default. Apps do not count.
    pub fn seats(mut self, seats: u32) -> Self {
        self.settings.seats = Some(seats);
        self
    }

    /// Serves the Partner API at this address; not served by default. Its instances live below `/i/<subdomain>/` of the inbox's own
    /// address, and their data beside the inbox's: in the folder `<data>.instances`, or in memory.
    ///
    /// Without keys it takes the one that the Partner API's document names for its sandbox.
    pub fn partner(mut self, address: impl Into<String>, keys: Vec<(Secret, String)>) -> Self {
        self.partner = Some(PartnerApi::new(address.into(), keys));
        self
    }

    /// Starts the inbox. It serves when this returns.
    ///
    /// # Errors
    /// When the address or the data cannot be used.
    pub async fn start(self) -> Result<Inbox, StartError> {
        let asked: SocketAddr = self.listen.parse().map_err(|_| StartError::Address(self.listen.clone()))?;
        let loopback = asked.ip().is_loopback();
        if !loopback && self.sandbox_token.is_none() {
            return Err(StartError::Open(asked));
        }
        let listener = listen(asked).await?;
        let address = listener.local_addr()?;
        let url = format!("http://{address}");
        let passwords = (!loopback).then(|| (Secret::new(random::password()), Secret::new(random::password())));
        let (stop, stopping) = watch::channel(false);
        let ground = Ground {
            clock: self.clock.clone(),
            settings: self.settings,
            seed: self.seed,
            sandbox_token: self.sandbox_token,
            loopback,
            outbox: self.data.as_deref().map(Outbox::beside),
            stopping: stopping.clone(),
        };
        let founders = Founders::AdminAndMira { admin_token: self.admin_token, passwords: passwords.clone() };
        let opened = ground.open(url.clone(), self.data.as_deref(), &founders)?;
        let house = House::new(opened.site);
        let partner = match self.partner {
            Some(partner) => Some(partner.start(ground, house.clone(), url, self.data.as_deref()).await?),
            None => None,
        };
        let server = tokio::spawn(server::serve(listener, house, stopping));
        Ok(Inbox {
            address,
            id: opened.id,
            // These founders are the ones that have it.
            admin_token: opened.admin_token.expect("the first admin has a token"),
            passwords: passwords.filter(|_| opened.new),
            clock: self.clock,
            stop,
            partner,
            server: Some(server),
            stored: Some(opened.stored),
        })
    }
}

/// Listens on an address.
pub(crate) async fn listen(address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).await.map_err(|cause| match cause.kind() {
        std::io::ErrorKind::AddrInUse => StartError::Taken(address),
        _ => StartError::Listen { address, cause },
    })
}
