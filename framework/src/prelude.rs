//! What a bot's source needs: `use switchboard::prelude::*;`.
//!
//! ```
//! use switchboard::prelude::*;
//!
//! #[on(assigned_messages, word = "refund")]
//! async fn refund(message: &Message, chat: &Chat) -> Handover {
//!     let customer: &WaId = chat.wa_id();
//!     tracing::info!(?customer, id = ?message.waba().id, "a refund"); // a digest, and no phone number
//!     Handover::to_group("Billing")
//! }
//! ```

pub use crate::action::Action;
pub use crate::bot::Bot;
#[expect(deprecated, reason = "it stays as long as the API takes it")]
pub use crate::builder::hsm;
pub use crate::builder::{
    Handover, IntoMessage, audio, buttons, contact_card, contacts, document, image, list, location, reaction, sticker, template, text,
    video,
};
pub use crate::choice::{Choice, Pressed, choose};
pub use crate::client::Api;
pub use crate::conversation::{Talk, any_message, assignment, media, shared_location, tag_added, tag_removed, words};
pub use crate::duration::{days, hours, minutes, seconds};
pub use crate::error::{Error, Result};
pub use crate::handler::{
    Arg, BadArgument, ButtonReply, Capture, Chat, ChatAssignment, ChatEvent, ChatResolved, ChatTagging, Contact, ContactCards, ErrorEvent,
    Event, Extract, History, Ignore, Inbox, IntoOutcome, ListReply, Location, Media, Message, MessageEvent, MessageTagging, Needs, Now,
    Pass, Quoted, Raw, Reaction, Referral, Session, Slot, State, Status, Text, Timer, Turns, UnknownEvent, UserAvailability, Window,
    Withdrawn,
};
pub use crate::handover::{Owner, Policy};
pub use crate::routing::Routes;
pub use crate::turn::{SayNowError, Turn};
pub use crate::wire::{GroupId, MediaId, UserId, WaId, WabaId};
pub use crate::{Choice, Extract, conversation, conversations, handlers, on};
