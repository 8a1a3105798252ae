//! What an attempt to do something came to, and what follows.

use std::time::Duration;

use jiff::Timestamp;

/// What one call to the API came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Attempt<T> {
    /// The API did it.
    Done(T),
    /// The API refused it for good; repeating it changes nothing.
    Refused(String),
    /// It was surely not done, and may be tried again.
    NotDone {
        /// Not before this time has passed, when the API said so.
        after: Option<Duration>,
        /// Why.
        cause: String,
    },
    /// It may or may not have been done.
    Unknown(String),
}

/// How long to wait before the next try of something that was surely not done: 1, 2, 4, .. 30 s.
///
/// There is no last try: an API that is down for an hour loses nothing.
#[must_use]
pub(crate) fn pause(attempts: u32, hint: Option<Duration>) -> Duration {
    hint.unwrap_or_else(|| Duration::from_secs(1 << attempts.saturating_sub(1).min(5)).min(Duration::from_secs(30)))
}

/// The pauses before a turn's second, third, fourth and fifth try; the last one repeats.
pub(crate) const TURN_PAUSES: [Duration; 4] =
    [Duration::from_secs(1), Duration::from_secs(5), Duration::from_secs(15), Duration::from_secs(30)];

/// How long a turn that fails is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Patience {
    /// How often it is tried again.
    pub retries: u32,
    /// How long an error that names a time may hold its chat, from when the event was accepted.
    pub max_hold: Duration,
}

/// A turn that failed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Failure {
    /// How often it has failed now.
    pub attempts: u32,
    /// After which time another try is worth it, when the error says so.
    pub hint: Option<Duration>,
    /// When its event was accepted.
    pub received_at: Timestamp,
}

/// What follows when a turn failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AfterFailure {
    /// Another try, not before this time.
    Retry(Timestamp),
    /// No further try.
    DeadLetter,
}

impl Patience {
    /// What follows. `jitter` is a number below 1.
    #[must_use]
    pub(crate) fn after(&self, failure: Failure, now: Timestamp, jitter: f64) -> AfterFailure {
        let held = Duration::try_from(now.duration_since(failure.received_at)).unwrap_or_default();
        let wait = match failure.hint {
            Some(hint) if held + hint > self.max_hold => return AfterFailure::DeadLetter,
            Some(hint) => hint,
            None if failure.attempts > self.retries => return AfterFailure::DeadLetter,
            None => {
                let pause = TURN_PAUSES.get(failure.attempts.saturating_sub(1) as usize).or(TURN_PAUSES.last());
                pause.copied().unwrap_or_default().mul_f64(jitter.mul_add(0.2, 1.0))
            }
        };
        now.checked_add(wait).map_or(AfterFailure::DeadLetter, AfterFailure::Retry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Patience = Patience { retries: 4, max_hold: Duration::from_secs(600) };

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a time of this century")
    }

    #[test]
    fn a_turn_is_tried_five_times() {
        let after = |attempts| PATIENCE.after(Failure { attempts, hint: None, received_at: at(100) }, at(100), 0.0);
        assert_eq!(after(1), AfterFailure::Retry(at(101)));
        assert_eq!(after(2), AfterFailure::Retry(at(105)));
        assert_eq!(after(4), AfterFailure::Retry(at(130)));
        assert_eq!(after(5), AfterFailure::DeadLetter);
    }

    #[test]
    fn an_error_may_hold_its_chat_ten_minutes_at_most() {
        let after = |now| PATIENCE.after(Failure { attempts: 9, hint: Some(Duration::from_secs(60)), received_at: at(100) }, now, 0.5);
        assert_eq!(after(at(400)), AfterFailure::Retry(at(460)));
        assert_eq!(after(at(650)), AfterFailure::DeadLetter);
    }

    #[test]
    fn pauses_grow_to_half_a_minute() {
        assert_eq!([1, 2, 3, 6, 60].map(|attempts| pause(attempts, None).as_secs()), [1, 2, 4, 30, 30]);
        assert_eq!(pause(1, Some(Duration::from_secs(7))).as_secs(), 7);
    }
}
