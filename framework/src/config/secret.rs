//! Secrets as the configuration writes them.

use serde::{Deserialize, Deserializer, de};

use crate::wire::Secret;

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Secret>, D::Error> {
    // A line break at the end is what `$(cat token)` and mounted files bring along.
    let text = String::deserialize(deserializer)?;
    let text = text.trim();
    if text.is_empty() || text.chars().any(char::is_control) {
        return Err(de::Error::custom("write a text on one line that is not empty"));
    }
    Ok(Some(Secret::new(text)))
}
