//! Take and hand-over.

use switchboard::handover::Policy;
use switchboard::prelude::*;
use switchboard_tests::World;

#[on(assigned_messages)]
async fn answer(text: Text) -> String {
    format!("re: {}", &*text)
}

#[tokio::test]
async fn s2_three_messages_at_once_are_one_take_and_three_answers_in_order() {
    let world = World::start().await;
    let bot = world.bot(|bot| bot.handover(Policy::take_unassigned()).handlers(handlers![answer])).await;
    let ada = world.customer(1);
    for text in ["one", "two", "three"] {
        ada.says(text).await;
    }
    for text in ["re: one", "re: two", "re: three"] {
        ada.hears(text).await;
    }
    bot.rest().await;
    assert_eq!(world.calls("testbot", "PATCH", "/api/v1/chat_assignment/").await.len(), 1);
    assert_eq!(world.admin().owner(&ada).await.0, Some(bot.user().id.get()));
}

#[tokio::test]
async fn s18_a_chat_that_comes_back_is_answered_once_for_what_nobody_answered() {
    let world = World::start().await;
    let bot = world.bot(|bot| bot.handover(Policy::take_unassigned()).handlers(handlers![answer])).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    ada.is_called("Ada Moreno").await;
    ada.says("hi").await;
    ada.hears("re: hi").await;
    mira.takes(&ada).await;
    ada.says("m1").await;
    mira.writes(&ada, "Mira here").await;
    ada.hears("Mira here").await;
    ada.says("m2").await;
    mira.assigns(&ada, &serde_json::json!({ "assigned_to_user": bot.user().id })).await;
    ada.hears("re: m2").await;
    bot.rest().await;
    assert_eq!(ada.heard_from("testbot").await, ["re: hi", "re: m2"]);
}
