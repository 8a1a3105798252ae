use super::message::IntoMessage;
use super::quote::{MessageRef, Quote};
use crate::error::Result;
use crate::wire::content::{Action, Button, Header, Interactive, Reply, TextPart};
use crate::wire::{Content, OutgoingMessage};

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
    ButtonsMessage { body: body.into(), header: None, footer: None, buttons: Vec::new(), quote: Quote::Nothing }
}

/// Words with buttons to be sent; [`buttons`] makes one.
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a message is sent when it is returned or said"]
pub struct ButtonsMessage {
    body: String,
    header: Option<String>,
    footer: Option<String>,
    buttons: Vec<Button>,
    quote: Quote,
}

impl ButtonsMessage {
    /// Adds a button: the id comes back when it is pressed (256 characters at most), the title is what the customer reads (20 at most).
    pub fn button(mut self, id: impl Into<String>, title: impl Into<String>) -> Self {
        self.buttons.push(Button {
            kind: "reply".to_owned(),
            reply: Reply { id: id.into(), title: title.into(), ..Reply::default() },
            ..Button::default()
        });
        self
    }

    /// Words above the body, 60 characters at most.
    pub fn header(mut self, header: impl Into<String>) -> Self {
        self.header = Some(header.into());
        self
    }

    /// Small words below the body, 60 characters at most.
    pub fn footer(mut self, footer: impl Into<String>) -> Self {
        self.footer = Some(footer.into());
        self
    }

    /// Quotes a message.
    pub fn quote(mut self, message: impl MessageRef) -> Self {
        self.quote = Quote::of(&message);
        self
    }
}

impl IntoMessage for ButtonsMessage {
    fn into_message(self) -> Result<OutgoingMessage> {
        let header = self.header.map(|text| Header { kind: "text".to_owned(), text: Some(text), ..Header::default() });
        let mut message = OutgoingMessage::new(Content::Interactive(Box::new(Interactive {
            kind: "button".to_owned(),
            header,
            body: Some(TextPart { text: self.body, ..TextPart::default() }),
            footer: self.footer.map(|text| TextPart { text, ..TextPart::default() }),
            action: Some(Action { buttons: self.buttons, ..Action::default() }),
            ..Interactive::default()
        })));
        message.quotes = self.quote.into_id()?;
        message.into_message()
    }
}
