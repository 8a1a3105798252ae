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
//!
//! ```
//! use std::time::Duration;
//!
//! use switchboard_inbox::{ClosedWindow, Clock, HandoverMessages, Inbox, StartError, WebhookForm};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), StartError> {
//! // For tests: a free port, data in memory, a clock that stands still, and what the real service may or may not do.
//! let clock = Clock::starting_at(1_772_452_800);
//! let inbox = Inbox::builder()
//!     .clock(clock.clone())
//!     .seed(7)
//!     .webhook_form(WebhookForm::Both)
//!     .handover_messages(HandoverMessages::Unread)
//!     .closed_window(ClosedWindow::FailLater)
//!     .start()
//!     .await?;
//! clock.advance(Duration::from_secs(60));
//! assert_eq!(inbox.clock().now_seconds(), 1_772_452_860);
//! assert!(!format!("{:?}", inbox.admin_token()).contains(inbox.admin_token().expose()));
//!
//! let taken = Inbox::builder().listen(inbox.url().trim_start_matches("http://")).start().await;
//! assert!(matches!(taken, Err(StartError::Taken(_))));
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
mod form;
mod house;
mod inbox;
mod json;
mod outbox;
mod partner;
mod random;
mod request_log;
mod sandbox;
mod server;
mod settings;
mod store;
mod websocket;

pub use clock::Clock;
pub use error::StartError;
pub use inbox::{Builder, Inbox};
pub use settings::{ClosedWindow, HandoverMessages, WebhookForm};
pub use switchboard_wire::Secret;
