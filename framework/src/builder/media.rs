use super::message::IntoMessage;
use super::quote::{MessageRef, Quote};
use crate::error::Result;
use crate::handler::Media;
use crate::wire::{Content, MediaFile, MediaId, OutgoingMessage, content};

/// Where a file is: behind a link that WhatsApp can read without credentials, or uploaded. A file that came in is one, too.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[on(incoming_messages, text = "menu")]
/// async fn menu(api: Api) -> Result<impl IntoOutcome> {
///     // WhatsApp fetches a link; what no link leads to is uploaded.
///     let page = api.create_media_file(switchboard::client::Upload::new("application/pdf", b"%PDF-1.4".to_vec())).await?;
///     Ok((image("https://shop.example/today.jpg"), document(page.link("application/pdf")).filename("menu.pdf")))
/// }
///
/// /// The customer gets the picture back.
/// #[on(incoming_messages, kind = image)]
/// async fn mirror(media: Media) -> impl IntoOutcome {
///     image(media).caption("Is this you?")
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaSource {
    /// `https://..`
    Link(String),
    /// An uploaded file.
    Id(MediaId),
}

impl From<&str> for MediaSource {
    fn from(link: &str) -> Self {
        Self::Link(link.to_owned())
    }
}

impl From<String> for MediaSource {
    fn from(link: String) -> Self {
        Self::Link(link)
    }
}

impl From<&String> for MediaSource {
    fn from(link: &String) -> Self {
        Self::Link(link.clone())
    }
}

impl From<MediaId> for MediaSource {
    fn from(id: MediaId) -> Self {
        Self::Id(id)
    }
}

/// The uploaded file behind its link. WhatsApp shows a file by its type; `file.link("image/png")` names it.
impl From<MediaFile> for MediaSource {
    fn from(file: MediaFile) -> Self {
        Self::Link(file.file)
    }
}

/// The file of a message, to be sent on as it is: the inbox keeps it, so nothing is read or uploaded.
impl From<Media> for MediaSource {
    fn from(media: Media) -> Self {
        media.source()
    }
}

macro_rules! media {
    ($($(#[$doc:meta])* $function:ident, $name:ident, $type:ident { $($(#[$field_doc:meta])* $field:ident;)* })*) => {$(
        $(#[$doc])*
        pub fn $function(source: impl Into<MediaSource>) -> $name {
            let mut file = content::$type::default();
            match source.into() {
                MediaSource::Link(link) => file.link = Some(link),
                MediaSource::Id(id) => file.id = Some(id),
            }
            $name { file, quote: Quote::Nothing }
        }

        #[doc = concat!("A message of that kind to be sent; [`", stringify!($function), "`] makes one.")]
        #[derive(Debug, Clone, PartialEq)]
        #[must_use = "a message is sent when it is returned or said"]
        pub struct $name {
            file: content::$type,
            quote: Quote,
        }

        impl $name {
            $($(#[$field_doc])*
            pub fn $field(mut self, $field: impl Into<String>) -> Self {
                self.file.$field = Some($field.into());
                self
            })*

            /// Quotes a message.
            pub fn quote(mut self, message: impl MessageRef) -> Self {
                self.quote = Quote::of(&message);
                self
            }
        }

        impl IntoMessage for $name {
            fn into_message(self) -> Result<OutgoingMessage> {
                let mut message = OutgoingMessage::new(Content::$type(self.file));
                message.quotes = self.quote.into_id()?;
                message.into_message()
            }
        }
    )*};
}

media! {
    /// A picture, by link or by [`MediaId`]: JPEG or PNG, 5 MB at most (WhatsApp).
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[on(incoming_messages, text = "menu")]
    /// async fn menu() -> impl IntoOutcome {
    ///     image("https://shop.example/menu.jpg").caption("Today.")
    /// }
    /// ```
    image, ImageMessage, Image {
        /// Words under it, 1024 characters at most.
        caption;
    }
    /// A film, by link or by [`MediaId`]: MP4 or 3GPP, 16 MB at most (WhatsApp).
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[on(incoming_messages, text = "how")]
    /// async fn how() -> impl IntoOutcome {
    ///     video("https://shop.example/brewing.mp4").caption("Three minutes, not four.")
    /// }
    /// ```
    video, VideoMessage, Video {
        /// Words under it, 1024 characters at most.
        caption;
    }
    /// A sound, by link or by [`MediaId`], 16 MB at most (WhatsApp). No words are shown under it.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[on(incoming_messages, text = "sing")]
    /// async fn sing() -> impl IntoOutcome {
    ///     audio("https://shop.example/kettle.mp3")
    /// }
    /// ```
    audio, AudioMessage, Audio {}
    /// A sticker, by link or by [`MediaId`]: WebP, 512 by 512 pixels, 100 KB at most, 500 KB when it moves (WhatsApp).
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[on(incoming_messages, text = "thanks")]
    /// async fn thanks() -> impl IntoOutcome {
    ///     sticker("https://shop.example/teapot.webp")
    /// }
    /// ```
    sticker, StickerMessage, Sticker {}
    /// A file, by link or by [`MediaId`], 100 MB at most (WhatsApp).
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[on(incoming_messages, text = "terms")]
    /// async fn terms() -> impl IntoOutcome {
    ///     document("https://shop.example/terms.pdf").filename("terms.pdf").caption("The small print.")
    /// }
    /// ```
    document, DocumentMessage, Document {
        /// Words under it, 1024 characters at most.
        caption;
        /// The name that the customer sees.
        filename;
    }
}
