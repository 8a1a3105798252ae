//! What a bot's source needs: `use switchboard::prelude::*;`.

pub use crate::action::Action;
pub use crate::bot::Bot;
pub use crate::builder::{Handover, IntoMessage, audio, buttons, document, image, reaction, text, video};
pub use crate::client::Api;
pub use crate::duration::{days, hours, minutes, seconds};
pub use crate::error::{Error, Result};
pub use crate::handler::{
    Arg, BadArgument, ButtonReply, Capture, Chat, ChatAssignment, ChatEvent, ChatResolved, ChatTagging, Contact, ContactCards, ErrorEvent,
    Event, Extract, History, Inbox, IntoOutcome, ListReply, Location, Media, Message, MessageEvent, MessageTagging, Needs, Now, Quoted,
    Raw, Reaction, Referral, Session, Slot, State, Status, Text, Timer, UnknownEvent, UserAvailability, Withdrawn,
};
pub use crate::handover::{Owner, Policy};
pub use crate::routing::Routes;
pub use crate::turn::Turn;
pub use crate::wire::{GroupId, MediaId, UserId, WaId, WabaId};
pub use crate::{Extract, handlers, on};
