//! Builders of messages and handovers: what a handler says and returns.
//!
//! Lengths are checked when a builder becomes an action, against the limits that WhatsApp states ([`crate::wire::limits`]).
//! A message that breaks one fails its turn with an error that names field, limit and length; nothing is sent.
//!
//! ```
//! use switchboard::prelude::*;
//!
//! #[on(assigned_messages, text = "parcel")]
//! async fn parcel(message: &Message, chat: &Chat) -> Handover {
//!     chat.say(image("https://shop.example/parcel.png").caption("Your parcel").quote(message));
//!     chat.say(location(52.52, 13.41).name("It waits here"));
//!     chat.say(buttons("When may we bring it?").button("am", "Before noon").button("pm", "After noon"));
//!     Handover::to_group("Delivery").announce("Somebody of the delivery reads your answer.")
//! }
//! ```

mod buttons;
mod contacts;
mod frame;
mod handover;
mod hsm;
mod limit;
mod list;
mod location;
mod media;
mod message;
mod or_template;
mod quote;
mod reaction;
mod template;
mod text;

#[cfg(test)]
mod tests;

pub use buttons::{ButtonsMessage, buttons};
pub use contacts::{Card, ContactsMessage, contact_card, contacts};
pub use handover::Handover;
pub use hsm::HsmMessage;
#[expect(deprecated, reason = "it stays as long as the API takes it")]
pub use hsm::hsm;
pub use limit::BrokenLimit;
pub use list::{ListMessage, list};
pub use location::{LocationMessage, location};
pub use media::{
    AudioMessage, DocumentMessage, ImageMessage, MediaSource, StickerMessage, VideoMessage, audio, document, image, sticker, video,
};
pub use message::IntoMessage;
pub use or_template::OrTemplate;
pub use quote::MessageRef;
pub use reaction::{ReactionMessage, reaction};
pub use template::{TemplateMessage, template};
pub use text::{TextMessage, text};

pub(crate) use frame::{Frame, framed};
pub(crate) use limit::{at_most, check_content, check_tag, filled};
pub(crate) use quote::Quote;
