//! Handover: whom a chat belongs to, who may speak in it, and what a bot does about it.

mod hours;
mod owner;
mod ownership;
mod policy;

pub use hours::{Hours, IntoHours, InvalidHours};
pub use owner::{Owner, OwnerClass, OwnerSet};
pub use ownership::{Assigned, Conflict, Ownership, Reading, overwritten};
pub use policy::{OnDeadLetter, OnPersonWrites, OnReturn, OnTakeover, Policy};
