//! What every part of the inbox looks at: its address, clock, settings, people and faults.

use std::sync::{Arc, PoisonError, RwLock};

use crate::clock::Clock;
use crate::fault::Faults;
use crate::settings::Settings;
use crate::store::directory::Directory;
use crate::websocket::Sockets;

/// Shared by the server, the store's thread and the deliveries.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) url: String,
    pub(crate) clock: Clock,
    pub(crate) settings: Settings,
    pub(crate) faults: Faults,
    pub(crate) sockets: Sockets,
    directory: RwLock<Arc<Directory>>,
}

impl Core {
    pub(crate) fn new(url: String, clock: Clock, settings: Settings, seed: u64) -> Self {
        Self { url, clock, settings, faults: Faults::new(seed), sockets: Sockets::default(), directory: RwLock::default() }
    }

    /// The path below which it answers: empty, or that of an instance.
    pub(crate) fn path(&self) -> &str {
        let host = self.url.split_once("://").map_or(self.url.as_str(), |(_, host)| host);
        host.find('/').map_or("", |path| &host[path..])
    }

    /// The users, groups, tokens and webhooks as they are now.
    pub(crate) fn directory(&self) -> Arc<Directory> {
        Arc::clone(&self.directory.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn set_directory(&self, directory: impl Into<Arc<Directory>>) {
        *self.directory.write().unwrap_or_else(PoisonError::into_inner) = directory.into();
    }
}
