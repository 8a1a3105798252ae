//! The inbox's clock: the only place of this crate that knows what time it is.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::watch;

/// A clock that can be moved forward. Clones show, and move, the same time.
///
/// The 24-hour window, timestamps, repeats of webhook calls and slow answers all go by it. A bot in the same process
/// takes the inbox's own, so that one `advance` moves both. An inbox with data in a file keeps there how far its clock was moved, and
/// goes on from there at the next start.
#[derive(Debug, Clone)]
pub struct Clock {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    /// Where a virtual clock stands before any advance; nothing for one that follows the system.
    standing: Option<i64>,
    advanced: AtomicI64,
    moved: watch::Sender<()>,
}

impl Clock {
    /// The system's time, plus what the clock was advanced by.
    #[must_use]
    pub fn system() -> Self {
        Self::new(None)
    }

    /// A virtual clock at `seconds` since 1970-01-01 UTC. It stands still until it is advanced.
    #[must_use]
    pub fn starting_at(seconds: i64) -> Self {
        Self::new(Some(seconds.saturating_mul(1000)))
    }

    fn new(standing: Option<i64>) -> Self {
        Self { inner: Arc::new(Inner { standing, advanced: AtomicI64::new(0), moved: watch::channel(()).0 }) }
    }

    /// Milliseconds since 1970-01-01 UTC.
    #[must_use]
    pub fn now_millis(&self) -> i64 {
        self.inner.standing.unwrap_or_else(system_millis).saturating_add(self.inner.advanced.load(Ordering::Acquire))
    }

    /// Whole seconds since 1970-01-01 UTC.
    #[must_use]
    pub fn now_seconds(&self) -> i64 {
        self.now_millis().div_euclid(1000)
    }

    /// Moves the clock forward and wakes everything that was waiting for the time that was passed over.
    pub fn advance(&self, by: Duration) {
        self.advance_millis(i64::try_from(by.as_millis()).unwrap_or(i64::MAX));
    }

    fn advance_millis(&self, by: i64) {
        // Saturating, so that no advance, however long, can turn the clock back.
        let _ = self.inner.advanced.fetch_update(Ordering::AcqRel, Ordering::Acquire, |old| Some(old.saturating_add(by)));
        self.inner.moved.send_replace(());
    }

    /// What data keeps of the clock, for the next start: the key, and how far the system's time was advanced, or what a virtual clock
    /// shows. Apart, so that a virtual clock that begins later than the last one did is not advanced on top of that.
    pub(crate) fn kept(&self) -> (&'static str, i64) {
        match self.inner.standing {
            None => ("clock_advanced_ms", self.inner.advanced.load(Ordering::Acquire)),
            Some(_) => ("clock_shows_ms", self.now_millis()),
        }
    }

    /// Advances to what data kept, if it is not there yet: what was written must not lie in the future.
    pub(crate) fn catch_up(&self, kept: i64) {
        let behind = kept.saturating_sub(self.kept().1);
        if behind > 0 {
            self.advance_millis(behind);
        }
    }

    /// Waits until the clock shows `millis` or later, by the passing of time or by an advance.
    pub async fn sleep_until(&self, millis: i64) {
        let mut moved = self.inner.moved.subscribe();
        loop {
            moved.mark_unchanged();
            let left = millis.saturating_sub(self.now_millis());
            if left <= 0 {
                return;
            }
            let Ok(left) = u64::try_from(left) else { return };
            if self.inner.standing.is_some() {
                // The sender lives in `self`, so this only ends by an advance.
                let _ = moved.changed().await;
            } else {
                let _ = tokio::time::timeout(Duration::from_millis(left), moved.changed()).await;
            }
        }
    }

    /// Waits until the clock has gone `duration` further.
    pub async fn sleep(&self, duration: Duration) {
        let millis = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        self.sleep_until(self.now_millis().saturating_add(millis)).await;
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the clock that everything else takes")]
fn system_millis() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_virtual_clock_stands_still_until_it_is_advanced() {
        let clock = Clock::starting_at(1_763_632_800);
        assert_eq!(clock.now_seconds(), 1_763_632_800);
        clock.clone().advance(Duration::from_millis(1_500));
        assert_eq!(clock.now_millis(), 1_763_632_801_500);
        assert_eq!(clock.now_seconds(), 1_763_632_801);
    }

    #[test]
    fn an_endless_advance_saturates() {
        let clock = Clock::starting_at(1);
        clock.advance(Duration::MAX);
        clock.advance(Duration::MAX);
        assert_eq!(clock.now_millis(), i64::MAX);
    }

    #[test]
    fn a_clock_catches_up_with_what_data_kept() {
        for clock in [Clock::system(), Clock::starting_at(1_763_632_800)] {
            clock.advance(Duration::from_secs(60));
            let (key, kept) = clock.kept();
            clock.catch_up(kept - 1);
            assert_eq!(clock.kept(), (key, kept), "it never goes back, nor twice");
            clock.catch_up(kept + 5_000);
            assert_eq!(clock.kept(), (key, kept + 5_000));
        }
        let later = Clock::starting_at(1_763_640_000);
        later.catch_up(Clock::starting_at(1_763_632_800).kept().1);
        assert_eq!(later.now_seconds(), 1_763_640_000);
    }

    #[tokio::test]
    async fn an_advance_wakes_who_waits() {
        let clock = Clock::starting_at(0);
        let waiting = tokio::spawn({
            let clock = clock.clone();
            async move { clock.sleep(Duration::from_secs(60)).await }
        });
        tokio::task::yield_now().await;
        clock.advance(Duration::from_secs(59));
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        clock.advance(Duration::from_secs(1));
        tokio::time::timeout(Duration::from_secs(10), waiting).await.expect("it woke").expect("it ended");
    }
}
