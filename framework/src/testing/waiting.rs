//! Moving the clock, and waiting without time.

use std::time::Duration;

use jiff::Timestamp;

use super::World;

impl World {
    /// Lets the inbox and the bots settle, moves the clock, and lets them settle once more. It jumps: what was due meanwhile happens at
    /// its end. While a handler waits for the test, or a fault holds a call, nothing settles: use [`World::moves_clock`] then.
    ///
    /// # Panics
    /// When they do not settle within [`PATIENCE`](super::PATIENCE).
    #[track_caller]
    pub fn advance(&self, by: Duration) -> impl Future<Output = ()> + Send {
        let at = std::panic::Location::caller();
        async move {
            // What has happened so far happened before the clock moves, also for bots that have not been told of it yet.
            self.ground.settled(at).await;
            self.ground.advance(by, at).await;
            self.ground.settled(at).await;
        }
    }

    /// Moves the clock and returns at once: for tests in which a handler waits for the test, or a fault holds a call.
    #[track_caller]
    pub fn moves_clock(&self, by: Duration) -> impl Future<Output = ()> + Send {
        let at = std::panic::Location::caller();
        async move { self.ground.advance(by, at).await }
    }

    /// What the clock shows.
    #[track_caller]
    pub fn now(&self) -> impl Future<Output = Timestamp> + Send {
        let at = std::panic::Location::caller();
        async move { Timestamp::from_millisecond(self.ground.now_millis(at).await).unwrap_or(Timestamp::MAX) }
    }

    /// Waits until the bots were told everything that happened, and have dealt with it as far as they can before the clock moves.
    ///
    /// # Panics
    /// When that is not so within [`PATIENCE`](super::PATIENCE).
    #[track_caller]
    pub fn settled(&self) -> impl Future<Output = ()> + Send {
        let at = std::panic::Location::caller();
        async move { self.ground.settled(at).await }
    }

    /// Waits until every webhook call of the inbox was accepted, or waits for a time to come.
    ///
    /// # Panics
    /// When that is not so within [`PATIENCE`](super::PATIENCE).
    #[track_caller]
    pub fn told(&self) -> impl Future<Output = ()> + Send {
        let at = std::panic::Location::caller();
        async move {
            self.ground.until(at, "not every webhook call was accepted", || async { self.ground.is_told(at).await.then_some(()) }).await;
        }
    }

    /// Waits until `look` finds what it looks for.
    ///
    /// # Panics
    /// When it does not within [`PATIENCE`](super::PATIENCE).
    #[track_caller]
    pub fn until<T, F: Future<Output = Option<T>>>(&self, look: impl FnMut() -> F) -> impl Future<Output = T> {
        let at = std::panic::Location::caller();
        async move { self.ground.until(at, "what the test waits for never came", look).await }
    }
}
