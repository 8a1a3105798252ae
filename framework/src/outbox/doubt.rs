//! What to think of a message whose answer never came: the pure core of reconciliation.

use std::time::Duration;

use jiff::Timestamp;

use super::fingerprint::Fingerprint;
use crate::wire::{Content, Message, MessageId, UserId};

/// How often the inbox's list is read before "not there" is believed.
pub(crate) const READINGS: u32 = 3;

/// A message that may or may not have been sent.
#[derive(Debug, Clone)]
pub(crate) struct Doubt {
    fingerprint: Fingerprint,
    intent_at: Timestamp,
    first_reading: Option<Timestamp>,
    readings: u32,
    /// A template costs money: when in doubt, it is not sent again.
    costs: bool,
}

/// What follows from a reading of the inbox's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Belief {
    /// It was sent: this is it. `ambiguous` when there were several that might be it.
    Sent {
        /// The message.
        message: MessageId,
        /// Whether there were several.
        ambiguous: bool,
    },
    /// Read again, not before this time.
    ReadAgain(Timestamp),
    /// It is not there: send it again.
    NotSent,
    /// It is not there, and what costs money is not sent on a guess.
    Park,
}

/// Whether a message costs money: when nobody can tell whether it was sent, it is not sent again.
#[must_use]
pub(crate) const fn costs(content: &Content) -> bool {
    matches!(content, Content::Template(_) | Content::Hsm(_))
}

impl Doubt {
    /// A message that was going to leave at `intent_at`, by the inbox's clock.
    #[must_use]
    pub(crate) fn new(content: &Content, intent_at: Timestamp) -> Self {
        Self { fingerprint: Fingerprint::of(content), intent_at, first_reading: None, readings: 0, costs: costs(content) }
    }

    /// The second since which the list is read: one before the intent, since the list knows whole seconds only.
    #[must_use]
    pub(crate) fn since_second(&self) -> i64 {
        self.intent_at.as_second() - 1
    }

    /// The second in which it was going to leave.
    #[must_use]
    pub(crate) fn intent_second(&self) -> i64 {
        self.intent_at.as_second()
    }

    /// Whether a message that the inbox lists may be this one.
    #[must_use]
    pub(crate) fn may_be(&self, message: &Message, me: UserId) -> bool {
        let written_at = message.waba_payload.timestamp.map(crate::wire::Timestamp::as_seconds);
        message.from_us
            && message.sender.as_ref().is_some_and(|sender| sender.id == me)
            && written_at.is_none_or(|at| at >= self.since_second())
            && Fingerprint::of(&message.waba_payload.content) == self.fingerprint
    }

    /// What to believe after a reading at `now`, in which `candidates` may be this message and belong to no other row.
    #[must_use]
    pub(crate) fn after_reading(&mut self, candidates: &[MessageId], now: Timestamp, settle: Duration) -> Belief {
        if let Some(oldest) = candidates.last() {
            return Belief::Sent { message: oldest.clone(), ambiguous: candidates.len() > 1 };
        }
        self.readings += 1;
        let first = *self.first_reading.get_or_insert(now);
        let settled = first.checked_add(settle).unwrap_or(now);
        if self.readings >= READINGS && now >= settled {
            return if self.costs { Belief::Park } else { Belief::NotSent };
        }
        // The readings spread evenly over the settle time, the last one at its end.
        let share = settle.mul_f64((f64::from(self.readings) / f64::from(READINGS - 1)).min(1.0));
        Belief::ReadAgain(first.checked_add(share).unwrap_or(settled).max(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Members;
    use crate::wire::content::{Template, Text};

    const SETTLE: Duration = Duration::from_secs(4);

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_763_632_800 + second).expect("a time of this century")
    }

    fn doubt() -> Doubt {
        Doubt::new(&Content::Text(Text::new("ok")), at(0))
    }

    #[test]
    fn absent_is_believed_after_three_readings_over_the_settle_time() {
        let mut doubt = doubt();
        assert_eq!(doubt.after_reading(&[], at(1), SETTLE), Belief::ReadAgain(at(3)));
        assert_eq!(doubt.after_reading(&[], at(3), SETTLE), Belief::ReadAgain(at(5)));
        assert_eq!(doubt.after_reading(&[], at(5), SETTLE), Belief::NotSent);
    }

    #[test]
    fn what_costs_is_parked_instead() {
        assert!(costs(&Content::Hsm(Members::new())) && !costs(&Content::Text(Text::new("ok"))));
        let mut doubt = Doubt::new(&Content::Template(Template::default()), at(0));
        for second in [0, 2] {
            assert!(matches!(doubt.after_reading(&[], at(second), SETTLE), Belief::ReadAgain(_)));
        }
        assert_eq!(doubt.after_reading(&[], at(4), SETTLE), Belief::Park);
    }

    #[test]
    fn one_that_is_there_was_sent_and_of_two_the_older() {
        let (younger, older) = (MessageId::new("2"), MessageId::new("1"));
        assert_eq!(
            doubt().after_reading(std::slice::from_ref(&older), at(1), SETTLE),
            Belief::Sent { message: older.clone(), ambiguous: false }
        );
        assert_eq!(doubt().after_reading(&[younger, older.clone()], at(1), SETTLE), Belief::Sent { message: older, ambiguous: true });
    }

    #[test]
    fn only_the_bots_own_equal_words_since_the_intent_are_candidates() {
        let message = |sender: i64, second: i64, body: &str| -> Message {
            serde_json::from_value(serde_json::json!({
                "id": "m", "from_us": true, "customer_wa_id": "491713920001", "sender": { "id": sender, "username": "u" },
                "waba_payload": { "type": "text", "text": { "body": body }, "to": "491713920001", "timestamp": at(second).as_second() },
            }))
            .expect("a message")
        };
        let me = UserId::new(7);
        assert!(doubt().may_be(&message(7, 0, "ok"), me));
        assert!(doubt().may_be(&message(7, -1, "ok"), me), "the same second, cut off");
        assert!(!doubt().may_be(&message(3, 0, "ok"), me), "mira says ok too");
        assert!(!doubt().may_be(&message(7, -9, "ok"), me), "said before");
        assert!(!doubt().may_be(&message(7, 0, "no"), me));
    }
}
