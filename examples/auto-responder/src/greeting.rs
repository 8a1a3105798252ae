//! Welcoming who writes for the first time, or after a long silence.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use switchboard::handover::OwnerSet;
use switchboard::prelude::*;

/// After so long, a conversation is a new one.
const SILENCE: SignedDuration = SignedDuration::from_hours(24);

/// What stands before the answer to the first message of a conversation. Every handler takes it, so that
/// every answer ends the silence.
pub(crate) struct Greeting(Option<&'static str>);

/// When a handler last answered the customer.
#[derive(Default, Serialize, Deserialize)]
struct LastMessage(Option<Timestamp>);

impl<E: ChatEvent> Extract<E> for Greeting {
    async fn extract(turn: &Turn, slot: &Slot<'_>) -> Result<Option<Self>> {
        let Some(mut last) = <Session<LastMessage> as Extract<E>>::extract(turn, slot).await? else { return Ok(None) };
        let now = turn.facts().now;
        let is_new = last.0.is_none_or(|last| now.duration_since(last) >= SILENCE);
        last.0 = Some(now);

        // In a person's chat, the person greets.
        let may_speak = turn.facts().chat.as_ref().is_some_and(|chat| OwnerSet::ME_OR_NOBODY.contains(chat.class));
        Ok(Some(Self((is_new && may_speak).then_some("Welcome to the Tea House!"))))
    }

    fn needs(needs: &mut Needs) {
        <Session<LastMessage> as Extract<E>>::needs(needs);
    }
}

impl IntoOutcome for Greeting {
    fn add_to(self, actions: &mut Vec<Action>) -> Result<()> {
        self.0.add_to(actions)
    }
}
