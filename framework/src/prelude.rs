//! What a bot's source needs: `use switchboard::prelude::*;`.

pub use crate::action::Action;
pub use crate::bot::Bot;
pub use crate::builder::{Handover, IntoMessage, audio, buttons, document, image, reaction, text, video};
pub use crate::client::Api;
pub use crate::conversation::{Talk, any_message, assignment, media, shared_location, tag_added, tag_removed, words};
pub use crate::duration::{days, hours, minutes, seconds};
pub use crate::error::{Error, Result};
pub use crate::handler::{
    Capture, Chat, ChatAssignment, ChatEvent, ChatResolved, ChatTagging, Contact, ErrorEvent, Event, Extract, IntoOutcome, Message,
    MessageEvent, MessageTagging, Needs, Now, Raw, Session, Slot, State, Status, Text, Timer, UnknownEvent, UserAvailability, Withdrawn,
};
pub use crate::handover::{Owner, Policy};
pub use crate::turn::Turn;
pub use crate::wire::{GroupId, MediaId, UserId, WaId, WabaId};
pub use crate::{conversation, conversations, handlers, on};
