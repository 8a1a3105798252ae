use std::borrow::Cow;

use super::limit::check_content;
use crate::error::Result;
use crate::wire::{Content, OutgoingMessage, content};

/// What can be said: words, a message of a builder, or a message of the wire.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be said",
    label = "no message",
    note = "say words (`&str`, `String`) or a message: `text(..)`, `image(..)`, `document(..)`, `audio(..)`, `video(..)`, `buttons(..)`, `reaction(..)`"
)]
pub trait IntoMessage {
    /// The message as it is sent.
    ///
    /// # Errors
    /// A [`BrokenLimit`](super::BrokenLimit) when WhatsApp would refuse it.
    fn into_message(self) -> Result<OutgoingMessage>;
}

impl IntoMessage for OutgoingMessage {
    fn into_message(self) -> Result<OutgoingMessage> {
        check_content(&self.content)?;
        Ok(self)
    }
}

impl IntoMessage for String {
    fn into_message(self) -> Result<OutgoingMessage> {
        OutgoingMessage::new(Content::Text(content::Text::new(self))).into_message()
    }
}

impl IntoMessage for &str {
    fn into_message(self) -> Result<OutgoingMessage> {
        self.to_owned().into_message()
    }
}

impl IntoMessage for &String {
    fn into_message(self) -> Result<OutgoingMessage> {
        self.as_str().into_message()
    }
}

impl IntoMessage for Cow<'_, str> {
    fn into_message(self) -> Result<OutgoingMessage> {
        self.into_owned().into_message()
    }
}
