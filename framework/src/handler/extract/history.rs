use std::ops::Deref;

use super::Extract;
use crate::client::{MessageQuery, Paging};
use crate::error::Result;
use crate::handler::{ChatEvent, Slot};
use crate::turn::Turn;
use crate::wire::{self, Timestamp};

/// Messages that may be younger than the turn's although they have its second: as many are read on top.
const SAME_SECOND: u64 = 50;

/// The chat's last `N` messages, oldest first, of the customer and of everybody in the inbox; read by one `listMessages` before the
/// handler runs.
///
/// In a turn of a message they end with that message: what was written after it, while it waited for its turn, is left out. It is the
/// last of them as soon as the inbox lists it; until then, and when more than 50 messages were written after it within its second, the
/// last ones are those of that second. In turns of other events they are the newest.
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
        let mut query = MessageQuery { paging: Paging { limit: Some(N), offset: None }, ..MessageQuery::of_chat(chat.wa_id.clone()) };
        let end = match turn.event() {
            wire::Event::Message(message) => Some(message),
            _ => None,
        };
        if let Some(second) = end.and_then(|message| message.waba.timestamp) {
            query.before_time = Some(Timestamp::from_seconds(second.as_seconds().saturating_add(1)));
            query.paging.limit = Some(N.saturating_add(SAME_SECOND));
        }
        let mut messages = api.list_messages(&query).await?.results;
        // Within its second the list's order says what came later.
        let younger = end.and_then(|end| messages.iter().position(|message| is_same(message, end)));
        messages.drain(..younger.unwrap_or_default());
        messages.truncate(usize::try_from(N).unwrap_or(usize::MAX));
        messages.reverse();
        Ok(Some(Self(messages)))
    }
}

fn is_same(listed: &wire::Message, told: &wire::MessageEvent) -> bool {
    let same = |one: Option<&str>, other: Option<&str>| one.is_some() && one == other;
    let inbox_id = told.message.as_ref().and_then(|message| message.id.as_ref());
    same(listed.waba_payload.id.as_ref().map(|id| id.as_str()), told.waba.id.as_ref().map(|id| id.as_str()))
        || same(listed.id.as_ref().map(|id| id.as_str()), inbox_id.map(|id| id.as_str()))
}
