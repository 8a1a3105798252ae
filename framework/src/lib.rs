//! Switchboard: bots that share one WhatsApp inbox with people.

// The attributes write paths that begin with `::switchboard`, also in this crate's own tests.
#[cfg(test)]
extern crate self as switchboard;

pub mod action;
pub mod builder;
pub mod clock;
pub mod error;
pub mod handler;
pub mod handover;
pub mod kind;
pub mod prelude;
pub mod routing;
pub mod store;
pub mod turn;

pub use error::{Error, Result};
pub use switchboard_wire as wire;

#[doc(hidden)]
pub use handler::private as __private;

#[doc = include_str!("handler/docs/on.md")]
pub use switchboard_macros::on;

#[doc = include_str!("handler/docs/handlers.md")]
pub use switchboard_macros::handlers;

#[doc = include_str!("handler/docs/main.md")]
pub use switchboard_macros::main;
