use crate::wire::{Chat, Page, ResolvedState, WaId};

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

    /// `resolveChat`: marks a chat as resolved, or as open again. Its assignment stays as it is.
    ///
    /// Newer inboxes only; an older one answers 404, as for a chat that does not exist.
    ///
    /// # Errors
    /// 404 when there is no such chat, or the user may not see it; 403 when the user may not write to it.
    ///
    /// # Examples
    /// ```no_run
    /// # async fn example(api: &switchboard::client::Api, chat: &switchboard::wire::WaId) -> Result<(), switchboard::client::ApiError> {
    /// use switchboard::wire::ResolvedState;
    ///
    /// api.resolve_chat(chat, &ResolvedState::resolved()).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn resolve_chat(&self, wa_id: &WaId, state: &ResolvedState) -> Result<ResolvedState, ApiError> {
        self.call_on(path::RESOLVE_CHAT, wa_id.as_str()).json(state).send().await
    }
}
