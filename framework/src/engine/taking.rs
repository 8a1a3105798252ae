//! Taking a chat: one that nobody owns, or one that the policy takes from people.

use super::directory::Lookup;
use super::slot::Slot;
use super::{Count, Engine};
use crate::client::{ApiError, EventQuery, Paging};
use crate::handover::{Because, Conflict, OwnerClass};
use crate::outbox::verdict::Attempt;
use crate::wire::assignment::Change;
use crate::wire::{ChatAssignmentRequest, Group, GroupId, WaId};

/// How many assignment events are read to see whose assignment a take overwrote.
const EVENTS_READ: u64 = 20;

/// How a take ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Take {
    /// The chat is the bot's, and it took it from nobody.
    Mine,
    /// The chat is somebody else's: nothing is said.
    Theirs,
    /// Whether it is the bot's is not certain yet: the owner is read again.
    Uncertain,
    /// The inbox does not let the bot take it.
    Refused(String),
}

impl Engine {
    /// Takes the chat with one PATCH, then reads once more before anything is said. A take that overwrote somebody's
    /// assignment is given back to them, unless theirs is the one that was to be overwritten.
    pub(super) async fn take(&self, slot: &Slot, chat: &WaId, because: Because) -> Take {
        let hide = match &self.policy.hide {
            None => None,
            Some(group) => match self.directory.find_group(group).await {
                Ok(group) => Some(group),
                Err(cause @ Lookup::Missing { .. }) => return Take::Refused(cause.to_string()),
                Err(Lookup::Api(cause)) => {
                    tracing::warn!(lane = ?slot.lane, %cause, "the group of hidden chats cannot be looked up yet");
                    slot.state().pause_after_failure(self.now());
                    return Take::Uncertain;
                }
            },
        };
        // On disk before the PATCH leaves: whoever starts next still has to see whose assignment it overwrote.
        let (owner, known) = {
            let mut state = slot.state();
            state.ownership.begin_take(because, self.parts.api.inbox_now());
            (state.ownership.owner(), state.ownership.begin_reading())
        };
        if let Err(cause) = self.save(slot).await {
            tracing::error!(lane = ?slot.lane, %cause, "the store failed; the chat is taken later");
            let mut state = slot.state();
            state.pause_after_failure(self.now());
            return Take::Uncertain;
        }
        {
            let mut state = slot.state();
            // A person may also have taken what they had already.
            let is_as_it_was = state.ownership.class().is_some() && state.ownership.owner() == owner && state.ownership.is_current(known);
            if !is_as_it_was || (because == Because::Unassigned && state.ownership.class() != Some(OwnerClass::Nobody)) {
                state.ownership.cancel_take();
                return Take::Uncertain;
            }
            state.ownership.ask(Some(self.parts.me.clone()), hide.clone().or(owner.group));
        }
        let patch = ChatAssignmentRequest {
            wa_id: Some(chat.clone()),
            assigned_to_user: Change::Set(self.parts.me.id),
            assigned_group: hide.map_or(Change::Keep, |group| Change::Set(group.id)),
        };
        let attempt = tokio::select! {
            answer = self.parts.api.partial_update_chat_assignment(chat, &patch) => super::sending::judge(answer),
            // The event tells that it was done, whatever becomes of the answer.
            () = self.confirmed(slot) => Attempt::Done(()),
        };
        match self.after_patch(slot, attempt) {
            Some(take) => take,
            None => self.read_once_more(slot, chat).await,
        }
    }

    /// What follows from the PATCH alone; nothing when it was done.
    fn after_patch(&self, slot: &Slot, attempt: Attempt<()>) -> Option<Take> {
        let mut state = slot.state();
        match attempt {
            Attempt::Done(()) => {
                state.ownership.granted(self.now());
                None
            }
            Attempt::Refused(cause) => {
                state.ownership.refused();
                state.ownership.cancel_take();
                Some(Take::Refused(cause))
            }
            Attempt::NotDone { cause, .. } => {
                tracing::warn!(lane = ?slot.lane, cause, "a chat cannot be taken yet");
                state.ownership.refused();
                state.ownership.cancel_take();
                state.pause_after_failure(self.now());
                Some(Take::Uncertain)
            }
            // Never repeated blindly: by now the chat may be somebody's.
            Attempt::Unknown(cause) => {
                tracing::warn!(lane = ?slot.lane, cause, "whether a chat was taken is read");
                state.ownership.refused();
                state.ownership.doubt();
                Some(Take::Uncertain)
            }
        }
    }

    /// Reads owner and events after a take, before anything is said.
    pub(super) async fn read_once_more(&self, slot: &Slot, chat: &WaId) -> Take {
        let reading = slot.state().ownership.begin_reading();
        let paging = Paging { limit: Some(EVENTS_READ), offset: None };
        let query = EventQuery { wa_id: Some(chat.clone()), paging, ..EventQuery::default() };
        let read = async {
            let owner = self.ask_owner(chat).await?;
            let events = self.parts.api.list_chat_assignment_events(&query).await?;
            Ok::<_, ApiError>((owner, slot.state().ownership.overwritten_by_take(&events.results)))
        };
        let group = slot.state().ownership.group_before_take();
        let (owner, conflict) = match read.await {
            Ok(read) => read,
            Err(cause) => {
                tracing::warn!(lane = ?slot.lane, %cause, "a chat that was taken cannot be read; nothing is said until it can");
                let mut state = slot.state();
                state.ownership.doubt();
                state.pause_after_failure(self.now());
                return Take::Uncertain;
            }
        };
        let is_mine = {
            let mut state = slot.state();
            let counts = state.ownership.end_reading(reading, owner.0, owner.1, self.now()).is_some();
            state.unsaved = true;
            if !counts {
                return Take::Uncertain;
            }
            state.ownership.end_take();
            state.ownership.owner().is_me()
        };
        match conflict {
            _ if !is_mine => Take::Theirs,
            None => Take::Mine,
            Some(conflict) => {
                self.give_back(slot, chat, conflict, group).await;
                Take::Theirs
            }
        }
    }

    async fn give_back(&self, slot: &Slot, chat: &WaId, conflict: Conflict, before: Option<GroupId>) {
        self.counters.add(Count::TakeConflicts);
        tracing::info!(lane = ?slot.lane, to = %conflict.user.id, "a take overwrote somebody's assignment, and is given back");
        // The group in which the bot hides its chats goes with the bot.
        let group = match (&self.policy.hide, before) {
            (None, _) => Change::Keep,
            (Some(_), None) => Change::Clear,
            (Some(_), Some(group)) => Change::Set(group),
        };
        {
            let mut state = slot.state();
            let known = match group {
                Change::Keep => state.ownership.owner().group,
                Change::Clear => None,
                Change::Set(id) => Some(Group::new(id, String::new())),
            };
            state.ownership.ask(Some(conflict.user.clone()), known);
        }
        let patch =
            ChatAssignmentRequest { wa_id: Some(chat.clone()), assigned_to_user: Change::Set(conflict.user.id), assigned_group: group };
        let answer = self.parts.api.partial_update_chat_assignment(chat, &patch).await;
        let mut state = slot.state();
        state.unsaved = true;
        match answer {
            Ok(_) => state.ownership.granted(self.now()),
            Err(cause) => {
                tracing::warn!(lane = ?slot.lane, %cause, "a chat could not be given back to whom it belongs; nothing is said in it");
                state.ownership.refused();
                state.ownership.person_wrote(None, self.now());
            }
        }
    }

    async fn confirmed(&self, slot: &Slot) {
        while !slot.state().ownership.is_confirmed() {
            slot.signalled().await;
        }
    }
}
