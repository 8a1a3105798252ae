//! How fast messages leave.

use std::collections::HashMap;
use std::time::Duration;

use jiff::Timestamp;

use crate::wire::WaId;

/// The speed limits of one number; 0 switches a limit off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Speeds {
    /// Messages per second of the whole number. Default 80 (WhatsApp Cloud API, throughput).
    pub number: u32,
    /// Messages to one customer at once. Default 45 (WhatsApp Cloud API, pair rate limit).
    pub pair: u32,
    /// One more message to the same customer is possible after this time. Default 6 s (WhatsApp Cloud API, pair rate limit).
    pub pair_refill: Duration,
    /// Messages to one customer per minute, against bots that answer each other. Default 60.
    pub chat_replies: u32,
}

impl Default for Speeds {
    fn default() -> Self {
        Self { number: 80, pair: 45, pair_refill: Duration::from_secs(6), chat_replies: 60 }
    }
}

/// The buckets that keep a number within its speeds.
#[derive(Debug)]
pub(crate) struct Limits {
    speeds: Speeds,
    number: Bucket,
    chats: HashMap<WaId, (Bucket, Bucket)>,
}

impl Limits {
    /// Full buckets.
    #[must_use]
    pub(crate) fn new(speeds: Speeds) -> Self {
        Self { speeds, number: Bucket::default(), chats: HashMap::new() }
    }

    /// Takes one message's worth, or says when to ask again.
    ///
    /// # Errors
    /// The time at which there is room.
    pub(crate) fn take(&mut self, chat: &WaId, now: Timestamp) -> Result<(), Timestamp> {
        let Speeds { number, pair, pair_refill, chat_replies } = self.speeds;
        let (number_rate, pair_rate, replies_rate) =
            (Rate::per_second(number), Rate::burst(pair, pair_refill), Rate::per_minute(chat_replies));
        if pair == 0 && chat_replies == 0 {
            let ready = self.number.ready(number_rate, now);
            if ready > now {
                return Err(ready);
            }
            self.number.pour(number_rate, now);
            return Ok(());
        }
        let (pair_bucket, replies_bucket) = self.chats.entry(chat.clone()).or_default();
        let ready = self.number.ready(number_rate, now).max(pair_bucket.ready(pair_rate, now)).max(replies_bucket.ready(replies_rate, now));
        if ready > now {
            return Err(ready);
        }
        self.number.pour(number_rate, now);
        pair_bucket.pour(pair_rate, now);
        replies_bucket.pour(replies_rate, now);
        Ok(())
    }

    /// Forgets the chats whose buckets are full again, so that an idle chat costs no memory.
    pub(crate) fn forget_idle(&mut self, now: Timestamp) {
        self.chats.retain(|_, (pair, replies)| pair.empty_at > now || replies.empty_at > now);
    }
}

/// A bucket, kept as the time at which all that was poured in has run out.
#[derive(Debug, Clone, Copy, Default)]
struct Bucket {
    empty_at: Timestamp,
}

#[derive(Debug, Clone, Copy)]
struct Rate {
    /// How long one message takes to run out; zero for no limit.
    one: Duration,
    /// How much may be in the bucket before a further message has to wait.
    room: Duration,
}

impl Rate {
    fn per_second(messages: u32) -> Self {
        Self::spread(messages, Duration::from_secs(1))
    }

    fn per_minute(messages: u32) -> Self {
        Self::spread(messages, Duration::from_secs(60))
    }

    fn spread(messages: u32, over: Duration) -> Self {
        let one = over.checked_div(messages).unwrap_or_default();
        Self { one, room: over.saturating_sub(one) }
    }

    fn burst(messages: u32, one: Duration) -> Self {
        if messages == 0 { Self { one: Duration::ZERO, room: Duration::ZERO } } else { Self { one, room: one * (messages - 1) } }
    }
}

impl Bucket {
    fn ready(&self, rate: Rate, now: Timestamp) -> Timestamp {
        if rate.one.is_zero() { now } else { self.empties(rate, now).checked_sub(rate.room).unwrap_or(now) }
    }

    /// When it is empty. It never holds more than its room and one: a time beyond is left over from a clock that was set back, and
    /// nobody can tell any more what it holds.
    fn empties(&self, rate: Rate, now: Timestamp) -> Timestamp {
        match now.checked_add(rate.room + rate.one) {
            Ok(full) if self.empty_at > full => now,
            _ => self.empty_at,
        }
    }

    fn pour(&mut self, rate: Rate, now: Timestamp) {
        self.empty_at = self.empties(rate, now).max(now).checked_add(rate.one).unwrap_or(self.empty_at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chat(number: u8) -> WaId {
        WaId::new(format!("4917139200{number:02}")).expect("digits")
    }

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millisecond(1_763_632_800_000 + millis).expect("a time of this century")
    }

    fn taken(limits: &mut Limits, chat: &WaId, now: Timestamp, tries: usize) -> usize {
        (0..tries).take_while(|_| limits.take(chat, now).is_ok()).count()
    }

    #[test]
    fn a_pair_has_45_at_once_and_one_more_every_six_seconds() {
        let mut limits = Limits::new(Speeds { number: 0, pair: 45, chat_replies: 0, ..Speeds::default() });
        assert_eq!(taken(&mut limits, &chat(1), at(0), 100), 45);
        assert_eq!(limits.take(&chat(1), at(0)), Err(at(6_000)));
        assert_eq!(taken(&mut limits, &chat(1), at(6_000), 100), 1);
        assert_eq!(taken(&mut limits, &chat(2), at(0), 100), 45, "another customer is not held up");
    }

    #[test]
    fn the_number_has_80_a_second_over_all_chats() {
        let mut limits = Limits::new(Speeds { number: 80, pair: 0, chat_replies: 0, ..Speeds::default() });
        let sent = (0..10).map(|second| taken(&mut limits, &chat(1), at(second * 1000), 1000)).sum::<usize>();
        assert!((790..=880).contains(&sent), "{sent} in ten seconds");
    }

    #[test]
    fn nought_is_no_limit_and_idle_chats_are_forgotten() {
        let mut limits = Limits::new(Speeds { number: 0, pair: 0, chat_replies: 0, ..Speeds::default() });
        assert_eq!(taken(&mut limits, &chat(1), at(0), 5000), 5000);
        let mut limits = Limits::new(Speeds::default());
        limits.take(&chat(1), at(0)).expect("room");
        limits.forget_idle(at(1));
        assert_eq!(limits.chats.len(), 1);
        limits.forget_idle(at(61_000));
        assert_eq!(limits.chats.len(), 0);
    }
}
