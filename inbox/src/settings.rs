//! How an inbox behaves where the service's behaviour is not known, or can be configured.

use std::str::FromStr;

/// Which form a webhook gets, unless it names one itself (`event_format`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum WebhookForm {
    /// One call with every member that applies, WhatsApp's and get.chat's, at the top level.
    #[default]
    Flat,
    /// One call in the form of the Cloud API for what WhatsApp sends, and a second, flat one for get.chat's members.
    Cloud,
    /// The call in the form of the Cloud API, then the whole flat one.
    Both,
}

/// What `assigned_messages` carries when a chat is handed to a user.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum HandoverMessages {
    /// The customer's newest message.
    #[default]
    Last,
    /// The customer's messages that the user has not received.
    Unread,
    /// The member is left out.
    None,
}

/// What becomes of a free message outside the 24-hour window.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ClosedWindow {
    /// createMessage answers 453.
    #[default]
    Refuse,
    /// createMessage accepts it, and a status fails with code 470.
    FailLater,
}

macro_rules! words {
    ($($type:ident: $($word:literal = $variant:ident),+;)*) => {$(
        impl FromStr for $type {
            type Err = String;

            fn from_str(word: &str) -> Result<Self, String> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(format!("`{word}` is none of {}", [$($word),+].join(", "))),
                }
            }
        }
    )*};
}

words! {
    WebhookForm: "flat" = Flat, "cloud" = Cloud, "both" = Both;
    HandoverMessages: "last" = Last, "unread" = Unread, "none" = None;
    ClosedWindow: "refuse" = Refuse, "fail-later" = FailLater;
}

/// All of it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Settings {
    pub(crate) webhook_form: WebhookForm,
    pub(crate) handover_messages: HandoverMessages,
    pub(crate) closed_window: ClosedWindow,
    /// People who may be logged in at the same time; nothing for any number.
    pub(crate) seats: Option<u32>,
}

/// The number of the business, as contexts and the Cloud API's `metadata` name it; from the range kept free for films.
pub(crate) const BUSINESS_NUMBER: &str = "491713920099";
