//! Events by websocket: alone, beside the webhook, and over connections that break.

use serde_json::json;
use switchboard::config::Transport;
use switchboard::engine::Count;
use switchboard::handover::Policy;
use switchboard::prelude::*;
use switchboard_tests::World;

#[on(incoming_messages)]
async fn echo(text: Text) -> String {
    format!("re: {text}")
}

fn echoes(bot: Bot) -> Bot {
    bot.handlers(handlers![echo])
}

#[tokio::test]
async fn a_bot_with_a_websocket_alone_has_no_webhook_and_answers() {
    let world = World::start_by(Transport::Websocket).await;
    let bot = world.bot(|bot| bot.handover(Policy::take_unassigned()).handlers(handlers![echo])).await;
    assert_eq!(world.admin().get("/api/v1/webhooks/waba/").await["count"], 0);
    let ada = world.customer(1);
    ada.says("hi").await;
    ada.hears("re: hi").await;
    ada.says("more").await;
    ada.hears("re: more").await;
    world.settled(&bot).await;
    assert_eq!(ada.heard_from("testbot").await, ["re: hi", "re: more"]);
    assert_eq!(world.admin().owner(&ada).await.0, Some(bot.user().id.get()));
}

#[tokio::test]
async fn what_was_journaled_is_marked_as_received_by_its_own_time() {
    let world = World::standing_still_by(Transport::Websocket).await;
    let _bot = world.bot(echoes).await;
    let ada = world.customer(1);
    ada.says("hi").await;
    ada.hears("re: hi").await;
    let marks = world.until_calls("testbot", "POST", "/api/v1/mark_as_received/", 1).await;
    assert_eq!(marks[0].body, json!({ "customer_wa_id": ada.wa_id(), "timestamp": switchboard_tests::NOON }));
}

#[tokio::test]
async fn with_both_ways_each_message_is_handled_once() {
    let world = World::start_by(Transport::Both).await;
    let bot = world.bot(echoes).await;
    let ada = world.customer(1);
    let words = (0..20).map(|number| number.to_string()).collect::<Vec<_>>();
    for word in &words {
        ada.says(word).await;
    }
    world.settled(&bot).await;
    assert_eq!(ada.heard_from("testbot").await, words.iter().map(|word| format!("re: {word}")).collect::<Vec<_>>());
    assert!(bot.counters().get(Count::Repeated) >= 20);
}

#[tokio::test]
async fn a_token_that_the_websocket_does_not_take_is_told_at_the_start() {
    let (world, other) = (World::start().await, World::start().await);
    let url = format!("{}/ws", other.url().replace("http", "ws"));
    let keys = [("transport", "websocket"), ("inbox.websocket_url", url.as_str())];
    let sentence = echoes(Bot::with_config(world.config(&keys))).start().await.expect_err("no such token there").to_string();
    assert!(sentence.contains("inbox.websocket_url") && sentence.contains(&url), "{sentence}");
}

#[tokio::test]
async fn a_connection_that_breaks_is_made_again() {
    let world = World::standing_still_by(Transport::Websocket).await;
    let bot = world.bot(echoes).await;
    let ada = world.customer(1);
    for round in 1..=5 {
        world.disconnects().await;
        world
            .until(|| async {
                world.advance(1).await;
                (bot.counters().get(Count::Reconnected) == round).then_some(())
            })
            .await;
        ada.says(&format!("{round}")).await;
        ada.hears(&format!("re: {round}")).await;
    }
}
