use std::ops::Deref;

use super::Extract;
use crate::client::{MessageQuery, Paging};
use crate::error::Result;
use crate::handler::{ChatEvent, Slot};
use crate::turn::Turn;
use crate::wire;

/// The chat's last `N` messages, oldest first, of the customer and of everybody in the inbox; read by one `listMessages` before the
/// handler runs. The message of the turn is among them as soon as the inbox lists it.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[on(incoming_messages, text = "summary")]
/// async fn summary(history: &History<20>) -> String {
///     let ours = history.iter().filter(|message| message.from_us).count();
///     format!("{} messages, {ours} of them ours.", history.len())
/// }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct History<const N: u64>(pub Vec<wire::Message>);

impl<const N: u64> Deref for History<N> {
    type Target = [wire::Message];

    fn deref(&self) -> &[wire::Message] {
        &self.0
    }
}

impl<E: ChatEvent, const N: u64> Extract<E> for History<N> {
    const MAY_PASS: bool = !E::CHAT_IS_KNOWN;

    async fn extract(turn: &Turn, _: &Slot<'_>) -> Result<Option<Self>> {
        let facts = turn.facts();
        let Some(chat) = &facts.chat else { return Ok(None) };
        let api = facts.api.as_ref().ok_or("this turn was made by hand, without a client of the API: the chat cannot be read")?;
        let paging = Paging { limit: Some(N), offset: None };
        let page = api.list_messages(&MessageQuery { paging, ..MessageQuery::of_chat(chat.wa_id.clone()) }).await?;
        let mut messages = page.results;
        messages.reverse();
        Ok(Some(Self(messages)))
    }
}
