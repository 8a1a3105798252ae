use super::message::IntoMessage;
use super::quote::{MessageRef, Quote};
use crate::error::Result;
use crate::wire::{Content, OutgoingMessage, content};

/// Words, 1 to 4096 characters.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[on(incoming_messages, text = "hi")]
/// async fn greet(message: &Message) -> impl IntoOutcome {
///     text("Hello!").quote(message)
/// }
/// ```
pub fn text(body: impl Into<String>) -> TextMessage {
    TextMessage { text: content::Text::new(body), quote: Quote::Nothing }
}

/// Words to be sent; [`text`] makes one.
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a message is sent when it is returned or said"]
pub struct TextMessage {
    text: content::Text,
    quote: Quote,
}

impl TextMessage {
    /// The words.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.text.body
    }

    /// Quotes a message.
    pub fn quote(mut self, message: impl MessageRef) -> Self {
        self.quote = Quote::of(&message);
        self
    }

    /// Shows a preview of the first link.
    pub const fn preview_link(mut self) -> Self {
        self.text.preview_url = Some(true);
        self
    }
}

impl IntoMessage for TextMessage {
    fn into_message(self) -> Result<OutgoingMessage> {
        let mut message = OutgoingMessage::new(Content::Text(self.text));
        message.quotes = self.quote.into_id()?;
        message.into_message()
    }
}
