use super::message::IntoMessage;
use super::quote::Quote;
use crate::error::Result;
use crate::wire::content::{Action, Header, Interactive, TextPart};
use crate::wire::{Content, OutgoingMessage};

/// The words around buttons or a list.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Frame {
    pub(crate) body: String,
    pub(crate) header: Option<String>,
    pub(crate) footer: Option<String>,
    pub(crate) quote: Quote,
}

impl Frame {
    pub(crate) fn new(body: impl Into<String>) -> Self {
        Self { body: body.into(), header: None, footer: None, quote: Quote::Nothing }
    }

    /// The message, with what the customer can do.
    pub(super) fn into_message(self, kind: &str, action: Action) -> Result<OutgoingMessage> {
        let header = self.header.map(|text| Header { kind: "text".to_owned(), text: Some(text), ..Header::default() });
        let mut message = OutgoingMessage::new(Content::Interactive(Box::new(Interactive {
            kind: kind.to_owned(),
            header,
            body: Some(TextPart { text: self.body, ..TextPart::default() }),
            footer: self.footer.map(|text| TextPart { text, ..TextPart::default() }),
            action: Some(action),
            ..Interactive::default()
        })));
        message.quotes = self.quote.into_id()?;
        message.into_message()
    }
}

/// What every message with a frame can be told.
macro_rules! framed {
    () => {
        /// Words above the body, 60 characters at most.
        pub fn header(mut self, header: impl Into<String>) -> Self {
            self.frame.header = Some(header.into());
            self
        }

        /// Small words below the body, 60 characters at most.
        pub fn footer(mut self, footer: impl Into<String>) -> Self {
            self.frame.footer = Some(footer.into());
            self
        }

        /// Quotes a message.
        pub fn quote(mut self, message: impl $crate::builder::MessageRef) -> Self {
            self.frame.quote = $crate::builder::Quote::of(&message);
            self
        }
    };
}

pub(crate) use framed;
