//! Who is told of what happens in a chat.

use std::sync::Arc;

use crate::store::Tx;
use crate::store::chats::ChatRow;
use crate::store::directory::Directory;
use crate::store::scope::Scope;
use crate::store::webhooks::Webhook;

/// The webhooks whose users may read this chat. What the documents leave open: an event tells nobody more than the lists do.
pub(super) fn of_chat(directory: &Directory, chat: &ChatRow) -> Vec<Arc<Webhook>> {
    of(directory, |scope| scope.has(chat))
}

fn of(directory: &Directory, may: impl Fn(&Scope) -> bool) -> Vec<Arc<Webhook>> {
    let webhooks = directory.webhooks.iter();
    webhooks.filter(|webhook| directory.user(webhook.user).is_some_and(|account| may(&account.reads))).map(Arc::clone).collect()
}

impl Tx<'_> {
    /// The webhooks whose users may read the chat of this number.
    pub(super) fn audience(&self, wa_id: &str) -> rusqlite::Result<Vec<Arc<Webhook>>> {
        let directory = self.core.directory();
        // Most inboxes hide nothing, so the chat need not be looked up.
        if directory.webhooks.iter().all(|webhook| directory.user(webhook.user).is_some_and(|account| account.reads == Scope::All)) {
            return Ok(directory.webhooks.clone());
        }
        Ok(match self.chat(wa_id)? {
            Some(chat) => of_chat(&directory, &chat),
            None => of(&directory, |scope| scope.covers(None, None)),
        })
    }
}
