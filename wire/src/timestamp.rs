//! Times as the service writes them.
//!
//! ```
//! use switchboard_wire::Timestamp;
//!
//! // WhatsApp writes times as text, get.chat as numbers; both are seconds since 1970.
//! let (text, number): (Timestamp, Timestamp) = serde_json::from_str(r#"["1772452800", 1772452800]"#)?;
//! assert_eq!(text, number);
//! assert_eq!(serde_json::to_string(&text)?, "\"1772452800\"");
//! assert_eq!(Timestamp::from_seconds(7).as_seconds(), 7);
//! # Ok::<(), serde_json::Error>(())
//! ```

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A POSIX time in whole seconds, which the service writes as a number or as digits in a string.
///
/// It remembers in which of the two forms it came and is written the same way; comparing looks at the time only.
#[derive(Clone, Copy)]
pub struct Timestamp {
    seconds: i64,
    text: bool,
}

impl Timestamp {
    /// A time that is written as a number, as in outgoing messages and get.chat's own events.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self { seconds, text: false }
    }

    /// A time that is written as a string of digits, as in messages and statuses that WhatsApp sends.
    #[must_use]
    pub const fn text_from_seconds(seconds: i64) -> Self {
        Self { seconds, text: true }
    }

    /// Seconds since 1970-01-01 UTC.
    #[must_use]
    pub const fn as_seconds(self) -> i64 {
        self.seconds
    }
}

impl PartialEq for Timestamp {
    fn eq(&self, other: &Self) -> bool {
        self.seconds == other.seconds
    }
}

impl Eq for Timestamp {}

impl PartialOrd for Timestamp {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Timestamp {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.seconds.cmp(&other.seconds)
    }
}

impl std::hash::Hash for Timestamp {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.seconds.hash(state);
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Timestamp({})", self.seconds)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.text { serializer.collect_str(&self.seconds) } else { serializer.serialize_i64(self.seconds) }
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl de::Visitor<'_> for Either {
            type Value = Timestamp;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("POSIX seconds, as a number or as digits in a string")
            }

            fn visit_i64<E: de::Error>(self, seconds: i64) -> Result<Timestamp, E> {
                in_calendar(seconds).map(Timestamp::from_seconds)
            }

            fn visit_u64<E: de::Error>(self, seconds: u64) -> Result<Timestamp, E> {
                self.visit_i64(i64::try_from(seconds).unwrap_or(i64::MAX))
            }

            fn visit_f64<E: de::Error>(self, seconds: f64) -> Result<Timestamp, E> {
                // A fraction of a second never decides anything; `as` saturates, so no number can overflow.
                self.visit_i64(seconds as i64)
            }

            fn visit_str<E: de::Error>(self, digits: &str) -> Result<Timestamp, E> {
                let seconds = digits.trim().parse().map_err(|_| E::custom("a time is digits, POSIX seconds"))?;
                in_calendar(seconds).map(Timestamp::text_from_seconds)
            }
        }

        deserializer.deserialize_any(Either)
    }
}

/// Refuses what no calendar of four-digit years holds, so that nobody's arithmetic on a decoded time overflows.
fn in_calendar<E: de::Error>(seconds: i64) -> Result<i64, E> {
    const LAST: i64 = 253_402_207_200;
    if (-LAST..=LAST).contains(&seconds) {
        Ok(seconds)
    } else {
        Err(E::custom("a time beyond any calendar; it is POSIX seconds, not milliseconds"))
    }
}
