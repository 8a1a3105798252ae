//! Conversations: dialogues as straight-line code, which survive a restart in the middle.
//!
//! A function under `#[conversation]` asks, waits and does; what it was answered and what it did is kept in a journal, together with
//! what it said, in the same transactions. The function's future lives in memory while it waits, and is made anew from the journal after
//! a restart.
//!
//! ```
//! use switchboard::prelude::*;
//!
//! #[conversation(assigned_messages, text = "table", cancel = "stop", cancelled = "All right.")]
//! async fn table(talk: &mut Talk) -> Result<String> {
//!     let people: u32 = talk.ask_parsed("For how many?").retry("A number, please.").await?;
//!     match talk.confirm(format!("A table for {people}?")).within(minutes(30)).await? {
//!         Some(true) => Ok("It is yours.".to_owned()),
//!         _ => Ok("It is not booked.".to_owned()),
//!     }
//! }
//!
//! # fn bot() -> Result<Bot> {
//! let bot = Bot::from_config()?.handover(Policy::take_unassigned()).conversations(conversations![table]);
//! # Ok(bot)
//! # }
//! ```

mod ask;
mod asking;
mod book;
mod burst;
mod confirm;
mod dispatch;
mod drawn;
mod happening;
mod journal;
mod offer;
mod open;
mod question;
mod registration;
mod run;
mod start;
mod step;
mod talk;

#[cfg(test)]
mod tests;

pub use ask::{Ask, AskWithin};
pub use confirm::Confirm;
pub use happening::{Assigned, MessageOf, Tagged, Words, any_message, assignment, media, shared_location, tag_added, tag_removed, words};
pub use journal::Wants;
pub use question::{Awaited, Parsed, Question};
pub use registration::{Conversation, Converse, OnMismatch};
pub use run::LiveTalk;
pub use step::{Step, StepResult, Uncertain};
pub use talk::Talk;

pub(crate) use dispatch::{Conversations, TalkTurn, cancel_timers};
pub(crate) use journal::{TALK, awaits_answer, revision};
pub(crate) use open::{Misfit, Open, OpenTalk, not_given};
pub(crate) use start::check_conversations;

/// What the macro writes calls to. Nothing here is for people, and all of it may change.
#[doc(hidden)]
pub mod private {
    pub use super::registration::{Conversation, Converse, OnMismatch};
    pub use super::run::{
        TALK_STUB, TalkCall, TalkFuture, TalkVisit, finish_talk, talk0, talk1, talk2, talk3, talk4, talk5, talk6, talk7, talk8,
    };
}
