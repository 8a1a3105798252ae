use super::message::IntoMessage;
use super::quote::{MessageRef, Quote};
use crate::error::Result;
use crate::wire::{Content, OutgoingMessage, content};

/// An emoji on a message.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[on(incoming_messages, word = "thanks", ignore_case)]
/// async fn thanks(message: &Message) -> impl IntoOutcome {
///     reaction(message, "\u{1f642}")
/// }
/// ```
pub fn reaction(message: impl MessageRef, emoji: impl Into<String>) -> ReactionMessage {
    ReactionMessage { message: Quote::of(&message), emoji: emoji.into() }
}

/// An emoji to be put on a message; [`reaction`] makes one.
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a message is sent when it is returned or said"]
pub struct ReactionMessage {
    message: Quote,
    emoji: String,
}

impl ReactionMessage {
    /// Takes the bot's emoji on that message back.
    pub fn withdrawal(message: impl MessageRef) -> Self {
        reaction(message, "")
    }
}

impl IntoMessage for ReactionMessage {
    fn into_message(self) -> Result<OutgoingMessage> {
        let message_id = self.message.into_id()?.ok_or("a reaction needs a message")?;
        OutgoingMessage::new(Content::Reaction(content::Reaction {
            message_id,
            emoji: Some(self.emoji),
            extra: crate::wire::Members::new(),
        }))
        .into_message()
    }
}
