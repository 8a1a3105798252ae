//! Messages and their states.

use std::collections::BTreeSet;

use switchboard_wire::status::ErrorData;
use switchboard_wire::{Members, MessageId, Timestamp, WaId, WabaErrorItem, WabaId, WabaStatus};

use super::{Call, audience, listeners};
use crate::json;
use crate::store::Tx;
use crate::store::chats::ChatRow;
use crate::store::messages::MessageRow;
use crate::store::view::View;

/// An outgoing message reached a state.
#[derive(Debug)]
pub(crate) struct StatusChange {
    pub(crate) row: MessageRow,
    pub(crate) status: &'static str,
    pub(crate) time: i64,
    pub(crate) failure: Option<Failure>,
}

/// Why WhatsApp did not deliver a message.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    pub(crate) code: i64,
    pub(crate) title: String,
    pub(crate) details: String,
}

impl Failure {
    /// As the On-Premises form has it.
    pub(crate) fn flat(&self) -> WabaErrorItem {
        WabaErrorItem {
            code: Some(self.code),
            title: Some(self.title.clone()),
            details: Some(self.details.clone()),
            ..WabaErrorItem::default()
        }
    }

    fn cloud(&self) -> WabaErrorItem {
        // The On-Premises code of a closed window has a successor in the Cloud API.
        let code = if self.code == 470 { 131_047 } else { self.code };
        WabaErrorItem {
            code: Some(code),
            title: Some(self.title.clone()),
            message: Some(self.title.clone()),
            error_data: Some(ErrorData { details: Some(self.details.clone()), extra: Members::new() }),
            ..WabaErrorItem::default()
        }
    }
}

impl StatusChange {
    fn wire(&self, cloud: bool) -> WabaStatus {
        let errors = self.failure.iter().map(|failure| if cloud { failure.cloud() } else { failure.flat() }).collect();
        let mut extra = Members::new();
        if !cloud {
            extra.insert(String::from("type"), "message".into());
        }
        WabaStatus {
            id: Some(WabaId::new(&self.row.waba_id)),
            getchat_id: Some(MessageId::new(&self.row.id)),
            recipient_id: WaId::new(&self.row.wa_id).ok(),
            status: self.status.to_owned(),
            timestamp: Some(Timestamp::text_from_seconds(self.time)),
            errors,
            extra,
        }
    }
}

impl Tx<'_> {
    /// A customer wrote.
    pub(crate) fn announce_incoming(&mut self, chat: &ChatRow, row: &MessageRow) -> rusqlite::Result<()> {
        let directory = self.core.directory();
        // Nobody can have received it yet, so it looks the same to every user.
        let mut message = None;
        for webhook in &audience::of_chat(&directory, chat) {
            let assigned = webhook.request.on_assigned && chat.assigned_user == Some(webhook.user);
            if !assigned && !webhook.request.on_incoming_message {
                continue;
            }
            let message = match &mut message {
                Some(message) => message,
                none => none.insert(json::array([View::of(0).message(self, row)?])),
            };
            let mut call = Call::default();
            if webhook.request.on_incoming_message {
                call.waba("contacts", &json::array([chat.profile_json()]));
                call.waba("messages", &json::array([&row.payload]));
                call.getchat("incoming_messages", message.clone());
            }
            if assigned {
                call.getchat("assigned_messages", message.clone());
            }
            call.marks(row.time);
            call.queue(self, webhook, &row.wa_id)?;
        }
        self.tell_incoming(chat, row, message)
    }

    /// The websockets are told every message, and whose chat it is in those who have it.
    fn tell_incoming(&mut self, chat: &ChatRow, row: &MessageRow, message: Option<String>) -> rusqlite::Result<()> {
        let listeners = listeners::of_chat(self, chat);
        if listeners.is_empty() {
            return Ok(());
        }
        let message = match message {
            Some(message) => message,
            None => json::array([View::of(0).message(self, row)?]),
        };
        let (who_has_it, others): (BTreeSet<i64>, _) = listeners.into_iter().partition(|user| chat.assigned_user == Some(*user));
        let mut call = Call::default();
        call.waba("contacts", &json::array([chat.profile_json()]));
        call.waba("messages", &json::array([&row.payload]));
        call.getchat("incoming_messages", message.clone());
        call.tell(self, others, &row.wa_id);
        call.getchat("assigned_messages", message);
        call.tell(self, who_has_it, &row.wa_id);
        Ok(())
    }

    /// A user of the inbox wrote.
    pub(crate) fn announce_outgoing(&mut self, row: &MessageRow) -> rusqlite::Result<()> {
        let mut message = None;
        for webhook in self.audience(&row.wa_id)?.iter().filter(|webhook| webhook.request.on_outgoing_message) {
            let message = match &mut message {
                Some(message) => message,
                none => none.insert(json::array([View::of(0).message(self, row)?])),
            };
            let mut call = Call::default();
            call.getchat("outgoing_messages", message.clone());
            call.queue(self, webhook, &row.wa_id)?;
        }
        let listeners = self.listeners(&row.wa_id)?;
        if !listeners.is_empty() {
            let mut call = Call::default();
            call.getchat(
                "outgoing_messages",
                match message {
                    Some(message) => message,
                    None => json::array([View::of(0).message(self, row)?]),
                },
            );
            call.tell(self, listeners, &row.wa_id);
        }
        Ok(())
    }

    /// Outgoing messages of one chat reached states, in this order.
    pub(crate) fn announce_statuses(&mut self, wa_id: &str, changes: &[StatusChange]) -> rusqlite::Result<()> {
        let audience = self.audience(wa_id)?;
        let heard = |request: &switchboard_wire::WabaWebhookRequest| request.on_incoming_message || request.on_outgoing_message;
        let listeners = self.listeners(wa_id)?;
        if changes.is_empty() || (listeners.is_empty() && !audience.iter().any(|webhook| heard(&webhook.request))) {
            return Ok(());
        }
        let flat = json::text(&changes.iter().map(|change| change.wire(false)).collect::<Vec<_>>());
        let cloud = json::text(&changes.iter().map(|change| change.wire(true)).collect::<Vec<_>>());
        for webhook in audience.iter().filter(|webhook| heard(&webhook.request)) {
            let mut call = Call::default();
            call.waba_in_two_forms("statuses", flat.clone(), cloud.clone());
            call.queue(self, webhook, wa_id)?;
        }
        let mut call = Call::default();
        call.waba_in_two_forms("statuses", flat, cloud);
        call.tell(self, listeners, wa_id);
        Ok(())
    }

    /// WhatsApp reports an error that belongs to no message.
    pub(crate) fn announce_error(&mut self, failure: &Failure) -> rusqlite::Result<()> {
        let directory = self.core.directory();
        for webhook in
            directory.webhooks.iter().filter(|webhook| webhook.request.on_incoming_message || webhook.request.on_outgoing_message)
        {
            let mut call = Call::default();
            call.waba_in_two_forms("errors", json::text(&[failure.flat()]), json::text(&[failure.cloud()]));
            call.queue(self, webhook, "")?;
        }
        let mut call = Call::default();
        call.waba_in_two_forms("errors", json::text(&[failure.flat()]), json::text(&[failure.cloud()]));
        let listeners = self.core.sockets.users();
        call.tell(self, listeners, "");
        Ok(())
    }
}
