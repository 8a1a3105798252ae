//! Running a handler: one function for each number of arguments, in which each argument is named once.
//!
//! The attribute writes one call of one of these. They hold the bounds, so that a wrong argument is told once and at its
//! own place, and they return a named boxed future, since an opaque one would make rustc repeat every error at the call.

use std::fmt;
use std::pin::Pin;

use super::event::Event;
use super::extract::Extract;
use super::needs::Needs;
use super::outcome::{IntoOutcome, Pass};
use super::registration::{Asks, Filters, Registration};
use super::slot::{Found, Slot, SlotData};
use crate::error::{Error, Result};
use crate::kind::EventKind;
use crate::turn::Turn;

/// A handler's function behind one signature.
pub type Call = for<'a> fn(Visit<'a>) -> Answer<'a>;

/// What a handler answers: a future when it was to run, nothing when it was asked what it needs.
pub type Answer<'a> = Option<Pin<Box<dyn Future<Output = Result<Handled>> + Send + 'a>>>;

/// What is asked of a handler.
pub enum Visit<'a> {
    /// What do you need?
    Probe(&'a mut Needs),
    /// Handle this turn.
    Run(&'a Turn, Found<'a>),
}

impl fmt::Debug for Visit<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Probe(_) => "Probe",
            Self::Run(..) => "Run",
        })
    }
}

/// Whether a handler took the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handled {
    /// It ran.
    Mine,
    /// One of its extractors said "not mine", or the handler itself did.
    Passed,
}

/// Records what a handler returned. [`Pass`] records nothing.
///
/// # Errors
/// When the outcome cannot leave: it breaks a limit, or the event has no chat to send to.
pub fn finish<R: IntoOutcome>(turn: &Turn, outcome: R) -> Result<Handled> {
    let mut actions = Vec::new();
    match outcome.add_to(&mut actions) {
        Err(error) if error.is::<Pass>() => return Ok(Handled::Passed),
        added => added?,
    }
    if turn.facts().chat.is_none() && !actions.is_empty() {
        return Err(Error::from("the handler returned something to send, but the event has no chat"));
    }
    turn.record().actions.append(&mut actions);
    Ok(Handled::Mine)
}

/// What stands in for a handler whose attribute is wrong, so that `handlers![..]` has nothing to add to the error.
pub const STUB: Registration = Registration {
    name: "",
    place: std::panic::Location::caller(),
    kind: EventKind::Unknown,
    filters: Filters::NONE,
    owners: None,
    may_pass: true,
    asks: Asks::ANYTHING,
    module: "",
    about: "",
    call: |_| None,
};

macro_rules! run {
    ($run:ident $($arg:ident)*) => {
        /// Runs a handler of that many arguments.
        #[allow(non_snake_case, unused_variables, unused_mut, clippy::too_many_arguments, reason = "the same text for every arity")]
        pub fn $run<'a, E, $($arg,)* F, Fut>(visit: Visit<'a>, slots: &'static [SlotData], call: F) -> Answer<'a>
        where
            E: Event,
            $($arg: Extract<E> + 'a,)*
            F: FnOnce(&'a Turn, $($arg),*) -> Fut + Send + 'a,
            Fut: Future<Output = Result<Handled>> + Send + 'a,
        {
            let mut slots = slots.iter();
            match visit {
                Visit::Probe(needs) => {
                    $(if let Some(slot) = slots.next() {
                        needs.enter(slot);
                        <$arg as Extract<E>>::needs(needs);
                    })*
                    None
                }
                Visit::Run(turn, found) => Some(Box::pin(async move {
                    $(
                        // The macro writes one slot for each argument.
                        let Some(slot) = slots.next() else { return Ok(Handled::Passed) };
                        let $arg = match <$arg as Extract<E>>::extract(turn, &Slot::new(slot, found)).await {
                            Ok(Some(value)) => value,
                            Ok(None) => return Ok(Handled::Passed),
                            Err(error) if error.is_not_mine() => return Ok(Handled::Passed),
                            Err(error) => return Err(error),
                        };
                    )*
                    call(turn, $($arg),*).await
                })),
            }
        }
    };
}

// One call each: the compiler shows the whole of it in every message about a bound.
run!(run0);
run!(run1 A0);
run!(run2 A0 A1);
run!(run3 A0 A1 A2);
run!(run4 A0 A1 A2 A3);
run!(run5 A0 A1 A2 A3 A4);
run!(run6 A0 A1 A2 A3 A4 A5);
run!(run7 A0 A1 A2 A3 A4 A5 A6);
run!(run8 A0 A1 A2 A3 A4 A5 A6 A7);
run!(run9 A0 A1 A2 A3 A4 A5 A6 A7 A8);
run!(run10 A0 A1 A2 A3 A4 A5 A6 A7 A8 A9);
run!(run11 A0 A1 A2 A3 A4 A5 A6 A7 A8 A9 A10);
run!(run12 A0 A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11);
