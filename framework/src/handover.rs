//! Handover: whom a chat belongs to, who may speak in it, and what a bot does about it.

mod decision;
mod hours;
mod owner;
mod ownership;
mod policy;
mod rota;
mod watch;

pub(crate) use decision::{Move, Situation};
pub use hours::{Hours, IntoHours, InvalidHours};
pub use owner::{Owner, OwnerClass, OwnerSet};
pub(crate) use ownership::{Assigned, Because, Conflict, Greeting, Ownership, Rules};
pub use policy::{OnDeadLetter, OnNewNumber, OnPersonWrites, OnReturn, OnStop, OnTakeover, Policy, TooLate};
pub(crate) use rota::next_in_turn;
pub(crate) use watch::{Due, Watch, somebody_wrote};
