use serde::Deserialize;

use crate::wire::{CreateMessageRequest, CreateMessageResponse, GroupId, Message, MessageId, Page, ReceivedMark, TagId, Timestamp, WaId};

use super::call;
use super::{Api, ApiError, Paging, path};
use crate::builder::check_content;

/// Which messages are wanted. What is left out does not narrow the list.
///
/// ```
/// use switchboard::prelude::*;
///
/// use switchboard::client::{MessageQuery, Paging};
///
/// #[on(assigned_messages, command = "find <words>..")]
/// async fn find(Arg(words): Arg<String>, contact: Contact, api: Api) -> Result<String> {
///     let paging = Paging { limit: Some(20), offset: None };
///     let query = MessageQuery { search: Some(words), paging, ..MessageQuery::of_chat(contact.wa_id().clone()) };
///     Ok(format!("{} messages.", api.list_messages(&query).await?.results.len()))
/// }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MessageQuery {
    /// Only this chat.
    pub wa_id: Option<WaId>,
    /// Which part of the list.
    pub paging: Paging,
    /// At this second or later.
    pub since_time: Option<Timestamp>,
    /// Before this second, strictly. Steadier than an offset, which new messages shift.
    pub before_time: Option<Timestamp>,
    /// Only messages from the inbox (true), or only those from customers (false).
    pub from_us: Option<bool>,
    /// Only messages of chats with this tag.
    pub chat_tag_id: Option<TagId>,
    /// Full text over texts, captions, file names and names of tags.
    pub search: Option<String>,
    /// Only messages of chats that are assigned to the user who asks.
    pub assigned_to_me: Option<bool>,
    /// Only messages of chats that are assigned to this group.
    pub assigned_group: Option<GroupId>,
    /// Marks what is answered as received by the user who asks.
    pub mark_as_received: bool,
}

impl MessageQuery {
    /// The messages of one chat.
    #[must_use]
    pub fn of_chat(wa_id: WaId) -> Self {
        Self { wa_id: Some(wa_id), ..Self::default() }
    }

    /// The parameters beside the paging and `before_time`.
    pub(super) fn parameters(&self) -> Vec<(&'static str, Option<String>)> {
        let flag = |value: Option<bool>| value.map(|value| value.to_string());
        vec![
            ("wa_id", self.wa_id.as_ref().map(|chat| chat.as_str().to_owned())),
            ("since_time", self.since_time.map(|second| second.as_seconds().to_string())),
            ("from_us", flag(self.from_us)),
            ("chat_tag_id", self.chat_tag_id.map(|id| id.to_string())),
            ("search", self.search.clone()),
            ("assigned_to_me", flag(self.assigned_to_me)),
            ("assigned_group", self.assigned_group.map(|id| id.to_string())),
            ("mark_as_received", self.mark_as_received.then(|| "1".to_owned())),
        ]
    }
}

impl Api {
    /// `createMessage`: sends a message. It is stored when this returns, not yet delivered.
    ///
    /// # Errors
    /// Before anything leaves, for a message that WhatsApp would refuse ([`BrokenLimit`](crate::builder::BrokenLimit)).
    /// 453 when the window is closed ([`ApiError::is_window_closed`]), 400 for a message that WhatsApp does not take. After an error that
    /// [may have happened](ApiError::may_have_happened) the message may be on its way.
    pub async fn create_message(&self, message: &CreateMessageRequest) -> Result<CreateMessageResponse, ApiError> {
        self.call(path::CREATE_MESSAGE).within(check_content(&message.message.content)).json(message).send().await
    }

    /// `listMessages`: one page of messages, newest first.
    ///
    /// # Errors
    /// When the inbox refuses or does not answer.
    pub async fn list_messages(&self, query: &MessageQuery) -> Result<Page<Message>, ApiError> {
        let call = self.call(path::LIST_MESSAGES).paging(query.paging).queries(query.parameters());
        call.query("before_time", query.before_time.map(Timestamp::as_seconds)).send().await
    }

    /// `retrieveMessage`: one message, by the inbox's own id.
    ///
    /// # Errors
    /// 404 when there is none of this id.
    pub async fn retrieve_message(&self, id: &MessageId) -> Result<Message, ApiError> {
        self.retrieve_message_of(id, &MessageQuery::default()).await
    }

    /// `retrieveMessage`: the same message, when it is one of those that the query wants; with
    /// [`mark_as_received`](MessageQuery::mark_as_received) it is marked. Of one message there are no pages, so the query's paging does not
    /// count.
    ///
    /// # Errors
    /// 404 when there is none of this id, or the query leaves it out.
    pub async fn retrieve_message_of(&self, id: &MessageId, query: &MessageQuery) -> Result<Message, ApiError> {
        // The API document shows a page here, by mistake it seems; one with a single entry is taken too.
        #[derive(Deserialize)]
        struct PageOfOne {
            results: [Message; 1],
        }

        let operation = path::RETRIEVE_MESSAGE;
        let call = self.call_on(operation, id.as_str()).queries(query.parameters());
        let (status, body) = call.query("before_time", query.before_time.map(Timestamp::as_seconds)).send_for_body().await?;
        if let Ok(PageOfOne { results: [message] }) = serde_json::from_slice(&body) {
            return Ok(message);
        }
        call::parse(operation, status, &body)
    }

    /// `createReceivedMessageMark`: marks a chat's messages as received up to a time, for the user whose token this is.
    ///
    /// # Errors
    /// 400 for a time in the future.
    pub async fn create_received_message_mark(&self, mark: &ReceivedMark) -> Result<(), ApiError> {
        self.call(path::CREATE_RECEIVED_MESSAGE_MARK).json(mark).send_for_nothing().await
    }
}
