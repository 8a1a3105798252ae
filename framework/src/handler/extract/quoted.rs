use std::fmt;

use super::Extract;
use crate::client::{Api, MessageQuery, Paging};
use crate::error::Result;
use crate::handler::{MessageEvent, Slot};
use crate::turn::Turn;
use crate::wire::{self, Event, User, UserId, WaId, WabaId};

/// How many messages of the chat are looked through for one that the delivery did not bring along.
const LOOKED_THROUGH: u64 = 100;

/// The message that this one quotes or answers. A message that quotes nothing is passed on to the next handler.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[on(incoming_messages)]
/// async fn answer(quoted: &Quoted) -> Result<Option<String>> {
///     let Some(message) = quoted.fetch().await? else { return Ok(None) };
///     Ok(message.waba_payload.content.text().map(|words| format!("You answered to: {words}")))
/// }
/// ```
#[derive(Clone)]
pub struct Quoted {
    id: WabaId,
    message: Option<Box<wire::Message>>,
    chat: WaId,
    me: UserId,
    api: Option<Api>,
}

impl Quoted {
    /// WhatsApp's id of the quoted message.
    #[must_use]
    pub const fn id(&self) -> &WabaId {
        &self.id
    }

    /// The user of the inbox who wrote the quoted message, when the inbox told it; nothing for a customer's.
    #[must_use]
    pub fn sender(&self) -> Option<&User> {
        self.message.as_ref()?.sender.as_deref()
    }

    /// Whether the quoted message is surely this bot's own.
    #[must_use]
    pub fn is_mine(&self) -> bool {
        self.sender().is_some_and(|sender| sender.id == self.me)
    }

    /// The quoted message: as the inbox brought it along, else looked for among the chat's last 100 by one `listMessages`. Nothing when
    /// it is older.
    ///
    /// # Errors
    /// When it has to be looked for and the inbox does not answer.
    pub async fn fetch(&self) -> Result<Option<wire::Message>> {
        if let Some(message) = &self.message {
            return Ok(Some((**message).clone()));
        }
        let api = self.api.as_ref().ok_or("this turn was made by hand, without a client of the API: what is quoted cannot be read")?;
        let paging = Paging { limit: Some(LOOKED_THROUGH), offset: None };
        let page = api.list_messages(&MessageQuery { paging, ..MessageQuery::of_chat(self.chat.clone()) }).await?;
        Ok(page.results.into_iter().find(|message| message.waba_payload.id.as_ref() == Some(&self.id)))
    }
}

impl fmt::Debug for Quoted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Quoted").field("id", &self.id).field("is_mine", &self.is_mine()).finish_non_exhaustive()
    }
}

#[diagnostic::do_not_recommend]
impl<E: MessageEvent> Extract<E> for Quoted {
    async fn extract(turn: &Turn, _: &Slot<'_>) -> Result<Option<Self>> {
        let Event::Message(event) = turn.event() else { return Ok(None) };
        let Some(context) = &event.waba.context else { return Ok(None) };
        let Some(id) = context.id.clone().or_else(|| context.message_id.clone()) else { return Ok(None) };
        let message = event.message.as_ref().and_then(|message| message.context.clone());
        Ok(Some(Self { id, message, chat: event.chat.clone(), me: turn.facts().me, api: turn.facts().api.clone() }))
    }
}
