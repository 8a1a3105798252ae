use std::ops::Deref;

use jiff::Timestamp;

use super::Extract;
use crate::error::Result;
use crate::handler::{Event, Slot};
use crate::turn::Turn;

/// The time at which the turn started. Use it instead of the machine's clock: tests move it.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[on(incoming_messages, text = "day")]
/// async fn day(now: Now) -> Result<String> {
///     let there = now.in_tz("Europe/Berlin")?;
///     Ok(format!("In Berlin it is {:?}.", there.weekday()))
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Now(pub Timestamp);

impl Deref for Now {
    type Target = Timestamp;

    fn deref(&self) -> &Timestamp {
        &self.0
    }
}

impl<E: Event> Extract<E> for Now {
    const MAY_PASS: bool = false;

    async fn extract(turn: &Turn, _: &Slot<'_>) -> Result<Option<Self>> {
        Ok(Some(Self(turn.facts().now)))
    }
}
