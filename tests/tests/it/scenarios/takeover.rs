//! A person takes a chat from the bot while it is about to speak: S11, S12, S13, S17 and S20.

use super::*;
use serde::{Deserialize, Serialize};
use switchboard_tests::fault;

/// A session shows in the store when its turn is committed.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Answers(u32);

#[on(assigned_messages)]
async fn answer_and_count(text: Text, mut answers: Session<Answers>) -> String {
    answers.0 += 1;
    format!("re: {}", &*text)
}

#[on(assigned_messages)]
async fn hand_over_slowly(State(gate): State<Gate>) -> Handover {
    gate.pass().await;
    Handover::to_group("Regular user")
}

#[on(assigned_messages)]
async fn say_and_hand_over(chat: &Chat) -> Handover {
    chat.say("A");
    Handover::to_group("Regular user")
}

by_both_ways!(s11_a_turn_that_a_takeover_overtakes_is_discarded_whole);
async fn s11_a_turn_that_a_takeover_overtakes_is_discarded_whole(by: Transport) {
    let world = World::standing_still_by(by).await;
    let gate = Gate::default();
    let bot = world.bot(|bot| bot.handover(Policy::take_unassigned()).state(gate.clone()).handlers(handlers![answer_slowly])).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    ada.says("hi").await;
    gate.reached().await;
    world.advance(1).await;
    mira.takes_over(&ada).await;
    world.told().await;
    world.advance(1).await;
    gate.lets_one_pass();
    world.settled(&bot).await;
    assert!(begun(&world).await.is_empty());
    assert!(world.calls(BOT, "POST", "/api/v1/chat_tagging/").await.is_empty(), "tags of a discarded turn are discarded too");
    assert_eq!(mira.owner(&ada).await.0, Some(mira.id()));
    assert_eq!(count(&bot, Count::Withdrawn), 1);
    assert!(all_is_done(&bot).await && dead_letters(&bot).await.is_empty());
}

#[tokio::test]
async fn s12_a_reply_in_flight_of_which_no_byte_has_left_is_withdrawn() {
    let world = World::standing_still().await;
    // The chat's limit lets one reply through in a minute: the second one waits after its commit, in flight.
    let build = |bot: Bot| bot.handover(Policy::take_unassigned()).handlers(handlers![answer_and_count]);
    let bot = world.bot_with(&[("limits.chat_replies", "1")], build).await;
    let ada = greeted(&world, 1).await;
    ada.says("more").await;
    let (inbox, chat) = (inbox(&bot).await, WaId::new(ada.wa_id()).expect("digits"));
    world
        .until(|| async {
            let sessions = bot.store().sessions(&inbox, &chat).await.expect("the store");
            sessions.values().any(|session| session.json == "2").then_some(())
        })
        .await;
    let mira = world.mira().await;
    mira.takes_over(&ada).await;
    world.settled(&bot).await;
    world.advance(120).await;
    world.settled(&bot).await;
    assert_eq!(begun(&world).await, ["re: hi"]);
    assert_eq!(count(&bot, Count::WithdrawnRows), 1);
    assert_eq!((count(&bot, Count::Unknown), count(&bot, Count::Resent)), (0, 0));
    let listed = world.calls(BOT, "GET", MESSAGES).await;
    assert!(!listed.iter().any(|call| call.query.contains("wa_id=")), "nothing is unknown, so nothing is looked up");
    assert!(all_is_done(&bot).await);
}

/// "re: more" begins to leave with this fault, mira takes the chat over while it is looked up, and it is looked up again
/// until nothing is in doubt.
async fn a_reply_in_doubt_is_overtaken(world: &World, bot: &Running, doubt: serde_json::Value) -> Customer {
    let ada = greeted(world, 1).await;
    world.settled(bot).await;
    let courier = world.courier(BOT).await;
    world.faults(json!([doubt, fault::held(BOT, "GET /api/v1/messages/")])).await;
    let listed = world.calls(BOT, "GET", MESSAGES).await.len();
    ada.says("more").await;
    courier.carries("incoming_messages").await;
    world.until_calls(BOT, "GET", MESSAGES, listed + 1).await;
    let mira = world.mira().await;
    mira.takes_over(&ada).await;
    courier.carries("chat_assignment").await;
    world.lets_go(BOT).await;
    world
        .until(|| async {
            world.advance(1).await;
            let over = count(bot, Count::WithdrawnRows) + count(bot, Count::Sent);
            (over == 2).then_some(())
        })
        .await;
    world.advance(60).await;
    bot.rest().await;
    assert_eq!(begun(world).await, ["re: hi", "re: more"], "it is never sent again");
    assert_eq!((count(bot, Count::Unknown), count(bot, Count::Resent)), (1, 0));
    assert_eq!(mira.owner(&ada).await.0, Some(mira.id()));
    ada
}

