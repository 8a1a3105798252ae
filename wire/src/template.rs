//! Message templates: what may be sent when the window is closed, once WhatsApp has approved it.
//!
//! ```
//! use switchboard_wire::{Template, TemplateStatus};
//!
//! let template: Template = serde_json::from_str(
//!     r#"{"name": "opening", "language": "en", "status": "rejected", "rejected_reason": "INVALID_FORMAT",
//!         "components": [{"type": "BODY", "text": "Good morning, {{1}}!"}]}"#,
//! )?;
//! assert!(!template.is_approved());
//! assert_eq!(template.status, TemplateStatus::Rejected);
//! assert!(template.components[0].is("body"));
//! # Ok::<(), serde_json::Error>(())
//! ```

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Members;
use crate::reading::null_as_default;

/// A message template, as `listTemplates` shows it. Name and language together name it.
///
/// What is sent is a [`content::Template`](crate::content::Template), which names one of these.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Template {
    /// What messages name it by.
    pub name: String,
    /// For example `en_US`.
    pub language: String,
    /// Whether it may be sent.
    pub status: TemplateStatus,
    /// For example `UTILITY`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Header, body, footer and buttons.
    #[serde(default, deserialize_with = "null_as_default")]
    pub components: Vec<TemplateComponent>,
    /// On-Premises only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// Why WhatsApp rejected it.
    #[serde(default)]
    pub rejected_reason: Option<String>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

impl Template {
    /// Whether it may be sent.
    #[must_use]
    pub fn is_approved(&self) -> bool {
        match &self.status {
            TemplateStatus::Approved => true,
            TemplateStatus::Other(status) => status.eq_ignore_ascii_case("approved"),
            TemplateStatus::Pending | TemplateStatus::Rejected => false,
        }
    }

    /// How many values its body wants: the highest number among `{{1}}`, `{{2}}`, and one for each different name.
    ///
    /// ```
    /// # use switchboard_wire::Template;
    /// let template: Template = serde_json::from_str(
    ///     r#"{"name": "order", "language": "en", "status": "approved",
    ///         "components": [{"type": "BODY", "text": "Order {{1}} is on its way to {{2}}."}]}"#,
    /// )?;
    /// assert_eq!(template.body_parameters(), 2);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn body_parameters(&self) -> usize {
        let body = self.components.iter().find(|component| component.is("body"));
        let mut text = body.and_then(|body| body.text.as_deref()).unwrap_or_default();
        let (mut highest, mut names) = (0, Vec::new());
        while let Some((_, rest)) = text.split_once("{{")
            && let Some((name, rest)) = rest.split_once("}}")
        {
            match name.trim().parse::<usize>() {
                Ok(number) => highest = highest.max(number),
                Err(_) if names.contains(&name.trim()) => {}
                Err(_) => names.push(name.trim()),
            }
            text = rest;
        }
        highest + names.len()
    }
}

/// The body of `createTemplate`. Templates cannot be changed: delete and create.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewTemplate {
    /// What messages will name it by, 512 characters at most.
    pub name: String,
    /// `MARKETING`, `UTILITY` or `AUTHENTICATION`; the API document has the On-Premises names (`ACCOUNT_UPDATE` and others).
    pub category: String,
    /// For example `en_US`.
    pub language: String,
    /// Header, body, footer and buttons.
    pub components: Vec<TemplateComponent>,
}

/// What WhatsApp thinks of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum TemplateStatus {
    /// It may be sent.
    Approved,
    /// It is being looked at.
    Pending,
    /// It may never be sent.
    Rejected,
    /// Something else, such as `paused` and `disabled`.
    #[serde(untagged)]
    Other(String),
}

/// A part of a template.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TemplateComponent {
    /// `HEADER`, `BODY`, `FOOTER` or `BUTTONS`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Of a header: `TEXT`, `IMAGE`, `VIDEO` or `DOCUMENT`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// The words, with `{{1}}` where a value goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The buttons.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<Value>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

impl TemplateComponent {
    /// Whether it is of this type; the service writes it in capitals or not.
    #[must_use]
    pub fn is(&self, kind: &str) -> bool {
        self.kind.eq_ignore_ascii_case(kind)
    }
}
