use crate::wire::{
    ChatTagging, ChatTaggingEvent, MessageTagging, MessageTaggingEvent, NewChatTagging, NewMessageTagging, NewTag, Page, Tag, TaggingId,
    WabaId,
};

use super::{Api, ApiError, EventQuery, Paging, path};

impl Api {
    /// `listTags`: one page of the tags.
    ///
    /// # Errors
    /// When the inbox refuses or does not answer.
    pub async fn list_tags(&self, paging: Paging) -> Result<Page<Tag>, ApiError> {
        self.call(path::LIST_TAGS).paging(paging).send().await
    }

    /// Every tag, by as many `listTags` as it takes.
    ///
    /// # Errors
    /// When one of the calls fails.
    pub async fn all_tags(&self) -> Result<Vec<Tag>, ApiError> {
        self.all(path::LIST_TAGS, |tag: &Tag| tag.id.get()).await
    }

    /// `createTag`: makes a tag.
    ///
    /// # Errors
    /// 400 for a name that is taken or too long.
    pub async fn create_tag(&self, tag: &NewTag) -> Result<Tag, ApiError> {
        self.call(path::CREATE_TAG).json(tag).send().await
    }

    /// `createChatTagging`: puts a tag on a chat.
    ///
    /// # Errors
    /// 400 for an unknown tag or chat.
    pub async fn create_chat_tagging(&self, tagging: &NewChatTagging) -> Result<ChatTagging, ApiError> {
        self.call(path::CREATE_CHAT_TAGGING).json(tagging).send().await
    }

    /// `destroyChatTagging`: takes a tag off a chat. The id is the tagging's, not the tag's.
    ///
    /// # Errors
    /// 404 when it is not there any more.
    pub async fn destroy_chat_tagging(&self, id: TaggingId) -> Result<(), ApiError> {
        self.call_on(path::DESTROY_CHAT_TAGGING, &id.to_string()).send_for_nothing().await
    }

    /// `listChatTaggingEvents`: one page of the history of chats' tags.
    ///
    /// # Errors
    /// When the inbox refuses or does not answer.
    pub async fn list_chat_tagging_events(&self, query: &EventQuery) -> Result<Page<ChatTaggingEvent>, ApiError> {
        self.call(path::LIST_CHAT_TAGGING_EVENTS).events(query).send().await
    }

    /// `createMessageTagging`: puts a tag on a message, and on its chat with it.
    ///
    /// # Errors
    /// 400 for an unknown tag or message.
    pub async fn create_message_tagging(&self, tagging: &NewMessageTagging) -> Result<MessageTagging, ApiError> {
        self.call(path::CREATE_MESSAGE_TAGGING).json(tagging).send().await
    }

    /// `destroyMessageTagging`: takes a tag off a message. The id is the tagging's, not the tag's.
    ///
    /// # Errors
    /// 404 when it is not there any more.
    pub async fn destroy_message_tagging(&self, id: TaggingId) -> Result<(), ApiError> {
        self.call_on(path::DESTROY_MESSAGE_TAGGING, &id.to_string()).send_for_nothing().await
    }

    /// `listMessageTaggingEvents`: one page of the history of messages' tags; of one message's, when it is named.
    ///
    /// # Errors
    /// When the inbox refuses or does not answer.
    pub async fn list_message_tagging_events(
        &self,
        query: &EventQuery,
        message: Option<&WabaId>,
    ) -> Result<Page<MessageTaggingEvent>, ApiError> {
        self.call(path::LIST_MESSAGE_TAGGING_EVENTS).events(query).query("message_id", message).send().await
    }
}
