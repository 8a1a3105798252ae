//! The Partner API 1.1.2: instances of the inbox, and what is told of them.
//!
//! ```
//! use switchboard_wire::Secret;
//! use switchboard_wire::partner::{Configurator, CreateInstanceRequest, InstanceEvent};
//!
//! let request = CreateInstanceRequest {
//!     channel_id: Some("Ch1234CH".to_owned()),
//!     subdomain: Some("acme-test".to_owned()),
//!     configurator: Some(Configurator::new("installer", "https://acme.example/ready")),
//!     ..CreateInstanceRequest::default()
//! };
//! assert_eq!(serde_json::to_value(&request)?["configurator"]["user_name"], "installer");
//!
//! let told: InstanceEvent = serde_json::from_str(r#"{"token": "5f1c"}"#)?;
//! assert_eq!(told, InstanceEvent::Token { token: Secret::new("5f1c") });
//! # Ok::<(), serde_json::Error>(())
//! ```

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::reading::null_as_default;
use crate::{Members, Secret};

/// The code of [`InstanceError`] for a number that has an instance already, also one whose key became invalid.
pub const NUMBER_ALREADY_DEPLOYED: i64 = 701;

/// The answer of `apiRoot` and `apiVersion1Root`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerHealth {
    /// `healthy`.
    pub status: String,
}

/// The answer of `getPartnerId`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerId {
    /// To whom the key belongs.
    pub partner_id: String,
}

/// The body of `createInstance`. It needs a channel or a key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CreateInstanceRequest {
    /// The 360dialog channel. A new key of it is fetched, and its former key stops working.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<String>,
    /// A key of the channel, which is used as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub d360_api_key: Option<Secret>,
    /// The first label of the instance's host; its id when left out. At most [`SUBDOMAIN`](crate::limits::SUBDOMAIN) characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subdomain: Option<String>,
    /// Becomes the name of the admin, who gets the activation link by mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub admin_email: Option<String>,
    /// Whether the answer holds an activation link for the admin.
    #[serde(deserialize_with = "null_as_default", skip_serializing_if = "is_false")]
    pub generate_activation: bool,
    /// The account that sets the instance up, and where its token is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub configurator: Option<Configurator>,
    /// How many agents may be logged in at a time; 5 when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_number_of_seats: Option<u32>,
}

/// An account that may do what an admin may, except messaging, and where its token is sent. Its URL and headers may hold secrets:
/// `Debug` prints neither.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Configurator {
    /// The account's name.
    pub user_name: String,
    /// Gets the events of this one request.
    pub webhook_url: String,
    /// Sent with every event.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "BTreeMap::is_empty")]
    pub webhook_headers: BTreeMap<String, String>,
}

impl Configurator {
    /// An account, and where its token is sent without further headers.
    pub fn new(user_name: impl Into<String>, webhook_url: impl Into<String>) -> Self {
        Self { user_name: user_name.into(), webhook_url: webhook_url.into(), webhook_headers: BTreeMap::new() }
    }
}

impl fmt::Debug for Configurator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Configurator").field("user_name", &self.user_name).finish_non_exhaustive()
    }
}

/// The answer of `createInstance`: an instance whose deployment has begun.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Instance {
    /// Its id.
    pub id: String,
    /// Its host.
    pub base_domain: String,
    /// Answers 200 when the instance is ready.
    pub health_check: String,
    /// Its channel, as the service calls it: that need not be what was sent.
    #[serde(default)]
    pub channel_id: Option<String>,
    /// Whose it is.
    pub partner_id: String,
    /// The admin's activation link, when one was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activation_url: Option<Secret>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

/// What is told of an instance, to the URL that its configurator named.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum InstanceEvent {
    /// It is ready.
    Token {
        /// The configurator's token for the instance's Integration API.
        token: Secret,
    },
    /// It could not be made.
    Errors {
        /// One or more reasons.
        errors: Vec<InstanceError>,
    },
}

/// Why an instance could not be made. Only `code` and `parameters` are stable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InstanceError {
    /// Which kind it is, such as [`NUMBER_ALREADY_DEPLOYED`].
    pub code: i64,
    /// In a few words.
    #[serde(default)]
    pub title: String,
    /// In more words.
    #[serde(default)]
    pub details: String,
    /// What the code is about, such as `channel_id`.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "Members::is_empty")]
    pub parameters: Members,
}

/// What is wrong with one member of a request: an entry of a 422.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValidationError {
    /// The way to the member.
    pub loc: Vec<Value>,
    /// What is wrong with it.
    pub msg: String,
    /// Of which kind that is.
    #[serde(rename = "type")]
    pub kind: String,
}

impl ValidationError {
    /// The entries of a 422 body, in each of the forms that the document leaves open: one entry itself, or one or several in `detail`.
    #[must_use]
    pub fn all_of(body: &Value) -> Vec<Self> {
        match body.get("detail").unwrap_or(body) {
            Value::Array(entries) => entries.iter().filter_map(|entry| Self::deserialize(entry).ok()).collect(),
            entry => Self::deserialize(entry).ok().into_iter().collect(),
        }
    }

    /// The name of the member.
    #[must_use]
    pub fn member(&self) -> Option<&str> {
        self.loc.iter().rev().find_map(Value::as_str)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out a reference")]
const fn is_false(value: &bool) -> bool {
    !*value
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_refusal_is_read_in_every_form() {
        let entry = json!({ "loc": ["body", "subdomain"], "msg": "subdomain already in use: acme", "type": "string" });
        for body in [entry.clone(), json!({ "detail": entry }), json!({ "detail": [entry] })] {
            let entries = ValidationError::all_of(&body);
            assert_eq!(entries.len(), 1, "{body}");
            assert_eq!(entries[0].member(), Some("subdomain"));
        }
        assert!(ValidationError::all_of(&json!({ "detail": "Unprocessable." })).is_empty());
    }

    #[test]
    fn the_example_of_an_error_is_read() {
        let told = json!({ "errors": [{ "code": 701, "title": "Number already deployed", "details": "", "parameters": { "channel_id": 123456 } }] });
        let InstanceEvent::Errors { errors } = serde_json::from_value(told).unwrap() else { panic!("errors") };
        assert_eq!((errors[0].code, &errors[0].parameters["channel_id"]), (NUMBER_ALREADY_DEPLOYED, &json!(123456)));
    }

    #[test]
    fn nothing_secret_is_printed() {
        let mut configurator = Configurator::new("installer", "https://acme.example/?auth=s3cret");
        configurator.webhook_headers.insert("X-Key".to_owned(), "s3cret".to_owned());
        let request = CreateInstanceRequest {
            d360_api_key: Some(Secret::new("s3cret")),
            configurator: Some(configurator),
            ..CreateInstanceRequest::default()
        };
        assert!(!format!("{request:?}").contains("s3cret"));
    }
}
