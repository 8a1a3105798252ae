//! One occurrence, as one webhook gets it.

use super::{ACCOUNT, PHONE_NUMBER};
use crate::json::{self, Object};
use crate::settings::{BUSINESS_NUMBER, WebhookForm};
use crate::store::Tx;
use crate::store::directory::Directory;
use crate::store::webhooks::Webhook;

/// The members that tell of messages.
const MESSAGING: [&str; 6] = ["contacts", "messages", "statuses", "incoming_messages", "outgoing_messages", "assigned_messages"];

/// The members for one webhook: names, with values that are JSON already.
#[derive(Debug, Clone, Default)]
pub(super) struct Call {
    /// What WhatsApp sends, as the On-Premises form has it.
    waba: Vec<(&'static str, String)>,
    /// The same, as the cloud form has it, where that differs.
    pub(super) cloud: Vec<(&'static str, String)>,
    /// What get.chat adds.
    pub(super) getchat: Vec<(&'static str, String)>,
    /// The second up to which the chat counts as received once the call is answered.
    marks: Option<i64>,
}

impl Call {
    /// A member that looks the same in both of WhatsApp's forms.
    pub(super) fn waba(&mut self, name: &'static str, value: &str) {
        self.waba_in_two_forms(name, value.to_owned(), value.to_owned());
    }

    pub(super) fn waba_in_two_forms(&mut self, name: &'static str, flat: String, cloud: String) {
        self.waba.push((name, flat));
        self.cloud.push((name, cloud));
    }

    pub(super) fn getchat(&mut self, name: &'static str, value: String) {
        self.getchat.push((name, value));
    }

    /// The call carries a message of this second.
    pub(super) fn marks(&mut self, time: i64) {
        self.marks = self.marks.max(Some(time));
    }

    /// What of the call a user may be told: nothing who was shut out. The service account of the Partner API does no messaging, so it
    /// hears of no message, as the API shows it none.
    pub(super) fn told_to(mut self, directory: &Directory, user: i64) -> Self {
        let Some(account) = directory.user(user).filter(|account| !directory.is_shut_out(account)) else { return Self::default() };
        if account.configurator {
            for members in [&mut self.waba, &mut self.cloud, &mut self.getchat] {
                members.retain(|(name, _)| !MESSAGING.contains(name));
            }
            self.marks = None;
        }
        self
    }

    /// Queues the call for a webhook, in the form or forms that it gets.
    pub(super) fn queue(self, tx: &mut Tx<'_>, webhook: &Webhook, wa_id: &str) -> rusqlite::Result<()> {
        self.told_to(&tx.core.directory(), webhook.user).queue_all(tx, webhook, wa_id)
    }

    fn queue_all(self, tx: &mut Tx<'_>, webhook: &Webhook, wa_id: &str) -> rusqlite::Result<()> {
        let form = webhook.form.unwrap_or(tx.core.settings.webhook_form);
        if form != WebhookForm::Flat && !self.cloud.is_empty() {
            let body = self.cloud_body();
            tx.queue(webhook.id, webhook.user, wa_id, &names(&self.cloud), body, self.marks)?;
        }
        let mut flat = Vec::new();
        if form != WebhookForm::Cloud {
            flat.extend(self.waba);
        }
        flat.extend(self.getchat);
        if flat.is_empty() {
            return Ok(());
        }
        tx.queue(webhook.id, webhook.user, wa_id, &names(&flat), flat_body(&flat), self.marks).map(drop)
    }

    pub(super) fn cloud_body(&self) -> String {
        let metadata = Object::new().member("display_phone_number", BUSINESS_NUMBER).member("phone_number_id", PHONE_NUMBER).finish();
        let value = Object::new().member("messaging_product", "whatsapp").raw("metadata", &metadata);
        let value = self.cloud.iter().fold(value, |value, (name, json)| value.raw(name, json)).finish();
        let change = Object::new().member("field", "messages").raw("value", &value).finish();
        let entry = Object::new().member("id", ACCOUNT).raw("changes", &json::array([change])).finish();
        Object::new().member("object", "whatsapp_business_account").raw("entry", &json::array([entry])).finish()
    }
}

/// Members as the top level of a body.
pub(super) fn flat_body(members: &[(&'static str, String)]) -> String {
    members.iter().fold(Object::new(), |body, (name, value)| body.raw(name, value)).finish()
}

pub(super) fn names(members: &[(&'static str, String)]) -> String {
    members.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(",")
}
