use jiff::Timestamp;

use super::{EventSeq, Lane, NewEvent};

/// What changes among a lane's timers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TimerChange {
    /// Sets a timer. One of the same name in the same lane is replaced.
    Set(NewTimer),
    /// Gives all of the lane's timers to another lane. One of the same name there is replaced.
    Move {
        /// That lane.
        to: Lane,
    },
    /// Cancels the lane's timers whose names begin so.
    Cancel {
        /// The beginning of their names; a whole name cancels one.
        prefix: String,
    },
}

/// An event that is to happen at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTimer {
    /// What tells it from the lane's other timers.
    pub name: String,
    /// The name of the event's kind.
    pub kind: String,
    /// When it is to happen.
    pub due: Timestamp,
    /// The body under which the journal keeps the event.
    pub body: Vec<u8>,
}

/// A timer that has become an event.
#[derive(Debug, Clone)]
pub struct Fired {
    /// The event, as it stands in the journal.
    pub event: NewEvent,
    /// Its place.
    pub seq: EventSeq,
    /// Its body.
    pub body: Vec<u8>,
    /// When it was to happen.
    pub due: Timestamp,
}
