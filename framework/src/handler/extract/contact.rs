use super::Extract;
use crate::error::Result;
use crate::handler::{ChatEvent, Slot};
use crate::turn::Turn;
use crate::wire::WaId;

/// The customer of the chat, under the name that came with the newest message of which this bot was told. It is kept, so that events
/// that tell no name, such as a tag or a timer, have it, too.
///
/// Of a customer who never wrote to this bot no name is known. Nothing is read for it: take [`Api`](crate::client::Api) and call
/// `retrieve_person(contact.wa_id())` where the name matters.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[on(incoming_messages, text = "hi")]
/// async fn greet(contact: Contact) -> String {
///     format!("Hello, {}!", contact.name())
/// }
/// # let rt = tokio::runtime::Builder::new_current_thread().build().unwrap();
/// # rt.block_on(async {
/// // In a unit test the handler is a function like any other.
/// let wa_id = WaId::new("491713920001").expect("digits");
/// let ada = Contact::new(wa_id, Some("Ada".to_owned()));
/// assert_eq!(greet(ada).await, "Hello, Ada!");
/// # });
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    wa_id: WaId,
    profile_name: Option<String>,
    shown: String,
}

impl Contact {
    /// A customer; for tests that call a handler.
    #[must_use]
    pub fn new(wa_id: WaId, profile_name: Option<String>) -> Self {
        let shown = profile_name.clone().filter(|name| !name.trim().is_empty()).unwrap_or_else(|| format!("+{}", wa_id.as_str()));
        Self { wa_id, profile_name, shown }
    }

    /// The name in the customer's profile; while it is not known, the number with its plus sign.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.shown
    }

    /// The name in the customer's profile, when it was told.
    #[must_use]
    pub fn profile_name(&self) -> Option<&str> {
        self.profile_name.as_deref()
    }

    /// The customer's WhatsApp id, which is also the chat's.
    #[must_use]
    pub const fn wa_id(&self) -> &WaId {
        &self.wa_id
    }
}

#[diagnostic::do_not_recommend]
impl<E: ChatEvent> Extract<E> for Contact {
    const MAY_PASS: bool = !E::CHAT_IS_KNOWN;

    async fn extract(turn: &Turn, _: &Slot<'_>) -> Result<Option<Self>> {
        Ok(turn.facts().chat.as_ref().map(|chat| Self::new(chat.wa_id.clone(), chat.profile_name.clone())))
    }
}
