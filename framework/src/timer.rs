//! Timers that a turn sets: what becomes an event of the chat when its time has come, also after a restart.
//!
//! ```
//! use serde::{Deserialize, Serialize};
//! use switchboard::prelude::*;
//!
//! #[derive(Serialize, Deserialize)]
//! struct Feedback {
//!     order: u32,
//! }
//!
//! #[on(incoming_messages, command = "order <id>")]
//! async fn order(Arg(id): Arg<u32>, chat: &Chat) {
//!     chat.remind(days(2), Feedback { order: id }); // becomes a `TimerRequest::Set`
//! }
//!
//! #[on(timer)]
//! async fn feedback(Timer(feedback): Timer<Feedback>) -> String {
//!     format!("Has order {} come?", feedback.order)
//! }
//! ```

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use crate::action::Action;
use crate::error::{Error, Result};
use crate::handler::short_type_name;
use crate::kind::EventKind;
use crate::own_event;
use crate::store::{NewTimer, TimerChange};
use crate::wire::Event;

/// What a turn asks for among the timers of its chat. It is written with the turn's commit, or not at all.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum TimerRequest {
    /// Sets a timer. One of the same name in the same chat is replaced.
    Set {
        /// What tells it from the chat's other timers.
        name: String,
        /// The kind of the event that it becomes.
        kind: EventKind,
        /// When.
        due: Timestamp,
        /// What the event tells.
        value: Value,
        /// Whether it is withdrawn when somebody takes the chat over before it is due.
        while_mine: bool,
    },
    /// Cancels the chat's timers whose names begin so.
    Cancel {
        /// The beginning of their names.
        prefix: String,
    },
}

impl TimerRequest {
    /// As the store takes it; `fence` tells later whether the chat was taken over in between.
    pub(crate) fn into_change(self, fence: i64) -> TimerChange {
        match self {
            Self::Cancel { prefix } => TimerChange::Cancel { prefix },
            Self::Set { name, kind, due, mut value, while_mine } => {
                if while_mine {
                    value["fence"] = json!(fence);
                }
                let body = own_event::body(kind, &value).unwrap_or_default();
                TimerChange::Set(NewTimer { name, kind: kind.name().to_owned(), due, body })
            }
        }
    }
}

/// The beginning of the names of timers that say something.
pub(crate) const SAYING: &str = "say:";

impl TimerRequest {
    /// Lets an action leave later. It is withdrawn when somebody takes the chat over before.
    ///
    /// # Errors
    /// When the action cannot be written, which no message causes.
    pub(crate) fn say(action: &Action, name: &str, due: Timestamp) -> Result<Self> {
        let value = json!({ "say": serde_json::to_value(action)? });
        Ok(Self::Set { name: format!("{SAYING}{name}"), kind: EventKind::Timer, due, value, while_mine: true })
    }
}

/// The action whose time has come, when the event is one of [`TimerRequest::say`].
pub(crate) fn said(event: &Event) -> Option<Result<Action>> {
    if EventKind::of(event) != EventKind::Timer {
        return None;
    }
    let action = own_event::value(event)?.get("say")?;
    // The cause could repeat what was to be said.
    Some(serde_json::from_value(action.clone()).map_err(|_| Error::from("this version cannot read what an earlier one wanted to say")))
}

/// What the event of a reminder tells: the value, with the name of its type.
///
/// # Errors
/// When the value cannot be written as JSON.
pub(crate) fn reminding<T: Serialize>(value: &T) -> Result<Value> {
    let name = short_type_name::<T>();
    match serde_json::to_value(value) {
        Ok(value) => Ok(json!({ "name": name, "value": value })),
        Err(cause) => Err(Error::from(format!("the value of a timer, `{name}`, cannot be written: {cause}"))),
    }
}

/// The fence under which an event of a timer counts; nothing when it counts under any.
pub(crate) fn fence_of(value: &Value) -> Option<i64> {
    value["fence"].as_i64()
}
