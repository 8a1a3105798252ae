use std::borrow::Cow;

use super::limit::check_content;
use super::or_template::OrTemplate;
use super::template::{TemplateMessage, template};
use crate::action::Action;
use crate::error::Result;
use crate::wire::{Content, OutgoingMessage, content};

/// What can be said: words, a message of a builder, or a message of the wire.
///
/// ```
/// use switchboard::prelude::*;
/// use switchboard::wire::OutgoingMessage;
///
/// /// A message of the shop's own.
/// struct Price(u32);
///
/// impl IntoMessage for Price {
///     fn into_message(self) -> Result<OutgoingMessage> {
///         text(format!("{}.{:02} euros", self.0 / 100, self.0 % 100)).into_message()
///     }
/// }
///
/// #[on(incoming_messages, text = "price")]
/// async fn price(chat: &Chat) {
///     chat.say(Price(1250));
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be said",
    label = "no message",
    note = "say words (`&str`, `String`) or a message: `text(..)`, `image(..)`, `document(..)`, `audio(..)`, `video(..)`, `buttons(..)`, `list(..)`, `choose(..)`, `template(..)`, and others of `switchboard::builder`"
)]
pub trait IntoMessage {
    /// The message as it is sent.
    ///
    /// # Errors
    /// A [`BrokenLimit`](super::BrokenLimit) when WhatsApp would refuse it.
    fn into_message(self) -> Result<OutgoingMessage>;

    /// The action that sends it.
    ///
    /// # Errors
    /// As [`IntoMessage::into_message`].
    fn into_action(self) -> Result<Action>
    where
        Self: Sized,
    {
        self.into_message().map(Action::Send)
    }

    /// Sends a template instead when the window of 24 hours is closed: its name, and the values of its body.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[on(chat_tagging, action = added, tag = "ready")]
    /// async fn ready(contact: Contact) -> impl IntoOutcome {
    ///     text("Your parcel has come.").or_template("parcel_ready", [contact.name()]).language("de")
    /// }
    /// ```
    fn or_template<T: Into<String>>(self, name: impl Into<String>, values: impl IntoIterator<Item = T>) -> OrTemplate
    where
        Self: Sized,
    {
        self.or(template(name).body(values))
    }

    /// Sends this template instead when the window of 24 hours is closed.
    fn or(self, template: TemplateMessage) -> OrTemplate
    where
        Self: Sized,
    {
        OrTemplate { message: self.into_message(), template }
    }
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
