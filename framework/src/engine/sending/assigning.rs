use std::sync::Arc;

use super::{Slot, Trouble, judge, update};
use crate::action::{Action, Assignee, Assignment, Reference};
use crate::engine::directory::Lookup;
use crate::engine::{Count, Engine};
use crate::handover::{Assigned, OwnerSet};
use crate::outbox::verdict::Attempt;
use crate::store::{OutboxRow, RowState, RowUpdate, StoreError};
use crate::wire::assignment::Change;
use crate::wire::{ChatAssignmentRequest, WaId};

impl Engine {
    /// Changes the chat's owner with one PATCH.
    pub(super) async fn send_assignment(
        self: &Arc<Self>,
        slot: &Slot,
        chat: &WaId,
        row: OutboxRow,
        assignment: Assignment,
    ) -> Result<(), StoreError> {
        let to = match self.assignee(slot, &assignment.to).await {
            Ok(to) => to,
            Err(Lookup::Api(cause)) if cause.is_retryable() || cause.is_unauthorized() || cause.may_have_happened() => {
                return self.later(slot, &row, cause.retry_after(), &cause.to_string()).await;
            }
            Err(cause) => return self.refuse_assignment(slot, &row, cause.to_string()).await,
        };
        if row.state == RowState::Planned {
            // Whose turn it is was decided just now: whoever has to look it up again must find the same.
            let action = matches!(assignment.to, Assignee::Available(_)).then(|| Action::Assign(Assignment::to(fixed(&to))));
            let update = RowUpdate { state: RowState::InFlight, intent_at: Some(self.parts.api.inbox_now()), action, ..update(&row) };
            self.record(slot, vec![update]).await?;
        }
        if !slot.state().begin(&row) {
            return Ok(());
        }
        slot.state().ownership.ask(to.0.clone(), to.1.clone());
        let patch = ChatAssignmentRequest {
            wa_id: Some(chat.clone()),
            assigned_to_user: to.0.as_ref().map_or(Change::Clear, |user| Change::Set(user.id)),
            assigned_group: to.1.as_ref().map_or(Change::Clear, |group| Change::Set(group.id)),
        };
        match judge(self.parts.api.partial_update_chat_assignment(chat, &patch).await) {
            Attempt::Done(()) => {
                slot.state().ownership.granted(self.now());
                self.assigned(slot, &row).await
            }
            Attempt::Refused(cause) => {
                slot.state().ownership.refused();
                self.refuse_assignment(slot, &row, cause).await
            }
            Attempt::NotDone { after, cause } => {
                slot.state().ownership.refused();
                self.later(slot, &row, after, &cause).await
            }
            // Resolved by reading, never repeated blindly: it could take the chat from a person.
            Attempt::Unknown(cause) => {
                tracing::warn!(lane = ?slot.lane, cause, "whether a chat was handed over is read");
                self.counters.add(Count::Unknown);
                let mut state = slot.state();
                state.ownership.refused();
                state.ownership.doubt();
                Ok(())
            }
        }
    }

    /// Finds out whether an assignment of unknown outcome was done. The owner has just been read.
    pub(super) async fn resolve_assignment(
        self: &Arc<Self>,
        slot: &Slot,
        row: OutboxRow,
        assignment: &Assignment,
    ) -> Result<(), StoreError> {
        let to = match self.assignee(slot, &assignment.to).await {
            Ok(to) => to,
            Err(Lookup::Missing { .. }) => return self.refuse_assignment(slot, &row, "its target is gone".to_owned()).await,
            Err(Lookup::Api(cause)) => {
                tracing::warn!(lane = ?slot.lane, %cause, "an assignment cannot be looked up yet");
                slot.state().pause_after_failure(self.now());
                return Ok(());
            }
        };
        let done = {
            let mut state = slot.state();
            let owner = state.ownership.owner();
            let ids = |(user, group): &Assigned| (user.as_ref().map(|user| user.id), group.as_ref().map(|group| group.id));
            let done = ids(&(owner.user, owner.group)) == ids(&to);
            if done {
                state.ownership.ask(to.0, to.1);
                state.ownership.granted(self.now());
            }
            done
        };
        if done {
            return self.assigned(slot, &row).await;
        }
        // It was not done. Whether it still may be is decided by the row's fence, as for any planned row.
        self.record(slot, vec![RowUpdate { state: RowState::Planned, attempts: row.attempts + 1, ..update(&row) }]).await
    }

    /// The assignment was done: what the turn said behind it may leave under the fence of now.
    async fn assigned(self: &Arc<Self>, slot: &Slot, row: &OutboxRow) -> Result<(), StoreError> {
        let updates = {
            let state = slot.state();
            let fence = Some(state.ownership.fence());
            let behind = state
                .rows
                .iter()
                .filter(|leaving| leaving.row.event == row.event && leaving.row.id != row.id && leaving.row.fence.is_some());
            let behind = behind.map(|leaving| RowUpdate { fence, not_before: leaving.row.not_before, ..update(&leaving.row) });
            std::iter::once(RowUpdate { state: RowState::Sent, ..update(row) }).chain(behind).collect()
        };
        self.end_rows(slot, updates, Vec::new()).await
    }

    /// The assignment was refused for good: the bot goes on owning the chat, and what stood behind it is not said.
    async fn refuse_assignment(self: &Arc<Self>, slot: &Slot, row: &OutboxRow, cause: String) -> Result<(), StoreError> {
        tracing::error!(lane = ?slot.lane, cause, "the inbox refused to hand a chat over");
        self.counters.add(Count::Rejected);
        let cause = format!("the chat could not be handed over: {cause}");
        let trouble = Trouble { code: None, title: "The chat could not be handed over", cause: &cause };
        let told = self.tell_error(slot, row, trouble, true).await?;
        let updates = {
            let state = slot.state();
            let behind = state.rows.iter().filter(|leaving| leaving.row.event == row.event && leaving.row.owners == OwnerSet::BESIDE);
            let behind = behind.map(|leaving| RowUpdate { state: RowState::Rejected, ..update(&leaving.row) });
            std::iter::once(RowUpdate { state: RowState::Rejected, cause: Some(cause), ..update(row) }).chain(behind).collect()
        };
        self.end_rows(slot, updates, told).await
    }

    async fn assignee(&self, slot: &Slot, to: &Assignee) -> Result<Assigned, Lookup> {
        Ok(match to {
            Assignee::Me => {
                let group = match &self.policy.hide {
                    Some(hide) => Some(self.directory.find_group(hide).await?),
                    None => slot.state().ownership.owner().group,
                };
                (Some(self.parts.me.clone()), group)
            }
            Assignee::Available(group) => self.in_turn(group).await?,
            Assignee::Nobody => (None, None),
            Assignee::User(user) => (Some(self.directory.find_user(user).await?), None),
            Assignee::Group(group) => (None, Some(self.directory.find_group(group).await?)),
        })
    }
}

/// The same by id.
fn fixed((user, group): &Assigned) -> Assignee {
    match (user, group) {
        (Some(user), _) => Assignee::User(Reference::Id(user.id)),
        (None, Some(group)) => Assignee::Group(Reference::Id(group.id)),
        (None, None) => Assignee::Nobody,
    }
}
