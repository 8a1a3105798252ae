//! A chat comes back to the bot.

use serde_json::json;
use switchboard::handover::Policy;
use switchboard::prelude::*;
use switchboard_tests::World;

#[on(assigned_messages)]
async fn answer(text: Text) -> String {
    format!("re: {}", &*text)
}

#[tokio::test]
async fn what_mira_answered_is_not_answered_again_however_late_the_bot_is_told() {
    let world = World::start().await;
    let bot = world.bot(|bot| bot.handover(Policy::take_unassigned()).handlers(handlers![answer])).await;
    let (ada, bob, mira) = (world.customer(1), world.customer(2), world.mira().await);
    ada.is_called("Ada").await;
    mira.takes_over(&ada).await;
    bot.rest().await;

    // All of this has happened before the bot is told of any of it.
    let courier = world.courier("testbot").await;
    ada.says("m1").await;
    mira.writes(&ada, "Mira here").await;
    mira.assigns(&ada, &json!({ "assigned_to_user": bot.user().id })).await;
    let (asked, answered, returned) =
        (courier.fetches("incoming_messages").await, courier.fetches("outgoing_messages").await, courier.fetches("chat_assignment").await);

    courier.brings(&json!({ "chat_assignment": returned["chat_assignment"], "incoming_messages": asked["incoming_messages"] })).await;
    courier.brings(&answered).await;
    bot.rest().await;
    drop(courier);
    world.hold_webhooks(false).await;
    bob.says("hi").await;
    bob.hears("re: hi").await;
    bot.rest().await;
    assert_eq!(ada.heard_from("testbot").await, [""; 0]);
}

#[tokio::test]
async fn two_hand_overs_that_wait_at_once_bring_one_answer() {
    let world = World::start().await;
    let bot = world.bot(|bot| bot.handover(Policy::take_unassigned()).handlers(handlers![answer])).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    ada.is_called("Ada").await;
    mira.takes_over(&ada).await;
    ada.says("hi").await;
    bot.rest().await;

    // The bot learns of all three while it waits for the owner.
    world.faults(json!([{ "on": "GET /api/v1/chat_assignment/", "fault": "latency", "ms": 500, "times": 1 }])).await;
    let to_the_bot = json!({ "assigned_to_user": bot.user().id });
    mira.assigns(&ada, &to_the_bot).await;
    mira.takes_over(&ada).await;
    mira.assigns(&ada, &to_the_bot).await;

    ada.hears("re: hi").await;
    bot.rest().await;
    assert_eq!(ada.heard_from("testbot").await, ["re: hi"]);
}
