use super::frame::{Frame, framed};
use super::message::IntoMessage;
use crate::error::Result;
use crate::wire::OutgoingMessage;
use crate::wire::content::{Action, Button, Reply};

/// Words with one to three buttons below: 1 to 1024 characters.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[on(incoming_messages, text = "cancel")]
/// async fn cancel() -> impl IntoOutcome {
///     buttons("Shall I cancel your order?").button("cancel.yes", "Yes").button("cancel.no", "No")
/// }
/// ```
pub fn buttons(body: impl Into<String>) -> ButtonsMessage {
    ButtonsMessage::framed(Frame::new(body))
}

/// Words with buttons to be sent; [`buttons`] makes one.
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a message is sent when it is returned or said"]
pub struct ButtonsMessage {
    frame: Frame,
    buttons: Vec<Button>,
}

impl ButtonsMessage {
    pub(crate) const fn framed(frame: Frame) -> Self {
        Self { frame, buttons: Vec::new() }
    }

    /// Adds a button: the id comes back when it is pressed (256 characters at most), the title is what the customer reads (20 at most).
    pub fn button(mut self, id: impl Into<String>, title: impl Into<String>) -> Self {
        self.buttons.push(Button {
            kind: "reply".to_owned(),
            reply: Reply { id: id.into(), title: title.into(), ..Reply::default() },
            ..Button::default()
        });
        self
    }

    framed!();
}

impl IntoMessage for ButtonsMessage {
    fn into_message(self) -> Result<OutgoingMessage> {
        self.frame.into_message("button", Action { buttons: self.buttons, ..Action::default() })
    }
}
