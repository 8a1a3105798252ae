use std::fmt;
use std::ops::Deref;

use super::Extract;
use crate::builder::IntoMessage;
use crate::error::Result;
use crate::handler::{MessageEvent, Slot};
use crate::turn::Turn;
use crate::wire::{Event, OutgoingMessage};

/// The words of a text message, as they were written. A message without words is passed on to the next handler.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[on(incoming_messages)]
/// async fn echo(text: Text) -> Text {
///     text
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text(pub String);

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.0
    }
}

impl IntoMessage for Text {
    fn into_message(self) -> Result<OutgoingMessage> {
        self.0.into_message()
    }
}

#[diagnostic::do_not_recommend]
impl<E: MessageEvent> Extract<E> for Text {
    async fn extract(turn: &Turn, _: &Slot<'_>) -> Result<Option<Self>> {
        Ok(match turn.event() {
            Event::Message(message) => message.waba.content.text().map(|words| Self(words.to_owned())),
            _ => None,
        })
    }
}
