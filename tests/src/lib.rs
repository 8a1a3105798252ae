//! What the framework's own end-to-end tests have beside [`switchboard::testing`]: programs in processes of their own, webhook calls
//! that a test carries by hand, and calls that it holds and lets go.

mod courier;
pub mod fault;
mod folder;
mod program;
mod waits;
mod ways;
mod world;

pub use courier::Courier;
pub use folder::folder;
pub use program::Program;
pub use switchboard::config::Transport;
pub use switchboard::testing::{Agent, Customer, Gate, Notes, PATIENCE, Request};
pub use waits::NOON;
pub use world::World;

/// The bot of the README compiles.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
