//! Calling webhooks: in order for each webhook and chat, repeated until they are answered, beside one another otherwise.

mod lane;
pub(crate) mod queue;
pub(crate) mod send;
mod tls;

pub(crate) use queue::Dispatcher;

/// Milliseconds until a call that was not answered is repeated; the last one over and over.
const REPEATS: [i64; 7] = [200, 500, 1_000, 2_000, 5_000, 10_000, 30_000];

/// Milliseconds until a call is repeated that was made so often in vain, not counting the first time.
pub(crate) fn repeat_after(repeats: usize) -> i64 {
    REPEATS[repeats.min(REPEATS.len() - 1)]
}
