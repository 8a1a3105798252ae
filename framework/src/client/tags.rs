use crate::wire::{
    ChatTagging, ChatTaggingEvent, MessageTagging, MessageTaggingEvent, NewChatTagging, NewMessageTagging, NewTag, Page, Tag, TagId,
    TaggingId, WabaId,
};

use super::{Api, ApiError, Entries, EventQuery, Paging, limit, path};

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
        Entries::new(self, path::LIST_TAGS, Paging::default(), |tag: &Tag| tag.id.to_string()).all().await
    }

    /// `createTag`: makes a tag.
    ///
    /// # Errors
    /// Before anything leaves, for a name that is empty, or a name or colour of more than 1000 characters. 400 for a name that is taken.
    pub async fn create_tag(&self, tag: &NewTag) -> Result<Tag, ApiError> {
        self.call(path::CREATE_TAG).within(limit::new_tag(tag)).json(tag).send().await
    }

    /// `destroyTag`: takes a tag away, from every chat and message too.
    ///
    /// # Errors
    /// 404 when there is none of this id.
    pub async fn destroy_tag(&self, id: TagId) -> Result<(), ApiError> {
        self.call_on(path::DESTROY_TAG, &id.to_string()).send_for_nothing().await
    }

    /// `createChatTagging`: puts a tag on a chat.
    ///
    /// # Errors
    /// 400 for an unknown tag or chat.
    pub async fn create_chat_tagging(&self, tagging: &NewChatTagging) -> Result<ChatTagging, ApiError> {
        self.call(path::CREATE_CHAT_TAGGING).json(tagging).send().await
    }

    /// `retrieveChatTagging`: one tag on one chat. The id is the tagging's, not the tag's.
    ///
    /// # Errors
    /// 404 when it is not there any more.
    pub async fn retrieve_chat_tagging(&self, id: TaggingId) -> Result<ChatTagging, ApiError> {
        self.call_on(path::RETRIEVE_CHAT_TAGGING, &id.to_string()).send().await
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

    /// `retrieveMessageTagging`: one tag on one message. The id is the tagging's, not the tag's.
    ///
    /// # Errors
    /// 404 when it is not there any more.
    pub async fn retrieve_message_tagging(&self, id: TaggingId) -> Result<MessageTagging, ApiError> {
        self.call_on(path::RETRIEVE_MESSAGE_TAGGING, &id.to_string()).send().await
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
