//! What a customer does with a message of the phone.

use reqwest::Method;
use serde_json::json;

use super::caller::Place;
use super::{Customer, Heard};
use crate::wire::WabaId;

impl Customer {
    /// Presses the button, or chooses the row of a list, with this title, on the newest message that has one. What the bots are about
    /// to say is waited for.
    ///
    /// # Panics
    /// When no message on the phone has one; it names the buttons that are there, and prints the conversation so far.
    #[track_caller]
    pub fn presses(&self, title: &str) -> impl Future<Output = WabaId> + Send {
        let at = std::panic::Location::caller();
        async move {
            match self.ground.comes(at, || self.tries_to_press(title, None, at)).await {
                Some(pressed) => pressed,
                None => {
                    let phone = self.phone(0, 0, at).await;
                    let titles: Vec<_> = phone.iter().rev().flat_map(Heard::buttons).collect();
                    self.has_no(title, "no message on the phone has", &titles, at).await
                }
            }
        }
    }

    /// Presses a button, or chooses a row, of this very message, however many others came after it.
    ///
    /// ```
    /// use switchboard::prelude::*;
    /// use switchboard::testing::World;
    ///
    /// #[derive(Choice)]
    /// #[choice(expires = "1h")]
    /// enum Size {
    ///     #[choice("Small")]
    ///     Small,
    ///     #[choice("Large")]
    ///     Large,
    /// }
    ///
    /// #[on(incoming_messages)]
    /// async fn sized(size: Pressed<Size>) -> &'static str {
    ///     match size {
    ///         Pressed::Fresh(_) => "Noted.",
    ///         _ => "That was another order.",
    ///     }
    /// }
    ///
    /// #[on(incoming_messages)]
    /// async fn ask() -> impl IntoOutcome {
    ///     choose::<Size>("Which size?")
    /// }
    ///
    /// # #[tokio::main]
    /// # async fn main() {
    /// let world = World::start().await;
    /// let _bot = world.bot(|bot| bot.handlers(handlers![sized, ask])).await;
    /// let ada = world.customer("Ada").await;
    /// ada.says("tea").await;
    /// let yesterday = ada.receives().await;
    /// world.advance(hours(20)).await;
    /// ada.says("tea").await;
    /// ada.hears("Which size? [Small] [Large]").await;
    /// ada.presses_on(&yesterday, "Large").await;
    /// ada.hears("That was another order.").await;
    /// # }
    /// ```
    ///
    /// # Panics
    /// When it has none of this title; it names those that it has, and prints the conversation so far.
    #[track_caller]
    pub fn presses_on(&self, message: &Heard, title: &str) -> impl Future<Output = WabaId> + Send {
        let at = std::panic::Location::caller();
        async move {
            let on = self.id_of(message, at).await;
            match self.tries_to_press(title, Some(on), at).await {
                Some(pressed) => pressed,
                None => self.has_no(title, "the message does not have", &message.buttons(), at).await,
            }
        }
    }

    /// Answers a message that was heard in words, with that message quoted above them.
    ///
    /// ```
    /// use switchboard::prelude::*;
    /// use switchboard::testing::World;
    ///
    /// #[on(incoming_messages)]
    /// async fn answer(quoted: Option<Quoted>, text: Text) -> String {
    ///     match quoted {
    ///         Some(quoted) if quoted.is_mine() => format!("To what I said: {text}"),
    ///         _ => format!("What do you mean by {text}?"),
    ///     }
    /// }
    ///
    /// # #[tokio::main]
    /// # async fn main() {
    /// let world = World::start().await;
    /// let _bot = world.bot(|bot| bot.handlers(handlers![answer])).await;
    /// let ada = world.customer("Ada").await;
    /// ada.says("tea").await;
    /// let heard = ada.receives().await;
    /// ada.replies_to(&heard, "with milk").await;
    /// ada.hears("To what I said: with milk").await;
    /// # }
    /// ```
    ///
    /// # Panics
    /// When WhatsApp has no id for the message yet.
    #[track_caller]
    pub fn replies_to(&self, message: &Heard, text: &str) -> impl Future<Output = WabaId> + Send {
        let at = std::panic::Location::caller();
        async move {
            let quoted = self.id_of(message, at).await;
            self.sent(json!({ "type": "text", "text": { "body": text }, "context": { "message_id": quoted } }), at).await
        }
    }

    /// Answers a message in words, by WhatsApp's id of it: one of the customer's own, too.
    #[track_caller]
    pub fn quotes(&self, message: &WabaId, text: &str) -> impl Future<Output = WabaId> + Send {
        self.posts(json!({ "type": "text", "text": { "body": text }, "context": { "message_id": message } }))
    }

    /// Puts an emoji on a message.
    #[track_caller]
    pub fn reacts(&self, message: &WabaId, emoji: &str) -> impl Future<Output = WabaId> + Send {
        self.posts(json!({ "type": "reaction", "reaction": { "message_id": message, "emoji": emoji } }))
    }

    /// Presses it, if it is there.
    pub(super) async fn tries_to_press(&self, title: &str, on: Option<&WabaId>, at: Place) -> Option<WabaId> {
        let path = format!("/sandbox/customers/{}/press", self.wa_id());
        let pressed = self.ground.sandbox.try_call(&Method::POST, &path, Some(&json!({ "title": title, "message": on })), at).await;
        Some(WabaId::new(pressed.ok()?["id"].as_str()?))
    }

    async fn id_of<'a>(&self, message: &'a Heard, at: Place) -> &'a WabaId {
        match message.id() {
            Some(id) => id,
            None => {
                self.fails(at, &format!("this message has not left the inbox yet, so nobody can answer it\n    {}", message.wording()))
                    .await
            }
        }
    }

    async fn has_no<T>(&self, title: &str, complaint: &str, titles: &[&str], at: Place) -> T {
        let titles = match titles {
            [] => "no button and no row at all".to_owned(),
            titles => format!("only {}", titles.iter().map(|title| format!("[{title}]")).collect::<Vec<_>>().join(" ")),
        };
        self.fails(at, &format!("{complaint} a button or row {title:?}, {titles}")).await
    }
}
