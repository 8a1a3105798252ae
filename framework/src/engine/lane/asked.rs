//! What the chat's conversation asked last, and whether the customer can have seen it.

use super::LaneState;
use crate::store::{EventSeq, OutboxRow, RowId};

/// A question of the chat's conversation.
#[derive(Debug, Clone, Copy)]
pub(in crate::engine) struct Asked {
    /// The event whose turn asked it.
    by: EventSeq,
    /// What was accepted before its first byte left; nothing as long as none has.
    left_after: Option<EventSeq>,
}

impl LaneState {
    /// The turn of this event asks something.
    pub(in crate::engine) fn note_asked(&mut self, by: EventSeq) {
        self.asked = Some(Asked { by, left_after: None });
    }

    /// A row begins to leave. When it is a question's, what waits here by now was accepted before it; what comes from now on may be
    /// its answer, since the customer may read it before the inbox's answer is here.
    pub(super) fn note_leaving(&mut self, row: &OutboxRow) {
        let newest = self.events.back().map_or(row.event, |queued| queued.seq);
        if let Some(asked) = self.asked.as_mut().filter(|asked| asked.by == row.event && row.action.message().is_some()) {
            asked.left_after = Some(newest);
        }
    }

    /// These rows surely did not leave, and will not. When the question is among them, nothing was asked.
    pub(in crate::engine) fn note_unsaid(&mut self, rows: &[RowId]) {
        let Some(asked) = &mut self.asked else { return };
        let of_turn = self.rows.iter().rev().map(|leaving| &leaving.row).filter(|row| row.event == asked.by);
        // What a turn says before its question is none.
        let question = of_turn.filter(|row| row.action.message().is_some()).map(|row| row.id).next();
        if question.is_some_and(|question| rows.contains(&question)) {
            asked.left_after = None;
            self.ownership.note_unasked(true);
        }
    }

    /// Whether an event was accepted before the last question left.
    pub(in crate::engine) fn came_before_question(&self, event: EventSeq) -> bool {
        self.asked.and_then(|asked| asked.left_after).is_some_and(|before| event <= before)
    }
}
