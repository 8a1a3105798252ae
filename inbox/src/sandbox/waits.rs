//! Long polls: answers that wait until there is something to say.

use std::time::Duration;

use tokio::sync::watch;

use crate::api::error::ApiError;
use crate::api::query::Query;

/// The longest that a call waits.
const LONGEST: i64 = 60_000;

/// How long the caller wants to wait (`wait_ms`). Real time: a test waits on a standing clock, too.
pub(super) fn patience(query: &Query) -> Result<Duration, ApiError> {
    let ms = query.integer("wait_ms").map_err(ApiError::in_the_sandbox)?.unwrap_or(0).clamp(0, LONGEST);
    Ok(Duration::from_millis(ms.unsigned_abs()))
}

/// Looks, and looks again at every change, until there is something or the time is up.
pub(super) async fn until_some<T, F, W>(mut changed: watch::Receiver<u64>, patience: Duration, mut look: F) -> Result<Option<T>, ApiError>
where
    F: FnMut() -> W,
    W: Future<Output = Result<Option<T>, ApiError>>,
{
    let polling = async {
        loop {
            changed.mark_unchanged();
            let found = look().await?;
            if found.is_some() || patience.is_zero() {
                return Ok(found);
            }
            if changed.changed().await.is_err() {
                return Ok(None);
            }
        }
    };
    if patience.is_zero() {
        return polling.await;
    }
    tokio::time::timeout(patience, polling).await.unwrap_or(Ok(None))
}
