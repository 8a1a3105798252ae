//! The outbox: what leaves, in which order, how fast, and what to think of an answer that never came.
//!
//! [`fingerprint`], [`limits`], [`doubt`], [`verdict`] and [`window`] are pure: state and time in, decisions out. The engine's lanes do
//! the waiting and the calls.

pub(crate) mod doubt;
pub(crate) mod fingerprint;
pub(crate) mod limits;
pub(crate) mod verdict;
pub(crate) mod window;
