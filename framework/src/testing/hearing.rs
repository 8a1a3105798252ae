//! What a customer expects to hear.

use std::sync::PoisonError;

use regex::Regex;

use super::caller::Place;
use super::{Customer, Heard, PATIENCE, transcript};

/// How long one look at the phone takes, in milliseconds, while the world is not at rest.
const LOOK: u128 = 20;

impl Customer {
    /// Waits for the next message on the phone that the customer did not write, and expects these words: those of a text, or those
    /// that transcripts show for a message (`Which size? [Small] [Large]`).
    ///
    /// The bot may not have the inbox's answer yet, and what a customer writes until then counts as an answer to a question only when it
    /// fits: a test in which something else is written waits for [`World::settled`](super::World::settled) before.
    ///
    /// # Panics
    /// When another message comes, or none does before the bots have settled. It names the caller's line, what was expected, what
    /// came, and the conversation so far.
    #[track_caller]
    pub fn hears(&self, words: &str) -> impl Future<Output = ()> + Send {
        let at = std::panic::Location::caller();
        async move {
            match self.next(at).await {
                Some(heard) if heard.is(words) => {}
                Some(heard) => self.fails(at, &format!("expected\n    {words}\nbut heard\n    {}", heard.wording())).await,
                None => self.fails(at, &format!("expected\n    {words}\nbut heard nothing")).await,
            }
        }
    }

    /// The same for words of which only the shape is known. Answers the message.
    ///
    /// # Panics
    /// As [`Customer::hears`], and when the pattern is no regular expression.
    #[track_caller]
    pub fn hears_matching(&self, pattern: &str) -> impl Future<Output = Heard> + Send {
        let at = std::panic::Location::caller();
        let shape = Regex::new(pattern).unwrap_or_else(|cause| panic!("{cause}"));
        async move {
            match self.next(at).await {
                Some(heard) if shape.is_match(heard.text().unwrap_or(&heard.wording())) => heard,
                Some(heard) => self.fails(at, &format!("expected words like\n    {shape}\nbut heard\n    {}", heard.wording())).await,
                None => self.fails(at, &format!("expected words like\n    {shape}\nbut heard nothing")).await,
            }
        }
    }

    /// Waits for the next message on the phone that the customer did not write.
    ///
    /// # Panics
    /// When none comes; as [`Customer::hears`].
    #[track_caller]
    pub fn receives(&self) -> impl Future<Output = Heard> + Send {
        let at = std::panic::Location::caller();
        async move {
            match self.next(at).await {
                Some(heard) => heard,
                None => self.fails(at, "expected a message, but heard nothing").await,
            }
        }
    }

    /// Waits until the bots have settled, and expects no message that was not heard before.
    ///
    /// # Panics
    /// When there is one; it prints the conversation so far.
    #[track_caller]
    pub fn hears_nothing(&self) -> impl Future<Output = ()> + Send {
        let at = std::panic::Location::caller();
        async move {
            self.ground.settled(at).await;
            if let Some(heard) = self.unheard(0, at).await {
                self.fails(at, &format!("expected silence, but heard\n    {}", heard.wording())).await
            }
        }
    }

    /// Waits until the bots have settled, and answers everything that the phone shows, oldest first: what the customer wrote
    /// ([`Heard::sender`] is nobody), what bots and people wrote, also what was heard before, and nothing that WhatsApp did not deliver.
    ///
    /// ```
    /// use switchboard::prelude::*;
    /// use switchboard::testing::World;
    ///
    /// #[on(incoming_messages)]
    /// async fn echo(text: Text) -> String {
    ///     text.into()
    /// }
    ///
    /// # #[tokio::main]
    /// # async fn main() {
    /// let world = World::start().await;
    /// let _bot = world.bot(|bot| bot.handlers(handlers![echo])).await;
    /// let ada = world.customer("Ada").await;
    /// ada.says("hi").await;
    /// let shown = ada.phone_shows().await;
    /// let senders: Vec<_> = shown.iter().map(|message| message.sender()).collect();
    /// assert_eq!(senders, [None, Some("testbot")]);
    /// # }
    /// ```
    ///
    /// # Panics
    /// When they do not settle within [`PATIENCE`].
    #[track_caller]
    pub fn phone_shows(&self) -> impl Future<Output = Vec<Heard>> + Send {
        let at = std::panic::Location::caller();
        async move {
            self.ground.settled(at).await;
            self.phone(0, 0, at).await
        }
    }

    /// The words that this user wrote to the customer so far. It waits for nothing, so that it can be asked while a handler runs.
    #[track_caller]
    pub fn heard_from(&self, username: &str) -> impl Future<Output = Vec<String>> + Send {
        let at = std::panic::Location::caller();
        async move {
            let shown = self.phone(0, 0, at).await;
            let theirs = shown.iter().filter(|message| message.sender() == Some(username));
            theirs.map(|message| message.text().map_or_else(|| message.wording(), str::to_owned)).collect()
        }
    }

    /// The conversation so far, as [`World::transcript`](super::World::transcript) shows it.
    #[track_caller]
    pub fn transcript(&self) -> impl Future<Output = String> + Send {
        let at = std::panic::Location::caller();
        async move { transcript::of(&self.ground, &self.chat(), at).await.to_string() }
    }

    /// The next message; nothing when there is none, and none will come before the clock moves.
    async fn next(&self, at: Place) -> Option<Heard> {
        if !(self.ground.stands_still && self.ground.has_bots()) {
            return self.unheard(PATIENCE.as_millis(), at).await;
        }
        let waits = async {
            loop {
                if let Some(heard) = self.unheard(LOOK, at).await {
                    return Some(heard);
                }
                if self.ground.is_settled(at).await.is_some() {
                    return self.unheard(0, at).await;
                }
            }
        };
        tokio::time::timeout(PATIENCE, waits).await.unwrap_or_default()
    }

    async fn unheard(&self, wait_ms: u128, at: Place) -> Option<Heard> {
        loop {
            let after = *self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            let messages = self.phone(after, wait_ms, at).await;
            let last = messages.last()?.seq;
            let heard = messages.into_iter().find(|message| !message.from_customer);
            *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = heard.as_ref().map_or(last, |heard| heard.seq);
            if heard.is_some() {
                return heard;
            }
        }
    }

    /// Ends the test.
    pub(super) async fn fails<T>(&self, at: Place, complaint: &str) -> T {
        let talk = transcript::of(&self.ground, &self.chat(), at).await.to_string();
        let talk: String = talk.lines().map(|line| format!("    {line}\n")).collect();
        panic!("{at}: {complaint}\nThe conversation so far:\n{talk}");
    }
}
