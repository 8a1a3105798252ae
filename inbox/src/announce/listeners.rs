//! What the websockets are told: WhatsApp's members in the cloud form, those of get.chat in the flat form, each in a frame of its own.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Call;
use super::call::{flat_body, names};
use crate::store::chats::ChatRow;
use crate::store::directory::Directory;
use crate::store::scope::Scope;
use crate::store::{Effect, Tx};
use crate::websocket::Frame;

/// The users who listen and may read this chat.
pub(super) fn of_chat(tx: &Tx<'_>, chat: &ChatRow) -> BTreeSet<i64> {
    of(tx, &tx.core.directory(), |scope| scope.has(chat))
}

/// The users who listen, as far as `may` lets them.
pub(super) fn of(tx: &Tx<'_>, directory: &Directory, may: impl Fn(&Scope) -> bool) -> BTreeSet<i64> {
    let mut users = tx.core.sockets.users();
    users.retain(|user| directory.user(*user).is_some_and(|account| may(&account.reads)));
    users
}

impl Tx<'_> {
    /// The users who listen and may read the chat of this number.
    pub(super) fn listeners(&self, wa_id: &str) -> rusqlite::Result<BTreeSet<i64>> {
        let directory = self.core.directory();
        let users = self.core.sockets.users();
        // Most inboxes hide nothing, so the chat need not be looked up.
        if users.iter().all(|user| directory.user(*user).is_some_and(|account| account.reads == Scope::All)) {
            return Ok(users);
        }
        Ok(match self.chat(wa_id)? {
            Some(chat) => of_chat(self, &chat),
            None => of(self, &directory, |scope| scope.covers(None, None)),
        })
    }
}

impl Call {
    /// Tells users by websocket what of it they may be told. Nothing is received by that.
    pub(super) fn tell(&self, tx: &mut Tx<'_>, users: BTreeSet<i64>, wa_id: &str) {
        // Most inboxes have no websocket, and then no frame need be written.
        if users.is_empty() {
            return;
        }
        let directory = tx.core.directory();
        let whole = self.frames(wa_id);
        for user in users {
            let is_told_all = directory.user(user).is_some_and(|account| !account.configurator && !directory.is_shut_out(account));
            let frames = if is_told_all { whole.clone() } else { self.clone().told_to(&directory, user).frames(wa_id) };
            for frame in frames {
                tx.effect(Effect::Tell(user, frame));
            }
        }
    }

    fn frames(&self, wa_id: &str) -> Vec<Arc<Frame>> {
        let mut frames = Vec::new();
        if !self.cloud.is_empty() {
            frames.push(Frame::new("waba_webhook", &self.cloud_body(), names(&self.cloud), wa_id));
        }
        if !self.getchat.is_empty() {
            frames.push(Frame::new("getchat_webhook", &flat_body(&self.getchat), names(&self.getchat), wa_id));
        }
        frames
    }
}
