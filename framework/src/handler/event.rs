//! The events as types, called as the API calls them: `impl Extract<event::statuses> for ..`.
//!
//! ```
//! use switchboard::handler::event;
//! use switchboard::prelude::*;
//!
//! /// Made from statuses alone: beside any other event, the compiler says so.
//! struct Undelivered;
//!
//! impl Extract<event::statuses> for Undelivered {
//!     async fn extract(turn: &Turn, slot: &Slot<'_>) -> Result<Option<Self>> {
//!         let status = <Status as Extract<event::statuses>>::extract(turn, slot).await?;
//!         Ok(status.filter(|status| status.status == "failed").map(|_| Self))
//!     }
//! }
//!
//! #[on(statuses)]
//! async fn failed(_: Undelivered, chat: &Chat) {
//!     chat.tag("undelivered");
//! }
//! ```

use crate::kind::EventKind;

/// A kind of event, as a type: what an extractor says it can be made from.
///
/// The types are called as the API calls the events, so that the compiler's messages read like the attribute.
///
/// ```
/// use switchboard::prelude::*;
///
/// use switchboard::handler::event;
///
/// /// Who did what the event tells of. It is an extractor of two events, so it is written for each.
/// struct Doer(String);
///
/// impl Extract<event::chat_tagging> for Doer {
///     async fn extract(turn: &Turn, slot: &Slot<'_>) -> Result<Option<Self>> {
///         let tagging = turn.extract::<event::chat_tagging, ChatTagging>(slot).await?;
///         Ok(tagging.and_then(|tagging| Some(Self(tagging.done_by.as_ref()?.username.clone()))))
///     }
/// }
/// # #[on(chat_tagging)]
/// # async fn noted(_: Doer) {}
/// ```
pub trait Event: Send + Sync + 'static {
    /// The kind.
    const KIND: EventKind;
}

/// An event that belongs to a chat.
#[diagnostic::on_unimplemented(message = "an event of `{Self}` belongs to no chat")]
pub trait ChatEvent: Event {
    /// Whether the chat is always known. A message tag and a status may come for a message that was never seen.
    const CHAT_IS_KNOWN: bool;
}

/// An event that is a message.
#[diagnostic::on_unimplemented(message = "an event of `{Self}` is no message")]
pub trait MessageEvent: ChatEvent {}

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident = $kind:ident $(, chat: $known:literal $(, $message:ident)?)?;)*) => {$(
        $(#[$doc])*
        #[expect(non_camel_case_types, reason = "called as the API calls the event")]
        #[derive(Debug)]
        pub enum $name {}

        impl Event for $name {
            const KIND: EventKind = EventKind::$kind;
        }

        $(
            impl ChatEvent for $name {
                const CHAT_IS_KNOWN: bool = $known;
            }

            $(impl $message for $name {})?
        )?
    )*};
}

events! {
    /// A customer's message, in whichever chat.
    incoming_messages = IncomingMessages, chat: true, MessageEvent;
    /// A message that a user of the inbox wrote.
    outgoing_messages = OutgoingMessages, chat: true, MessageEvent;
    /// A customer's message in a chat that is the bot's.
    assigned_messages = AssignedMessages, chat: true, MessageEvent;
    /// A chat was assigned, or its assignment taken away.
    chat_assignment = ChatAssignment, chat: true;
    /// A tag was put on a chat or taken off.
    chat_tagging = ChatTagging, chat: true;
    /// A tag was put on a message or taken off.
    message_tagging = MessageTagging, chat: false;
    /// An outgoing message changed its state.
    statuses = Statuses, chat: false;
    /// A chat was resolved, or opened again.
    chat_resolved = ChatResolved, chat: true;
    /// A user of the inbox became available, or not.
    user_availability = UserAvailability;
    /// WhatsApp or the framework reports an error.
    errors = Errors;
    /// The time came that a handler had asked for.
    timer = Timer, chat: true;
    /// What a handler had planned was withdrawn, because somebody took the chat over.
    withdrawn = Withdrawn, chat: true;
    /// What the arguments of a conversation are made from: the chat, as it was when the conversation began.
    a_conversation = Conversation, chat: true;
    /// A delivery as it came, before anything of it was read.
    raw = Raw;
    /// A part of a delivery that this version does not know.
    unknown = Unknown;
}
