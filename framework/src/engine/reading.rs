//! Reading whom a chat belongs to.

use std::sync::Arc;

use super::Engine;
use super::intake::RETURN;
use super::lane::Work;
use super::slot::Slot;
use crate::client::ApiError;
use crate::handover::Assigned;
use crate::store::{Delivery, NewEvent};
use crate::wire::{ChatAssignment, WaId};

impl Engine {
    /// Reads the owner of the lane's chat. An answer that was overtaken does not count; the lane reads again.
    pub(super) async fn read_owner(self: &Arc<Self>, slot: &Slot) {
        let Some(chat) = slot.lane.chat() else { return };
        let reading = slot.state().ownership.begin_reading();
        let answer = async { Ok::<_, ApiError>((self.ask_owner(chat).await?, self.ask_off(chat).await?)) }.await;
        let now = self.now();
        let returned = {
            let mut state = slot.state();
            match answer {
                Ok(((user, group), off)) => {
                    state.pause = None;
                    let fence = state.ownership.fence();
                    let ended = state.ownership.end_reading(reading, user, group, now);
                    if let Some(off) = off.filter(|_| ended.is_some()) {
                        state.ownership.note_off(off);
                    }
                    state.unsaved |= ended.is_some();
                    if state.ownership.fence() > fence {
                        self.counters.add(super::Count::Takeovers);
                    }
                    ended == Some(true) && !state.awaits_return()
                }
                Err(cause) => {
                    tracing::warn!(lane = ?slot.lane, %cause, "the owner of a chat cannot be read; nothing is said until it can");
                    state.pause_after_failure(now);
                    false
                }
            }
        };
        if returned {
            self.plan_return(slot, chat, now).await;
        }
    }

    /// Whom the inbox says a chat belongs to. A chat that the inbox does not know belongs to nobody.
    pub(super) async fn ask_owner(&self, chat: &WaId) -> Result<Assigned, ApiError> {
        match self.parts.api.retrieve_chat_assignment(chat).await {
            Ok(assignment) => self.name_owner(&assignment).await,
            Err(cause) if cause.status() == Some(404) => Ok((None, None)),
            Err(cause) => Err(cause),
        }
    }

    /// Whether the chat carries the tag that switches the bot off; nothing when the policy has none.
    async fn ask_off(&self, chat: &WaId) -> Result<Option<bool>, ApiError> {
        let Some(tag) = &self.policy.off_tag else { return Ok(None) };
        match self.parts.api.retrieve_chat(chat).await {
            Ok(chat) => Ok(Some(chat.tags.iter().any(|one| one.name == *tag))),
            Err(cause) if cause.status() == Some(404) => Ok(Some(false)),
            Err(cause) => Err(cause),
        }
    }

    pub(super) async fn name_owner(&self, assignment: &ChatAssignment) -> Result<Assigned, ApiError> {
        let user = match assignment.assigned_to_user {
            Some(id) => Some(self.directory.user(id).await?),
            None => None,
        };
        let group = match assignment.assigned_group {
            Some(id) => Some(self.directory.group(id).await?),
            None => None,
        };
        Ok((user, group))
    }

    /// The chat turned out to be the bot's without an event that said so: what waits for an answer is to be found.
    async fn plan_return(self: &Arc<Self>, slot: &Slot, chat: &WaId, now: jiff::Timestamp) {
        let lane = crate::store::Lane::Chat(chat.clone());
        let event = NewEvent { key: self.own_key(RETURN, chat), lane, kind: RETURN.to_owned(), part: 0, end: None };
        let delivery = Delivery::new(b"{}".to_vec(), now, vec![event.clone()]);
        match self.parts.store.ingest(&self.parts.inbox, delivery).await.as_deref() {
            Ok([ingested]) => self.queue(event, Some(Work::Return), *ingested, now),
            Ok(_) => {}
            Err(cause) => {
                tracing::error!(%cause, "a chat came back to the bot, which could not be stored; it is read again");
                let mut state = slot.state();
                state.ownership.doubt_return();
                state.pause_after_failure(now);
            }
        }
    }
}
