//! How an inbox is configured.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use switchboard_wire::Secret;
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::watch;

use super::{Inbox, data};
use crate::app::{App, Parts};
use crate::clock::Clock;
use crate::core::Core;
use crate::delivery::Dispatcher;
use crate::error::StartError;
use crate::request_log::RequestLog;
use crate::sandbox::phones::Phones;
use crate::settings::{ClosedWindow, HandoverMessages, Settings, WebhookForm};
use crate::store::{Outlet, Store};
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

    /// How many people may be logged in at the same time, as the number of seats that an instance was made with; any number by
    /// default. Apps do not count.
    pub fn seats(mut self, seats: u32) -> Self {
        self.settings.seats = Some(seats);
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
        let listener = TcpListener::bind(asked).await.map_err(|cause| match cause.kind() {
            std::io::ErrorKind::AddrInUse => StartError::Taken(asked),
            _ => StartError::Listen { address: asked, cause },
        })?;
        let address = listener.local_addr()?;
        let core = Arc::new(Core::new(format!("http://{address}"), self.clock.clone(), self.settings, self.seed));
        let passwords = (!loopback).then(|| (Secret::new(random::password()), Secret::new(random::password())));
        let opened = data::open(self.data.as_deref(), &core, self.admin_token.as_ref(), passwords.as_ref())?;

        let (stop, stopping) = watch::channel(false);
        let phones = Arc::new(Phones::default());
        let dispatcher = Arc::new(Dispatcher::new(Arc::clone(&core), Handle::current(), stopping.clone()));
        let outlet = Outlet { phones: Arc::clone(&phones), dispatcher: Arc::downgrade(&dispatcher) };
        let pending = opened.pending;
        let (store, stored) = Store::start(opened.conn, opened.lock, Arc::clone(&core), outlet)?;
        dispatcher.attach(store.clone());
        for delivery in pending {
            dispatcher.push(Arc::new(delivery));
        }
        let app = App::new(Parts {
            id: opened.id.clone(),
            core,
            store,
            dispatcher,
            phones,
            requests: RequestLog::new(),
            sandbox_token: self.sandbox_token,
            loopback,
        });
        let server = tokio::spawn(server::serve(listener, app, stopping));
        Ok(Inbox {
            address,
            id: opened.id,
            admin_token: opened.admin_token,
            passwords: passwords.filter(|_| opened.new),
            clock: self.clock,
            stop,
            server: Some(server),
            stored: Some(stored),
        })
    }
}
