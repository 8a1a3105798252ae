//! Ingress: how events come in.

mod key;
pub(crate) mod secret;
pub(crate) mod server;
pub(crate) mod webhook;
#[cfg(feature = "websocket")]
pub(crate) mod websocket;

pub(crate) use key::{chat_of, digest, natural_key};
