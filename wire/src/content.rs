//! What a message says: one member of a WhatsApp message, named by its `type`.
//!
//! ```
//! use switchboard_wire::content::{Content, Image, Text};
//! use switchboard_wire::{OutgoingMessage, WabaMessage};
//!
//! let heard: WabaMessage = serde_json::from_str(r#"{"type": "image", "image": {"id": "7", "caption": "My cup"}}"#)?;
//! assert_eq!(heard.content.kind(), "image");
//! let Content::Image(Image { caption, .. }) = heard.content else { panic!("an image") };
//! assert_eq!(caption.as_deref(), Some("My cup"));
//!
//! let said = OutgoingMessage::new(Content::Text(Text::new("A nice one!")));
//! assert_eq!(serde_json::to_value(&said)?["text"]["body"], "A nice one!");
//! # Ok::<(), serde_json::Error>(())
//! ```

mod card;
mod interactive;
mod media;
mod other;
mod text;

pub use card::{CardAddress, CardEmail, CardName, CardOrg, CardPhone, CardUrl, ContactCard};
pub use interactive::{Action, Button, Header, Interactive, ListReply, NfmReply, Reply, Row, Section, TextPart};
pub use media::{Audio, Document, Image, Sticker, Video};
pub use other::{ButtonPress, Location, Order, OrderItem, Reaction, System, Template, TemplateLanguage};
pub use text::Text;

use serde_json::Value;

use crate::Members;
use crate::reading::read;

macro_rules! contents {
    ($($(#[$doc:meta])* $variant:ident($type:ty) = $name:literal;)*) => {
        /// The content of a message. A type that is not known, or one whose member has an unexpected shape, is kept as it
        /// came: [`Content::Other`].
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum Content {
            $($(#[$doc])* $variant($type),)*
            /// Anything else, with its type and the member of that name.
            Other {
                /// The message's `type`; empty when it had none.
                kind: String,
                /// The member named like the type, when there is one.
                body: Option<Value>,
            },
        }

        impl Content {
            /// The message's `type`, and the name of the member that holds the content.
            #[must_use]
            pub fn kind(&self) -> &str {
                match self {
                    $(Self::$variant(_) => $name,)*
                    Self::Other { kind, .. } => kind,
                }
            }

            /// Takes `type` and the member it names out of a message's members. Without a `type`, the one content member
            /// that is there decides.
            pub(crate) fn take_from(members: &mut Members) -> Self {
                let kind = match members.remove("type") {
                    Some(Value::String(kind)) if !kind.is_empty() => kind,
                    None | Some(Value::Null) => KNOWN.iter().find(|name| members.contains_key(**name)).map_or_else(String::new, |name| (*name).to_owned()),
                    Some(other) => {
                        members.insert("type".to_owned(), other);
                        return Self::Other { kind: String::new(), body: None };
                    }
                };
                let body = members.remove(&kind);
                match (kind.as_str(), body) {
                    $(($name, Some(body)) => match read::<$type>(&body) {
                        Ok(content) => Self::$variant(content),
                        Err(_) => Self::Other { kind, body: Some(body) },
                    },)*
                    (_, body) => Self::Other { kind, body },
                }
            }

            /// Puts `type` and the content's member into a message's members.
            ///
            /// # Errors
            /// When the content cannot be written as JSON, which no type of this crate causes.
            pub(crate) fn put_into(&self, members: &mut Members) -> Result<(), serde_json::Error> {
                let kind = self.kind();
                let body = match self {
                    $(Self::$variant(content) => Some(serde_json::to_value(content)?),)*
                    Self::Other { body, .. } => body.clone(),
                };
                if !kind.is_empty() {
                    members.insert("type".to_owned(), Value::String(kind.to_owned()));
                    if let Some(body) = body {
                        members.insert(kind.to_owned(), body);
                    }
                }
                Ok(())
            }
        }

        const KNOWN: &[&str] = &[$($name),*];
    };
}

contents! {
    /// Words.
    Text(Text) = "text";
    /// A picture.
    Image(Image) = "image";
    /// A film.
    Video(Video) = "video";
    /// A sound file; a voice note when its `voice` is true.
    Audio(Audio) = "audio";
    /// A voice note in the On-Premises form.
    Voice(Audio) = "voice";
    /// A file with a name.
    Document(Document) = "document";
    /// A sticker.
    Sticker(Sticker) = "sticker";
    /// A place.
    Location(Location) = "location";
    /// Cards of an address book.
    Contacts(Vec<ContactCard>) = "contacts";
    /// Buttons and lists when outgoing, a press or a choice when incoming.
    Interactive(Box<Interactive>) = "interactive";
    /// A template message.
    Template(Template) = "template";
    /// A template message of the old On-Premises kind.
    Hsm(Members) = "hsm";
    /// An emoji on a message, or its withdrawal.
    Reaction(Reaction) = "reaction";
    /// A press on a quick-reply button of a template.
    Button(ButtonPress) = "button";
    /// Something that WhatsApp says about the customer, such as a new number.
    System(System) = "system";
    /// An order from a catalogue.
    Order(Order) = "order";
}

impl Content {
    /// The words of a text message, and nothing for any other content.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(&text.body),
            _ => None,
        }
    }

    /// Where the file of a media message is, when it is told.
    #[must_use]
    pub fn media_link(&self) -> Option<&str> {
        match self {
            Self::Image(Image { link, .. })
            | Self::Video(Video { link, .. })
            | Self::Audio(Audio { link, .. })
            | Self::Voice(Audio { link, .. })
            | Self::Document(Document { link, .. })
            | Self::Sticker(Sticker { link, .. }) => link.as_deref(),
            _ => None,
        }
    }
}
