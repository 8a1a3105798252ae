use std::fmt;

use super::Extract;
use crate::action::Action;
use crate::builder::{Handover, IntoMessage, check_tag};
use crate::error::{Error, Result};
use crate::handler::{ChatEvent, Needs, Slot};
use crate::handover::Owner;
use crate::turn::{ChatFacts, Turn};
use crate::wire::WaId;

/// The turn's chat, lent for the turn: take it as `chat: &Chat`.
///
/// What is done with it is recorded and leaves when the handler has returned without an error, all of it or nothing. A task that
/// outlives the turn cannot keep it.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[on(incoming_messages, text = "human")]
/// async fn human(chat: &Chat) {
///     chat.say("One moment, please.");
///     chat.tag("asked for a person");
///     chat.hand_over(Handover::to_group("Support"));
/// }
/// ```
pub struct Chat {
    turn: Turn,
    facts: ChatFacts,
}

impl Chat {
    /// Sends a message. One that breaks a limit fails the turn when the handler returns.
    pub fn say(&self, message: impl IntoMessage) {
        self.record(message.into_action().map(std::iter::once));
    }

    /// Gives the chat to somebody.
    pub fn hand_over(&self, handover: Handover) {
        self.record(handover.into_actions());
    }

    /// Makes the chat this bot's.
    pub fn take(&self) {
        self.hand_over(Handover::take());
    }

    /// Gives the chat to nobody.
    pub fn release(&self) {
        self.hand_over(Handover::release());
    }

    /// Puts a tag on the chat, 1 to 1000 characters; the tag is made when there is none of that name.
    pub fn tag(&self, name: impl Into<String>) {
        self.record_tag(name.into(), |name| Action::Tag { name, extra: None });
    }

    /// Takes a tag off the chat.
    pub fn untag(&self, name: impl Into<String>) {
        self.record_tag(name.into(), |name| Action::Untag { name });
    }

    /// Whom the chat belonged to when the turn started.
    #[must_use]
    pub const fn owner(&self) -> &Owner {
        &self.facts.owner
    }

    /// The chat's id: the customer's WhatsApp id.
    #[must_use]
    pub const fn wa_id(&self) -> &WaId {
        &self.facts.wa_id
    }

    /// The name in the customer's profile, when it was told.
    #[must_use]
    pub fn contact_name(&self) -> Option<&str> {
        self.facts.profile_name.as_deref()
    }

    fn record_tag(&self, name: String, action: impl FnOnce(String) -> Action) {
        self.record(check_tag(&name).map(|()| std::iter::once(action(name))).map_err(Error::from));
    }

    fn record(&self, actions: Result<impl IntoIterator<Item = Action>>) {
        let mut record = self.turn.record();
        match actions {
            Ok(actions) => record.actions.extend(actions),
            Err(cause) => _ = record.broken.get_or_insert(cause),
        }
    }
}

impl fmt::Debug for Chat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chat").field("wa_id", &self.facts.wa_id).finish_non_exhaustive()
    }
}

#[diagnostic::do_not_recommend]
impl<E: ChatEvent> Extract<E> for Chat {
    const MAY_PASS: bool = !E::CHAT_IS_KNOWN;

    async fn extract(turn: &Turn, _: &Slot<'_>) -> Result<Option<Self>> {
        Ok(turn.facts().chat.as_ref().map(|facts| Self { turn: turn.clone(), facts: facts.clone() }))
    }

    fn needs(needs: &mut Needs) {
        needs.lent("Chat");
    }
}
