//! A chat that nobody owns is taken: S1 and S2.

use super::*;
use switchboard_tests::{Courier, fault};

/// Would answer once more, were the message handled as incoming too.
#[on(incoming_messages)]
async fn answer_as_incoming(text: Text) -> String {
    format!("incoming: {}", &*text)
}

async fn bot(world: &World) -> Running {
    world.bot(|bot| bot.handover(Policy::take_unassigned()).handlers(handlers![answer, answer_as_incoming])).await
}

/// m1 was told as incoming and is brought to the bot; its taking the chat is told when the test carries that call.
async fn m1_arrives(world: &World) -> (Customer, Courier<'_>) {
    let courier = world.courier(BOT).await;
    let ada = world.customer(1);
    ada.says("m1").await;
    courier.carries("incoming_messages").await;
    (ada, courier)
}

async fn m1_was_answered_once_as_assigned(world: &World, bot: &Running, ada: &Customer) {
    bot.rest().await;
    assert_eq!(begun(world).await, ["re: m1"]);
    assert_eq!(ada.heard_from(BOT).await, ["re: m1"]);
    assert_eq!(patches(world).await, 1);
    assert_eq!(world.admin().owner(ada).await.0, Some(id(bot)));
    assert_eq!(count(bot, Count::TakeConflicts), 0);
}

#[tokio::test]
async fn s1a_the_answer_to_the_take_comes_before_its_event() {
    let world = World::standing_still().await;
    let bot = bot(&world).await;
    let (ada, courier) = m1_arrives(&world).await;
    ada.hears("re: m1").await;
    let event = courier.fetches("chat_assignment").await;
    assert_eq!(event["assigned_messages"][0]["waba_payload"]["text"]["body"], "m1");
    courier.brings(&event).await;
    m1_was_answered_once_as_assigned(&world, &bot, &ada).await;
}

#[tokio::test]
async fn s1b_the_event_of_the_take_comes_before_its_answer() {
    let world = World::standing_still().await;
    let bot = bot(&world).await;
    world.faults(json!([fault::answered_late(BOT, ASSIGN)])).await;
    let (ada, courier) = m1_arrives(&world).await;
    courier.carries("chat_assignment").await;
    ada.hears("re: m1").await;
    assert_eq!(world.calls(BOT, "PATCH", ASSIGNMENT).await[0].status, None, "the answer is still to come");
    m1_was_answered_once_as_assigned(&world, &bot, &ada).await;
}

#[tokio::test]
async fn s1c_no_event_tells_of_the_take() {
    let world = World::standing_still().await;
    let bot = bot(&world).await;
    let (ada, _courier) = m1_arrives(&world).await;
    ada.hears("re: m1").await;
    m1_was_answered_once_as_assigned(&world, &bot, &ada).await;
}

#[tokio::test]
async fn s1d_chat_assignment_alone_tells_of_the_take() {
    let world = World::standing_still().await;
    let bot = bot(&world).await;
    world.faults(json!([fault::answered_late(BOT, ASSIGN)])).await;
    let (ada, courier) = m1_arrives(&world).await;
    let mut event = courier.fetches("chat_assignment").await;
    event.as_object_mut().expect("an object").remove("assigned_messages");
    courier.brings(&event).await;
    ada.hears("re: m1").await;
    m1_was_answered_once_as_assigned(&world, &bot, &ada).await;
}

#[tokio::test]
async fn s1e_the_event_of_the_take_comes_twice() {
    let world = World::standing_still().await;
    let bot = bot(&world).await;
    world.faults(json!([fault::answered_late(BOT, ASSIGN)])).await;
    let (ada, courier) = m1_arrives(&world).await;
    let event = courier.fetches("chat_assignment").await;
    courier.brings(&event).await;
    ada.hears("re: m1").await;
    courier.brings(&event).await;
    m1_was_answered_once_as_assigned(&world, &bot, &ada).await;
}

#[tokio::test]
async fn s2_three_messages_at_once_are_one_take_and_three_answers_in_order() {
    let world = World::standing_still().await;
    let bot = world.bot(takes_and_answers).await;
    let ada = world.customer(1);
    world.hold_webhooks(true).await;
    for text in ["m1", "m2", "m3"] {
        ada.says(text).await;
    }
    world.hold_webhooks(false).await;
    for text in ["re: m1", "re: m2", "re: m3"] {
        ada.hears(text).await;
    }
    world.settled(&bot).await;
    assert_eq!(begun(&world).await, ["re: m1", "re: m2", "re: m3"]);
    assert_eq!(patches(&world).await, 1);
    assert_eq!(world.admin().owner(&ada).await.0, Some(id(&bot)));
}
