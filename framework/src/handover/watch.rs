//! What the policy watches in a chat over time: the framework's own events, and what is decided when their time has come.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::action::Escalation;
use crate::kind::EventKind;
use crate::timer::TimerRequest;
use crate::wire::Message;
use jiff::Timestamp;

/// Something that the policy waited for, or that it wants to be looked at in the chat's own order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "watch")]
pub(crate) enum Watch {
    /// The time within which people should have answered is over.
    Unanswered,
    /// Nobody may have written for so long that the chat is the bot's again.
    Silence,
    /// The opening hours begin.
    Opening,
    /// Nobody may have answered those to whom the bot gave the chat.
    Escalation {
        /// When it was given, in milliseconds.
        since: i64,
        /// What is left of the chain.
        chain: Vec<Escalation>,
    },
    /// What the bot had to say was withdrawn, so the customer waits for people.
    Withdrawn,
    /// The bot stops and gives its chats away.
    Stop {
        /// The process that stops; another one has nothing to do with it.
        run: u64,
    },
}

impl Watch {
    /// The name of its timer: one of each waits in a chat.
    const fn name(&self) -> &'static str {
        match self {
            Self::Unanswered => "policy:unanswered",
            Self::Silence => "policy:silence",
            Self::Opening => "policy:opening",
            Self::Escalation { .. } => "policy:escalation",
            Self::Withdrawn | Self::Stop { .. } => "policy:now",
        }
    }

    /// A timer, in the place of one that waits already.
    pub(crate) fn at(self, due: Timestamp) -> TimerRequest {
        let (name, kind) = (self.name().to_owned(), EventKind::Policy);
        TimerRequest::Set { name, kind, due, value: self.value(), while_mine: false }
    }

    /// No timer of this name any more.
    pub(crate) fn cancelled(self) -> TimerRequest {
        TimerRequest::Cancel { prefix: self.name().to_owned() }
    }

    /// What its event tells.
    pub(crate) fn value(&self) -> serde_json::Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

/// What a look at the chat's messages came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Due {
    /// There is nothing to wait for any more.
    Never,
    /// Not yet: in so long.
    In(Duration),
    /// Now.
    Now,
}

impl Due {
    /// Whether a customer has waited for an answer for `after`, by the times at which the messages that nobody answered were written.
    pub(crate) fn of_waiting(waiting: impl Iterator<Item = i64>, now: i64, after: Duration) -> Self {
        waiting.min().map_or(Self::Never, |oldest| Self::since(oldest, now, after))
    }

    /// Whether a chat has been silent for `after`, by its newest message.
    pub(crate) fn since(last: i64, now: i64, after: Duration) -> Self {
        let passed = Duration::from_secs(u64::try_from(now.saturating_sub(last)).unwrap_or(0));
        match after.checked_sub(passed) {
            None | Some(Duration::ZERO) => Self::Now,
            Some(left) => Self::In(left),
        }
    }
}

/// Whether somebody of the inbox other than this user wrote at this second or later.
pub(crate) fn somebody_wrote(messages: &[Message], me: crate::wire::UserId, since: i64) -> bool {
    messages.iter().any(|message| {
        let by_other = message.sender.as_ref().is_some_and(|sender| sender.id != me);
        message.from_us && by_other && message.waba_payload.timestamp.is_some_and(|at| at.as_seconds() >= since)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIVE: Duration = Duration::from_secs(300);

    #[test]
    fn the_oldest_unanswered_message_decides() {
        assert_eq!(Due::of_waiting([].into_iter(), 1000, FIVE), Due::Never);
        assert_eq!(Due::of_waiting([900, 700].into_iter(), 1000, FIVE), Due::Now);
        assert_eq!(Due::of_waiting([900, 701].into_iter(), 1000, FIVE), Due::In(Duration::from_secs(1)));
    }

    #[test]
    fn a_clock_that_is_behind_waits_the_whole_time() {
        assert_eq!(Due::since(1100, 1000, FIVE), Due::In(FIVE));
    }

    #[test]
    fn what_is_watched_is_read_back() {
        for watch in [Watch::Unanswered, Watch::Escalation { since: 5, chain: Vec::new() }, Watch::Stop { run: u64::MAX }] {
            assert_eq!(serde_json::from_value::<Watch>(watch.value()).unwrap(), watch);
        }
    }
}
