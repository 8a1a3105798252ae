//! What holds for routes holds for the conversations in them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll};

use switchboard::prelude::*;
use switchboard::testing::World;
use tower::{Layer, Service};

use super::asks;

#[conversation(incoming_messages, text = "order")]
async fn order(talk: &mut Talk) -> Result<String> {
    let what = talk.ask("What?").await?;
    if what == "nothing" {
        return Err(Error::from("there is no nothing"));
    }
    let parcel: String = talk.step("pack", async { Ok::<_, Error>(format!("a parcel of {what}")) }).await?;
    if what == "glass" {
        return Err(Error::from(format!("{parcel} broke")));
    }
    Ok(format!("Here is {parcel}."))
}

#[on(incoming_messages, text = "start")]
async fn start(chat: &Chat) -> &'static str {
    chat.start::<order>();
    "I start."
}

#[on(incoming_messages)]
async fn rest() -> &'static str {
    "?"
}

async fn sorry(_: Turn, error: Error) -> String {
    format!("Sorry: {error}.")
}

/// Counts the turns that it sees taken.
#[derive(Clone, Default)]
struct Counting(Arc<AtomicUsize>);

#[derive(Clone)]
struct Counted<S>(S, Arc<AtomicUsize>);

impl<S> Layer<S> for Counting {
    type Service = Counted<S>;

    fn layer(&self, inner: S) -> Counted<S> {
        Counted(inner, Arc::clone(&self.0))
    }
}

impl<S: Service<Turn>> Service<Turn> for Counted<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, turn: Turn) -> S::Future {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.call(turn)
    }
}

#[tokio::test]
async fn layers_see_each_turn_of_a_conversation_and_errors_are_answered() {
    let world = World::start().await;
    let (inner, outer) = (Counting::default(), Counting::default());
    let counts = || (inner.0.swap(0, Ordering::Relaxed), outer.0.swap(0, Ordering::Relaxed));
    let orders = Routes::new().conversations(conversations![order]).layer(inner.clone());
    let shop = Routes::new().handlers(handlers![start]).nest(orders).on_error(sorry).layer(outer.clone());
    let bot = world.bot(|bot| bot.routes(shop).handlers(handlers![rest])).await;
    let ada = world.customer("Ada").await;

    asks(&ada, "order", "What?").await;
    assert_eq!(counts(), (1, 1), "the message that begins it is one turn");
    asks(&ada, "nothing", "Sorry: there is no nothing.").await;
    assert_eq!(counts(), (1, 1));
    asks(&ada, "tea", "?").await;
    assert_eq!(counts().0, 0, "an error that was answered has ended it");

    ada.says("start").await;
    ada.hears("I start.").await;
    ada.hears("What?").await;
    assert_eq!(counts(), (1, 1), "it runs through the layers of its own routes, and once through those of both");
    asks(&ada, "tea", "Here is a parcel of tea.").await;
    assert_eq!(counts().0, 2, "a step cuts the turn in two");

    asks(&ada, "order", "What?").await;
    asks(&ada, "glass", "Sorry: a parcel of glass broke.").await;
    asks(&ada, "tea", "?").await;
    bot.stop().await;
}

#[tokio::test]
async fn a_guard_that_says_no_leaves_an_open_question_open() {
    let world = World::start().await;
    let closed = Arc::new(AtomicBool::new(false));
    let is_closed = Arc::clone(&closed);
    let shop = Routes::new().conversations(conversations![order]).guard(move |_| !is_closed.load(Ordering::Relaxed));
    let bot = world.bot(|bot| bot.handlers(handlers![start]).routes(shop).handlers(handlers![rest])).await;
    let ada = world.customer("Ada").await;

    asks(&ada, "order", "What?").await;
    closed.store(true, Ordering::Relaxed);
    asks(&ada, "tea", "?").await;
    closed.store(false, Ordering::Relaxed);
    asks(&ada, "tea", "Here is a parcel of tea.").await;

    closed.store(true, Ordering::Relaxed);
    asks(&ada, "start", "I start.").await;
    asks(&ada, "tea", "?").await;
    bot.stop().await;
}

#[tokio::test]
async fn a_conversation_that_the_bot_was_not_given_does_not_begin() {
    let world = World::start().await;
    let bot = world.bot(|bot| bot.routes(Routes::new().handlers(handlers![start]).on_error(sorry)).handlers(handlers![rest])).await;
    let ada = world.customer("Ada").await;
    ada.says("start").await;
    let heard = ada.receives().await;
    let words = heard.text().unwrap_or_default();
    for part in [
        "handler `start` (tests/tests/it/language/routes.rs:",
        ") starts the conversation `order` (tests/tests/it/language/routes.rs:",
        "not given to the bot: add `.conversations(conversations![order])`",
    ] {
        assert!(words.contains(part), "{words}");
    }
    bot.stop().await;
}
