//! Telling who writes outside the hours that nobody is there.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use switchboard::prelude::*;

use crate::hours::Hours;

/// A customer is not told again before so long.
const QUIET: SignedDuration = SignedDuration::from_hours(8);

/// The words for a customer who writes while the shop is closed. While it is open, and when the customer was told already, the
/// next handler is asked.
pub(crate) struct Away(String);

/// When the customer was last told.
#[derive(Default, Serialize, Deserialize)]
struct LastTold(Option<Timestamp>);

impl<E: ChatEvent> Extract<E> for Away {
    async fn extract(turn: &Turn, slot: &Slot<'_>) -> Result<Option<Self>> {
        let Some(mut told) = <Session<LastTold> as Extract<E>>::extract(turn, slot).await? else { return Ok(None) };
        let hours: Hours = turn.state()?;
        let now = turn.facts().now;
        if hours.are_on(now) || told.0.is_some_and(|told| now.duration_since(told) < QUIET) {
            return Ok(None);
        }
        told.0 = Some(now);
        let opening = hours.next_opening(now)?;
        Ok(Some(Self(format!("We are closed. Somebody reads this on {}.", opening.strftime("%A at %H:%M")))))
    }

    fn needs(needs: &mut Needs) {
        <Session<LastTold> as Extract<E>>::needs(needs);
        needs.state::<Hours>();
    }
}

impl IntoOutcome for Away {
    fn add_to(self, actions: &mut Vec<Action>) -> Result<()> {
        self.0.add_to(actions)
    }
}
