//! Who waits for whom in a chat of people's, and since when.

use jiff::Timestamp;

use super::Ownership;
use crate::store::EventSeq;

impl Ownership {
    /// Somebody of the inbox wrote, whoever owns the chat.
    pub(crate) fn person_spoke(&mut self, written_at: Option<i64>, now: Timestamp) {
        let written_at = written_at.unwrap_or_else(|| now.as_second());
        self.kept.person_wrote_at = self.kept.person_wrote_at.max(Some(written_at));
        self.kept.last_message_at = self.kept.last_message_at.max(Some(now.as_millisecond()));
        // A message that was written before may be told once more.
        self.kept.way_back = self.kept.way_back.filter(|since| written_at <= *since);
        if let Some(taking) = &mut self.kept.taking {
            taking.person_wrote |= written_at >= taking.since;
        }
        // Of two messages of the same second, nobody can tell here which one was first: the chat's list will.
        if self.kept.waits_since.is_some_and(|since| since < written_at) {
            self.kept.waits_since = None;
        }
    }

    /// A customer's message, written at this second, waits for people. Whether none did before.
    pub(crate) const fn begin_waiting(&mut self, written_at: i64) -> bool {
        let is_first = self.kept.waits_since.is_none();
        if is_first {
            self.kept.waits_since = Some(written_at);
        }
        is_first
    }

    /// Whether a customer waits for people, as far as this bot was told.
    pub(crate) const fn is_waiting(&self) -> bool {
        self.kept.waits_since.is_some()
    }

    /// The chat is the bot's whole: neither is it with people, nor does anybody wait for them.
    pub(super) const fn leave_people(&mut self) {
        self.kept.with_people_since = None;
        self.kept.waits_since = None;
    }

    /// Nobody waits any more.
    pub(crate) const fn end_waiting(&mut self) {
        self.kept.waits_since = None;
    }

    /// Whether somebody of the inbox wrote at this second or later, as far as this bot was told.
    pub(crate) fn has_person_written_since(&self, second: i64) -> bool {
        self.kept.person_wrote_at.is_some_and(|at| at >= second)
    }

    /// From this second on, the customer's next message gets the bot.
    pub(crate) const fn open_way_back(&mut self, second: i64) {
        self.kept.way_back = Some(second);
    }

    /// The same, whomever the chat belongs to by now: what was told of that may not have been read yet.
    pub(crate) const fn open_way_back_from_anybody(&mut self, second: i64) {
        self.open_way_back(second);
        self.kept.owner_follows = !self.certain;
    }

    /// The chat stays with people after all.
    pub(crate) const fn close_way_back(&mut self) {
        self.kept.way_back = None;
    }

    /// The chat was resolved while events up to this one waited for their turn: they were resolved with it.
    pub(crate) fn note_resolved_behind(&mut self, last: Option<EventSeq>) {
        self.kept.resolved_behind = self.kept.resolved_behind.max(last.map(|last| last.0));
    }

    /// Whether an event waited already when the chat was resolved.
    pub(crate) fn was_resolved_with(&self, event: EventSeq) -> bool {
        self.kept.resolved_behind.is_some_and(|last| event.0 <= last)
    }

    /// Whether the customer's next message gets the bot.
    pub(crate) const fn has_way_back(&self) -> bool {
        self.kept.way_back.is_some()
    }
}
