//! Ingress: how events come in.

mod key;
pub mod secret;
pub(crate) mod server;
pub mod webhook;

pub(crate) use key::{chat_of, digest, natural_key};
