use super::Extract;
use crate::error::Result;
use crate::handler::{ChatEvent, Slot};
use crate::handover::Owner;
use crate::turn::Turn;

/// Whom the chat belonged to when the turn started.
#[diagnostic::do_not_recommend]
impl<E: ChatEvent> Extract<E> for Owner {
    const MAY_PASS: bool = !E::CHAT_IS_KNOWN;

    async fn extract(turn: &Turn, _: &Slot<'_>) -> Result<Option<Self>> {
        Ok(turn.facts().chat.as_ref().map(|chat| chat.owner.clone()))
    }
}
