use crate::wire::{NewSavedResponse, Page, SavedResponse, SavedResponseId};

use super::{Api, ApiError, Paging, path};

impl Api {
    /// `listSavedResponses`: one page of the saved responses, narrowed to those with this text in them when there is one.
    ///
    /// # Errors
    /// When the inbox refuses or does not answer.
    pub async fn list_saved_responses(&self, text: Option<&str>, paging: Paging) -> Result<Page<SavedResponse>, ApiError> {
        self.call(path::LIST_SAVED_RESPONSES).paging(paging).query("text", text).send().await
    }

    /// `createSavedResponse`: saves a text.
    ///
    /// # Errors
    /// 400 for a text that the inbox does not take, 403 for a user who may not save.
    pub async fn create_saved_response(&self, response: &NewSavedResponse) -> Result<SavedResponse, ApiError> {
        self.call(path::CREATE_SAVED_RESPONSE).json(response).send().await
    }

    /// `deleteSavedResponse`: takes a saved text away.
    ///
    /// # Errors
    /// 404 when there is none of this id.
    pub async fn delete_saved_response(&self, id: SavedResponseId) -> Result<(), ApiError> {
        self.call_on(path::DELETE_SAVED_RESPONSE, &id.to_string()).send_for_nothing().await
    }
}
