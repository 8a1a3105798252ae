use crate::wire::{Page, WabaError, WabaErrorId};

use super::{Api, ApiError, Paging, path};

impl Api {
    /// `listWabaErrors`: one page of the errors that WhatsApp reported.
    ///
    /// # Errors
    /// When the inbox refuses or does not answer.
    pub async fn list_waba_errors(&self, paging: Paging) -> Result<Page<WabaError>, ApiError> {
        self.call(path::LIST_WABA_ERRORS).paging(paging).send().await
    }

    /// `retrieveWabaError`: one of them.
    ///
    /// # Errors
    /// 404 when there is none of this id.
    pub async fn retrieve_waba_error(&self, id: WabaErrorId) -> Result<WabaError, ApiError> {
        self.call_on(path::RETRIEVE_WABA_ERROR, &id.to_string()).send().await
    }
}
