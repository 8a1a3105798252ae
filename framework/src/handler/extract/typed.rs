use std::ops::Deref;

use super::Extract;
use crate::error::Result;
use crate::handler::{Slot, event};
use crate::turn::Turn;
use crate::wire::{self, Event};

macro_rules! typed {
    ($($(#[$doc:meta])* $name:ident($wire:ty) of $event:ident as $variant:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name(pub $wire);

        impl Deref for $name {
            type Target = $wire;

            fn deref(&self) -> &$wire {
                &self.0
            }
        }

        impl Extract<event::$event> for $name {
            const MAY_PASS: bool = false;

            async fn extract(turn: &Turn, _: &Slot<'_>) -> Result<Option<Self>> {
                Ok(match turn.event() {
                    Event::$variant(event) => Some(Self(<$wire>::clone(event))),
                    _ => None,
                })
            }
        }
    )*};
}

typed! {
    /// A change of a chat's assignment, as the inbox told it.
    ChatAssignment(wire::ChatAssignmentEvent) of chat_assignment as ChatAssignment;
    /// A tag that was put on a chat or taken off.
    ChatTagging(wire::ChatTaggingEvent) of chat_tagging as ChatTagging;
    /// A tag that was put on a message or taken off.
    MessageTagging(wire::MessageTaggingEvent) of message_tagging as MessageTagging;
    /// A change in the state of an outgoing message.
    Status(wire::WabaStatus) of statuses as Status;
    /// That a chat was resolved, or opened again.
    ChatResolved(wire::chat::ChatResolved) of chat_resolved as ChatResolved;
    /// That a user of the inbox became available, or not.
    UserAvailability(wire::chat::UserAvailability) of user_availability as UserAvailability;
    /// An error that WhatsApp reports, or the framework.
    ErrorEvent(wire::WabaErrorItem) of errors as Error;
    /// A part of a delivery that this version does not know, as it came.
    UnknownEvent(wire::event::UnknownEvent) of unknown as Unknown;
}

impl ErrorEvent {
    /// Whether a message was refused because the window for free messages was closed: more than 24 hours after the customer's last
    /// message, and with no template to send instead. Its `code` is 131047 then (470 in WhatsApp's old On-Premises form).
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[on(errors)]
    /// async fn too_late(error: ErrorEvent) {
    ///     if error.is_window_closed() {
    ///         // Somebody should call the customer.
    ///     }
    /// }
    /// ```
    #[must_use]
    pub fn is_window_closed(&self) -> bool {
        self.code.is_some_and(crate::outbox::window::is_closed_code)
    }
}
