//! Routing: which handler gets an event.
//!
//! A turn is looked up, never scanned for: by kind, then by exact text, tag or status in a map, and by one set of all
//! regexes. Filters that cannot be looked up are asked one by one. What is found is asked in the order of registration, until a handler takes the event.

mod admission;
mod candidates;
mod chat_tags;
mod conditions;
mod errand;
mod help;
mod index;
mod patterns;
mod records;
mod router;
mod routes;
mod scope;
mod service;
mod start;
mod words;

#[cfg(test)]
mod tests;

pub(crate) use errand::Errand;

pub use chat_tags::ChatTags;
pub use router::Router;
pub use routes::Routes;
pub use service::{TurnService, layered};
pub use start::{StartError, StartErrors};
