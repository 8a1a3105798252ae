//! What a customer does with a message of the phone.

use reqwest::Method;
use serde_json::json;

use super::caller::Place;
use super::{Customer, Heard};
use crate::wire::WabaId;

/// A message that a customer answers or reacts to: one that was [heard](Heard), or WhatsApp's id of any.
///
/// ```
/// use switchboard::testing::{Customer, OnPhone};
///
/// async fn likes(ada: &Customer, message: &impl OnPhone) {
///     ada.reacts(message, "👍").await;
/// }
///
/// async fn likes_all(ada: &Customer) {
///     for message in ada.phone_shows().await {
///         likes(ada, &message).await;
///     }
///     let said = ada.says("That was all.").await;
///     likes(ada, &said).await;
/// }
/// ```
pub trait OnPhone {
    /// WhatsApp's id of it; nothing while it waits in the inbox's queue.
    fn waba_id(&self) -> Option<&WabaId>;

    /// What it says in one line, as far as that is known.
    fn line(&self) -> String;
}

impl OnPhone for Heard {
    fn waba_id(&self) -> Option<&WabaId> {
        self.id()
    }

    fn line(&self) -> String {
        self.wording()
    }
}

impl OnPhone for WabaId {
    fn waba_id(&self) -> Option<&WabaId> {
        Some(self)
    }

    fn line(&self) -> String {
        self.to_string()
    }
}

/// Its id; its line when it has none.
fn id_of(message: &impl OnPhone) -> Result<WabaId, String> {
    message.waba_id().cloned().ok_or_else(|| message.line())
}

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
            let on = self.sent_one(id_of(message), at).await;
            match self.tries_to_press(title, Some(&on), at).await {
                Some(pressed) => pressed,
                None => self.has_no(title, "the message does not have", &message.buttons(), at).await,
            }
        }
    }

    /// Answers a message in words, with it quoted above them: a message that was heard, or WhatsApp's id of one.
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
    pub fn replies_to(&self, message: &impl OnPhone, text: &str) -> impl Future<Output = WabaId> + Send {
        let (at, quoted) = (std::panic::Location::caller(), id_of(message));
        async move {
            let quoted = self.sent_one(quoted, at).await;
            self.sent(json!({ "type": "text", "text": { "body": text }, "context": { "message_id": quoted } }), at).await
        }
    }

    /// Answers a message in words, by WhatsApp's id of it: one of the customer's own, too.
    #[track_caller]
    pub fn quotes(&self, message: &WabaId, text: &str) -> impl Future<Output = WabaId> + Send {
        self.posts(json!({ "type": "text", "text": { "body": text }, "context": { "message_id": message } }))
    }

    /// Puts an emoji on a message that was heard, or on the one of this id.
    ///
    /// ```
    /// use switchboard::prelude::*;
    /// use switchboard::testing::World;
    ///
    /// #[on(incoming_messages, kind = reaction)]
    /// async fn liked(reaction: Reaction) -> String {
    ///     format!("{} to you, too!", reaction.emoji.as_deref().unwrap_or_default())
    /// }
    ///
    /// #[on(incoming_messages)]
    /// async fn hello() -> &'static str {
    ///     "Hello!"
    /// }
    ///
    /// # #[tokio::main]
    /// # async fn main() {
    /// let world = World::start().await;
    /// let _bot = world.bot(|bot| bot.handlers(handlers![liked, hello])).await;
    /// let ada = world.customer("Ada").await;
    /// ada.says("hi").await;
    /// let hello = ada.receives().await;
    /// ada.reacts(&hello, "👍").await;
    /// ada.hears("👍 to you, too!").await;
    /// # }
    /// ```
    ///
    /// # Panics
    /// When WhatsApp has no id for the message yet.
    #[track_caller]
    pub fn reacts(&self, message: &impl OnPhone, emoji: &str) -> impl Future<Output = WabaId> + Send {
        let (at, on) = (std::panic::Location::caller(), id_of(message));
        async move {
            let on = self.sent_one(on, at).await;
            self.sent(json!({ "type": "reaction", "reaction": { "message_id": on, "emoji": emoji } }), at).await
        }
    }

    /// Presses it, if it is there.
    pub(super) async fn tries_to_press(&self, title: &str, on: Option<&WabaId>, at: Place) -> Option<WabaId> {
        let path = format!("/sandbox/customers/{}/press", self.wa_id());
        let pressed = self.ground.sandbox.try_call(&Method::POST, &path, Some(&json!({ "title": title, "message": on })), at).await;
        Some(WabaId::new(pressed.ok()?["id"].as_str()?))
    }

    async fn sent_one(&self, id: Result<WabaId, String>, at: Place) -> WabaId {
        match id {
            Ok(id) => id,
            Err(wording) => {
                self.fails(at, &format!("this message has not left the inbox yet, so nobody can answer it\n    {wording}")).await
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
