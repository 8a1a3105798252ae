use std::sync::Arc;

use crate::config::InboxId;
use crate::engine::Chance;
use crate::wire::Secret;

/// Why nothing random can be made.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gives no random numbers")]
pub struct NoRandomness(#[source] getrandom::Error);

/// A password or webhook secret that nobody can guess: 32 random bytes, in hexadecimal digits.
pub(crate) fn fresh_secret() -> Result<Secret, NoRandomness> {
    random_hex::<32>().map(Secret::new)
}

/// An id for an inbox that has none of its own. It is no secret.
///
/// # Errors
/// When the operating system gives no random numbers.
pub(crate) fn fresh_inbox_id() -> Result<InboxId, NoRandomness> {
    #[expect(clippy::expect_used, reason = "hexadecimal digits are always an id")]
    random_hex::<8>().map(|id| InboxId::new(id).expect("16 plain characters"))
}

/// A number that no other process has.
///
/// # Errors
/// When the operating system gives no random numbers.
pub(crate) fn fresh_number() -> Result<u64, NoRandomness> {
    getrandom::u64().map_err(NoRandomness)
}

/// The system's random numbers.
pub(crate) fn chance() -> Chance {
    // Without random numbers it is always the same, which only spreads nothing.
    Arc::new(|_, _| getrandom::u64().unwrap_or_default())
}

fn random_hex<const BYTES: usize>() -> Result<String, NoRandomness> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(NoRandomness)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::{fresh_inbox_id, fresh_secret};

    #[test]
    fn no_two_are_equal() {
        let (one, other) = (fresh_secret().unwrap(), fresh_secret().unwrap());
        assert_eq!(one.expose().len(), 64);
        assert!(one != other);
        assert_ne!(fresh_inbox_id().unwrap(), fresh_inbox_id().unwrap());
    }
}
