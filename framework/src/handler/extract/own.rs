//! What the framework's own events tell.

use std::ops::Deref;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Extract, Needs};
use crate::action::Action;
use crate::error::{Error, Result};
use crate::handler::{Slot, event, short_type_name};
use crate::own_event;
use crate::turn::Turn;

/// What a handler wanted to be reminded of, when the time has come. A timer with a value of another type is passed on.
///
/// ```
/// use switchboard::prelude::*;
/// # mod shop { #[derive(serde::Serialize, serde::Deserialize)] pub struct AskAgain { pub what: String } }
/// use shop::AskAgain; // derives Serialize, Deserialize
///
/// #[on(timer)]
/// async fn ask_again(Timer(again): Timer<AskAgain>) -> String {
///     format!("Did you think of {}?", again.what)
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timer<T>(pub T);

impl<T: DeserializeOwned + Send + 'static> Extract<event::timer> for Timer<T> {
    async fn extract(turn: &Turn, _: &Slot<'_>) -> Result<Option<Self>> {
        let Some(told) = own_event::value(turn.event()) else { return Ok(None) };
        let name = short_type_name::<T>();
        if told["name"].as_str() != Some(&name) {
            return Ok(None);
        }
        let value = serde_json::from_value(told["value"].clone()).map_err(|_| {
            // The value is the customer's: it is not told.
            Error::from(format!("the value of a timer does not read as `{name}` any more"))
        })?;
        Ok(Some(Self(value)))
    }

    fn needs(needs: &mut Needs) {
        needs.timer::<T>();
    }
}

/// What somebody's takeover kept from leaving.
///
/// The chat is not the bot's any more, so a handler says nothing here; it undoes what it did elsewhere.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[on(withdrawn)]
/// async fn free_the_table(withdrawn: Withdrawn) {
///     if withdrawn.handler.as_deref() == Some("book_table") {
///         // The customer never heard of the booking: undo it.
///     }
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// The handler whose turn was withdrawn as a whole; nothing when the turn had ended and one of its actions had not left yet.
    pub handler: Option<String>,
    /// What does not leave.
    pub actions: Vec<Action>,
}

impl Extract<event::withdrawn> for Withdrawn {
    const MAY_PASS: bool = false;

    async fn extract(turn: &Turn, _: &Slot<'_>) -> Result<Option<Self>> {
        let Some(told) = own_event::value(turn.event()) else { return Ok(None) };
        let read = Self::deserialize(told).map_err(|_| Error::from("this version cannot read what an earlier one withdrew"))?;
        Ok(Some(read))
    }
}

/// A delivery as it came, as JSON. It holds what customers wrote, and their numbers: keep it out of logs.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[on(raw)]
/// async fn count(raw: Raw) {
///     let messages = raw["incoming_messages"].as_array().map_or(0, Vec::len);
///     // Tell a gauge of yours.
/// #   let _ = messages;
/// }
/// ```
#[derive(Clone, PartialEq)]
pub struct Raw(pub Value);

impl Deref for Raw {
    type Target = Value;

    fn deref(&self) -> &Value {
        &self.0
    }
}

impl std::fmt::Debug for Raw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Raw").finish_non_exhaustive()
    }
}

impl Extract<event::raw> for Raw {
    const MAY_PASS: bool = false;

    async fn extract(turn: &Turn, _: &Slot<'_>) -> Result<Option<Self>> {
        Ok(own_event::value(turn.event()).cloned().map(Self))
    }
}
