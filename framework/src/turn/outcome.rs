//! How a turn's outcome is put together.

use super::{HandledBy, Outcome, Record};
use crate::conversation::{TALK, TalkTurn, cancel_timers};

impl Outcome {
    /// This, and what a conversation did that began behind it.
    pub(crate) fn followed_by(mut self, begun: Self) -> Self {
        self.actions.extend(begun.actions);
        self.sessions.extend(begun.sessions);
        self.timers.extend(begun.timers);
        self.talk = begun.talk;
        self
    }

    /// Ends the chat's open conversation.
    pub(crate) fn end_talk(&mut self) {
        self.sessions.insert(TALK.to_owned(), None);
        self.timers.push(cancel_timers());
    }
}

impl Record {
    /// What is committed of it.
    ///
    /// # Errors
    /// When it cannot be.
    pub(crate) fn finished(self, handler: Option<HandledBy>) -> crate::Result<Outcome> {
        let Self { actions, sessions, timers, begins, broken } = self;
        let talk = TalkTurn { begins, ..TalkTurn::default() };
        broken.map_or(Ok(Outcome { handler, actions, sessions, timers, talk }), Err)
    }
}
