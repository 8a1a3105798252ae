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
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[on(chat_assignment, to = me)]
    /// async fn welcome_back(assignment: ChatAssignment) -> String {
    ///     let by = assignment.done_by.as_ref().map_or("somebody", |user| &user.username);
    ///     format!("It is the assistant again; {by} gave me the chat.")
    /// }
    /// ```
    ChatAssignment(wire::ChatAssignmentEvent) of chat_assignment as ChatAssignment;
    /// A tag that was put on a chat or taken off.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[on(chat_tagging, action = added, by = person)]
    /// async fn tagged(tagging: ChatTagging) -> Option<Handover> {
    ///     (tagging.tag.name == "vip").then(|| Handover::to_group("VIP desk"))
    /// }
    /// ```
    ChatTagging(wire::ChatTaggingEvent) of chat_tagging as ChatTagging;
    /// A tag that was put on a message or taken off.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[on(message_tagging, action = added, tag = "good question")]
    /// async fn collect(tagging: MessageTagging) {
    ///     // The chat is known only if the bot saw the message; its id always is.
    ///     let id = &tagging.message;
    /// #   let _ = id;
    /// }
    /// ```
    MessageTagging(wire::MessageTaggingEvent) of message_tagging as MessageTagging;
    /// A change in the state of an outgoing message.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[on(statuses, status = failed)]
    /// async fn failed(status: Status, chat: Option<&Chat>) {
    ///     let codes: Vec<_> = status.errors.iter().filter_map(|error| error.code).collect();
    ///     if let (Some(chat), true) = (chat, codes.contains(&131026)) {
    ///         chat.tag("undeliverable");
    ///     }
    /// }
    /// ```
    Status(wire::WabaStatus) of statuses as Status;
    /// That a chat was resolved, or opened again.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[on(chat_resolved)]
    /// async fn ask_how_it_was(resolved: ChatResolved) -> Option<&'static str> {
    ///     resolved.resolved.then_some("How did we do, from 1 to 5?")
    /// }
    /// ```
    ChatResolved(wire::chat::ChatResolved) of chat_resolved as ChatResolved;
    /// That a user of the inbox became available, or not.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[on(user_availability)]
    /// async fn note(availability: UserAvailability) {
    ///     // Tell whoever plans the shifts.
    /// #   let _ = availability;
    /// }
    /// ```
    UserAvailability(wire::chat::UserAvailability) of user_availability as UserAvailability;
    /// An error that WhatsApp reports, or the framework.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[on(errors)]
    /// async fn report(error: ErrorEvent) {
    ///     // Codes are WhatsApp's: tell a monitor of yours.
    /// #   let _ = error.code;
    /// }
    /// ```
    ErrorEvent(wire::WabaErrorItem) of errors as Error;
    /// A part of a delivery that this version does not know, as it came.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[on(unknown)]
    /// async fn note(_: UnknownEvent) {
    ///     // It may be the news of an API that is newer than this crate.
    /// }
    /// ```
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
