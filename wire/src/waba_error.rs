//! Errors that WhatsApp reported.
//!
//! ```
//! let error: switchboard_wire::WabaError = serde_json::from_str(r#"{"waba_payload": {"code": 470}, "timestamp": 1763632801, "getchat_id": "m-1"}"#)?;
//! assert_eq!((error.waba_payload["code"].as_i64(), error.getchat_id.unwrap().as_str()), (Some(470), "m-1"));
//! # Ok::<(), serde_json::Error>(())
//! ```

use serde::{Deserialize, Serialize};

use crate::reading::null_as_default;
use crate::{Members, MessageId, Timestamp, WabaErrorId, WabaId};

/// An error that WhatsApp reported, as `listWabaErrors` shows it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WabaError {
    /// What `retrieveWabaError` takes. The API document does not show it among the members (inferred).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<WabaErrorId>,
    /// WhatsApp's own words; a [`WabaErrorItem`](crate::WabaErrorItem), or an object that holds some.
    #[serde(deserialize_with = "null_as_default")]
    pub waba_payload: Members,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Timestamp>,
    /// WhatsApp's id of the message that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waba_id: Option<WabaId>,
    /// The inbox's id of the message that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub getchat_id: Option<MessageId>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}
