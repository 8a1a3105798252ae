use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};

use super::path::Operation;
use super::{Api, ApiError};

/// How often a safe call is repeated before its error is told.
///
/// Safe are calls that read, and those that the API documents as harmless when they come twice (such as `createReceivedMessageMark`).
/// Nothing that sends, assigns, tags, makes or deletes is ever repeated by the client. A call is repeated when its error
/// [may pass](ApiError::is_retryable): after a wait that doubles, with jitter, or after the one that the inbox asks for
/// ([`ApiError::retry_after`]); one that it wants longer than [`Retries::longest_wait`] is not repeated.
///
/// ```
/// use std::time::Duration;
///
/// use switchboard::client::{Api, Retries};
///
/// fn patient(api: &Api) -> Api {
///     api.with_retries(Retries { times: 6, longest_wait: Duration::from_secs(20), ..Retries::default() })
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retries {
    /// Further tries after the first. Default 3.
    pub times: usize,
    /// The wait before the first of them. Default 200 ms.
    pub first_wait: Duration,
    /// No wait is longer. Default 5 s: a turn has 30 s in all.
    pub longest_wait: Duration,
}

impl Retries {
    /// Nothing is repeated: what an [`Api`] is made with, and what the engine calls with, which repeats by itself.
    pub const NONE: Self = Self { times: 0, first_wait: Duration::ZERO, longest_wait: Duration::ZERO };
}

impl Default for Retries {
    fn default() -> Self {
        Self { times: 3, first_wait: Duration::from_millis(200), longest_wait: Duration::from_secs(5) }
    }
}

/// Runs the attempts of one call, as many as the operation and the handle allow.
pub(super) async fn repeated<T, F>(api: &Api, operation: Operation, mut attempt: impl FnMut() -> F) -> Result<T, ApiError>
where
    F: Future<Output = Result<T, ApiError>>,
{
    let Retries { times, first_wait, longest_wait } = api.retries;
    if times == 0 || !operation.may_be_repeated() {
        return attempt().await;
    }
    let mut waits = ExponentialBuilder::new()
        .with_min_delay(first_wait)
        .with_max_delay(longest_wait)
        .with_max_times(times)
        .with_jitter()
        // Without a seed from the system all bots would wait alike; that is no reason to fail.
        .with_jitter_seed(getrandom::u64().unwrap_or_default())
        .build();
    loop {
        let error = match attempt().await {
            Err(error) if error.is_retryable() => error,
            done => return done,
        };
        let asked = error.retry_after().unwrap_or_default();
        match waits.next() {
            // The jitter comes on top of the longest wait, and is not wanted there.
            Some(wait) if asked <= longest_wait => api.wait(wait.min(longest_wait).max(asked)).await,
            _ => return Err(error),
        }
    }
}

impl Api {
    async fn wait(&self, wait: Duration) {
        let clock = self.shared.inbox_clock.ours();
        let now = clock.now();
        clock.sleep_until(now.checked_add(wait).unwrap_or(now)).await;
    }
}
