//! What the policy does about a customer's message before a handler is asked: the pure core of taking and giving back.

use std::time::Duration;

use jiff::Timestamp;

use super::policy::{Keyword, TooLate};
use super::{Because, OwnerClass, Policy};

/// What is known when a customer's message has its turn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Situation<'a> {
    /// Whom the chat counts as.
    pub(crate) class: OwnerClass,
    /// The customer's words, when the message has any.
    pub(crate) words: Option<&'a str>,
    /// A person has answered the message while it waited.
    pub(crate) answered: bool,
    /// The chat carries the tag that switches the bot off.
    pub(crate) off: bool,
    /// The customer wants no automatic messages.
    pub(crate) stopped: bool,
    /// A way back to the bot is open.
    pub(crate) way_back: bool,
    /// How long the message waited for its turn.
    pub(crate) waited: Duration,
    /// The time.
    pub(crate) now: Timestamp,
}

/// What happens before a handler is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Move<'a> {
    /// The handlers are asked, under the owner as it is.
    Stay,
    /// The bot takes the chat, then the handlers are asked.
    Take(Because),
    /// No handler is asked.
    Quiet,
    /// The chat goes to people, with the policy's announcement or without a word.
    ToPeople { announce: bool },
    /// The customer wants no automatic messages.
    Stop(&'a Keyword),
    /// The customer wants them again.
    Start(&'a Keyword),
}

impl Policy {
    /// What a customer's message leads to.
    pub(crate) fn decide(&self, at: Situation<'_>) -> Move<'_> {
        let may_speak = matches!(at.class, OwnerClass::Me | OwnerClass::Nobody);
        if at.off {
            return Move::Quiet;
        }
        let is = |keyword: &&Keyword| at.words.is_some_and(|words| keyword.is(words));
        if let Some(stop) = self.stop.as_ref().filter(is) {
            return Move::Stop(stop);
        }
        if at.stopped {
            return match self.start.as_ref().filter(is) {
                Some(start) => Move::Start(start),
                None if may_speak => Move::ToPeople { announce: false },
                None => Move::Quiet,
            };
        }
        if at.answered {
            return Move::Stay;
        }
        if may_speak && let Some((after, too_late)) = self.too_late.filter(|(after, _)| at.waited > *after) {
            tracing::info!(waited = ?at.waited, limit = ?after, "a message waited too long");
            match too_late {
                TooLate::Handle => {}
                TooLate::HandOver => return Move::ToPeople { announce: true },
                TooLate::Ignore => return Move::Quiet,
            }
        }
        let asks_for_people = at.words.is_some_and(|words| self.gives_back_on(words));
        let is_closed = self.outside.as_ref().is_some_and(|hours| !hours.contains(at.now));
        match at.class {
            OwnerClass::Me if asks_for_people => Move::ToPeople { announce: true },
            OwnerClass::Nobody if self.takes_unassigned => Move::Take(Because::Unassigned),
            OwnerClass::Person | OwnerClass::Group if at.way_back || at.words.is_some_and(|words| self.comes_back_on(words)) => {
                Move::Take(Because::WayBack)
            }
            // Who asks for people is not taken from them.
            OwnerClass::Nobody | OwnerClass::Person | OwnerClass::Group if is_closed && !asks_for_people => Move::Take(Because::Outside),
            _ => Move::Stay,
        }
    }

    /// Whether the bot takes chats that belong to people.
    pub(crate) fn watches(&self) -> bool {
        self.unanswered.is_some() || self.back_after.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handover::Hours;

    const NOON: Timestamp = Timestamp::constant(1_772_452_800, 0);

    fn says(class: OwnerClass, words: &str) -> Situation<'_> {
        let waited = Duration::ZERO;
        Situation { class, words: Some(words), answered: false, off: false, stopped: false, way_back: false, waited, now: NOON }
    }

    fn everything() -> Policy {
        let office: Hours = "UTC; Mon-Fri 08:00-11:00".parse().unwrap();
        Policy::take_unassigned()
            .outside(office)
            .give_back_on("agent")
            .back_on("bot")
            .too_late(Duration::from_secs(60), TooLate::HandOver)
            .stop_on("STOP", "Stopped.")
            .start_on("START", "Started.")
            .off_tag("no bot")
    }

    #[test]
    fn a_policy_without_wishes_leaves_everything_as_it_is() {
        for class in [OwnerClass::Me, OwnerClass::Nobody, OwnerClass::Person, OwnerClass::OtherApp, OwnerClass::Group] {
            let waited = Duration::from_secs(86_400);
            assert_eq!(Policy::default().decide(Situation { waited, ..says(class, "agent") }), Move::Stay, "{class:?}");
        }
    }

    #[test]
    fn whose_chat_it_is_decides_whether_it_is_taken() {
        let policy = everything();
        let moves = [
            (OwnerClass::Me, Move::Stay),
            (OwnerClass::Nobody, Move::Take(Because::Unassigned)),
            (OwnerClass::Person, Move::Take(Because::Outside)),
            (OwnerClass::Group, Move::Take(Because::Outside)),
            (OwnerClass::OtherApp, Move::Stay),
        ];
        for (class, expected) in moves {
            assert_eq!(policy.decide(says(class, "hi")), expected, "{class:?}");
        }
    }

    #[test]
    fn who_asks_for_people_outside_the_hours_is_not_taken_from_them() {
        assert_eq!(everything().decide(says(OwnerClass::Person, " Agent ")), Move::Stay);
        assert_eq!(everything().decide(says(OwnerClass::Me, " Agent ")), Move::ToPeople { announce: true });
    }

    #[test]
    fn the_word_for_the_bot_and_an_open_way_back_take_peoples_chats() {
        let policy = everything();
        assert_eq!(policy.decide(says(OwnerClass::Person, "BOT")), Move::Take(Because::WayBack));
        assert_eq!(policy.decide(Situation { way_back: true, ..says(OwnerClass::Group, "hi") }), Move::Take(Because::WayBack));
        assert_eq!(policy.decide(Situation { answered: true, ..says(OwnerClass::Person, "bot") }), Move::Stay);
    }

    #[test]
    fn what_waited_too_long_goes_to_people_instead_of_being_taken() {
        let policy = everything();
        let late = |class| Situation { waited: Duration::from_secs(61), ..says(class, "hi") };
        assert_eq!(policy.decide(late(OwnerClass::Me)), Move::ToPeople { announce: true });
        assert_eq!(policy.decide(late(OwnerClass::Nobody)), Move::ToPeople { announce: true });
        assert_eq!(policy.decide(Situation { waited: Duration::from_secs(60), ..late(OwnerClass::Me) }), Move::Stay);
        let ignores = policy.too_late(Duration::from_secs(60), TooLate::Ignore);
        assert_eq!(ignores.decide(late(OwnerClass::Me)), Move::Quiet);
    }

    #[test]
    fn who_stopped_automatic_messages_gets_people_until_the_start_word() {
        let policy = everything();
        assert!(matches!(policy.decide(says(OwnerClass::Person, "stop")), Move::Stop(_)));
        let stopped = |class, words| Situation { stopped: true, ..says(class, words) };
        assert_eq!(policy.decide(stopped(OwnerClass::Me, "hi")), Move::ToPeople { announce: false });
        assert_eq!(policy.decide(stopped(OwnerClass::Nobody, "hi")), Move::ToPeople { announce: false });
        assert_eq!(policy.decide(stopped(OwnerClass::Group, "bot")), Move::Quiet);
        assert!(matches!(policy.decide(stopped(OwnerClass::Group, " start")), Move::Start(_)));
        assert_eq!(policy.decide(says(OwnerClass::Me, "START")), Move::Stay, "nothing was stopped");
    }

    #[test]
    fn a_chat_with_the_off_tag_is_left_alone_whatever_is_said() {
        for words in ["hi", "bot", "STOP", "START", "agent"] {
            assert_eq!(everything().decide(Situation { off: true, ..says(OwnerClass::Me, words) }), Move::Quiet);
        }
    }
}
