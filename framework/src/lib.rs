//! Switchboard: bots that share one WhatsApp inbox with people.
//!
//! A bot is a list of handlers: functions that say what follows when something happens in the inbox. Everything around them is done
//! by the framework: the bot's user and webhook, the order within a chat, who may speak, sending, and what survives a crash.
//!
//! ```no_run
//! use switchboard::prelude::*;
//!
//! /// Customer: hi        Bot: Hello, Ada!
//! #[on(incoming_messages, text = "hi")]
//! async fn greet(contact: Contact) -> String {
//!     format!("Hello, {}!", contact.name())
//! }
//!
//! #[switchboard::main]
//! async fn main() -> Result<()> {
//!     Bot::from_config()?.handlers(handlers![greet]).run().await
//! }
//! ```
//!
//! With the feature `embedded-inbox` this runs on one machine with no account: the bot starts an inbox of its own and says how to
//! write to it. With `inbox.url` and `inbox.token` in `switchboard.toml` it serves a real one.
//!
//! # Where to look
//!
//! | To know | Read |
//! | --- | --- |
//! | which events, filters and owners a handler can ask for | [`on`] |
//! | what a handler may take | [`handler::Extract`] |
//! | what a handler may return | [`handler::IntoOutcome`], [`builder`] |
//! | what else a bot can be given | [`Bot`] |
//! | which handler gets an event, and what holds for many together | [`guide::routing`] |
//! | dialogues of several messages, and what survives a restart | [`guide::conversations`] |
//! | reminders, messages that are said later | [`guide::timers`] |
//! | how to say things, buttons and lists, the window of 24 hours | [`guide::messages`] |
//! | who speaks in a chat, and how it changes hands | [`guide::handover`] |
//! | what is promised, and what stays impossible | [`guide::reliability`] |
//! | every key of the configuration | [`guide::configuration`] |
//! | how conversations are tested, recorded and replayed | `guide::testing`, with the feature `testing` |
//! | how to call the API by hand | [`client::Api`] |
//!
//! # Features
//!
//! | Feature | Default | Gives |
//! | --- | --- | --- |
//! | `embedded-inbox` | off | an inbox in the bot's own process, when no `inbox.url` is set |
//! | `testing` | off | the module `testing`: an inbox with customers, people and a clock that a test moves; implies `embedded-inbox` |

// The attributes write paths that begin with `::switchboard`, also in this crate's own tests.
#[cfg(test)]
extern crate self as switchboard;

pub mod action;
mod bot;
pub mod builder;
mod catch_up;
pub mod choice;
pub mod client;
pub mod clock;
pub mod config;
pub mod conversation;
pub mod duration;
pub mod engine;
pub mod error;
mod folding;
pub mod guide;
pub mod handler;
pub mod handover;
mod inbox_id;
mod ingress;
pub mod kind;
#[doc(hidden)]
pub mod lifecycle;
mod mask;
mod outbox;
mod own_event;
mod panics;
pub mod partner;
pub mod prelude;
pub mod routing;
pub mod store;
#[cfg(feature = "testing")]
pub mod testing;
pub mod timer;
pub mod turn;

pub use bot::{Bot, Running};
pub use error::{Error, Result};
pub use inbox_id::InboxId;
pub use switchboard_wire as wire;

#[doc(hidden)]
pub mod __private {
    pub use crate::conversation::private::*;
    pub use crate::handler::private::*;
}

#[doc = include_str!("handler/docs/on.md")]
pub use switchboard_macros::on;

#[doc = include_str!("handler/docs/choice.md")]
pub use switchboard_macros::Choice;

#[doc = include_str!("handler/docs/handlers.md")]
pub use switchboard_macros::handlers;

#[doc = include_str!("conversation/docs/conversation.md")]
pub use switchboard_macros::conversation;

#[doc = include_str!("conversation/docs/conversations.md")]
pub use switchboard_macros::conversations;

#[doc = include_str!("handler/docs/main.md")]
pub use switchboard_macros::main;

#[doc = include_str!("handler/docs/extract.md")]
pub use switchboard_macros::Extract;
