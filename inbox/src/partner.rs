//! The Partner API: instances that a partner orders, each an inbox of its own below `/i/<subdomain>/`.
//!
//! An order is answered at once, as the service does. The instance is ready after [`DEPLOYMENT`] on the sandbox's clock; then its
//! configurator is told. Orders are kept beside the inbox's data, so that neither an instance nor a callback is lost by a restart.

mod api;
mod deployment;
mod order;
mod register;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use switchboard_wire::Secret;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::delivery::send::Sender;
use crate::error::StartError;
use crate::house::House;
use crate::inbox::listen;
use crate::inbox::opening::Ground;
use crate::server;
use register::Register;

/// How long a deployment takes, by the sandbox's clock: the least of what the Partner API's document names, two to five minutes.
pub(crate) const DEPLOYMENT: Duration = Duration::from_secs(120);

/// The key of the sandbox user, and its partner id (Partner API 1.1.2, Accessing the API and Get Partner Id).
const SANDBOX: (&str, &str) = ("LRoWRCjm1bdwlqDjfdYw", "sandbox");

/// How the Partner API is configured.
#[derive(Debug, Clone)]
pub(crate) struct PartnerApi {
    address: String,
    keys: Vec<(Secret, String)>,
}

impl PartnerApi {
    /// At this address, for these keys and the partners they belong to.
    pub(crate) fn new(address: String, mut keys: Vec<(Secret, String)>) -> Self {
        if keys.is_empty() {
            keys.push((Secret::new(SANDBOX.0), SANDBOX.1.to_owned()));
        }
        Self { address, keys }
    }

    /// Serves it, and goes on with what was ordered before.
    ///
    /// # Errors
    /// When the address or the instances' data cannot be used.
    pub(crate) async fn start(self, ground: Ground, house: House, url: String, data: Option<&Path>) -> Result<RunningPartner, StartError> {
        let address: SocketAddr = self.address.parse().map_err(|_| StartError::Address(self.address.clone()))?;
        let listener = listen(address).await?;
        let address = listener.local_addr()?;
        let folder = data.map(instances_beside);
        let register = Register::open(folder.as_deref())?;
        let (clock, stopping) = (ground.clock.clone(), ground.stopping.clone());
        let partner = Partner(Arc::new(Parts {
            keys: self.keys,
            ground,
            house,
            url,
            folder,
            register,
            sender: Sender::new(),
            stored: Mutex::default(),
        }));
        partner.go_on()?;
        let server = tokio::spawn(server::serve_router(listener, api::router(partner.clone()), clock, stopping));
        Ok(RunningPartner { address, server, partner })
    }
}

/// The folder of the instances that belong to an inbox's data.
fn instances_beside(data: &Path) -> PathBuf {
    let mut name = data.as_os_str().to_owned();
    name.push(".instances");
    PathBuf::from(name)
}

/// A Partner API that is served.
#[derive(Debug)]
pub(crate) struct RunningPartner {
    address: SocketAddr,
    server: JoinHandle<()>,
    partner: Partner,
}

impl RunningPartner {
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns once its port is free and its instances' data is written.
    pub(crate) async fn ended(self) {
        let _ = self.server.await;
        let stored = std::mem::take(&mut *self.partner.0.stored.lock().unwrap_or_else(PoisonError::into_inner));
        // An instance ends with the last who knows it.
        drop(self.partner);
        for end in stored {
            let _ = end.await;
        }
    }
}

/// What the handlers and deployments work with.
#[derive(Debug, Clone)]
struct Partner(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    keys: Vec<(Secret, String)>,
    ground: Ground,
    house: House,
    /// The inbox's own URL, below which the instances live.
    url: String,
    /// Where their data is; in memory without it.
    folder: Option<PathBuf>,
    register: Register,
    sender: Sender,
    /// Tell when the instances' data is written and closed.
    stored: Mutex<Vec<oneshot::Receiver<()>>>,
}
