//! Webhooks: where the inbox pushes events.
//!
//! ```
//! use switchboard_wire::WabaWebhookRequest;
//!
//! let webhook = WabaWebhookRequest {
//!     url: "https://bot.example.com/webhook".to_owned(),
//!     on_incoming_message: true,
//!     on_assigned: true,
//!     ..WabaWebhookRequest::default()
//! };
//! assert_eq!(serde_json::to_value(&webhook)?["on_outgoing_message"], false);
//! # Ok::<(), serde_json::Error>(())
//! ```

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::reading::null_as_default;
use crate::{Members, UserShort, WebhookId};

/// A registered webhook. Its URL and headers hold secrets: `Debug` prints neither.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct WabaWebhook {
    /// The webhook's id.
    pub id: WebhookId,
    /// Whose events it gets.
    pub user: UserShort,
    /// URL, switches and headers.
    #[serde(flatten)]
    pub request: WabaWebhookRequest,
}

impl fmt::Debug for WabaWebhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WabaWebhook").field("id", &self.id).field("user", &self.user.id).finish_non_exhaustive()
    }
}

/// The body of `createWabaWebhook` and `updateWabaWebhook`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct WabaWebhookRequest {
    /// Where to POST. A secret in its query is the offered way to tell genuine calls.
    pub url: String,
    /// Every message of a customer.
    #[serde(default, deserialize_with = "null_as_default")]
    pub on_incoming_message: bool,
    /// Every message from the inbox, the bot's own included.
    #[serde(default, deserialize_with = "null_as_default")]
    pub on_outgoing_message: bool,
    /// A chat is assigned to the webhook's user, or a message comes in such a chat.
    #[serde(default, deserialize_with = "null_as_default")]
    pub on_assigned: bool,
    /// Sent with every call.
    #[serde(default, deserialize_with = "null_as_default")]
    pub headers: BTreeMap<String, String>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

impl fmt::Debug for WabaWebhookRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WabaWebhookRequest")
            .field("on_incoming_message", &self.on_incoming_message)
            .field("on_outgoing_message", &self.on_outgoing_message)
            .field("on_assigned", &self.on_assigned)
            .finish_non_exhaustive()
    }
}
