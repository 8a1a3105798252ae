use std::sync::atomic::{AtomicI64, Ordering};

use jiff::fmt::rfc2822::DateTimeParser;
use jiff::{SignedDuration, Timestamp};

use crate::clock::SharedClock;

/// What one cannot tell apart: `Date` has whole seconds, and an answer takes its time.
const BLUR_SECONDS: i64 = 1;

/// The inbox's clock as its answers show it, measured against ours.
#[derive(Debug)]
pub(super) struct InboxClock {
    ours: SharedClock,
    offset_seconds: AtomicI64,
}

impl InboxClock {
    pub(super) const fn new(ours: SharedClock) -> Self {
        Self { ours, offset_seconds: AtomicI64::new(0) }
    }

    /// The clock that it is measured against, which also waits.
    pub(super) const fn ours(&self) -> &SharedClock {
        &self.ours
    }

    /// Takes the `Date` of an answer that has just come, and returns it. One that cannot be read changes nothing.
    pub(super) fn note(&self, date: Option<&[u8]>) -> Option<Timestamp> {
        let date = DateTimeParser::new().parse_timestamp(date?).ok()?;
        let offset = date.as_second() - self.ours.now().as_second();
        let known = self.offset_seconds.load(Ordering::Relaxed);
        // Steady while the two differ by the blur only, else the time would jump to and fro with every answer.
        if (offset - known).abs() > BLUR_SECONDS {
            self.offset_seconds.store(offset, Ordering::Relaxed);
        }
        Some(date)
    }

    pub(super) fn offset(&self) -> SignedDuration {
        SignedDuration::from_secs(self.offset_seconds.load(Ordering::Relaxed))
    }

    pub(super) fn now(&self) -> Timestamp {
        // Saturates at the calendar's ends, which only a nonsensical `Date` reaches.
        let now = self.ours.now();
        now.checked_add(self.offset()).unwrap_or(now)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::{SignedDuration, Timestamp};

    use super::InboxClock;
    use crate::clock::Clock;

    #[derive(Debug)]
    struct Stopped(Timestamp);

    #[async_trait::async_trait]
    impl Clock for Stopped {
        fn now(&self) -> Timestamp {
            self.0
        }

        async fn sleep_until(&self, _: Timestamp) {}
    }

    fn at_noon() -> InboxClock {
        InboxClock::new(Arc::new(Stopped("2025-11-20T12:00:00.9Z".parse().unwrap())))
    }

    #[test]
    fn the_offset_is_what_date_says() {
        let clock = at_noon();
        clock.note(Some(b"Thu, 20 Nov 2025 12:10:00 GMT"));
        assert_eq!(clock.offset(), SignedDuration::from_secs(600));
        assert_eq!(clock.now(), "2025-11-20T12:10:00.9Z".parse().unwrap());
    }

    #[test]
    fn a_second_more_or_less_moves_nothing() {
        let clock = at_noon();
        for date in ["Thu, 20 Nov 2025 11:59:59 GMT", "Thu, 20 Nov 2025 12:00:01 GMT"] {
            clock.note(Some(date.as_bytes()));
            assert_eq!(clock.offset(), SignedDuration::ZERO, "{date}");
        }
    }

    #[test]
    fn nonsense_changes_nothing() {
        let clock = at_noon();
        for date in [None, Some(b"yesterday".as_slice()), Some(b"Thu, 99 Nov 2025 12:00:00 GMT"), Some(&[0xff])] {
            assert_eq!(clock.note(date), None);
            assert_eq!(clock.offset(), SignedDuration::ZERO);
        }
    }
}
