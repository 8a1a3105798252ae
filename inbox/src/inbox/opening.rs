//! From data to an inbox that answers requests.

use std::path::Path;
use std::sync::Arc;

use switchboard_wire::Secret;
use tokio::runtime::Handle;
use tokio::sync::{oneshot, watch};

use super::data::{self, Founders};
use crate::app::{App, Parts};
use crate::clock::Clock;
use crate::core::Core;
use crate::delivery::Dispatcher;
use crate::error::StartError;
use crate::house::Site;
use crate::outbox::Outbox;
use crate::request_log::RequestLog;
use crate::sandbox::phones::Phones;
use crate::settings::Settings;
use crate::store::{Outlet, Store};

/// What all inboxes at one address have in common.
#[derive(Debug, Clone)]
pub(crate) struct Ground {
    pub(crate) clock: Clock,
    pub(crate) settings: Settings,
    pub(crate) seed: u64,
    pub(crate) sandbox_token: Option<Secret>,
    /// Whether only this machine can reach them.
    pub(crate) loopback: bool,
    /// Where mails are put, when the data is in a file.
    pub(crate) outbox: Option<Outbox>,
    pub(crate) stopping: watch::Receiver<bool>,
}

/// An inbox that is ready to answer.
pub(crate) struct Opened {
    pub(crate) site: Site,
    pub(crate) id: String,
    /// The token of the first admin, where the inbox has one that outlives everything.
    pub(crate) admin_token: Option<Secret>,
    /// Whether its data was made now.
    pub(crate) new: bool,
    /// Tells when its data is written and closed.
    pub(crate) stored: oneshot::Receiver<()>,
}

impl Ground {
    /// The same, for an instance with a number of seats.
    pub(crate) fn of_instance(&self, subdomain: &str, seats: u32) -> Self {
        let outbox = self.outbox.as_ref().map(|outbox| outbox.of_instance(subdomain));
        Self { settings: Settings { seats: Some(seats), ..self.settings }, outbox, ..self.clone() }
    }

    /// Opens an inbox at a URL. What was not delivered before goes on from here.
    ///
    /// # Errors
    /// When the data cannot be used.
    pub(crate) fn open(&self, url: String, data: Option<&Path>, founders: &Founders) -> Result<Opened, StartError> {
        let core = Arc::new(Core::new(url, self.clock.clone(), self.settings, self.seed));
        let opened = data::open(data, &core, founders)?;
        let phones = Arc::new(Phones::default());
        let dispatcher = Arc::new(Dispatcher::new(Arc::clone(&core), Handle::current(), self.stopping.clone()));
        let outlet = Outlet { phones: Arc::clone(&phones), outbox: self.outbox.clone(), dispatcher: Arc::downgrade(&dispatcher) };
        let (store, stored) = Store::start(opened.conn, opened.lock, Arc::clone(&core), outlet)?;
        dispatcher.attach(store.clone());
        for delivery in opened.pending {
            dispatcher.push(Arc::new(delivery));
        }
        let app = App::new(Parts {
            id: opened.id.clone(),
            core,
            store,
            dispatcher,
            phones,
            requests: RequestLog::new(),
            sandbox_token: self.sandbox_token.clone(),
            loopback: self.loopback,
        });
        Ok(Opened { site: Site::new(app), id: opened.id, admin_token: opened.admin_token, new: opened.new, stored })
    }
}