#[tokio::test]
async fn s13a_a_reply_whose_answer_was_lost_before_a_takeover_is_recorded_as_sent() {
    let world = World::standing_still().await;
    let bot = world.bot(takes_and_answers).await;
    let ada = a_reply_in_doubt_is_overtaken(&world, &bot, fault::lost(BOT, SPEAK)).await;
    assert_eq!(ada.heard_from(BOT).await, ["re: hi", "re: more"]);
    assert_eq!((count(&bot, Count::Sent), count(&bot, Count::WithdrawnRows)), (2, 0));
}

#[tokio::test]
async fn s13b_a_reply_that_never_arrived_before_a_takeover_is_recorded_as_withdrawn() {
    let world = World::standing_still().await;
    let bot = world.bot(takes_and_answers).await;
    let ada = a_reply_in_doubt_is_overtaken(&world, &bot, fault::times(1, fault::refused(BOT, SPEAK, 502))).await;
    assert_eq!(ada.heard_from(BOT).await, ["re: hi"]);
    assert_eq!((count(&bot, Count::Sent), count(&bot, Count::WithdrawnRows)), (1, 1));
}

by_both_ways!(s17_mira_writes_without_assigning_and_no_further_reply_begins);
async fn s17_mira_writes_without_assigning_and_no_further_reply_begins(by: Transport) {
    let world = World::standing_still_by(by).await;
    let bot = world.bot(|bot| bot.handover(Policy::take_unassigned()).handlers(handlers![answer_at_length])).await;
    world.faults(json!([fault::held(BOT, SPEAK)])).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    ada.says("hi").await;
    world.until_calls(BOT, "POST", MESSAGES, 1).await;
    mira.writes(&ada, "Mira here").await;
    world.told().await;
    world.lets_go(BOT).await;
    world.settled(&bot).await;
    assert_eq!(begun(&world).await, ["one"]);
    assert_eq!((count(&bot, Count::WithdrawnRows), count(&bot, Count::Takeovers)), (2, 1));

    ada.says("thank you, Mira").await;
    world.settled(&bot).await;
    assert_eq!(begun(&world).await, ["one"], "the chat is paused");
    assert_eq!(mira.owner(&ada).await.0, Some(id(&bot)), "though it is still the bot's");
}

by_both_ways!(s20a_a_stale_turns_handover_is_withdrawn_with_its_turn);
async fn s20a_a_stale_turns_handover_is_withdrawn_with_its_turn(by: Transport) {
    let world = World::standing_still_by(by).await;
    let gate = Gate::default();
    let bot = world.bot(|bot| bot.handover(Policy::take_unassigned()).state(gate.clone()).handlers(handlers![hand_over_slowly])).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    ada.says("hi").await;
    gate.reached().await;
    mira.takes_over(&ada).await;
    world.told().await;
    gate.lets_one_pass();
    world.settled(&bot).await;
    assert_eq!(patches(&world).await, 1, "the take, and nothing after it");
    assert_eq!(mira.owner(&ada).await, (Some(mira.id()), None));
    assert_eq!(count(&bot, Count::Withdrawn), 1);
}

by_both_ways!(s20b_a_handover_that_was_committed_before_the_takeover_is_withdrawn);
async fn s20b_a_handover_that_was_committed_before_the_takeover_is_withdrawn(by: Transport) {
    let world = World::standing_still_by(by).await;
    let bot = world.bot(|bot| bot.handover(Policy::take_unassigned()).handlers(handlers![say_and_hand_over])).await;
    world.faults(json!([fault::held(BOT, SPEAK)])).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    ada.says("hi").await;
    world.until_calls(BOT, "POST", MESSAGES, 1).await;
    mira.takes_over(&ada).await;
    world.told().await;
    world.lets_go(BOT).await;
    world.settled(&bot).await;
    assert_eq!(begun(&world).await, ["A"]);
    assert_eq!(patches(&world).await, 1, "the take, and nothing after it");
    assert_eq!(mira.owner(&ada).await, (Some(mira.id()), None));
    assert_eq!(count(&bot, Count::WithdrawnRows), 1);
}
