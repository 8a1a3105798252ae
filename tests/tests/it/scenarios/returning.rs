//! A chat is given to the bot, which answers what nobody answered: S18.

use super::*;
use switchboard_inbox::{Clock, HandoverMessages, Inbox};
use switchboard_tests::NOON;

#[on(chat_assignment, to = me)]
async fn note_mine(State(notes): State<Notes>) {
    notes.add("mine");
}

/// An inbox that lists these messages in `assigned_messages` when a chat is handed over.
async fn world(listed: HandoverMessages) -> World {
    World::with(Inbox::builder().clock(Clock::starting_at(NOON)).handover_messages(listed)).await
}

/// The bot has answered "hi"; then it is mira's chat, in which the customer says m1 and she answers it. Times differ.
async fn m1_answered_by_mira(world: &World, bot: &Running) -> (Customer, switchboard_tests::Agent) {
    let (ada, mira) = (greeted(world, 1).await, world.mira().await);
    mira.takes_over(&ada).await;
    world.settled(bot).await;
    world.advance(1).await;
    ada.says("m1").await;
    world.settled(bot).await;
    world.advance(1).await;
    mira.writes(&ada, "Mira here").await;
    world.settled(bot).await;
    world.advance(1).await;
    (ada, mira)
}

#[tokio::test]
async fn s18a_of_two_messages_the_one_that_nobody_answered_is_answered() {
    for listed in [HandoverMessages::Last, HandoverMessages::Unread, HandoverMessages::None] {
        let world = world(listed).await;
        let bot = world.bot(takes_and_answers).await;
        let (ada, mira) = m1_answered_by_mira(&world, &bot).await;
        ada.says("m2").await;
        mira.assigns(&ada, &json!({ "assigned_to_user": id(&bot) })).await;
        world.settled(&bot).await;
        assert_eq!(ada.heard_from(BOT).await, ["re: hi", "re: m2"], "{listed:?}");
    }
}

#[tokio::test]
async fn s18b_a_message_that_mira_answered_is_not_answered_again() {
    for listed in [HandoverMessages::Last, HandoverMessages::Unread, HandoverMessages::None] {
        let world = world(listed).await;
        let bot = world.bot(takes_and_answers).await;
        let (ada, mira) = m1_answered_by_mira(&world, &bot).await;
        mira.assigns(&ada, &json!({ "assigned_to_user": id(&bot) })).await;
        world.settled(&bot).await;
        assert_eq!(ada.heard_from(BOT).await, ["re: hi"], "{listed:?}");
    }
}

#[tokio::test]
async fn s18c_with_an_empty_list_the_assignment_is_handled_once() {
    let world = world(HandoverMessages::None).await;
    let notes = Notes::default();
    let build = |bot: Bot| bot.handover(Policy::take_unassigned()).state(notes.clone()).handlers(handlers![answer, note_mine]);
    let bot = world.bot(build).await;
    let (ada, mira) = m1_answered_by_mira(&world, &bot).await;
    world.settled(&bot).await;
    let courier = world.courier(BOT).await;
    mira.assigns(&ada, &json!({ "assigned_to_user": id(&bot) })).await;
    let event = courier.fetches("chat_assignment").await;
    assert_eq!(event.get("assigned_messages"), None);
    courier.brings(&event).await;
    courier.brings(&event).await;
    bot.rest().await;
    assert_eq!(notes.all(), ["mine"]);
    assert_eq!(begun(&world).await, ["re: hi"]);
}

#[tokio::test]
async fn s18d_messages_that_the_bot_hears_of_only_at_the_handover_count_as_listed_and_once() {
    let world = world(HandoverMessages::Unread).await;
    let bot = world.bot(takes_and_answers).await;
    let (ada, mira) = (greeted(&world, 1).await, world.mira().await);
    mira.takes_over(&ada).await;
    world.settled(&bot).await;
    let courier = world.courier(BOT).await;
    world.advance(1).await;
    ada.says("m1").await;
    mira.writes(&ada, "Mira here").await;
    world.advance(1).await;
    ada.says("m2").await;
    mira.assigns(&ada, &json!({ "assigned_to_user": id(&bot) })).await;
    let (m1, m2) = (courier.fetches("incoming_messages").await, courier.fetches("incoming_messages").await);
    let handover = courier.fetches("chat_assignment").await;
    assert_eq!(handover["assigned_messages"].as_array().map(Vec::len), Some(2));
    courier.brings(&handover).await;
    ada.hears("Mira here").await;
    ada.hears("re: m2").await;
    bot.rest().await;
    assert_eq!(begun(&world).await, ["re: hi", "re: m2"]);

    // Their own calls come late.
    courier.brings(&m1).await;
    courier.brings(&m2).await;
    bot.rest().await;
    assert_eq!(begun(&world).await, ["re: hi", "re: m2"]);
}
