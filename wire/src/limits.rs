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

/// Characters of the button that opens a list (WhatsApp, interactive list messages: at most 20).
pub const LIST_BUTTON: usize = 20;

/// Sections of a list (WhatsApp, interactive list messages: at most 10).
pub const LIST_SECTIONS: usize = 10;

/// Rows of a list, in all of its sections (WhatsApp, interactive list messages: at most 10).
pub const LIST_ROWS: usize = 10;

/// Characters of a section's title (WhatsApp, interactive list messages: at most 24).
pub const SECTION_TITLE: usize = 24;

/// Characters of a row's title (WhatsApp, interactive list messages: at most 24).
pub const ROW_TITLE: usize = 24;

/// Characters of a row's description (WhatsApp, interactive list messages: at most 72).
pub const ROW_DESCRIPTION: usize = 72;

/// Characters of a row's id (WhatsApp, interactive list messages: at most 200).
pub const ROW_ID: usize = 200;

/// Characters of a template's name (WhatsApp, message templates: at most 512).
pub const TEMPLATE_NAME: usize = 512;

/// Degrees that a latitude may be away from the equator.
pub const LATITUDE: u32 = 90;

/// Degrees that a longitude may be away from Greenwich.
pub const LONGITUDE: u32 = 180;

/// Characters of a user's first and last name (Integration API 1.4.10, Users: at most 150).
pub const USER_NAME_PART: usize = 150;

/// Characters of a tag's name (Integration API 1.4.10, Tags: at most 1000).
pub const TAG_NAME: usize = 1000;

/// Length of the window for free messages after a customer's last one, in seconds (WhatsApp: 24 hours).
pub const WINDOW_SECONDS: i64 = 24 * 60 * 60;

/// Messages that an inbox keeps (Integration API 1.4.10, Messages: 1.5 million).
pub const MESSAGES_KEPT: usize = 1_500_000;

/// Characters of an instance's subdomain (Partner API 1.1.2, Create Instance: at most 63).
pub const SUBDOMAIN: usize = 63;
