use super::Extract;
use crate::client::{Api, Retries};
use crate::error::{Error, Result};
use crate::handler::{Event, Slot};
use crate::turn::Turn;

/// The typed client of the inbox. Safe calls are repeated a few times ([`Retries::default`]). A call happens at once, outside the turn's transaction: it is not undone when the handler fails,
/// and happens again when the turn is tried again.
impl<E: Event> Extract<E> for Api {
    const MAY_PASS: bool = false;

    async fn extract(turn: &Turn, _: &Slot<'_>) -> Result<Option<Self>> {
        match &turn.facts().api {
            Some(api) => Ok(Some(api.with_retries(Retries::default()))),
            None => Err(Error::from("this turn was made by hand, without a client of the API")),
        }
    }
}
