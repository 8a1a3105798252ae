use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;
use serde_json::{Value, json};

use super::Heard;
use super::caller::Place;
use super::ground::Ground;
use crate::wire::{WaId, WabaId};

/// The smallest picture: one transparent point.
const PICTURE: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

/// A customer with a phone.
///
/// ```
/// use switchboard::prelude::*;
/// use switchboard::testing::World;
///
/// #[on(incoming_messages, text = "order")]
/// async fn order() -> impl IntoOutcome {
///     buttons("Which size?").button("s", "Small").button("l", "Large")
/// }
///
/// #[on(incoming_messages)]
/// async fn other() -> &'static str {
///     "Thank you."
/// }
///
/// # #[tokio::main]
/// # async fn main() {
/// let world = World::start().await;
/// let _bot = world.bot(|bot| bot.handlers(handlers![order, other])).await;
/// let ada = world.customer("Ada").await;
/// ada.says("order").await;
/// ada.hears("Which size? [Small] [Large]").await;
/// ada.presses("Large").await;
/// ada.hears("Thank you.").await;
/// ada.hears_nothing().await;
/// # }
/// ```
#[derive(Debug)]
pub struct Customer {
    pub(super) ground: Arc<Ground>,
    wa_id: String,
    /// The phone was read up to here.
    pub(super) seen: Mutex<u64>,
}

impl Customer {
    pub(super) fn new(ground: Arc<Ground>, wa_id: String) -> Self {
        Self { ground, wa_id, seen: Mutex::default() }
    }

    /// The customer's number: `491713920001` for the first.
    #[must_use]
    pub fn wa_id(&self) -> &str {
        &self.wa_id
    }

    /// The customer's chat.
    ///
    /// # Panics
    /// Never: the number is one.
    #[must_use]
    pub fn chat(&self) -> WaId {
        WaId::new(&self.wa_id).unwrap_or_else(|cause| panic!("{cause}"))
    }

    /// Changes the name in the customer's profile.
    #[track_caller]
    pub fn is_called(&self, name: &str) -> impl Future<Output = ()> + Send {
        let at = std::panic::Location::caller();
        let customer = json!({ "wa_id": self.wa_id, "name": name });
        async move { drop(self.ground.sandbox.post("/sandbox/customers", &customer, at).await) }
    }

    /// Writes a text; answers WhatsApp's id of it.
    #[track_caller]
    pub fn says(&self, text: &str) -> impl Future<Output = WabaId> + Send {
        self.posts(json!({ "type": "text", "text": { "body": text } }))
    }

    /// Sends any message: JSON as WhatsApp writes it (`{"type": "location", "location": {..}}`), or a
    /// [`WabaMessage`](crate::wire::WabaMessage) around a typed content. Answers WhatsApp's id of it.
    ///
    /// # Panics
    /// When it is no JSON object, or the inbox does not take it.
    #[track_caller]
    pub fn sends(&self, message: impl Serialize) -> impl Future<Output = WabaId> + Send {
        self.posts(serde_json::to_value(message).unwrap_or_else(|cause| panic!("a message that is no JSON: {cause}")))
    }

    /// Sends a picture (one point, PNG) with these words under it.
    #[track_caller]
    pub fn sends_picture(&self, caption: &str) -> impl Future<Output = WabaId> + Send {
        self.sends_media("image", "image/png", PICTURE.to_owned(), json!({ "caption": caption }))
    }

    /// Sends a file with this name. Its content is this text.
    #[track_caller]
    pub fn sends_document(&self, filename: &str, mime_type: &str, text: &str) -> impl Future<Output = WabaId> + Send {
        self.sends_media("document", mime_type, BASE64_STANDARD.encode(text), json!({ "filename": filename }))
    }

    /// Sends a voice note. It holds no sound.
    #[track_caller]
    pub fn sends_voice(&self) -> impl Future<Output = WabaId> + Send {
        self.sends_media("voice", "audio/ogg", BASE64_STANDARD.encode("OggS"), json!({}))
    }

    /// Sends a place: degrees north, degrees east.
    #[track_caller]
    pub fn sends_location(&self, latitude: f64, longitude: f64) -> impl Future<Output = WabaId> + Send {
        self.posts(json!({ "type": "location", "location": { "latitude": latitude, "longitude": longitude } }))
    }

    /// Reads everything: the inbox tells that it was delivered and read.
    #[track_caller]
    pub fn reads(&self) -> impl Future<Output = ()> + Send {
        self.does("read")
    }

    /// Switches the phone off: messages stay at `sent`.
    #[track_caller]
    pub fn goes_offline(&self) -> impl Future<Output = ()> + Send {
        self.does("offline")
    }

    /// Switches the phone on: what was held back is delivered.
    #[track_caller]
    pub fn comes_online(&self) -> impl Future<Output = ()> + Send {
        self.does("online")
    }

    #[track_caller]
    fn does(&self, what: &'static str) -> impl Future<Output = ()> + Send {
        let at = std::panic::Location::caller();
        async move { drop(self.ground.sandbox.post(&format!("/sandbox/customers/{}/{what}", self.wa_id), &json!({}), at).await) }
    }

    #[track_caller]
    pub(super) fn sends_media(&self, kind: &str, mime_type: &str, data: String, mut content: Value) -> impl Future<Output = WabaId> + Send {
        content["mime_type"] = mime_type.into();
        content["data"] = data.into();
        self.posts(json!({ "type": kind, kind: content }))
    }

    #[track_caller]
    pub(super) fn posts(&self, message: Value) -> impl Future<Output = WabaId> + Send {
        self.sent(message, std::panic::Location::caller())
    }

    pub(super) async fn sent(&self, message: Value, at: Place) -> WabaId {
        let sent = self.ground.sandbox.post(&format!("/sandbox/customers/{}/messages", self.wa_id), &message, at).await;
        WabaId::new(sent["id"].as_str().unwrap_or_default())
    }

    /// The newest message of the inbox on the phone of which something is so.
    pub(super) async fn finds<T>(&self, at: Place, what: impl Fn(&Heard) -> Option<T>) -> Option<T> {
        self.phone(0, 0, at).await.iter().rev().filter(|message| !message.from_customer).find_map(what)
    }

    /// What the phone shows after a place; it waits so many milliseconds for something to be there.
    pub(super) async fn phone(&self, after: u64, wait_ms: u128, at: Place) -> Vec<Heard> {
        let path = format!("/sandbox/customers/{}/messages?after={after}&wait_ms={wait_ms}", self.wa_id);
        let phone = self.ground.sandbox.get(&path, at).await;
        phone["messages"].as_array().into_iter().flatten().filter_map(Heard::read).collect()
    }
}
