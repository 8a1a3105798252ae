//! Spans of time in words: `minutes(5)`.

use std::time::Duration;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// So many seconds.
///
/// ```
/// assert_eq!(switchboard::duration::seconds(30).as_secs(), 30);
/// ```
#[must_use]
pub const fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

/// So many minutes.
///
/// ```
/// assert_eq!(switchboard::duration::minutes(5).as_secs(), 300);
/// ```
#[must_use]
pub const fn minutes(count: u64) -> Duration {
    Duration::from_secs(count.saturating_mul(MINUTE))
}

/// So many hours.
///
/// ```
/// assert_eq!(switchboard::duration::hours(2).as_secs(), 7200);
/// ```
#[must_use]
pub const fn hours(count: u64) -> Duration {
    Duration::from_secs(count.saturating_mul(HOUR))
}

/// So many days of 24 hours.
///
/// ```
/// assert_eq!(switchboard::duration::days(1).as_secs(), 86400);
/// ```
#[must_use]
pub const fn days(count: u64) -> Duration {
    Duration::from_secs(count.saturating_mul(DAY))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_24_hours_of_60_minutes() {
        assert_eq!(days(1), hours(24));
        assert_eq!(hours(1), minutes(60));
        assert_eq!(minutes(1), seconds(60));
        assert_eq!(days(u64::MAX).as_secs(), u64::MAX);
    }
}
