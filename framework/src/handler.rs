//! Handlers: functions under `#[on(..)]`, what they take, what they return.
//!
//! A handler's arguments are [extractors](Extract), its return value is an [outcome](IntoOutcome). The attribute leaves the
//! function as it is and puts a [`Registration`] beside it, which `handlers![..]` collects and the router reads.

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

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;

pub use event::{ChatEvent, Event, MessageEvent};
pub use extract::{
    Capture, Chat, ChatAssignment, ChatResolved, ChatTagging, Contact, ErrorEvent, Extract, FromCapture, Message, MessageTagging, Now, Raw,
    Session, SessionValue, Shape, State, Status, Text, Timer, UnknownEvent, UserAvailability, Window, Withdrawn,
};
pub use main::MainResult;
pub use needs::Needs;
pub use outcome::{Ignore, IntoOutcome, Pass};
pub use registration::{Filters, Registration, To};
pub use slot::Slot;
pub(crate) use slot::SlotData;
pub use states::States;

pub(crate) use needs::{Need, Wanted};
pub(crate) use run::{Handled, Visit};
pub(crate) use type_name::short_type_name;

/// What the macros write calls to. Nothing here is for people, and all of it may change.
#[doc(hidden)]
pub mod private {
    pub use super::event;
    pub use super::extract::Extract;
    pub use super::main::main;
    pub use super::registration::{Filters, Registration, To, check};
    pub use super::run::*;
    pub use super::slot::SlotData;
    pub use crate::choice::{Choices, Opt, Spec};
    pub use crate::handover::{OwnerClass, OwnerSet};
    pub use crate::kind::EventKind;
    pub use crate::wire::TaggingAction;
}
