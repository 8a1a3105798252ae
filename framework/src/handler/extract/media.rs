use std::fmt;
use std::sync::Arc;

use super::Extract;
use crate::builder::MediaSource;
use crate::client::{Api, MediaDownload};
use crate::error::{Error, Result};
use crate::handler::{MessageEvent, Slot};
use crate::turn::Turn;
use crate::wire::{Content, Event, MediaFile, MediaId, Members};

/// The most that [`Media::bytes`] reads: 16 MiB, what WhatsApp allows for audio and video; documents may have 100 MB.
const MOST_IN_MEMORY: u64 = 16 << 20;

/// The file of a message: a picture, film, sound, voice note, document or sticker. Nothing is read before it is asked for, and other
/// messages are passed on to the next handler.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[on(incoming_messages, mime = "image/*")]
/// async fn receipt(media: Media) -> Result<String> {
///     let picture = media.bytes().await?;
///     Ok(format!("Thank you, that were {} bytes.", picture.len()))
/// }
/// ```
#[derive(Clone)]
pub struct Media {
    event: Arc<Event>,
    api: Option<Api>,
    most: u64,
}

/// What the kinds of files have in common.
#[derive(Debug, Default)]
struct Parts<'a> {
    id: Option<&'a MediaId>,
    link: Option<&'a str>,
    mime: Option<&'a str>,
    sha256: Option<&'a str>,
    caption: Option<&'a str>,
    filename: Option<&'a str>,
}

impl Media {
    /// The kind: `image`, `video`, `audio`, `voice`, `document` or `sticker`.
    #[must_use]
    pub fn kind(&self) -> &str {
        content(&self.event).map_or("", Content::kind)
    }

    /// The media type, as `image/jpeg`, when it was told.
    #[must_use]
    pub fn mime(&self) -> Option<&str> {
        self.parts().mime
    }

    /// The words under it.
    #[must_use]
    pub fn caption(&self) -> Option<&str> {
        self.parts().caption
    }

    /// A document's name, as the customer's phone gives it. It is no safe name for a file on a disk.
    #[must_use]
    pub fn filename(&self) -> Option<&str> {
        self.parts().filename
    }

    /// The file's id.
    #[must_use]
    pub fn id(&self) -> Option<&MediaId> {
        self.parts().id
    }

    /// The file's SHA-256 as WhatsApp writes it, when it was told.
    #[must_use]
    pub fn sha256(&self) -> Option<&str> {
        self.parts().sha256
    }

    /// Whether it was spoken into the phone.
    #[must_use]
    pub fn is_voice_note(&self) -> bool {
        match content(&self.event) {
            Some(Content::Voice(_)) => true,
            Some(Content::Audio(audio)) => audio.voice == Some(true),
            _ => false,
        }
    }

    /// How many bytes [`Media::bytes`] and [`Media::stream`] read at most. Default: 16 MiB.
    #[must_use]
    pub const fn at_most(mut self, bytes: u64) -> Self {
        self.most = bytes;
        self
    }

    /// The whole file, read now by `retrieveMediaFile`.
    ///
    /// # Errors
    /// When it is larger than [`Media::at_most`] says, is gone, or the inbox does not answer; the turn is then worth another try.
    pub async fn bytes(&self) -> Result<Vec<u8>> {
        Ok(self.stream().await?.bytes().await?.to_vec())
    }

    /// The file, to be read piece by piece. It is read by its link, which knows where the file is, when that leads to the inbox or to a host
    /// of [`Api::with_media_hosts`]; else by its id.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// /// Counts lines of a file that need not fit into memory.
    /// #[on(incoming_messages, mime = "text/*")]
    /// async fn lines(media: Media) -> Result<String> {
    ///     let mut file = media.at_most(100 << 20).stream().await?;
    ///     let mut lines = 0;
    ///     while let Some(piece) = file.chunk().await? {
    ///         lines += piece.iter().filter(|byte| **byte == b'\n').count();
    ///     }
    ///     Ok(format!("{lines} lines."))
    /// }
    /// ```
    ///
    /// # Errors
    /// When it is gone, or the inbox does not answer.
    pub async fn stream(&self) -> Result<MediaDownload> {
        let api = self.api.as_ref().ok_or("this turn was made by hand, without a client of the API: the file cannot be read")?;
        let Parts { id, link, sha256, .. } = self.parts();
        let download = match (link, id) {
            // The id may be WhatsApp's, which the inbox does not know the file by.
            (Some(link), id) if id.is_none() || api.reads_link(link) => api.retrieve_media_link(link).await?,
            (_, Some(id)) => api.retrieve_media_file(id).await?,
            (_, None) => return Err(Error::from("the message names neither the file's id nor its link")),
        };
        let download = download.at_most(self.most);
        Ok(match sha256 {
            Some(sha256) => download.expecting_sha256(sha256),
            None => download,
        })
    }

    /// Where it is, for a message that sends it on. A link names its type, by which WhatsApp shows it.
    pub(crate) fn source(&self) -> MediaSource {
        let Parts { id, link, mime, .. } = self.parts();
        match (link, id) {
            (Some(link), Some(id)) if !link.contains("mime_type_type=") => {
                let file = MediaFile { file: link.to_owned(), id: id.clone(), extra: Members::new() };
                MediaSource::Link(file.link(mime.unwrap_or_default()))
            }
            (None, Some(id)) => MediaSource::Id(id.clone()),
            // One with neither is refused when it is said.
            (link, _) => MediaSource::Link(link.unwrap_or_default().to_owned()),
        }
    }

    fn parts(&self) -> Parts<'_> {
        content(&self.event).and_then(parts).unwrap_or_default()
    }
}

fn content(event: &Event) -> Option<&Content> {
    match event {
        Event::Message(message) => Some(&message.waba.content),
        _ => None,
    }
}

fn parts(content: &Content) -> Option<Parts<'_>> {
    macro_rules! of {
        ($media:ident) => {
            Parts {
                id: $media.id.as_ref(),
                link: $media.link.as_deref(),
                mime: $media.mime_type.as_deref(),
                sha256: $media.sha256.as_deref(),
                ..Parts::default()
            }
        };
    }
    Some(match content {
        Content::Image(media) => Parts { caption: media.caption.as_deref(), ..of!(media) },
        Content::Video(media) => Parts { caption: media.caption.as_deref(), ..of!(media) },
        Content::Audio(media) | Content::Voice(media) => Parts { caption: media.caption.as_deref(), ..of!(media) },
        Content::Document(media) => Parts { caption: media.caption.as_deref(), filename: media.filename.as_deref(), ..of!(media) },
        Content::Sticker(media) => of!(media),
        _ => return None,
    })
}

impl fmt::Debug for Media {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Caption and name are the customer's.
        f.debug_struct("Media").field("kind", &self.kind()).field("mime", &self.mime()).finish_non_exhaustive()
    }
}

#[diagnostic::do_not_recommend]
impl<E: MessageEvent> Extract<E> for Media {
    async fn extract(turn: &Turn, _: &Slot<'_>) -> Result<Option<Self>> {
        let facts = turn.facts();
        let is_media = content(&facts.event).and_then(parts).is_some();
        Ok(is_media.then(|| Self { event: Arc::clone(&facts.event), api: facts.api.clone(), most: MOST_IN_MEMORY }))
    }
}
