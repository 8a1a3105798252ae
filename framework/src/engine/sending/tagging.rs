use std::sync::Arc;

use super::{Slot, judge};
use crate::client::ApiError;
use crate::engine::Engine;
use crate::outbox::verdict::Attempt;
use crate::store::{OutboxRow, StoreError};
use crate::wire::{Members, NewChatTagging, WaId};

impl Engine {
    /// Puts a tag on the chat. A chat carries a tag at most once, so repeating it after a lost answer does no harm.
    pub(super) async fn put_tag(
        self: &Arc<Self>,
        slot: &Slot,
        chat: &WaId,
        row: OutboxRow,
        name: &str,
        extra: Option<Members>,
    ) -> Result<(), StoreError> {
        let put = async {
            let tagging = NewChatTagging { tag: self.directory.tag(name).await?, chat: chat.clone(), extra };
            self.parts.api.create_chat_tagging(&tagging).await.map(drop)
        };
        match put.await {
            Err(cause) if cause.status() == Some(400) && self.carries(chat, name).await => self.tagged(slot, &row, Ok(())).await,
            Err(cause) if cause.status() == Some(400) && row.attempts == 0 => {
                // The tag may have been deleted and made anew since it was looked up.
                self.directory.forget_tag(name);
                self.later(slot, &row, None, &cause.to_string()).await
            }
            answer => self.tagged(slot, &row, answer).await,
        }
    }

    /// Takes a tag off the chat. One that is not there is off.
    pub(super) async fn take_tag_off(self: &Arc<Self>, slot: &Slot, chat: &WaId, row: OutboxRow, name: &str) -> Result<(), StoreError> {
        let take_off = async {
            let tags = self.parts.api.retrieve_chat(chat).await?.tags;
            match tags.into_iter().find(|tag| tag.name == name).and_then(|tag| tag.tagging_id) {
                Some(tagging) => self.parts.api.destroy_chat_tagging(tagging).await,
                None => Ok(()),
            }
        };
        match take_off.await {
            Err(cause) if cause.status() == Some(404) => self.tagged(slot, &row, Ok(())).await,
            answer => self.tagged(slot, &row, answer).await,
        }
    }

    async fn carries(&self, chat: &WaId, name: &str) -> bool {
        self.parts.api.retrieve_chat(chat).await.is_ok_and(|chat| chat.tags.iter().any(|tag| tag.name == name))
    }

    async fn tagged(self: &Arc<Self>, slot: &Slot, row: &OutboxRow, answer: Result<(), ApiError>) -> Result<(), StoreError> {
        // Its own event may be late, or lost.
        if let Some(chat) = slot.lane.chat() {
            self.tags.forget(chat);
        }
        match judge(answer) {
            Attempt::Done(()) => {
                self.sent(slot, row, None);
                Ok(())
            }
            Attempt::Refused(cause) => self.refuse(slot, row, cause).await,
            Attempt::NotDone { after, cause } => self.later(slot, row, after, &cause).await,
            Attempt::Unknown(cause) => self.later(slot, row, None, &cause).await,
        }
    }
}
