//! What tests of bots are written with: a world of one inbox, its customers and people, and a clock that the test moves.
//!
//! Everything goes through real HTTP to the embedded inbox; nothing of the bot is replaced. Nothing sleeps: an expectation waits for
//! what must come, and fails as soon as the bots have settled without it, with the conversation so far. [The guide](crate::guide::testing)
//! begins with a test and goes through the rest.
//!
//! With the feature `testing`, as a dev-dependency:
//!
//! ```toml
//! [dev-dependencies]
//! switchboard = { version = "0.1", features = ["testing"] }
//! ```
//!
//! ```
//! use switchboard::testing::{Deed, Difference, Entry, Line, NoScript, Script, Who};
//!
//! // A conversation is text, and data.
//! let recorded: Script = "Customer: hi\nBot: Hello!\n(Mira tags the chat: vip.)".parse()?;
//! let mira = Who::Person("Mira".to_owned());
//! assert_eq!(recorded.entries()[2], Entry::Does { who: mira, deed: Deed::Tags("vip".to_owned()) });
//!
//! let today: Script = "Customer: hi\nBot: Good morning!\n(Mira tags the chat: vip.)".parse()?;
//! let difference = Difference::between(&recorded, &today);
//! assert_eq!(difference.lines()[1], Line::Recorded("Bot: Hello!".to_owned()));
//!
//! let broken: NoScript = "Customer: hi\n(Mira dances.)".parse::<Script>().unwrap_err();
//! assert_eq!(broken.number, 2);
//! # Ok::<(), NoScript>(())
//! ```

mod agent;
mod answering;
mod belonging;
mod caller;
mod chance;
mod customer;
mod difference;
mod fault;
mod ground;
mod groups;
mod hearing;
mod phone;
mod recording;
mod replay;
mod requests;
mod script;
mod setup;
mod signal;
mod stand_ins;
mod templates;
mod transcript;
mod waiting;
mod wording;
mod world;

pub use agent::{Agent, To};
pub use answering::OnPhone;
pub use customer::Customer;
pub use difference::{Difference, Line};
pub use fault::{Fault, FaultOn};
pub use phone::Heard;
pub use recording::{RecordError, record, record_with_people};
pub use requests::Request;
pub use script::{Deed, Entry, NoScript, Script, Who};
pub use setup::{NOON, Setup};
pub use signal::{Gate, Notes};
pub use world::World;

use std::time::Duration;

/// How long an expectation waits for something that must happen: 60 s of real time. It only costs time when something is broken.
pub const PATIENCE: Duration = Duration::from_secs(60);
