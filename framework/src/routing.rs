//! Routing: which handler gets an event.
//!
//! A turn is looked up, never scanned for: by kind, then by exact text, tag or status in a map, and by one set of all
//! regexes. Filters that cannot be looked up are asked one by one. What is found is asked in the order of registration, until a handler takes the event.
//!
//! ```
//! use switchboard::prelude::*;
//! use switchboard::routing::Routes;
//!
//! #[on(incoming_messages, text = "hours")]
//! async fn opening() -> &'static str {
//!     "Nine to five."
//! }
//!
//! #[on(incoming_messages)]
//! async fn other() -> &'static str {
//!     "Ask for our hours."
//! }
//!
//! /// Only in the first try of a turn.
//! fn shop() -> Routes {
//!     Routes::new().guard(|turn| turn.facts().attempt == 1).handlers(handlers![opening])
//! }
//!
//! # fn bot() -> Result<Bot> {
//! let bot = Bot::from_config()?.routes(shop()).handlers(handlers![other]);
//! # Ok(bot)
//! # }
//! ```

mod admission;
mod candidates;
mod chat_tags;
mod conditions;
mod errand;
mod help;
mod hidden;
mod index;
mod literals;
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
