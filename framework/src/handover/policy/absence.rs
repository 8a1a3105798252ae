use std::time::Duration;

use super::Policy;

/// While the bot is not there.
impl Policy {
    /// What becomes of the bot's chats when it stops (`SIGTERM`, Ctrl-C, `Running::stop`). Default: it keeps them.
    #[must_use]
    pub const fn on_stop(mut self, on_stop: OnStop) -> Self {
        self.on_stop = on_stop;
        self
    }

    /// What becomes of a customer's message that waited longer than this until its turn, for example because the bot was down. Its
    /// age is counted by the inbox's clock. Default: every message is handled, however old it is.
    ///
    /// It is about messages in the bot's chats and in those that nobody owns; others are people's anyway.
    ///
    /// ```
    /// use switchboard::handover::{Policy, TooLate};
    /// use switchboard::prelude::*;
    ///
    /// let policy = Policy::take_unassigned().too_late(hours(2), TooLate::HandOver);
    /// ```
    #[must_use]
    pub const fn too_late(mut self, after: Duration, too_late: TooLate) -> Self {
        self.too_late = Some((after, too_late));
        self
    }
}

/// What becomes of the bot's chats when it stops.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnStop {
    /// They stay the bot's: it goes on with them at its next start.
    #[default]
    Keep,
    /// They go to [`Policy::people`], without a word to the customers, within `shutdown.grace`. What cannot be given in that time
    /// stays the bot's. A bot that is killed gives nothing away.
    HandOver,
}

/// What becomes of a message that waited too long.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum TooLate {
    /// It is handled like any other.
    #[default]
    Handle,
    /// No handler is asked: the chat goes to [`Policy::people`], with [`Policy::announce`]. The chat's other messages are theirs then.
    HandOver,
    /// No handler is asked, and nothing happens.
    Ignore,
}
