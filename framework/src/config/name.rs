use std::fmt;

use serde::Deserialize;

/// A user's name for logging in: 1 to 150 ASCII letters and digits.
///
/// ```
/// use switchboard::config::Username;
///
/// assert_eq!(Username::of_crate("auto-responder").as_str(), "autoresponder");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Username(String);

impl Username {
    /// Takes letters and digits.
    ///
    /// # Errors
    /// When the text is empty, longer than 150 characters, or has anything else in it.
    pub fn new(name: impl Into<String>) -> Result<Self, &'static str> {
        let name = name.into();
        if name.is_empty() || name.len() > crate::wire::limits::USER_NAME_PART || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err("write 1 to 150 letters (a to z) and digits; the inbox takes no others");
        }
        Ok(Self(name))
    }

    /// The name that a bot has by itself: its crate's, without signs. `auto-responder` is `autoresponder`.
    #[must_use]
    pub fn of_crate(name: &str) -> Self {
        let name: String = name.chars().filter(char::is_ascii_alphanumeric).take(crate::wire::limits::USER_NAME_PART).collect();
        Self(if name.is_empty() { "bot".to_owned() } else { name })
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Username {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, &'static str> {
        Self::new(name)
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Username;
    use crate::inbox_id::InboxId;

    #[test]
    fn a_crates_name_loses_its_signs() {
        assert_eq!(Username::of_crate("auto-responder_2").as_str(), "autoresponder2");
        assert_eq!(Username::of_crate("--").as_str(), "bot");
    }

    #[test]
    fn names_are_plain() {
        for name in ["", "my bot", "büro", "a-b"] {
            assert!(Username::new(name).is_err(), "{name}");
        }
        for id in ["", "a/b", "a b", "../a", "a?b"] {
            assert!(InboxId::new(id).is_err(), "{id}");
        }
        assert!(InboxId::new("shop-1_b").is_ok());
    }
}
