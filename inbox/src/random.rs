//! What must not be guessed or come twice: ids, tokens and passwords.
//!
//! It comes from the system and never from the seed: a WhatsApp id that came twice would make a bot take a new message
//! for a repeat.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Random bytes of the system.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    // Without a source of randomness no id could be trusted; there is nothing sensible left to do.
    getrandom::fill(&mut bytes).expect("the system has a source of randomness");
    bytes
}

/// An id of the inbox's own.
pub(crate) fn uuid() -> String {
    uuid::Builder::from_random_bytes(bytes()).into_uuid().to_string()
}

/// A token of 40 hexadecimal digits, as the service makes them.
pub(crate) fn token() -> String {
    hexadecimal(&bytes::<20>())
}

/// A channel of 360dialog, in the form of the Partner API's examples.
pub(crate) fn channel() -> String {
    format!("{}CH", hexadecimal(&bytes::<4>()))
}

/// A key of a session, 32 digits as the service makes them.
pub(crate) fn session_key() -> String {
    hexadecimal(&bytes::<16>())
}

/// A token against forged requests, 64 digits as the service makes them.
pub(crate) fn csrf_token() -> String {
    hexadecimal(&bytes::<32>())
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A password for a user whom somebody will read it to.
pub(crate) fn password() -> String {
    URL_SAFE_NO_PAD.encode(bytes::<12>())
}

/// A WhatsApp id for a message: looks like the real ones, with 120 random bits. Of letters that need no escaping in a
/// URL: an id that needs it now and then would make tests fail now and then.
pub(crate) fn waba_id() -> String {
    let mut inside = Vec::with_capacity(24);
    inside.extend_from_slice(b"\x1c\x18\x0d");
    inside.extend_from_slice(&bytes::<15>());
    format!("wamid.{}", URL_SAFE_NO_PAD.encode(&inside))
}
