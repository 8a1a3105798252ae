//! Time, passed in: the only home of the system's clock and of sleeping.
//!
//! ```
//! use std::sync::Arc;
//!
//! use switchboard::clock::{Clock, SharedClock, SystemClock};
//! use switchboard::prelude::*;
//!
//! /// The clock of somebody else's simulation, half an hour ahead.
//! #[derive(Debug)]
//! struct Ahead;
//!
//! #[async_trait::async_trait]
//! impl Clock for Ahead {
//!     fn now(&self) -> jiff::Timestamp {
//!         SystemClock.now() + minutes(30)
//!     }
//!
//!     async fn sleep_until(&self, time: jiff::Timestamp) {
//!         SystemClock.sleep_until(time - minutes(30)).await;
//!     }
//! }
//!
//! # fn example() -> Result<Bot> {
//! let clock: SharedClock = Arc::new(Ahead);
//! let bot = Bot::from_config()?.clock(clock);
//! # Ok(bot)
//! # }
//! ```

use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;

/// What tells the time and waits for it.
///
/// A bot with an embedded inbox runs on the inbox's clock, so that advancing that clock moves the bot's timers too.
#[async_trait]
pub trait Clock: Debug + Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;

    /// Returns when the clock has reached `time`.
    async fn sleep_until(&self, time: Timestamp);
}

/// A clock that can be handed around.
pub type SharedClock = Arc<dyn Clock>;

/// How long is slept at once.
const SLICE: Duration = Duration::from_secs(30);

/// The machine's own clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the home of the system's clock")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    #[expect(clippy::disallowed_methods, reason = "the home of sleeping")]
    async fn sleep_until(&self, time: Timestamp) {
        // In slices: the machine's clock may be set meanwhile, and sleeping does not notice.
        while let Ok(wait) = Duration::try_from(time.duration_since(self.now()))
            && !wait.is_zero()
        {
            tokio::time::sleep(wait.min(SLICE)).await;
        }
    }
}

/// The embedded inbox's clock: advancing it moves the bot's timers too.
#[cfg(feature = "embedded-inbox")]
#[async_trait]
impl Clock for switchboard_inbox::Clock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.now_millis()).unwrap_or(Timestamp::MAX)
    }

    async fn sleep_until(&self, time: Timestamp) {
        switchboard_inbox::Clock::sleep_until(self, time.as_millisecond()).await;
    }
}
