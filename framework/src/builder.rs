//! Builders of messages and handovers: what a handler says and returns.
//!
//! Lengths are checked when a builder becomes an action, against the limits that WhatsApp states ([`crate::wire::limits`]).
//! A message that breaks one fails its turn with an error that names field, limit and length; nothing is sent.

mod buttons;
mod handover;
mod limit;
mod media;
mod message;
mod quote;
mod reaction;
mod text;

pub use buttons::{ButtonsMessage, buttons};
pub use handover::Handover;
pub use limit::BrokenLimit;
pub use media::{AudioMessage, DocumentMessage, ImageMessage, MediaSource, VideoMessage, audio, document, image, video};
pub use message::IntoMessage;
pub use quote::MessageRef;
pub use reaction::{ReactionMessage, reaction};
pub use text::{TextMessage, text};

pub(crate) use limit::check_tag;
