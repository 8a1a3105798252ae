use super::Extract;
use crate::client::InboxUrl;
use crate::config::ChatLink;
use crate::error::Result;
use crate::handler::{Event, Slot};
use crate::inbox_id::InboxId;
use crate::turn::Turn;
use crate::wire::{UserId, WaId};

/// The inbox that the event comes from, and the bot's user there.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[on(chat_tagging, action = added, tag = "urgent")]
/// async fn urgent(inbox: Inbox, tagging: ChatTagging) {
///     let link = inbox.chat_link(&tagging.chat);
///     // Send it to whom it concerns.
/// #   let _ = link;
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Inbox {
    id: InboxId,
    url: Option<InboxUrl>,
    me: UserId,
    link: ChatLink,
}

impl Inbox {
    /// Its id, under which the bot's store keeps what belongs to it.
    #[must_use]
    pub const fn id(&self) -> &InboxId {
        &self.id
    }

    /// Where it is; nothing in a turn that was made by hand.
    #[must_use]
    pub const fn url(&self) -> Option<&InboxUrl> {
        self.url.as_ref()
    }

    /// The bot's own user.
    #[must_use]
    pub const fn me(&self) -> UserId {
        self.me
    }

    /// The address that opens a chat in the inbox's page, as `inbox.chat_link` says. It holds the customer's number: keep it out of logs.
    #[must_use]
    pub fn chat_link(&self, chat: &WaId) -> String {
        self.link.of(chat)
    }
}

impl<E: Event> Extract<E> for Inbox {
    const MAY_PASS: bool = false;

    async fn extract(turn: &Turn, _: &Slot<'_>) -> Result<Option<Self>> {
        let facts = turn.facts();
        let url = facts.api.as_ref().map(|api| api.base().clone());
        Ok(Some(Self { id: facts.inbox.clone(), url, me: facts.me, link: facts.chat_link.clone() }))
    }
}
