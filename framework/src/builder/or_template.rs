use super::message::IntoMessage;
use super::template::TemplateMessage;
use crate::action::Action;
use crate::error::Result;
use crate::wire::OutgoingMessage;

/// A message, and the template that is sent instead when the window of 24 hours is closed; [`IntoMessage::or_template`] makes one.
///
/// Exactly one of the two reaches the customer, and never two templates: also when the window turns out to be closed only by the
/// inbox's answer (453) or by a status that fails later (470, 131047), and also over a restart in between.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[on(chat_tagging, action = added, tag = "ready")]
/// async fn ready(contact: Contact) -> impl IntoOutcome {
///     "Your parcel has come.".or_template("parcel_ready", [contact.name()]).language("en_US")
/// }
/// ```
#[derive(Debug)]
#[must_use = "a message is sent when it is returned or said"]
pub struct OrTemplate {
    pub(super) message: Result<OutgoingMessage>,
    pub(super) template: TemplateMessage,
}

impl OrTemplate {
    /// The template's language, such as `de` or `en_US`.
    pub fn language(mut self, code: impl Into<String>) -> Self {
        self.template = self.template.language(code);
        self
    }
}

impl IntoMessage for OrTemplate {
    /// The message alone.
    fn into_message(self) -> Result<OutgoingMessage> {
        self.message
    }

    fn into_action(self) -> Result<Action> {
        let (message, template) = (self.message?, self.template.into_message()?);
        Ok(Action::SendOrTemplate { message: Box::new(message), template: Box::new(template) })
    }
}
