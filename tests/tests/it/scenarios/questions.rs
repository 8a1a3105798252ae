//! The customer and the inbox answer a conversation's question at the same time, or the question never leaves.

use switchboard::prelude::*;
use switchboard::testing::{Fault, World};

use super::{BOT, SPEAK};

#[conversation(incoming_messages, text = "book")]
async fn book(talk: &mut Talk) -> Result<String> {
    let name = talk.ask("Your name?").await?;
    let days = talk.ask("How many days?").await?;
    Ok(format!("{name}: {days}"))
}

#[on(incoming_messages)]
async fn other(text: Text) -> String {
    format!("other: {text}")
}

#[tokio::test]
async fn an_answer_that_comes_before_the_posts_is_an_answer() {
    let world = World::start().await;
    let _bot = world.bot(|bot| bot.conversations(conversations![book]).handlers(handlers![other])).await;
    let ada = world.customer("Ada").await;
    world.faults([Fault::call(SPEAK).by(BOT).is_answered_late(seconds(5)).times(1)]).await;
    ada.says("book").await;
    ada.hears("Your name?").await;
    ada.says("Ada").await;
    world.told().await;
    world.moves_clock(seconds(6)).await;
    ada.hears("How many days?").await;
    ada.says("3").await;
    ada.hears("Ada: 3").await;
    ada.hears_nothing().await;
}

#[tokio::test]
async fn what_was_said_while_the_question_had_not_left_is_no_answer() {
    let world = World::start().await;
    let _bot = world.bot(|bot| bot.conversations(conversations![book]).handlers(handlers![other])).await;
    let ada = world.customer("Ada").await;
    world.faults([Fault::call(SPEAK).by(BOT).is_refused(503).retry_after(5).times(1)]).await;
    ada.says("book").await;
    world.until_calls(BOT, "POST", super::MESSAGES, 1).await;
    ada.says("hello?").await;
    world.advance(seconds(6)).await;
    ada.hears("Your name?").await;
    ada.hears("other: hello?").await;
    ada.says("Ada").await;
    ada.hears("How many days?").await;
}

#[tokio::test]
async fn a_question_that_the_inbox_refused_is_asked_again_when_the_customer_writes() {
    let folder = switchboard_tests::folder();
    let path = folder.path().join("bot.db");
    let keys = [("store.path", path.to_str().expect("a path"))];
    let world = World::start().await;
    let start = || world.bot_with(&keys, |bot| bot.conversations(conversations![book]).handlers(handlers![other]));
    let first = start().await;
    let ada = world.customer("Ada").await;
    world.faults([Fault::call(SPEAK).by(BOT).is_refused(400).times(1)]).await;
    ada.says("book").await;
    world.until_calls(BOT, "POST", super::MESSAGES, 1).await;
    world.settled().await;
    first.stop().await;
    let _second = start().await;
    ada.says("hello?").await;
    ada.hears("Your name?").await;
    ada.says("Ada").await;
    ada.hears("How many days?").await;
}
