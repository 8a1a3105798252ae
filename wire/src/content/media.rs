use serde::{Deserialize, Serialize};

use crate::{MediaId, Members};

macro_rules! media {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        ///
        /// Incoming media has an `id` and a `link` into the inbox (`retrieveMediaFile`); outgoing media names either an
        /// uploaded `id` or a `link` that WhatsApp can read without credentials.
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        pub struct $name {
            /// The media file's id.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub id: Option<MediaId>,
            /// Where the file is.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub link: Option<String>,
            /// For example `image/jpeg`.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub mime_type: Option<String>,
            /// The file's SHA-256, incoming only.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub sha256: Option<String>,
            $($(#[$field_doc])*
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub $field: Option<$type>,)*
            /// Members that this version does not know.
            #[serde(flatten)]
            pub extra: Members,
        }
    )*};
}

media! {
    /// A picture.
    Image {
        /// Words under it.
        caption: String,
    }
    /// A film.
    Video {
        /// Words under it.
        caption: String,
    }
    /// A sound.
    Audio {
        /// Words under it (seen in the web inbox).
        caption: String,
        /// True for a voice note (Cloud API).
        voice: bool,
    }
    /// A file.
    Document {
        /// Words under it.
        caption: String,
        /// The name that the customer sees.
        filename: String,
    }
    /// A sticker.
    Sticker {
        /// True when it moves.
        animated: bool,
    }
}
