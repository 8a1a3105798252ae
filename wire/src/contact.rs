//! Contacts: entries of connected address books, and what is done about a number.
//!
//! ```
//! use switchboard_wire::{BlockRequest, ResolvedContact};
//!
//! let known: ResolvedContact = serde_json::from_str(
//!     r#"{"person": null, "contact_provider_results": [{"name": "Ada Moreno", "contact_provider": {"id": "crm", "name": "CRM"}}]}"#,
//! )?;
//! assert_eq!(known.contact_provider_results[0].name.as_deref(), Some("Ada Moreno"));
//! assert_eq!(serde_json::to_string(&BlockRequest::new("spam"))?, r#"{"reason":"spam"}"#);
//! # Ok::<(), serde_json::Error>(())
//! ```

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::reading::null_as_default;
use crate::{Members, Person, WaId, WabaId};

/// An entry of a connected address book (a contact provider). The inbox does not keep it. `Debug` prints no numbers and no addresses.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// Whom it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Initials of the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initials: Option<String>,
    /// Phone numbers, as the address book writes them.
    #[serde(deserialize_with = "null_as_default")]
    pub phone_numbers: Vec<DescribedNumber>,
    /// E-mail addresses.
    #[serde(deserialize_with = "null_as_default")]
    pub email_addresses: Vec<String>,
    /// Pages about the contact, such as the one in the address book itself.
    #[serde(deserialize_with = "null_as_default")]
    pub urls: Vec<String>,
    /// URL of a small picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar: Option<String>,
    /// URL of a large picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub large_avatar: Option<String>,
    /// The address book.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_provider: Option<ContactProvider>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contact").field("name", &self.name).field("contact_provider", &self.contact_provider).finish_non_exhaustive()
    }
}

/// A phone number with what it is for, such as `work`. `Debug` does not print the number.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DescribedNumber {
    /// The number, as the address book writes it; it need not be a WhatsApp id.
    pub phone_number: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

impl fmt::Debug for DescribedNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DescribedNumber").field("description", &self.description).finish_non_exhaustive()
    }
}

/// A connected address book.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ContactProvider {
    /// What kind of address book it is.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

/// The answer of `resolveContact`: what inbox and address books know about a number.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ResolvedContact {
    /// The customer, when there is one.
    pub person: Option<Person>,
    /// What the address books say.
    #[serde(deserialize_with = "null_as_default")]
    pub contact_provider_results: Vec<Contact>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

/// The answer of `listBlockedContacts`, which is no page of the usual form. `Debug` prints how many there are.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct BlockedContacts {
    /// Who is blocked. The API document does not show their shape, so they are kept as they come.
    #[serde(deserialize_with = "null_as_default")]
    pub contacts: Vec<Value>,
    /// Where the list goes on. The API document does not show its shape.
    #[serde(deserialize_with = "null_as_default")]
    pub pagination: Members,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

impl BlockedContacts {
    /// The numbers, as far as the entries are numbers or objects that name one (`wa_id`, `phone_number`, `user`: inferred).
    ///
    /// ```
    /// # use switchboard_wire::BlockedContacts;
    /// let blocked: BlockedContacts =
    ///     serde_json::from_str(r#"{"contacts": ["491713920001", {"wa_id": "491713920002"}, {"id": 7}], "pagination": {}}"#)?;
    /// assert_eq!(blocked.wa_ids().map(|id| id.as_str().to_owned()).collect::<Vec<_>>(), ["491713920001", "491713920002"]);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn wa_ids(&self) -> impl Iterator<Item = WaId> {
        self.contacts.iter().filter_map(|entry| {
            let named = ["wa_id", "phone_number", "user"].into_iter().find_map(|name| entry.get(name)?.as_str());
            let number = entry.as_str().or(named)?;
            WaId::new(number.strip_prefix('+').unwrap_or(number)).ok()
        })
    }
}

impl fmt::Debug for BlockedContacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockedContacts").field("contacts", &self.contacts.len()).finish_non_exhaustive()
    }
}

/// The body of `blockContact` and `unblockContact`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockRequest {
    /// Why, 60 characters at most; may be empty.
    #[serde(default, deserialize_with = "null_as_default")]
    pub reason: String,
}

impl BlockRequest {
    /// For this reason.
    #[must_use]
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into() }
    }
}

/// The body of `reportContact`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReportRequest {
    /// Why, 60 characters at most; may be empty.
    #[serde(deserialize_with = "null_as_default")]
    pub reason: String,
    /// Whether the number is blocked, too.
    #[serde(deserialize_with = "null_as_default")]
    pub block: bool,
    /// The message that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<WabaId>,
}

/// The body of `verifyContacts`. `Debug` prints how many numbers there are.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifyContactsRequest {
    /// The numbers, in any writing.
    pub contacts: Vec<String>,
    /// Whether to wait for WhatsApp's answer.
    #[serde(default)]
    pub blocking: Blocking,
    /// Skips what is remembered for seven days.
    #[serde(default, deserialize_with = "null_as_default")]
    pub force_check: bool,
}

impl fmt::Debug for VerifyContactsRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifyContactsRequest").field("contacts", &self.contacts.len()).finish_non_exhaustive()
    }
}

/// Whether `verifyContacts` waits for WhatsApp.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Blocking {
    /// Answers what is known.
    #[default]
    NoWait,
    /// Waits.
    Wait,
}

/// The answer of `verifyContacts`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifiedContacts {
    /// One entry per number.
    #[serde(default, deserialize_with = "null_as_default")]
    pub contacts: Vec<VerifiedContact>,
}

/// What WhatsApp thinks of a number. `Debug` does not print the number.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct VerifiedContact {
    /// The number as it was asked for.
    pub input: String,
    /// `valid`; older inboxes also say `processing` and `invalid`.
    pub status: String,
    /// The number's WhatsApp id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wa_id: Option<WaId>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

impl fmt::Debug for VerifiedContact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifiedContact").field("status", &self.status).field("wa_id", &self.wa_id).finish_non_exhaustive()
    }
}
