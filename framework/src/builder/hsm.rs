use serde_json::{Value, json};

use super::message::IntoMessage;
use crate::error::Result;
use crate::wire::{Content, Members, OutgoingMessage};

/// A template of the old On-Premises kind, by its namespace and name.
///
/// ```
/// # #![allow(deprecated)]
/// use switchboard::prelude::*;
///
/// #[on(chat_tagging, action = added, tag = "due")]
/// async fn due(contact: Contact) -> impl IntoOutcome {
///     hsm("c8ae5f90_307a", "invoice_due").language("de").params([contact.name()])
/// }
/// ```
#[deprecated(note = "WhatsApp has replaced it (On-Premises v2.39): use `template(..)`")]
pub fn hsm(namespace: impl Into<String>, element_name: impl Into<String>) -> HsmMessage {
    HsmMessage { namespace: namespace.into(), element_name: element_name.into(), language: "en".to_owned(), params: Vec::new() }
}

/// A template of the old kind to be sent.
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a message is sent when it is returned or said"]
pub struct HsmMessage {
    namespace: String,
    element_name: String,
    language: String,
    params: Vec<Value>,
}

impl HsmMessage {
    /// The language, such as `de`; `en` when nothing is said.
    pub fn language(mut self, code: impl Into<String>) -> Self {
        self.language = code.into();
        self
    }

    /// The values of its placeholders, in their order.
    pub fn params<T: Into<String>>(mut self, values: impl IntoIterator<Item = T>) -> Self {
        self.params = values.into_iter().map(|value| json!({ "default": value.into() })).collect();
        self
    }
}

impl IntoMessage for HsmMessage {
    fn into_message(self) -> Result<OutgoingMessage> {
        let mut hsm = Members::new();
        hsm.insert("namespace".to_owned(), self.namespace.into());
        hsm.insert("element_name".to_owned(), self.element_name.into());
        hsm.insert("language".to_owned(), json!({ "policy": "deterministic", "code": self.language }));
        hsm.insert("localizable_params".to_owned(), self.params.into());
        OutgoingMessage::new(Content::Hsm(hsm)).into_message()
    }
}
