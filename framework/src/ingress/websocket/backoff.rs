use std::time::Duration;

/// The longest pause: an inbox that comes back finds its bots within a minute.
const LONGEST: Duration = Duration::from_secs(60);

/// How long the first pause is at most. Short, since most connections end for no reason that lasts.
const FIRST: Duration = Duration::from_millis(500);

/// The pause after so many failures in a row: twice as long each time, and a drawn part of that, so that many bots do not come at once.
pub(super) fn pause(failures: u32, drawn: u64) -> Duration {
    let longest = FIRST.saturating_mul(1 << failures.saturating_sub(1).min(16)).min(LONGEST);
    // At least half of it: a failure that lasts is not to be hurried at.
    let half = longest / 2;
    half + Duration::from_millis(drawn % (u64::try_from(half.as_millis()).unwrap_or(u64::MAX) + 1))
}

#[cfg(test)]
mod tests {
    use super::pause;

    #[test]
    fn pauses_double_up_to_a_minute_and_chance_has_half_of_each() {
        let range = |failures| (pause(failures, 0).as_millis(), (0..100_000).map(|drawn| pause(failures, drawn).as_millis()).max());
        assert_eq!(range(1), (250, Some(500)));
        assert_eq!(range(2), (500, Some(1000)));
        assert_eq!(range(4), (2000, Some(4000)));
        assert_eq!(range(8), (30_000, Some(60_000)));
        assert_eq!(range(u32::MAX), (30_000, Some(60_000)));
    }
}
