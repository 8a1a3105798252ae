//! What end-to-end tests share: an inbox with customers and agents, bots in the same process, and programs in their own.
//!
//! Everything goes through real HTTP. Nothing sleeps: a test waits for a message, a request or a line, and fails with the
//! conversation so far when it does not come.

mod agent;
mod courier;
mod customer;
pub mod fault;
mod folder;
mod program;
mod signal;
mod waits;
mod world;

pub use agent::Agent;
pub use courier::Courier;
pub use customer::Customer;
pub use folder::folder;
pub use program::Program;
pub use signal::{Gate, Notes};
pub use waits::NOON;
pub use world::{Request, World};

use std::time::Duration;

/// How long a test waits for something that must happen. It is generous: it only costs time when something is broken.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The bot of the README compiles.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
