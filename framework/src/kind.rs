//! Kinds of events, called as the API calls them.
//!
//! ```
//! use switchboard::kind::EventKind;
//!
//! let kind = EventKind::ALL.iter().find(|kind| kind.name() == "chat_assignment");
//! assert_eq!(kind, Some(&EventKind::ChatAssignment));
//! ```

use std::fmt;

use crate::own_event;
use crate::wire::Event;

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// What a handler listens to.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum EventKind {
            $($(#[$doc])* $variant,)*
        }

        impl EventKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The name in `#[on(..)]`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

kinds! {
    /// A customer's message, in whichever chat.
    IncomingMessages = "incoming_messages",
    /// A message that a user of the inbox wrote.
    OutgoingMessages = "outgoing_messages",
    /// A customer's message in a chat that is the bot's.
    AssignedMessages = "assigned_messages",
    /// A chat was assigned, or its assignment taken away.
    ChatAssignment = "chat_assignment",
    /// A tag was put on a chat or taken off.
    ChatTagging = "chat_tagging",
    /// A tag was put on a message or taken off.
    MessageTagging = "message_tagging",
    /// An outgoing message changed its state.
    Statuses = "statuses",
    /// A chat was resolved, or opened again.
    ChatResolved = "chat_resolved",
    /// A user of the inbox became available, or not.
    UserAvailability = "user_availability",
    /// WhatsApp or the framework reports an error.
    Errors = "errors",
    /// The time came that a handler had asked for.
    Timer = "timer",
    /// What a handler had planned was withdrawn, because somebody took the chat over.
    Withdrawn = "withdrawn",
    /// A delivery as it came, before anything of it was read.
    Raw = "raw",
    /// An open conversation's time is over, or its chat came back to the bot. The framework's own: no handler listens to it.
    Conversation = "conversation",
    /// The customer of another chat has this chat's number now. The framework's own: no handler listens to it.
    Moved = "moved",
    /// A time that the handover's policy waited for has come. The framework's own: no handler listens to it.
    Policy = "policy",
    /// A part of a delivery that this version does not know.
    Unknown = "unknown",
}

impl EventKind {
    /// The kinds under which handlers may get this event; an incoming message is an assigned one too when its chat is the bot's.
    #[must_use]
    pub fn of(event: &Event) -> Self {
        match event {
            Event::Message(message) if message.is_outgoing() => Self::OutgoingMessages,
            Event::Message(_) => Self::IncomingMessages,
            Event::Status(_) => Self::Statuses,
            Event::ChatAssignment(_) => Self::ChatAssignment,
            Event::ChatTagging(_) => Self::ChatTagging,
            Event::MessageTagging(_) => Self::MessageTagging,
            Event::ChatResolved(_) => Self::ChatResolved,
            Event::UserAvailability(_) => Self::UserAvailability,
            Event::Error(_) => Self::Errors,
            Event::Unknown(event) => own_event::kind(&event.name).unwrap_or(Self::Unknown),
            _ => Self::Unknown,
        }
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
