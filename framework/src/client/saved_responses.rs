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

    /// `deleteSavedResponse`: takes a saved text away; with a text only one that has it in it. The documents name that parameter and do not
    /// say what it does: it is read as that of the list.
    ///
    /// # Errors
    /// 404 when there is none of this id, or the text is not in it.
    pub async fn delete_saved_response(&self, id: SavedResponseId, text: Option<&str>) -> Result<(), ApiError> {
        self.call_on(path::DELETE_SAVED_RESPONSE, &id.to_string()).query("text", text).send_for_nothing().await
    }
}
