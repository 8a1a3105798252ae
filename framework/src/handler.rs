//! Handlers: functions under `#[on(..)]`, what they take, what they return.
//!
//! A handler's arguments are [extractors](Extract), its return value is an [outcome](IntoOutcome). The attribute leaves the
//! function as it is and puts a [`Registration`] beside it, which `handlers![..]` collects and the router reads.
//!
//! ```
//! use switchboard::prelude::*;
//!
//! /// What the customer is called in letters: an extractor of one's own, made from others.
//! struct Name(String);
//!
//! impl<E: ChatEvent> Extract<E> for Name {
//!     async fn extract(turn: &Turn, slot: &Slot<'_>) -> Result<Option<Self>> {
//!         let contact = <Contact as Extract<E>>::extract(turn, slot).await?;
//!         Ok(contact.map(|contact| Self(contact.name().to_owned())))
//!     }
//! }
//!
//! #[on(incoming_messages, text = "hi")]
//! async fn greet(Name(name): Name) -> String {
//!     format!("Hello, {name}!")
//! }
//! ```

mod command;
mod condition;
pub mod event;
mod extract;
mod main;
mod needs;
mod outcome;
mod registration;
mod run;
mod slot;
mod states;
mod type_name;
mod upgrades;

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;

pub use event::{ChatEvent, Event, MessageEvent};
pub use extract::{
    Arg, BadArgument, ButtonReply, Capture, Chat, ChatAssignment, ChatResolved, ChatTagging, Contact, ContactCards, ErrorEvent, Extract,
    FromArgument, FromCapture, History, Inbox, ListReply, Location, Media, Message, MessageTagging, Now, Quoted, Raw, Reaction, Referral,
    Rejection, Session, SessionValue, Shape, State, Status, Text, Timer, Turns, UnknownEvent, UserAvailability, Window, Withdrawn,
};
pub use main::MainResult;
pub use needs::Needs;
pub use outcome::{Ignore, IntoOutcome, Pass};
pub use registration::Registration;
pub use slot::Slot;
pub(crate) use slot::SlotData;
pub use states::States;

pub(crate) use command::Command;
pub(crate) use condition::{Asked, Condition, Doer};
pub(crate) use needs::{Need, StoredName, Wanted};
#[cfg(test)]
pub(crate) use registration::Filters;
pub(crate) use registration::To;
pub(crate) use run::{Handled, Visit};
pub(crate) use slot::Found;
pub(crate) use type_name::short_type_name;
pub(crate) use upgrades::Upgrades;

/// What the macros write calls to. Nothing here is for people, and all of it may change.
#[doc(hidden)]
pub mod private {
    pub use super::command::{Command, Part};
    pub use super::condition::*;
    pub use super::event;
    pub use super::extract::{Extract, OptionalArg};
    pub use super::main::main;
    pub use super::registration::{Asks, Filters, Handle, Registration, To, check, within};
    pub use super::run::*;
    pub use super::slot::SlotData;
    pub use crate::choice::{Choices, Opt, Spec};
    pub use crate::handover::{IntoHours, OwnerClass, OwnerSet};
    pub use crate::kind::EventKind;
    pub use crate::wire::TaggingAction;
}
