use std::fmt;

use axum::body::Bytes;
use reqwest::Response;
use reqwest::header::CONTENT_TYPE;

use super::checksum::Checksum;
use crate::client::ApiError;
use crate::client::path::Operation;
use crate::wire::limits::MEDIA_BYTES;

/// A file of the inbox, on its way. It is read piece by piece, and never more of it than allowed.
///
/// ```no_run
/// # async fn example(api: &switchboard::client::Api, link: &str) -> Result<(), switchboard::client::ApiError> {
/// let mut file = api.retrieve_media_link(link).await?.at_most(5 * 1024 * 1024);
/// let mut size = 0;
/// while let Some(piece) = file.chunk().await? {
///     size += piece.len();
/// }
/// println!("{} bytes", size);
/// # Ok(())
/// # }
/// ```
pub struct MediaDownload {
    operation: Operation,
    response: Response,
    read: u64,
    most: u64,
    checksum: Option<Checksum>,
}

impl MediaDownload {
    pub(super) fn new(operation: Operation, response: Response) -> Self {
        Self { operation, response, read: 0, most: MEDIA_BYTES, checksum: None }
    }

    /// Takes so many bytes at most; 100 MiB by default ([`MEDIA_BYTES`]), which is more than WhatsApp passes on.
    #[must_use]
    pub fn at_most(mut self, bytes: u64) -> Self {
        self.most = bytes;
        self
    }

    /// Compares the file with its SHA-256 as WhatsApp tells it, in hexadecimal digits or base64. A text of another form counts as none.
    #[must_use]
    pub fn expecting_sha256(mut self, sha256: &str) -> Self {
        self.checksum = Checksum::new(sha256);
        self
    }

    /// What kind of file it is, as the inbox says.
    #[must_use]
    pub fn mime_type(&self) -> Option<&str> {
        self.response.headers().get(CONTENT_TYPE)?.to_str().ok()
    }

    /// How many bytes it has, when the inbox says so.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.response.content_length()
    }

    /// The next piece; nothing at the end.
    ///
    /// # Errors
    /// When the file has more bytes than [allowed](MediaDownload::at_most), at once if the inbox says how many; when the connection breaks;
    /// and in place of the end, when the file is not the one that was [told](MediaDownload::expecting_sha256).
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, ApiError> {
        let status = self.response.status().as_u16();
        if self.read == 0 && self.length().is_some_and(|length| length > self.most) {
            return Err(self.too_large(status));
        }
        let piece = self.response.chunk().await.map_err(|cause| ApiError::unanswered(self.operation, Some(status), cause))?;
        self.read += piece.as_ref().map_or(0, |piece| piece.len() as u64);
        if self.read > self.most {
            return Err(self.too_large(status));
        }
        match (&mut self.checksum, &piece) {
            (Some(checksum), Some(piece)) => checksum.update(piece),
            (Some(checksum), None) if !checksum.matches() => {
                return Err(ApiError::unreadable(self.operation, status, "the file has another SHA-256 than the message tells"));
            }
            _ => {}
        }
        Ok(piece)
    }

    /// The whole file, in memory.
    ///
    /// # Errors
    /// As [`MediaDownload::chunk`].
    pub async fn bytes(mut self) -> Result<Bytes, ApiError> {
        let mut all = Vec::new();
        while let Some(piece) = self.chunk().await? {
            all.extend_from_slice(&piece);
        }
        Ok(all.into())
    }

    fn too_large(&self, status: u16) -> ApiError {
        ApiError::unreadable(self.operation, status, &format!("the file has more than the {} bytes that are allowed", self.most))
    }
}

impl fmt::Debug for MediaDownload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MediaDownload").field("mime_type", &self.mime_type()).field("length", &self.length()).finish_non_exhaustive()
    }
}
