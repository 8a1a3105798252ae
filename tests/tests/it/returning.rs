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
async fn two_hand_overs_that_wait_at_once_bring_one_answer() {
    let world = World::start().await;
    let bot = world.bot(|bot| bot.handover(Policy::take_unassigned()).handlers(handlers![answer])).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    ada.is_called("Ada").await;
    mira.takes(&ada).await;
    ada.says("hi").await;
    bot.rest().await;

    // The bot learns of all three while it waits for the owner.
    world.faults(json!([{ "on": "GET /api/v1/chat_assignment/", "fault": "latency", "ms": 500, "times": 1 }])).await;
    let to_the_bot = json!({ "assigned_to_user": bot.user().id });
    mira.assigns(&ada, &to_the_bot).await;
    mira.takes(&ada).await;
    mira.assigns(&ada, &to_the_bot).await;

    ada.hears("re: hi").await;
    bot.rest().await;
    assert_eq!(ada.heard_from("testbot").await, ["re: hi"]);
}
