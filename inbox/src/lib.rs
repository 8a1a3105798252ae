//! An inbox on this machine: a faithful server of the WhatsApp inbox Integration API, for development and tests.
//!
//! Everything under `/api/v1/` behaves as the real service. What the real service gets from WhatsApp, from customers'
//! telephones and from time, this one gets from `/sandbox/`. The data is SQLite, in memory or in a file.
//!
//! ```no_run
//! # async fn example() -> Result<(), switchboard_inbox::StartError> {
//! use switchboard_inbox::Inbox;
//!
//! let inbox = Inbox::builder().listen("127.0.0.1:7700").data("inbox.db").start().await?;
//! println!("inbox ready at {}", inbox.url());
//! # Ok(())
//! # }
//! ```

mod announce;
mod api;
mod app;
mod clock;
mod core;
mod delivery;
mod error;
mod fault;
mod inbox;
mod json;
mod random;
mod request_log;
mod sandbox;
mod server;
mod settings;
mod store;

pub use clock::Clock;
pub use error::StartError;
pub use inbox::{Builder, Inbox};
pub use settings::{ClosedWindow, HandoverMessages, WebhookForm};
pub use switchboard_wire::Secret;
