//! Assignments are told late, twice or in another order than they happened: S7 to S10.

use super::*;
use serde_json::Value;
use switchboard_tests::{Agent, NOON, fault};

/// What the inbox would tell when this agent takes the chat.
fn taken_by(mira: &Agent, customer: &Customer) -> Value {
    let user = json!({ "id": mira.id(), "username": "mira", "profile": { "role": "user" } });
    json!({ "chat_assignment": {
        "wa_id": customer.wa_id(), "timestamp": NOON, "assigned_to_user_set": user, "assigned_to_user_was_cleared": false,
        "assigned_group_set": null, "assigned_group_was_cleared": false, "done_by": user,
    } })
}

#[tokio::test]
async fn s7_of_two_assignments_told_in_reverse_the_later_one_counts() {
    let world = World::standing_still().await;
    let bot = world.bot(takes_and_answers).await;
    let courier = world.courier(BOT).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    ada.says("hi").await;
    world.admin().assigns(&ada, &json!({ "assigned_to_user": id(&bot) })).await;
    world.advance(1).await;
    mira.takes_over(&ada).await;
    let message = courier.fetches("incoming_messages").await;
    let (to_bot, to_mira) = (courier.fetches("chat_assignment").await, courier.fetches("chat_assignment").await);
    for call in [&to_mira, &to_bot, &message] {
        courier.brings(call).await;
    }
    bot.rest().await;
    ada.says("anybody there?").await;
    courier.carries("incoming_messages").await;
    bot.rest().await;
    assert!(begun(&world).await.is_empty());
    assert_eq!(patches(&world).await, 0);
    assert_eq!(mira.owner(&ada).await.0, Some(mira.id()));
}

#[tokio::test]
async fn s8a_bot_mira_bot_within_a_second_ends_with_the_bot() {
    let world = World::standing_still().await;
    let bot = world.bot(takes_and_answers).await;
    let courier = world.courier(BOT).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    ada.says("hi").await;
    mira.takes_over(&ada).await;
    courier.carries("incoming_messages").await;
    courier.carries("chat_assignment").await;
    bot.rest().await;
    assert!(begun(&world).await.is_empty());

    for _ in 0..2 {
        mira.assigns(&ada, &json!({ "assigned_to_user": id(&bot) })).await;
        mira.takes_over(&ada).await;
    }
    mira.assigns(&ada, &json!({ "assigned_to_user": id(&bot) })).await;
    let (first, second, third) =
        (courier.fetches("chat_assignment").await, courier.fetches("chat_assignment").await, courier.fetches("chat_assignment").await);
    assert_eq!(first["chat_assignment"], third["chat_assignment"]);
    for call in [&first, &second, &third] {
        courier.brings(call).await;
    }
    ada.hears("re: hi").await;
    bot.rest().await;
    assert_eq!(begun(&world).await, ["re: hi"]);
    assert_eq!(mira.owner(&ada).await.0, Some(id(&bot)));
}

#[tokio::test]
async fn s8b_the_third_of_them_counts_though_it_equals_the_first_that_was_dealt_with() {
    let world = World::standing_still().await;
    let bot = world.bot(takes_and_answers).await;
    let courier = world.courier(BOT).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    ada.says("hi").await;
    mira.takes_over(&ada).await;
    courier.carries("chat_assignment").await;
    let assigned = json!({ "assigned_to_user": id(&bot) });

    mira.assigns(&ada, &assigned).await;
    let first = courier.fetches("chat_assignment").await;
    courier.brings(&first).await;
    ada.hears("re: hi").await;
    mira.takes_over(&ada).await;
    courier.carries("chat_assignment").await;
    ada.says("more").await;
    courier.carries("incoming_messages").await;
    bot.rest().await;
    assert_eq!(begun(&world).await, ["re: hi"]);

    mira.assigns(&ada, &assigned).await;
    let third = courier.fetches("chat_assignment").await;
    assert_eq!(first["chat_assignment"], third["chat_assignment"]);
    courier.brings(&third).await;
    ada.hears("re: more").await;
    bot.rest().await;
    assert_eq!(begun(&world).await, ["re: hi", "re: more"]);
}

#[tokio::test]
async fn s9_a_reading_that_a_takeover_overtook_is_discarded_and_done_again() {
    let world = World::standing_still().await;
    let bot = world.bot(takes_and_answers).await;
    let courier = world.courier(BOT).await;
    let mut second = fault::after(1, fault::held(BOT, READ_OWNER));
    second["ms"] = 60_000.into();
    world.faults(json!([fault::held(BOT, READ_OWNER), second])).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    ada.says("hi").await;
    mira.assigns(&ada, &json!({ "assigned_to_user": id(&bot) })).await;
    courier.carries("incoming_messages").await;
    world.until_calls(BOT, "GET", ASSIGNMENT, 1).await;
    courier.brings(&taken_by(&mira, &ada)).await;
    assert_eq!(mira.owner(&ada).await.0, Some(id(&bot)), "what the reading under way will say");
    world.lets_go(BOT).await;

    world.until_calls(BOT, "GET", ASSIGNMENT, 2).await;
    mira.takes_over(&ada).await;
    world.lets_go_in(BOT, 60.0).await;
    bot.rest().await;
    assert!(begun(&world).await.is_empty());
    assert_eq!(patches(&world).await, 0);
    assert_eq!(mira.owner(&ada).await.0, Some(mira.id()));
}

#[tokio::test]
async fn s10_a_message_told_as_assigned_after_miras_takeover_makes_the_bot_read_and_be_silent() {
    let world = World::standing_still().await;
    let bot = world.bot(takes_and_answers).await;
    let ada = greeted(&world, 1).await;
    world.settled(&bot).await;
    let courier = world.courier(BOT).await;
    let mira = world.mira().await;
    ada.says("more").await;
    mira.takes_over(&ada).await;
    ada.says("anybody there?").await;
    let message = courier.fetches("assigned_messages").await;
    courier.carries("chat_assignment").await;
    courier.carries("incoming_messages").await;
    bot.rest().await;
    let readings = owner_readings(&world).await;
    courier.brings(&message).await;
    bot.rest().await;
    assert!(owner_readings(&world).await > readings, "the call says that the chat is the bot's: it is read");
    assert_eq!(begun(&world).await, ["re: hi"]);
    assert_eq!(mira.owner(&ada).await.0, Some(mira.id()));
}
