//! Files that were uploaded to the inbox.

use serde::{Deserialize, Serialize};

use crate::{MediaId, Members};

/// The answer of `createMediaFile`: where a file is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaFile {
    /// The file's URL, which needs no credentials.
    pub file: String,
    /// The file's id.
    pub id: MediaId,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

impl MediaFile {
    /// What goes into `link` of a media message: the file's URL, made to answer with this `Content-Type`.
    ///
    /// WhatsApp shows a file by its type, and the inbox answers the one that the link names (`mime_type_type` and
    /// `mime_type_subtype`). A text that is no type, such as `image`, leaves the URL as it is.
    ///
    /// ```
    /// # use switchboard_wire::MediaFile;
    /// let file: MediaFile = serde_json::from_str(r#"{"file": "https://inbox.example/api/v1/media/7c1b/", "id": "7c1b"}"#)?;
    /// assert_eq!(file.link("image/jpeg"), "https://inbox.example/api/v1/media/7c1b/?mime_type_type=image&mime_type_subtype=jpeg");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn link(&self, mime_type: &str) -> String {
        // Parameters such as `; charset=utf-8` have no place in it.
        let essence = mime_type.split(';').next().unwrap_or_default().trim();
        let plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "!#$^_.+-".contains(c));
        match essence.split_once('/') {
            Some((kind, subtype)) if plain(kind) && plain(subtype) => {
                let sign = if self.file.contains('?') { '&' } else { '?' };
                // In a query a plus sign would be read as a space.
                let subtype = subtype.replace('+', "%2B").replace('#', "%23");
                format!("{}{sign}mime_type_type={kind}&mime_type_subtype={subtype}", self.file)
            }
            _ => self.file.clone(),
        }
    }
}
