use super::message::IntoMessage;
use super::quote::{MessageRef, Quote};
use crate::error::Result;
use crate::wire::{Content, OutgoingMessage, content};

/// A place, in degrees north and east.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[on(incoming_messages, text = "where")]
/// async fn find_us() -> impl IntoOutcome {
///     location(52.5208, 13.4094).name("Our shop").address("Alexanderplatz, Berlin")
/// }
/// ```
pub fn location(latitude: f64, longitude: f64) -> LocationMessage {
    LocationMessage { place: content::Location { latitude, longitude, ..content::Location::default() }, quote: Quote::Nothing }
}

/// A place to be sent; [`location`] makes one.
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a message is sent when it is returned or said"]
pub struct LocationMessage {
    place: content::Location,
    quote: Quote,
}

impl LocationMessage {
    /// What the place is called.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.place.name = Some(name.into());
        self
    }

    /// Its postal address. WhatsApp shows it only together with a name.
    pub fn address(mut self, address: impl Into<String>) -> Self {
        self.place.address = Some(address.into());
        self
    }

    /// Quotes a message.
    pub fn quote(mut self, message: impl MessageRef) -> Self {
        self.quote = Quote::of(&message);
        self
    }
}

impl IntoMessage for LocationMessage {
    fn into_message(self) -> Result<OutgoingMessage> {
        let mut message = OutgoingMessage::new(Content::Location(self.place));
        message.quotes = self.quote.into_id()?;
        message.into_message()
    }
}
