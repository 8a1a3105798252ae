mod checksum;
mod download;
mod elsewhere;
mod upload;

pub use download::MediaDownload;
use elsewhere::CheckedAddresses;
pub use upload::Upload;

use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;

use crate::wire::{MediaFile, MediaId};

use super::call::{self, Call};
use super::inbox_url::address_of;
use super::path::Operation;
use super::transport::{self, Roots};
use super::{Api, ApiError, path, retries};

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

    /// `retrieveMediaFile`: a file by its id, answered with this media type (`image/png`) in place of the one that the inbox knows.
    ///
    /// # Errors
    /// Before anything leaves, when the type has no `/`. 404 when there is no file of this id.
    pub async fn retrieve_media_file_as(&self, id: &MediaId, mime_type: &str) -> Result<MediaDownload, ApiError> {
        let operation = path::RETRIEVE_MEDIA_FILE;
        let (kind, subtype) = mime_type.split_once('/').ok_or_else(|| ApiError::unsendable(operation, "the media type has no `/`"))?;
        let call = self.call_on(operation, id.as_str());
        self.download(call.query("mime_type_type", Some(kind)).query("mime_type_subtype", Some(subtype))).await
    }

    /// `retrieveMediaFile`, by the `link` of an incoming message. A link to the inbox's own host with `http://` is called by the scheme and
    /// port of [`Api::base`]: inboxes write their links so, and the token leaves encrypted all the same.
    ///
    /// # Errors
    /// Before anything leaves, when the link is neither one of this inbox nor of an [allowed host](Api::with_media_hosts): a link is no
    /// reason to call a host of somebody else's choice. 404 when the file is gone.
    pub async fn retrieve_media_link(&self, link: &str) -> Result<MediaDownload, ApiError> {
        let operation = path::RETRIEVE_MEDIA_FILE;
        let url = Url::parse(link).map_err(|_| ApiError::unsendable(operation, "the link is no URL"))?;
        if let Some(url) = self.shared.base.own(&url) {
            return self.download(self.call_at(operation, url)).await;
        }
        if !self.is_of_an_allowed_host(&url) {
            return Err(ApiError::unsendable(operation, "the link is neither one of this inbox nor of an allowed host"));
        }
        self.download_elsewhere(operation, url).await
    }

    /// Whether a link is one that [`Api::retrieve_media_link`] calls.
    pub(crate) fn reads_link(&self, link: &str) -> bool {
        Url::parse(link).is_ok_and(|url| self.shared.base.own(&url).is_some() || self.is_of_an_allowed_host(&url))
    }

    fn is_of_an_allowed_host(&self, url: &Url) -> bool {
        elsewhere::lists(&self.media_hosts, url) && url.username().is_empty() && url.password().is_none()
    }

    /// A file of an allowed host: without a token, and not from inside this network.
    async fn download_elsewhere(&self, operation: Operation, url: Url) -> Result<MediaDownload, ApiError> {
        let base = &self.shared.base;
        if !base.takes(&url) {
            return Err(ApiError::unsendable(operation, "the link is not encrypted"));
        }
        // For an address no name is looked up, so it is checked before.
        if address_of(&url).is_some_and(|address| !elsewhere::may_connect(address, base)) {
            return Err(ApiError::unsendable(operation, "the link's address is private"));
        }
        let make = |roots| {
            let addresses = Arc::new(CheckedAddresses::beside(base));
            let made = transport::http_client_resolving(self.shared.timeouts, roots, Some(addresses));
            made.map_err(|cause| ApiError::unsendable(operation, &cause.to_string()))
        };
        // Reading the system's authorities costs, so what needs them is kept.
        let http = match self.shared.elsewhere.get() {
            _ if url.scheme() == "http" => make(Roots::Nobody)?,
            Some(http) => http.clone(),
            None => {
                let made = make(Roots::System)?;
                self.shared.elsewhere.get_or_init(|| made).clone()
            }
        };
        let request = http.get(url).timeout(self.patience());
        let response = request.send().await.map_err(|cause| ApiError::unanswered(operation, None, cause))?;
        if response.status().is_success() {
            Ok(MediaDownload::new(operation, response))
        } else {
            Err(call::refusal(operation, response, self.inbox_now()).await)
        }
    }

    pub(super) async fn download(&self, call: Call<'_>) -> Result<MediaDownload, ApiError> {
        let operation = call.operation();
        retries::repeated(self, operation, || self.begin_download(&call)).await
    }

    async fn begin_download(&self, call: &Call<'_>) -> Result<MediaDownload, ApiError> {
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
