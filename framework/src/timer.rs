//! Timers that a turn sets: what becomes an event of the chat when its time has come, also after a restart.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::kind::EventKind;
use crate::own_event;
use crate::store::{NewTimer, TimerChange};

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

/// The fence under which an event of a timer counts; nothing when it counts under any.
pub(crate) fn fence_of(value: &Value) -> Option<i64> {
    value["fence"].as_i64()
}
