//! The window for free messages, as sending meets it.

use std::sync::Arc;

use super::{Slot, Trouble, update};
use crate::action::Action;
use crate::client::ApiError;
use crate::engine::{Count, Engine};
use crate::handover::OwnerSet;
use crate::outbox::doubt::costs;
use crate::outbox::window;
use crate::store::{OutboxRow, RowState, RowUpdate, StoreError};
use crate::wire::{Content, MessageId, OutgoingMessage};

impl Engine {
    /// Whether it is known that only templates may be sent in the lane's chat.
    pub(super) fn is_window_closed(&self, slot: &Slot) -> bool {
        self.customer_wrote_at(slot).is_some_and(|wrote_at| window::closes_at(wrote_at) <= self.parts.api.inbox_now())
    }

    /// When the customer last wrote. What an earlier version of the bot was told does not count when this one is told no more: the
    /// customer may have written since.
    pub(in crate::engine) fn customer_wrote_at(&self, slot: &Slot) -> Option<jiff::Timestamp> {
        slot.state().ownership.customer_wrote_at().filter(|_| self.parts.interests.hears())
    }

    /// From now on the row is the template's. That is on disk before the template leaves, so that after a crash it is sent
    /// neither twice nor beside the message.
    pub(super) async fn send_template_instead(&self, slot: &Slot, row: &OutboxRow, template: OutgoingMessage) -> Result<(), StoreError> {
        self.counters.add(Count::Templates);
        let action = Some(Action::Send(template));
        self.record(slot, vec![RowUpdate { state: RowState::Planned, action, ..update(row) }]).await
    }

    /// The inbox says that the window is closed.
    pub(super) async fn window_refused(self: &Arc<Self>, slot: &Slot, row: OutboxRow, cause: &ApiError) -> Result<(), StoreError> {
        if let Action::SendOrTemplate { template, .. } = row.action.clone() {
            return self.send_template_instead(slot, &row, *template).await;
        }
        tracing::error!(lane = ?slot.lane, %cause, "a message was refused because the customer last wrote more than 24 hours ago");
        self.counters.add(Count::Rejected);
        let words = match row.action.message().is_some_and(|message| costs(&message.content)) {
            true => format!("the window for free messages is closed, and the inbox did not take the template either: {cause}"),
            false => {
                format!("the window for free messages is closed, and there is no template to send instead (`.or_template(..)`): {cause}")
            }
        };
        let trouble = Trouble { code: Some(window::CLOSED), title: "The window for free messages is closed", cause: &words };
        let told = self.tell_error(slot, &row, trouble, false).await?;
        self.end_rows(slot, vec![RowUpdate { state: RowState::Rejected, cause: Some(words), ..update(&row) }], told).await
    }

    /// A message that a template may have to follow is known by its id before anything else happens in the chat: its status
    /// may fail at once. So is one that answers nobody, since the chat's list may be looked through next.
    pub(super) async fn note_sent(&self, slot: &Slot, row: &OutboxRow, message: &MessageId) -> Result<(), StoreError> {
        if !matches!(row.action, Action::SendOrTemplate { .. }) && row.owners != OwnerSet::BESIDE {
            return Ok(());
        }
        let message = Some(message.clone());
        self.record(slot, vec![RowUpdate { state: RowState::InFlight, message, ..update(row) }]).await
    }

    /// A template that names no language gets the configured one.
    pub(super) fn in_language(&self, mut message: OutgoingMessage) -> OutgoingMessage {
        if let Content::Template(template) = &mut message.content
            && template.language.code.is_empty()
        {
            template.language.code.clone_from(&self.parts.settings.template_language);
        }
        message
    }
}
