use crate::wire::{Chat, ChatImportRequest, GroupId, Page, ResolvedState, TagId, Timestamp, WaId};

use super::{Api, ApiError, Paging, limit, path};

/// Which chats are wanted. What is left out does not narrow the list.
///
/// ```
/// use switchboard::prelude::*;
///
/// use switchboard::client::ChatQuery;
///
/// #[on(assigned_messages, text = "waiting")]
/// async fn waiting(api: Api) -> Result<String> {
///     let query = ChatQuery { unread: Some(true), ..ChatQuery::default() };
///     Ok(format!("{} chats wait.", api.list_chats(&query).await?.count))
/// }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChatQuery {
    /// Which part of the list.
    pub paging: Paging,
    /// Only chats with this tag.
    pub chat_tag_id: Option<TagId>,
    /// Over the customer's name and number, and names of the chat's tags.
    pub search: Option<String>,
    /// Only chats that are assigned to the user who asks.
    pub assigned_to_me: Option<bool>,
    /// Only chats that are assigned to this group.
    pub assigned_group: Option<GroupId>,
    /// Only chats with a message at this second or later.
    pub messages_since_time: Option<Timestamp>,
    /// Only chats with a message before this second.
    pub messages_before_time: Option<Timestamp>,
    /// Only chats with messages that the user who asks has not received.
    pub unread: Option<bool>,
    /// Only chats of blocked customers.
    pub blocked: Option<bool>,
    /// Only chats of reported customers.
    pub reported: Option<bool>,
    /// Through which advertisement they came.
    pub referral: ReferralQuery,
}

/// Chats by the advertisement or post through which they came. Each looks at the last message that has the field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReferralQuery {
    /// Whether there was one.
    pub exists: Option<bool>,
    /// A part of its URL; all others match whole.
    pub source_url: Option<String>,
    /// Its id.
    pub source_id: Option<String>,
    /// `ad` or `post`.
    pub source_type: Option<String>,
    /// Its headline.
    pub headline: Option<String>,
    /// Its words.
    pub body: Option<String>,
    /// `image` or `video`.
    pub media_type: Option<String>,
}

impl ChatQuery {
    /// The parameters beside the paging.
    pub(super) fn parameters(&self) -> Vec<(&'static str, Option<String>)> {
        let text = |value: &Option<String>| value.clone();
        let flag = |value: Option<bool>| value.map(|value| value.to_string());
        let second = |value: Option<Timestamp>| value.map(|value| value.as_seconds().to_string());
        let ReferralQuery { exists, source_url, source_id, source_type, headline, body, media_type } = &self.referral;
        vec![
            ("chat_tag_id", self.chat_tag_id.map(|id| id.to_string())),
            ("search", text(&self.search)),
            ("assigned_to_me", flag(self.assigned_to_me)),
            ("assigned_group", self.assigned_group.map(|id| id.to_string())),
            ("messages_since_time", second(self.messages_since_time)),
            ("messages_before_time", second(self.messages_before_time)),
            ("unread", flag(self.unread)),
            ("blocked", flag(self.blocked)),
            ("reported", flag(self.reported)),
            ("message_has_referral", flag(*exists)),
            ("message_referral_source_url", text(source_url)),
            ("message_referral_source_id", text(source_id)),
            ("message_referral_source_type", text(source_type)),
            ("message_referral_headline", text(headline)),
            ("message_referral_body", text(body)),
            ("message_referral_media_type", text(media_type)),
        ]
    }
}

impl Api {
    /// `listChats`: one page of chats.
    ///
    /// # Errors
    /// When the inbox refuses or does not answer.
    pub async fn list_chats(&self, query: &ChatQuery) -> Result<Page<Chat>, ApiError> {
        self.call(path::LIST_CHATS).paging(query.paging).queries(query.parameters()).send().await
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

    /// `createChatImport`: brings a chat in that was exported from a WhatsApp app.
    ///
    /// # Errors
    /// Before anything leaves, for more than two participants. 400 for a log that the inbox cannot read. After an error that
    /// [may have happened](ApiError::may_have_happened), look for the chat first.
    pub async fn create_chat_import(&self, import: &ChatImportRequest) -> Result<Chat, ApiError> {
        self.call(path::CREATE_CHAT_IMPORT).within(limit::import(import)).json(import).send().await
    }
}
