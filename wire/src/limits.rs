//! Limits that the service or WhatsApp states, each with its source.

/// Digits of a WhatsApp id (Integration API 1.4.10, Assignment, `wa_id`: at most 100).
pub const WA_ID_DIGITS: usize = 100;

/// Characters of a text message's body (WhatsApp, text messages: at most 4096).
pub const TEXT_BODY: usize = 4096;

/// Characters of a caption (WhatsApp, media messages: at most 1024).
pub const CAPTION: usize = 1024;

/// Bytes of a file in a message (WhatsApp, media: at most 100 MB for a document, less for the other types).
pub const MEDIA_BYTES: u64 = 100 * 1024 * 1024;

/// Reply buttons of one interactive message (WhatsApp, interactive messages: at most 3).
pub const BUTTONS: usize = 3;

/// Characters of a reply button's title (WhatsApp, interactive messages: at most 20).
pub const BUTTON_TITLE: usize = 20;

/// Characters of a reply button's id (WhatsApp, interactive messages: at most 256).
pub const BUTTON_ID: usize = 256;

/// Characters of an interactive message's body (WhatsApp, interactive messages: at most 1024).
pub const INTERACTIVE_BODY: usize = 1024;

/// Characters of an interactive message's footer (WhatsApp, interactive messages: at most 60).
pub const INTERACTIVE_FOOTER: usize = 60;

/// Characters of an interactive message's text header (WhatsApp, interactive messages: at most 60).
pub const INTERACTIVE_HEADER: usize = 60;

/// Characters of a user's first and last name (Integration API 1.4.10, Users: at most 150).
pub const USER_NAME_PART: usize = 150;

/// Characters of a tag's name (Integration API 1.4.10, Tags: at most 1000).
pub const TAG_NAME: usize = 1000;

/// Length of the window for free messages after a customer's last one, in seconds (WhatsApp: 24 hours).
pub const WINDOW_SECONDS: i64 = 24 * 60 * 60;

/// Messages that an inbox keeps (Integration API 1.4.10, Messages: 1.5 million).
pub const MESSAGES_KEPT: usize = 1_500_000;
