//! What the chat's conversation asked last, and whether the customer can have seen it.

use super::LaneState;
use crate::store::{EventSeq, OutboxRow, RowId};
use crate::turn::QuestionSeen;

/// A question of the chat's conversation.
#[derive(Debug, Clone, Copy)]
pub(in crate::engine) struct Asked {
    /// The event whose turn asked it.
    by: EventSeq,
    /// What was accepted before its first byte left; nothing as long as none has.
    left_after: Option<EventSeq>,
    /// What was accepted before the inbox's answer told that it left.
    known_after: Option<EventSeq>,
}

impl LaneState {
    /// The turn of this event asks something.
    pub(in crate::engine) fn note_asked(&mut self, by: EventSeq) {
        self.asked = Some(Asked { by, left_after: None, known_after: None });
    }

    /// A row begins to leave. When it is a question's, what waits here by now was accepted before it; what comes from now on may be
    /// its answer, since the customer may read it before the inbox's answer is here.
    pub(super) fn note_leaving(&mut self, row: &OutboxRow) {
        let newest = self.newest_accepted(row);
        if let Some(asked) = self.asked_by(row) {
            asked.left_after = Some(newest);
        }
    }

    /// A row has left. What waits here by now may have been said before the customer read it.
    pub(in crate::engine) fn note_left(&mut self, row: RowId) {
        let Some(row) = self.rows.iter().find(|leaving| leaving.row.id == row).map(|leaving| leaving.row.clone()) else { return };
        let newest = self.newest_accepted(&row);
        if let Some(asked) = self.asked_by(&row) {
            asked.known_after = Some(newest);
        }
    }

    fn newest_accepted(&self, row: &OutboxRow) -> EventSeq {
        self.events.back().map_or(row.event, |queued| queued.seq)
    }

    /// The last question, when this row may be it.
    fn asked_by(&mut self, row: &OutboxRow) -> Option<&mut Asked> {
        self.asked.as_mut().filter(|asked| asked.by == row.event && row.action.message().is_some())
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

    /// What the customer can have seen of the last question when an event was accepted.
    pub(in crate::engine) fn question_seen(&self, event: EventSeq) -> QuestionSeen {
        let came_before = |mark: fn(Asked) -> Option<EventSeq>| self.asked.and_then(mark).is_some_and(|before| event <= before);
        match self.ownership.is_unasked() {
            true => QuestionSeen::Never,
            false if came_before(|asked| asked.left_after) => QuestionSeen::NotYet,
            false if came_before(|asked| asked.known_after) => QuestionSeen::Perhaps,
            false => QuestionSeen::Surely,
        }
    }
}
