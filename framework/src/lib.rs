//! Switchboard: bots that share one WhatsApp inbox with people.

// The attributes write paths that begin with `::switchboard`, also in this crate's own tests.
#[cfg(test)]
extern crate self as switchboard;

pub mod action;
mod bot;
pub mod builder;
pub mod client;
pub mod clock;
pub mod config;
pub mod engine;
pub mod error;
pub mod handler;
pub mod handover;
mod inbox_id;
pub mod ingress;
pub mod kind;
pub mod lifecycle;
pub mod outbox;
pub mod prelude;
pub mod routing;
pub mod store;
pub mod turn;

pub use bot::{Bot, Running};
pub use error::{Error, Result};
pub use inbox_id::InboxId;
pub use switchboard_wire as wire;

#[doc(hidden)]
pub use handler::private as __private;

#[doc = include_str!("handler/docs/on.md")]
pub use switchboard_macros::on;

#[doc = include_str!("handler/docs/handlers.md")]
pub use switchboard_macros::handlers;

#[doc = include_str!("handler/docs/main.md")]
pub use switchboard_macros::main;
