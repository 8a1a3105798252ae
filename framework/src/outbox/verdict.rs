//! What an attempt to do something came to, and what follows.

use std::time::Duration;

use jiff::Timestamp;

/// What one call to the API came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attempt<T> {
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
pub fn pause(attempts: u32, hint: Option<Duration>) -> Duration {
    hint.unwrap_or_else(|| Duration::from_secs(1 << attempts.saturating_sub(1).min(5)).min(Duration::from_secs(30)))
}

/// The pauses before a turn's second, third, fourth and fifth try. After the last one the event is a dead letter.
pub const TURN_PAUSES: [Duration; 4] = [Duration::from_secs(1), Duration::from_secs(5), Duration::from_secs(15), Duration::from_secs(30)];

/// What follows when a turn failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterFailure {
    /// Another try, not before this time.
    Retry(Timestamp),
    /// No further try.
    DeadLetter,
}

/// What follows when a turn failed `attempts` times, the first time at `first_at`. `jitter` is a number below 1.
///
/// An error that names a time is waited for as often as it asks, for `max_hold` in all.
#[must_use]
pub fn after_failure(
    attempts: u32,
    hint: Option<Duration>,
    now: Timestamp,
    received_at: Timestamp,
    max_hold: Duration,
    jitter: f64,
) -> AfterFailure {
    let wait = match hint {
        Some(hint) => {
            let held = Duration::try_from(now.duration_since(received_at)).unwrap_or_default();
            if held + hint > max_hold {
                return AfterFailure::DeadLetter;
            }
            hint
        }
        None => match TURN_PAUSES.get(attempts.saturating_sub(1) as usize) {
            Some(pause) => pause.mul_f64(jitter.mul_add(0.2, 1.0)),
            None => return AfterFailure::DeadLetter,
        },
    };
    now.checked_add(wait).map_or(AfterFailure::DeadLetter, AfterFailure::Retry)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a time of this century")
    }

    #[test]
    fn a_turn_is_tried_five_times() {
        let after = |attempts| after_failure(attempts, None, at(100), at(100), Duration::from_secs(600), 0.0);
        assert_eq!(after(1), AfterFailure::Retry(at(101)));
        assert_eq!(after(2), AfterFailure::Retry(at(105)));
        assert_eq!(after(4), AfterFailure::Retry(at(130)));
        assert_eq!(after(5), AfterFailure::DeadLetter);
    }

    #[test]
    fn an_error_may_hold_its_chat_ten_minutes_at_most() {
        let minute = Some(Duration::from_secs(60));
        let hold = Duration::from_secs(600);
        assert_eq!(after_failure(7, minute, at(400), at(100), hold, 0.5), AfterFailure::Retry(at(460)));
        assert_eq!(after_failure(8, minute, at(650), at(100), hold, 0.5), AfterFailure::DeadLetter);
    }

    #[test]
    fn pauses_grow_to_half_a_minute() {
        assert_eq!([1, 2, 3, 6, 60].map(|attempts| pause(attempts, None).as_secs()), [1, 2, 4, 30, 30]);
        assert_eq!(pause(1, Some(Duration::from_secs(7))).as_secs(), 7);
    }
}
