//! Switchboard: bots that share one WhatsApp inbox with people.

pub mod action;
pub mod client;
pub mod clock;
pub mod config;
pub mod engine;
pub mod error;
pub mod handover;
pub mod ingress;
pub mod kind;
pub mod lifecycle;
pub mod outbox;
pub mod store;
pub mod turn;

pub use error::{Error, Result};
pub use switchboard_wire as wire;

