use jiff::Timestamp;

use super::Extract;
use crate::error::Result;
use crate::handler::{ChatEvent, Slot};
use crate::outbox::window::closes_at;
use crate::turn::Turn;

/// The window for free messages: 24 hours from the customer's last message (WhatsApp; Integration API 1.4.10 shows it as the
/// contact's `last_message_timestamp`). Outside it only templates may be sent.
///
/// What the bot was told by its events counts; when it was told of no message of this customer's, the inbox is asked. That call is
/// the one thing that can fail, and the turn is tried again then.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[on(chat_tagging, action = added, tag = "ready")]
/// async fn ready(window: Window, chat: &Chat) {
///     if window.is_open() {
///         chat.say("Your parcel has come. Here is a photo:");
///         chat.say(image("https://shop.example/parcel.jpg"));
///     } else {
///         chat.say(template("parcel_ready"));
///     }
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    customer_wrote_at: Option<Timestamp>,
    now: Timestamp,
}

impl Window {
    /// The window at this time; nothing when the customer never wrote. For tests that call a handler.
    #[must_use]
    pub const fn new(customer_wrote_at: Option<Timestamp>, now: Timestamp) -> Self {
        Self { customer_wrote_at, now }
    }

    /// Until when free messages may be sent, or could be: a time that has passed says when it closed. Nothing when the customer
    /// never wrote.
    #[must_use]
    pub fn open_until(&self) -> Option<Timestamp> {
        self.customer_wrote_at.map(closes_at)
    }

    /// Whether free messages may be sent now.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.open_until().is_some_and(|until| self.now < until)
    }
}

#[diagnostic::do_not_recommend]
impl<E: ChatEvent> Extract<E> for Window {
    const MAY_PASS: bool = !E::CHAT_IS_KNOWN;

    async fn extract(turn: &Turn, _: &Slot<'_>) -> Result<Option<Self>> {
        let facts = turn.facts();
        let Some(chat) = &facts.chat else { return Ok(None) };
        let customer_wrote_at = match (chat.customer_wrote_at, &facts.api) {
            (Some(at), _) => Some(at),
            (None, Some(api)) => match api.retrieve_chat(&chat.wa_id).await {
                Ok(chat) => chat.contact.and_then(|contact| contact.last_message_timestamp),
                Err(cause) if cause.status() == Some(404) => None,
                Err(cause) => return Err(cause.into()),
            }
            .and_then(|at| Timestamp::from_second(at.as_seconds()).ok()),
            (None, None) => None,
        };
        Ok(Some(Self { customer_wrote_at, now: facts.now }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_open_until_24_hours_after_the_customers_message() {
        let at = |second: i64| Timestamp::from_second(1_763_632_800 + second).expect("a time of this century");
        let day = 24 * 60 * 60;
        assert!(Window::new(Some(at(0)), at(day - 1)).is_open());
        assert!(!Window::new(Some(at(0)), at(day)).is_open());
        assert_eq!(Window::new(Some(at(0)), at(5)).open_until(), Some(at(day)));
        assert!(!Window::new(None, at(0)).is_open());
    }
}
