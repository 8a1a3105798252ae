//! Handover: whom a chat belongs to, who may speak in it, and what a bot does about it.
//!
//! ```
//! use switchboard::handover::{Hours, OnDeadLetter, OnNewNumber, OnReturn, OnStop, OnTakeover, TooLate};
//! use switchboard::prelude::*;
//!
//! # fn example() -> Result<Policy> {
//! let office: Hours = "Europe/Berlin; Mon-Fri 09:00-17:00; closed 2026-12-25".parse()?;
//! let policy = Policy::take_unassigned()
//!     .outside(office)
//!     .give_back_on("agent")
//!     .on_takeover(OnTakeover::ForgetSession)
//!     .on_return(OnReturn::All)
//!     .on_dead_letter(OnDeadLetter::Say("Something went wrong. A colleague looks at it.".to_owned()))
//!     .on_new_number(OnNewNumber::Follow)
//!     .on_stop(OnStop::HandOver)
//!     .too_late(hours(1), TooLate::HandOver);
//! # Ok(policy)
//! # }
//! ```

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
