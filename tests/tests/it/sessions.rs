//! What a bot remembers of a chat, and what it does with the chat.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::json;
use switchboard::handover::{OnTakeover, Policy};
use switchboard::prelude::*;
use switchboard_tests::{Transport, World, by_both_ways, folder};

#[derive(Debug, Default, Serialize, Deserialize)]
struct Visits(u32);

#[on(incoming_messages, text = "end")]
async fn end(mut visits: Session<Visits>) -> &'static str {
    visits.end();
    "forgotten"
}

#[on(incoming_messages, text = "take")]
async fn take(chat: &Chat) {
    chat.take();
}

#[on(incoming_messages, text = "release")]
async fn release(chat: &Chat) {
    chat.say("bye");
    chat.release();
}

#[on(incoming_messages, text = "mira")]
async fn to_mira() -> Handover {
    Handover::to_user("mira").announce("Mira takes over.")
}

#[on(incoming_messages)]
async fn count(mut visits: Session<Visits>) -> String {
    visits.0 += 1;
    format!("visit {}", visits.0)
}

#[tokio::test]
async fn sessions_survive_a_restart_and_end_when_they_are_told() {
    let world = World::standing_still().await;
    let folder = folder();
    let store = folder.path().join("switchboard.db");
    let keys = [("store.path", store.to_str().expect("a path"))];
    let ada = world.customer(1);
    for (text, heard) in [("a", "visit 1"), ("b", "visit 2"), ("end", "forgotten"), ("c", "visit 1")] {
        let bot = world.bot_with(&keys, |bot| bot.handlers(handlers![end, count])).await;
        ada.says(text).await;
        ada.hears(heard).await;
        bot.stop().await;
    }
    let bot = world.bot_with(&keys, |bot| bot.handlers(handlers![end, count])).await;
    world.customer(2).says("another chat").await;
    world.customer(2).hears("visit 1").await;
    bot.stop().await;
}

#[tokio::test]
async fn a_takeover_keeps_sessions_or_ends_them_as_the_policy_says() {
    for (takeover, afterwards) in [(OnTakeover::KeepSession, "visit 2"), (OnTakeover::ForgetSession, "visit 1")] {
        let world = World::standing_still().await;
        let bot = world.bot(|bot| bot.handover(Policy::take_unassigned().on_takeover(takeover)).handlers(handlers![count])).await;
        let (ada, mira) = (world.customer(1), world.mira().await);
        ada.says("hi").await;
        ada.hears("visit 1").await;
        world.settled(&bot).await;
        mira.takes_over(&ada).await;
        world.settled(&bot).await;
        mira.writes(&ada, "Mira here").await;
        ada.hears("Mira here").await;
        mira.assigns(&ada, &json!({ "assigned_to_user": bot.user().id })).await;
        world.settled(&bot).await;
        ada.says("hi again").await;
        ada.hears(afterwards).await;
    }
}

by_both_ways!(a_handler_takes_releases_and_hands_over);
async fn a_handler_takes_releases_and_hands_over(by: Transport) {
    let world = World::standing_still_by(by).await;
    let bot = world.bot(|bot| bot.handlers(handlers![take, release, to_mira, count])).await;
    let ada = world.customer(1);
    let me = (Some(bot.user().id.get()), None);
    ada.says("hi").await;
    ada.hears("visit 1").await;
    assert_eq!(world.admin().owner(&ada).await, (None, None), "no policy: nothing is taken");
    ada.says("take").await;
    world.settled(&bot).await;
    assert_eq!(world.admin().owner(&ada).await, me);
    ada.says("release").await;
    ada.hears("bye").await;
    world.settled(&bot).await;
    assert_eq!(world.admin().owner(&ada).await, (None, None));

    let ben = world.customer(2);
    ben.says("mira").await;
    ben.hears("Mira takes over.").await;
    world.settled(&bot).await;
    let mira = world.mira().await;
    assert_eq!(world.admin().owner(&ben).await, (Some(mira.id()), None));
    ben.says("hello?").await;
    world.settled(&bot).await;
    assert_eq!(ben.heard_from("testbot").await, ["Mira takes over."], "the chat is mira's");
}

#[tokio::test]
async fn a_chat_that_was_given_back_is_taken_again_after_a_long_silence() {
    let world = World::standing_still().await;
    let policy = Policy::take_unassigned().forget_after(Duration::from_secs(60 * 60));
    let bot = world.bot(|bot| bot.handover(policy).handlers(handlers![release, count])).await;
    let ada = world.customer(1);
    ada.says("release").await;
    ada.hears("bye").await;
    world.settled(&bot).await;
    for _ in 0..2 {
        // Every message begins the hour anew.
        world.advance(59 * 60).await;
        ada.says("anybody?").await;
        world.settled(&bot).await;
    }
    assert_eq!(ada.heard_from("testbot").await, ["bye"]);
    world.advance(61 * 60).await;
    ada.says("hello").await;
    ada.hears("visit 1").await;
    assert_eq!(world.admin().owner(&ada).await.0, Some(bot.user().id.get()));
}
