use std::fmt;
use std::sync::{Arc, OnceLock};

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::wire::{Secret, WaId};

/// SHA-256 works on blocks of so many bytes.
const BLOCK: usize = 64;

/// How many bytes of a signature stand in an id: 80 bits, which nobody guesses through a chat.
const KEPT: usize = 10;

/// What signed choices are signed with. A bot makes one at its first start and keeps it with its credentials; give another as
/// [`Bot::state`](crate::Bot::state) when several bots share their buttons. Clones are the same key, and it prints as stars.
///
/// ```
/// use switchboard::choice::ChoiceKey;
/// use switchboard::prelude::*;
/// use switchboard::wire::Secret;
///
/// # fn shared(secret: String) -> Result<Bot> {
/// let bot = Bot::from_config()?.state(ChoiceKey::new(Secret::new(secret)));
/// # Ok(bot)
/// # }
/// ```
#[derive(Clone, Default)]
pub struct ChoiceKey(Arc<OnceLock<Secret>>);

impl ChoiceKey {
    /// This key; it should have 32 random bytes or more.
    #[must_use]
    pub fn new(key: Secret) -> Self {
        Self(Arc::new(OnceLock::from(key)))
    }

    /// Gives the key to all clones; the first one counts.
    pub(crate) fn set(&self, key: Secret) {
        self.0.get_or_init(|| key);
    }

    /// The signature of an id for one chat: HMAC-SHA-256, of which the first 80 bits stand there in hexadecimal digits.
    ///
    /// # Errors
    /// When the key is not there yet.
    pub(super) fn sign(&self, chat: &WaId, words: &str) -> crate::Result<String> {
        let key = self.0.get().ok_or("the key for signed choices is not there yet")?;
        let whole = hmac(key.expose().as_bytes(), format!("{}\n{words}", chat.as_str()).as_bytes());
        Ok(whole[..KEPT].iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Whether it is this id's signature; in a time that does not tell how much of it is right.
    pub(super) fn verifies(&self, chat: &WaId, words: &str, mark: &str) -> bool {
        self.sign(chat, words).is_ok_and(|right| right.as_bytes().ct_eq(mark.as_bytes()).into())
    }
}

impl fmt::Debug for ChoiceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChoiceKey(***)")
    }
}

/// RFC 2104.
fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut block = [0_u8; BLOCK];
    if key.len() > BLOCK {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let inner = Sha256::new().chain_update(block.map(|byte| byte ^ 0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(block.map(|byte| byte ^ 0x5c)).chain_update(inner).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::hmac;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// RFC 4231, cases 2 and 6.
    #[test]
    fn hmac_is_that_of_the_standard() {
        let short = hmac(b"Jefe", b"what do ya want for nothing?");
        assert_eq!(hex(&short), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        let long = hmac(&[0xaa; 131], b"Test Using Larger Than Block-Size Key - Hash Key First");
        assert_eq!(hex(&long), "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    }
}
