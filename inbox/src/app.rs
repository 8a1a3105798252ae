//! What the handlers of HTTP requests work with.

use std::ops::Deref;
use std::sync::Arc;

use switchboard_wire::Secret;

use crate::core::Core;
use crate::delivery::Dispatcher;
use crate::request_log::RequestLog;
use crate::sandbox::phones::Phones;
use crate::store::Store;

/// One inbox, shared by its handlers.
#[derive(Debug, Clone)]
pub(crate) struct App(Arc<Parts>);

/// Its parts.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) id: String,
    pub(crate) core: Arc<Core>,
    pub(crate) store: Store,
    pub(crate) dispatcher: Arc<Dispatcher>,
    pub(crate) phones: Arc<Phones>,
    pub(crate) requests: RequestLog,
    pub(crate) sandbox_token: Option<Secret>,
    /// Whether only this machine can reach it.
    pub(crate) loopback: bool,
}

impl App {
    pub(crate) fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
