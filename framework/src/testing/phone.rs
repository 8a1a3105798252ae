use serde_json::Value;

use super::wording;
use crate::wire::{Content, WabaId, WabaMessage};

/// A message as a customer's phone shows it.
///
/// ```
/// use switchboard::prelude::*;
/// use switchboard::testing::World;
///
/// #[on(incoming_messages)]
/// async fn size() -> impl IntoOutcome {
///     buttons("Which size?").button("s", "Small").button("l", "Large")
/// }
///
/// # #[tokio::main]
/// # async fn main() {
/// let world = World::start().await;
/// let _bot = world.bot(|bot| bot.handlers(handlers![size])).await;
/// let ada = world.customer("Ada").await;
/// ada.says("hi").await;
/// let heard = ada.receives().await;
/// assert_eq!(heard.wording(), "Which size? [Small] [Large]");
/// assert_eq!(heard.buttons(), ["Small", "Large"]);
/// assert_eq!(heard.payload()["interactive"]["type"], "button");
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Heard {
    pub(super) seq: u64,
    pub(super) from_customer: bool,
    sender: Option<String>,
    message: WabaMessage,
    payload: Value,
    status: Option<String>,
}

impl Heard {
    /// Reads an entry of `/sandbox/customers/{wa_id}/messages`.
    pub(super) fn read(entry: &Value) -> Option<Self> {
        let payload = entry["waba_payload"].clone();
        Some(Self {
            seq: entry["seq"].as_u64()?,
            from_customer: entry["from_customer"].as_bool()?,
            sender: entry["sender"]["username"].as_str().map(str::to_owned),
            message: serde_json::from_value(payload.clone()).ok()?,
            payload,
            status: entry["status"].as_str().map(str::to_owned),
        })
    }

    /// WhatsApp's id of the message; nothing while it waits in the inbox's queue.
    #[must_use]
    pub const fn id(&self) -> Option<&WabaId> {
        self.message.id.as_ref()
    }

    /// The user who wrote it; nobody for the customer.
    #[must_use]
    pub fn sender(&self) -> Option<&str> {
        self.sender.as_deref()
    }

    /// The words of a text.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.message.content.text()
    }

    /// What it says.
    #[must_use]
    pub const fn content(&self) -> &Content {
        &self.message.content
    }

    /// What it says in one line, as transcripts show it: `Which size? [Small] [Large]`, `[image] Your parcel`.
    #[must_use]
    pub fn wording(&self) -> String {
        wording::of(&self.message.content)
    }

    /// The message as WhatsApp writes it.
    #[must_use]
    pub const fn payload(&self) -> &Value {
        &self.payload
    }

    /// How far it came: `sent`, `delivered`, `read` or `failed`.
    #[must_use]
    pub fn status(&self) -> Option<&str> {
        self.status.as_deref()
    }

    /// The titles of its buttons, or of the rows of its list.
    #[must_use]
    pub fn buttons(&self) -> Vec<&str> {
        wording::titles(&self.message.content)
    }

    /// Whether these are its words: of a text, or as transcripts show it.
    pub(super) fn is(&self, words: &str) -> bool {
        self.text() == Some(words) || self.wording() == words
    }
}
