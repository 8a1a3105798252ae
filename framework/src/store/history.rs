use jiff::Timestamp;

use super::{EventSeq, RowState};
use crate::action::Action;

/// An event of the journal with what followed from it, whether or not it has ended.
#[derive(Debug, Clone)]
pub struct PastEvent {
    /// Its place.
    pub seq: EventSeq,
    /// The name of its kind.
    pub kind: String,
    /// The body it came in.
    pub body: Vec<u8>,
    /// Which of the body's events it is.
    pub part: u32,
    /// When it was accepted.
    pub received_at: Timestamp,
    /// Its outbox rows, in the order in which they leave.
    pub rows: Vec<PastRow>,
}

/// An outbox row, and how far it came.
#[derive(Debug, Clone, PartialEq)]
pub struct PastRow {
    /// What leaves.
    pub action: Action,
    /// How far it came.
    pub state: RowState,
}
