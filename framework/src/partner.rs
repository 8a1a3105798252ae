//! The Partner API: from an order of an inbox to a bot that answers in it.
//!
//! A 360dialog partner orders an instance of the inbox for a number, waits until it is ready, and lets the account that it has there, the
//! configurator, make a bot's user and its webhook. Each of these steps has its own error.
//!
//! ```no_run
//! use std::sync::Arc;
//!
//! use switchboard::client::{InboxUrl, PartnerApi, PartnerConfig, Timeouts};
//! use switchboard::clock::SystemClock;
//! use switchboard::partner::{Callbacks, Order};
//! use switchboard::prelude::*;
//! use switchboard::wire::{Secret, WabaWebhookRequest};
//!
//! # async fn example() -> Result<()> {
//! let partner = PartnerApi::new(PartnerConfig {
//!     base: InboxUrl::new(PartnerConfig::BASE)?,
//!     key: Secret::new("the partner's key"),
//!     timeouts: Timeouts::default(),
//!     clock: Arc::new(SystemClock),
//! })?;
//!
//! // The service calls back: the router is part of an application that is reached at this URL.
//! let callbacks = Callbacks::at("https://acme.example/instances");
//! let app = axum::Router::new().nest("/instances", callbacks.router());
//! # let _ = app;
//!
//! let mut ordered = Order::of_channel("Ch1234CH").subdomain("acme-test").seats(10).place(&partner, &callbacks).await?;
//! let ready = ordered.ready(&partner, minutes(10)).await?;
//! let webhook = WabaWebhookRequest { url: "https://acme.example/bot".to_owned(), on_assigned: true, ..WabaWebhookRequest::default() };
//! let bot = ready.install("shopbot", Some(&webhook)).await?;
//! println!("inbox.url = {}", ready.inbox());
//! # let _ = bot.token;
//! # Ok(())
//! # }
//! ```
//!
//! The bot itself is a [`Bot`](crate::Bot) as any other: its `inbox.url` is the instance's, and its `inbox.token` the token of the user that was
//! installed.

mod callbacks;
mod error;
mod install;
mod order;

pub use callbacks::Callbacks;
pub use error::PartnerError;
pub use install::{Installed, Ready};
pub use order::{Order, Ordered};
