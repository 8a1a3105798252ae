use crate::wire::{Chat, Page, WaId};

use super::{Api, ApiError, Paging, path};

impl Api {
    /// `listChats`: one page of chats.
    ///
    /// # Errors
    /// When the inbox refuses or does not answer.
    pub async fn list_chats(&self, paging: Paging) -> Result<Page<Chat>, ApiError> {
        self.call(path::LIST_CHATS).paging(paging).send().await
    }

    /// `retrieveChat`: one chat.
    ///
    /// # Errors
    /// 404 when there is none, or the user may not see it.
    pub async fn retrieve_chat(&self, wa_id: &WaId) -> Result<Chat, ApiError> {
        self.call_on(path::RETRIEVE_CHAT, wa_id.as_str()).send().await
    }
}
