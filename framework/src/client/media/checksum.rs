use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use sha2::{Digest, Sha256};

/// The SHA-256 that a file should have, and that of what was read so far.
pub(super) struct Checksum {
    expected: String,
    read: Sha256,
}

impl Checksum {
    /// Takes what WhatsApp tells: 64 hexadecimal digits, or base64. Anything else is no checksum.
    pub(super) fn new(told: &str) -> Option<Self> {
        let told = told.trim();
        let is_hex = told.len() == 64 && told.bytes().all(|byte| byte.is_ascii_hexdigit());
        let bare = told.trim_end_matches('=');
        let is_base64 = bare.len() == 43 && bare.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/-_".contains(&byte));
        let expected = if is_hex { told.to_ascii_lowercase() } else { bare.replace('-', "+").replace('_', "/") };
        (is_hex || is_base64).then(|| Self { expected, read: Sha256::new() })
    }

    pub(super) fn update(&mut self, piece: &[u8]) {
        self.read.update(piece);
    }

    /// Whether the whole file is what it should be.
    pub(super) fn matches(&self) -> bool {
        let digest = self.read.clone().finalize();
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        self.expected == hex || self.expected == BASE64_STANDARD_NO_PAD.encode(digest)
    }
}

impl fmt::Debug for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Checksum")
    }
}

#[cfg(test)]
mod tests {
    use super::Checksum;

    #[test]
    fn both_writings_are_read() {
        // SHA-256 of "abc", from FIPS 180-2.
        let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        for told in
            [hex, &hex.to_uppercase(), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=", "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0"]
        {
            let mut checksum = Checksum::new(told).unwrap();
            checksum.update(b"a");
            checksum.update(b"bc");
            assert!(checksum.matches(), "{told}");
            checksum.update(b"d");
            assert!(!checksum.matches(), "{told}");
        }
        for told in ["", "abc", &hex[1..], &hex.replace('a', "g")] {
            assert!(Checksum::new(told).is_none(), "{told}");
        }
    }
}
