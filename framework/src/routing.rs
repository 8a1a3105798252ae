//! Routing: which handler gets an event.
//!
//! A turn is looked up, never scanned for: by kind, then by exact text, tag or status in a map, and by one set of all
//! regexes. What is found is asked in the order of registration, until a handler takes the event.

mod admission;
mod candidates;
mod index;
mod patterns;
mod router;
mod service;
mod start;

#[cfg(test)]
mod tests;

pub use router::Router;
pub use service::{TurnService, layered};
pub use start::{StartError, StartErrors};
