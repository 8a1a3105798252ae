use crate::wire::{ChatAssignment, ChatAssignmentEvent, ChatAssignmentRequest, Page, WaId};

use super::{Api, ApiError, EventQuery, path};

impl Api {
    /// `retrieveChatAssignment`: whom a chat belongs to.
    ///
    /// # Errors
    /// 404 when there is no such chat, or the user may not see it.
    pub async fn retrieve_chat_assignment(&self, wa_id: &WaId) -> Result<ChatAssignment, ApiError> {
        self.call_on(path::RETRIEVE_CHAT_ASSIGNMENT, wa_id.as_str()).send().await
    }

    /// `updateChatAssignment`: writes user and group anew.
    ///
    /// # Errors
    /// 400 for an unknown user or group. After an error that may have happened, read the assignment: repeating could take the chat from
    /// a person.
    pub async fn update_chat_assignment(&self, wa_id: &WaId, assignment: &ChatAssignmentRequest) -> Result<ChatAssignment, ApiError> {
        self.call_on(path::UPDATE_CHAT_ASSIGNMENT, wa_id.as_str()).json(assignment).send().await
    }

    /// `partialUpdateChatAssignment`: changes user, group or both.
    ///
    /// # Errors
    /// As [`Api::update_chat_assignment`].
    pub async fn partial_update_chat_assignment(
        &self,
        wa_id: &WaId,
        assignment: &ChatAssignmentRequest,
    ) -> Result<ChatAssignment, ApiError> {
        self.call_on(path::PARTIAL_UPDATE_CHAT_ASSIGNMENT, wa_id.as_str()).json(assignment).send().await
    }

    /// `listChatAssignmentEvents`: one page of the history of assignments.
    ///
    /// # Errors
    /// When the inbox refuses or does not answer.
    pub async fn list_chat_assignment_events(&self, query: &EventQuery) -> Result<Page<ChatAssignmentEvent>, ApiError> {
        self.call(path::LIST_CHAT_ASSIGNMENT_EVENTS).events(query).send().await
    }
}
