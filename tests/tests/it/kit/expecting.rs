//! What a failing expectation prints.

use std::panic::AssertUnwindSafe;

use switchboard::prelude::*;
use switchboard::testing::World;

#[on(incoming_messages, text = "size")]
async fn size() -> impl IntoOutcome {
    buttons("Which size?").button("s", "Small").button("l", "Large")
}

#[on(incoming_messages, text = "nothing")]
async fn nothing() {}

#[on(incoming_messages)]
async fn greet(contact: Contact) -> String {
    format!("Hello, {}!", contact.name())
}

/// The words with which an expectation fails.
pub(super) async fn complaint(expectation: impl Future<Output = ()> + Send + 'static) -> String {
    let failed = tokio::spawn(AssertUnwindSafe(expectation).0).await.expect_err("it fails");
    failed.into_panic().downcast_ref::<String>().expect("words").clone()
}

#[tokio::test]
async fn an_expectation_that_fails_names_the_line_what_came_and_the_conversation() {
    let world = World::start().await;
    let _bot = world.bot(|bot| bot.handlers(handlers![size, nothing, greet])).await;
    let ada = world.customer("Ada").await;
    ada.says("hi").await;
    ada.hears("Hello, Ada!").await;
    ada.says("size").await;
    let line = line!() + 1;
    let said = complaint(async move { ada.hears("Which colour?").await }).await;
    let expected = format!(
        "{}:{line}:43: expected\n    Which colour?\nbut heard\n    Which size? [Small] [Large]\nThe conversation so far:\n    \
         Customer: hi\n    Bot: Hello, Ada!\n    Customer: size\n    Bot: Which size? [Small] [Large]\n",
        file!()
    );
    assert_eq!(said, expected);
}

#[tokio::test]
async fn silence_fails_as_soon_as_the_bots_have_settled() {
    let world = World::start().await;
    let _bot = world.bot(|bot| bot.handlers(handlers![size, nothing, greet])).await;
    let ada = world.customer("Ada").await;
    ada.says("nothing").await;
    ada.hears_nothing().await;
    let said = complaint(async move { ada.hears("something").await }).await;
    assert!(said.contains("expected\n    something\nbut heard nothing\nThe conversation so far:\n    Customer: nothing\n"), "{said}");
}

#[tokio::test]
async fn a_word_where_silence_is_expected_fails() {
    let world = World::start().await;
    let _bot = world.bot(|bot| bot.handlers(handlers![greet])).await;
    let ada = world.customer("Ada").await;
    ada.says("hi").await;
    let said = complaint(async move { ada.hears_nothing().await }).await;
    assert!(said.contains("expected silence, but heard\n    Hello, Ada!\n"), "{said}");
}

#[tokio::test]
async fn words_may_be_known_by_their_shape_and_buttons_by_their_title() {
    let world = World::start().await;
    let _bot = world.bot(|bot| bot.handlers(handlers![size, greet])).await;
    let ada = world.customer("Ada").await;
    ada.says("size").await;
    let heard = ada.hears_matching("^Which .*Large").await;
    assert_eq!((heard.sender(), heard.text(), heard.status()), (Some("testbot"), None, Some("delivered")));
    ada.presses("Small").await;
    ada.hears("Hello, Ada!").await;
    let said = complaint(async move { drop(ada.presses("Medium").await) }).await;
    assert!(said.contains("no message on the phone has a button or row \"Medium\""), "{said}");
}
