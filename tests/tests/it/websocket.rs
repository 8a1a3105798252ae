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
async fn what_was_found_in_the_lists_is_marked_as_received_too() {
    let world = World::standing_still_by(Transport::Websocket).await;
    let folder = switchboard_tests::folder();
    let store = folder.path().join("switchboard.db");
    let start = async || world.bot_with(&[("store.path", store.to_str().expect("a path"))], echoes).await;
    let ada = world.customer(1);
    let bot = start().await;
    // The bot's own view of the chat.
    let url = format!("{}/api/v1/users/{}/password/change/", world.url(), bot.user().id.get());
    let admin = format!("Token {}", world.inbox().admin_token().expose());
    let changed = world.http().put(url).header("Authorization", admin).json(&json!({ "password": "testbot" })).send().await;
    assert!(changed.expect("an answer").status().is_success());
    let me = world.agent("testbot").await;
    let new = async || me.get(&format!("/api/v1/chats/{}/", ada.wa_id())).await["new_messages"].clone();
    bot.stop().await;
    for word in ["one", "two", "three"] {
        ada.says(word).await;
        world.advance(1).await;
    }
    assert_eq!(new().await, 3);
    let bot = start().await;
    for word in ["re: one", "re: two", "re: three"] {
        ada.hears(word).await;
    }
    world.until(|| async { (new().await == 0).then_some(()) }).await;
    // One mark does for all, and a list that shows them once more asks for none.
    let marks = world.until_calls("testbot", "POST", "/api/v1/mark_as_received/", 1).await;
    assert_eq!(marks[0].body, json!({ "customer_wa_id": ada.wa_id(), "timestamp": switchboard_tests::NOON + 2 }));
    world.advance(60).await;
    world.disconnects().await;
    world
        .until(|| async {
            world.advance(1).await;
            (bot.counters().get(Count::Reconnected) == 1).then_some(())
        })
        .await;
    ada.says("four").await;
    ada.hears("re: four").await;
    let marks = world.until_calls("testbot", "POST", "/api/v1/mark_as_received/", 2).await;
    assert_eq!(marks.len(), 2);
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
async fn whoever_listens_instead_of_being_called_leaves_no_webhook_behind() {
    let world = World::standing_still().await;
    let others = json!({ "url": "http://127.0.0.1:9/other", "on_incoming_message": true, "on_outgoing_message": false, "on_assigned": false, "headers": {} });
    world.admin().post("/api/v1/webhooks/waba/", &others).await;
    let urls = || async {
        let webhooks = world.admin().get("/api/v1/webhooks/waba/").await;
        let url = |webhook: &serde_json::Value| webhook["url"].as_str().expect("a URL").split('?').next().expect("a part").to_owned();
        webhooks["results"].as_array().expect("webhooks").iter().map(url).collect::<Vec<_>>()
    };
    let folder = switchboard_tests::folder();
    let store = folder.path().join("switchboard.db");
    let start = async |transport| {
        let keys = [("store.path", store.to_str().expect("a path")), ("transport", transport)];
        world.bot_with(&keys, echoes).await
    };
    let ada = world.customer(1);
    let bot = start("webhook").await;
    assert_eq!(urls().await.len(), 2);
    bot.stop().await;
    assert_eq!(urls().await.len(), 2, "who stops will be back");
    ada.says("while it was away").await;
    let bot = start("websocket").await;
    assert_eq!(urls().await, ["http://127.0.0.1:9/other"]);
    ada.hears("re: while it was away").await;
    world.faults(json!([{ "on": "webhook", "fault": "drop" }])).await;
    ada.says("heard").await;
    ada.hears("re: heard").await;
    bot.stop().await;
    world.faults(json!([])).await;
    let bot = start("both").await;
    assert_eq!(urls().await.len(), 2, "called again");
    ada.says("once").await;
    ada.hears("re: once").await;
    world.moves_clock(std::time::Duration::from_secs(120)).await;
    bot.rest().await;
    assert_eq!(ada.heard_from("testbot").await, ["re: while it was away", "re: heard", "re: once"]);
}

#[tokio::test]
async fn a_connection_that_is_cut_without_a_word_is_noticed_and_what_it_lost_is_found() {
    let world = World::standing_still_by(Transport::Websocket).await;
    let bot = world.bot(echoes).await;
    let ada = world.customer(1);
    ada.says("heard").await;
    ada.hears("re: heard").await;
    world.settled(&bot).await;
    world.faults(json!([{ "on": "websocket", "fault": "silence", "user": "testbot", "times": 1 }])).await;
    ada.says("lost").await;
    let cut_at = world.now().await;
    world
        .until(|| async {
            world.advance(1).await;
            (bot.counters().get(Count::Reconnected) == 1).then_some(())
        })
        .await;
    // Nobody told the bot: it has asked, and waited for the answer.
    assert!(world.now().await.duration_since(cut_at).as_secs() >= 40);
    ada.hears("re: lost").await;
    ada.says("and on").await;
    ada.hears("re: and on").await;
    world.settled(&bot).await;
    assert_eq!(ada.heard_from("testbot").await, ["re: heard", "re: lost", "re: and on"]);
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
