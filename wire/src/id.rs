//! Ids: one type for each kind, so that a chat is never taken for a message.
//!
//! ```
//! use switchboard_wire::{UserId, WaId, WabaId};
//!
//! let chat = WaId::new("491713920001")?;
//! assert_eq!(chat.as_str(), "491713920001");
//! assert!(!format!("{chat:?}").contains("3920001"), "a phone number is not for logs");
//! assert!(WaId::new("+49 171 3920001").is_err());
//! assert_eq!(WabaId::new("wamid.1").as_str(), "wamid.1");
//! assert_eq!(UserId::new(4).get(), 4);
//! # Ok::<(), switchboard_wire::InvalidId>(())
//! ```

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};

/// Why a text is no id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidId(&'static str);

/// A customer's WhatsApp id, which is also the id of the chat: 1 to 100 digits, country code first, no plus sign.
///
/// It is a phone number. `Debug` prints a short digest, so that it can be followed through a log without being told;
/// [`WaId::as_str`] gives the digits.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct WaId(Box<str>);

impl WaId {
    /// Takes digits only (Integration API, `partialUpdateChatAssignment`, `wa_id`).
    ///
    /// # Errors
    /// When the text is empty, longer than 100 characters, or has anything but ASCII digits.
    pub fn new(digits: impl AsRef<str>) -> Result<Self, InvalidId> {
        let digits = digits.as_ref();
        if digits.is_empty() || digits.len() > crate::limits::WA_ID_DIGITS || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(InvalidId("a WhatsApp id is 1 to 100 digits, country code first, no plus sign"));
        }
        Ok(Self(digits.into()))
    }

    /// The digits. Keep them out of logs and error texts.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for WaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // FNV-1a: short, the same in every process, and enough to tell two chats of one log apart.
        let digest = self.0.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        write!(f, "WaId(#{digest:08x})")
    }
}

impl<'de> Deserialize<'de> for WaId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let digits = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::new(&digits).map_err(de::Error::custom)
    }
}

impl std::str::FromStr for WaId {
    type Err = InvalidId;

    fn from_str(digits: &str) -> Result<Self, InvalidId> {
        Self::new(digits)
    }
}

macro_rules! text_ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Box<str>);

        impl $name {
            /// Takes any text: the service's ids are opaque.
            #[must_use]
            pub fn new(id: impl AsRef<str>) -> Self {
                Self(id.as_ref().into())
            }

            /// The id as the service writes it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

text_ids! {
    /// The inbox's own id of a message (a UUID in practice), which `createMessage` answers and statuses repeat as `getchat_id`.
    MessageId;
    /// WhatsApp's id of a message (`gBE..`, `wamid...`): what quotes, reactions and message tags name. Not known while a message is queued.
    WabaId;
    /// The id of a media file: `/media/<id>/`.
    MediaId;
}

macro_rules! number_ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            /// Takes the number that the service gave.
            #[must_use]
            pub const fn new(id: i64) -> Self {
                Self(id)
            }

            /// The number.
            #[must_use]
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

number_ids! {
    /// A user of the inbox: a person, an app or an admin.
    UserId;
    /// A group of users.
    GroupId;
    /// A tag, wherever it is put.
    TagId;
    /// One tag on one chat or message; what takes it off again. It is not the tag's id.
    TaggingId;
    /// A registered webhook.
    WebhookId;
    /// A saved response.
    SavedResponseId;
    /// An error that WhatsApp reported.
    WabaErrorId;
    /// A registered device of Firebase Cloud Messaging.
    FcmDeviceTokenId;
}
