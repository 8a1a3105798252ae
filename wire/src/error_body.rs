//! What an error answer says.
//!
//! ```
//! use switchboard_wire::ErrorBody;
//!
//! let body: ErrorBody = serde_json::from_str(r#"{"detail": "Invalid token.", "code": 7}"#)?;
//! assert_eq!(body.detail.as_deref(), Some("Invalid token."));
//! assert_eq!(body.extra["code"], 7);
//! # Ok::<(), serde_json::Error>(())
//! ```

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::reading::null_as_default;
use crate::{Members, WabaErrorItem};

/// The body of an error answer. A refused field comes as a member of its own: its name, with a list of texts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ErrorBody {
    /// Set on failures of authentication and permission.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What is wrong with the request, in words. Where the refused field is itself called `reason`, as in a block request, its list of
    /// texts comes here: as `reason: ` and the first of them.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "reason")]
    pub reason: Option<String>,
    /// The answer of WhatsApp, when that is what failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waba_response: Option<WabaResponse>,
    /// Members that this version does not know, refused fields among them.
    #[serde(flatten)]
    pub extra: Members,
}

/// Reads the reason, and the texts about a field of that name. Anything else is no reason, and no cause to lose the rest.
fn reason<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(words) => Some(words),
        Value::Array(texts) => texts.first().and_then(Value::as_str).map(|text| format!("reason: {text}")),
        _ => None,
    })
}

/// WhatsApp's own answer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WabaResponse {
    /// Its errors.
    #[serde(deserialize_with = "null_as_default")]
    pub errors: Vec<WabaErrorItem>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}
