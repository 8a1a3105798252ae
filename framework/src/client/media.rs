mod download;
mod upload;

pub use download::MediaDownload;
pub use upload::Upload;

use std::time::Duration;

use reqwest::Url;

use crate::wire::{MediaFile, MediaId};

use super::call::{self, Call};
use super::path::Operation;
use super::{Api, ApiError, path};

/// How many times as long as any other call one with a file may take.
const PATIENCE: u32 = 10;

impl Api {
    /// `createMediaFile`: uploads a file. Its [`link`](MediaFile::link) then goes into a media message.
    ///
    /// The file is read while it is sent. The call may take ten times [`Timeouts::request`](super::Timeouts::request).
    ///
    /// # Errors
    /// 413 for a file that is too large. After an error that [may have happened](ApiError::may_have_happened) the file may be there;
    /// nobody sees it, so uploading again does no harm.
    ///
    /// # Examples
    /// ```no_run
    /// # async fn example(api: &switchboard::client::Api, png: Vec<u8>) -> Result<(), switchboard::client::ApiError> {
    /// use switchboard::client::Upload;
    ///
    /// let file = api.create_media_file(Upload::new("image/png", png)).await?;
    /// println!("{}", file.link("image/png"));
    /// # Ok(())
    /// # }
    /// ```
    pub async fn create_media_file(&self, upload: Upload) -> Result<MediaFile, ApiError> {
        let operation = path::CREATE_MEDIA_FILE;
        let (status, body) = self.upload(operation, upload).await?;
        call::parse(operation, status, &body)
    }

    /// Sends a file and reads the answer.
    pub(super) async fn upload(&self, operation: Operation, upload: Upload) -> Result<(u16, Vec<u8>), ApiError> {
        let (content_type, body) = upload.into_body().map_err(|why| ApiError::unsendable(operation, why))?;
        let call = self.call(operation);
        let request = call.request()?.timeout(self.patience()).header(reqwest::header::CONTENT_TYPE, content_type).body(body);
        let (response, inbox_now) = call.exchange(request).await?;
        call::read(operation, response, inbox_now).await
    }

    /// `retrieveMediaFile`: a file by its id, to be read piece by piece.
    ///
    /// # Errors
    /// 404 when there is none of this id.
    pub async fn retrieve_media_file(&self, id: &MediaId) -> Result<MediaDownload, ApiError> {
        self.download(self.call_on(path::RETRIEVE_MEDIA_FILE, id.as_str())).await
    }

    /// `retrieveMediaFile`, by the `link` of an incoming message.
    ///
    /// # Errors
    /// Before anything leaves, when the link is not one of this inbox: the token would go there, and a link is no reason to call a
    /// host of somebody else's choice. 404 when the file is gone.
    pub async fn retrieve_media_link(&self, link: &str) -> Result<MediaDownload, ApiError> {
        let operation = path::RETRIEVE_MEDIA_FILE;
        let url = Url::parse(link).map_err(|_| ApiError::unsendable(operation, "the link is no URL"))?;
        if !self.shared.base.owns(&url) {
            return Err(ApiError::unsendable(operation, "the link is not one of this inbox, and no other host is called"));
        }
        self.download(self.call_at(operation, url)).await
    }

    pub(super) async fn download(&self, call: Call<'_>) -> Result<MediaDownload, ApiError> {
        let operation = call.operation();
        let (response, inbox_now) = call.exchange(call.request()?.timeout(self.patience())).await?;
        if response.status().is_success() {
            Ok(MediaDownload::new(operation, response))
        } else {
            Err(call::refusal(operation, response, inbox_now).await)
        }
    }

    fn patience(&self) -> Duration {
        self.shared.timeouts.request.saturating_mul(PATIENCE)
    }
}

#[cfg(test)]
mod tests;
