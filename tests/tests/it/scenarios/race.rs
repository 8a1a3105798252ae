//! The bot takes a chat, and so does somebody else: S5 and S6.

use super::*;
use switchboard_tests::{Request, fault};

by_both_ways!(s5a_a_take_that_overwrote_miras_is_given_back);
async fn s5a_a_take_that_overwrote_miras_is_given_back(by: Transport) {
    let world = World::standing_still_by(by).await;
    let bot = world.bot(takes_and_answers).await;
    world.faults(json!([fault::held(BOT, ASSIGN)])).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    ada.says("hi").await;
    world.until_calls(BOT, "PATCH", ASSIGNMENT, 1).await;
    mira.takes_over(&ada).await;
    world.told().await;
    world.lets_go(BOT).await;
    world.settled(&bot).await;
    assert!(begun(&world).await.is_empty());
    assert_eq!(mira.owner(&ada).await.0, Some(mira.id()));
    assert_eq!(count(&bot, Count::TakeConflicts), 1);

    ada.says("anybody there?").await;
    world.settled(&bot).await;
    assert!(begun(&world).await.is_empty());
    assert_eq!(patches(&world).await, 2, "the take, and giving it back");
}

#[tokio::test]
async fn s5b_the_same_when_no_event_told_of_it_in_time() {
    let world = World::standing_still().await;
    let bot = world.bot(takes_and_answers).await;
    let courier = world.courier(BOT).await;
    world.faults(json!([fault::held(BOT, ASSIGN)])).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    ada.says("hi").await;
    courier.carries("incoming_messages").await;
    world.until_calls(BOT, "PATCH", ASSIGNMENT, 1).await;
    mira.takes_over(&ada).await;
    world.lets_go(BOT).await;
    bot.rest().await;
    assert_eq!(count(&bot, Count::TakeConflicts), 1);

    for _ in ["mira takes", "the bot takes", "the bot gives back"] {
        courier.carries("chat_assignment").await;
    }
    bot.rest().await;
    assert!(begun(&world).await.is_empty());
    assert_eq!(mira.owner(&ada).await.0, Some(mira.id()));
    assert_eq!((patches(&world).await, count(&bot, Count::TakeConflicts)), (2, 1));
}

async fn two_bots(world: &World) -> (Running, Running) {
    let one = world.bot_with(&[("bot.username", "onebot")], takes_and_answers).await;
    let two = world.bot_with(&[("bot.username", "twobot")], takes_and_answers).await;
    (one, two)
}

async fn both(world: &World, method: &str, path: &str) -> Vec<Request> {
    let mut calls = world.calls("onebot", method, path).await;
    calls.extend(world.calls("twobot", method, path).await);
    calls
}

/// Each bot read the owner after it took the chat, and exactly one spoke: the one that owns the chat.
async fn one_of_two_spoke(world: &World, (one, two): &(Running, Running), ada: &Customer, texts: &[&str]) {
    world.all_settled(&[one, two]).await;
    for bot in ["onebot", "twobot"] {
        let take = world.calls(bot, "PATCH", ASSIGNMENT).await.first().expect("it takes the chat").seq;
        assert!(world.calls(bot, "GET", ASSIGNMENT).await.iter().any(|reading| reading.seq > take), "{bot} reads again");
    }
    let owner = world.admin().owner(ada).await.0;
    let said = both(world, "POST", MESSAGES).await;
    assert!(said.iter().all(|call| call.user.as_ref().expect("a user")["id"].as_i64() == owner), "{}", ada.transcript().await);
    assert_eq!(said.iter().map(|call| call.body["text"]["body"].as_str().expect("a text")).collect::<Vec<_>>(), texts);
}

by_both_ways!(s6a_of_two_bots_that_take_at_once_one_speaks);
async fn s6a_of_two_bots_that_take_at_once_one_speaks(by: Transport) {
    let world = World::standing_still_by(by).await;
    let bots = two_bots(&world).await;
    world.faults(json!([fault::held("onebot", ASSIGN), fault::held("twobot", ASSIGN)])).await;
    let ada = world.customer(1);
    ada.says("hi").await;
    world.until_calls("onebot", "PATCH", ASSIGNMENT, 1).await;
    world.until_calls("twobot", "PATCH", ASSIGNMENT, 1).await;
    world.lets_go("onebot").await;
    world.lets_go("twobot").await;
    ada.hears("re: hi").await;
    one_of_two_spoke(&world, &bots, &ada, &["re: hi"]).await;

    ada.says("more").await;
    ada.hears("re: more").await;
    one_of_two_spoke(&world, &bots, &ada, &["re: hi", "re: more"]).await;
}

#[tokio::test]
async fn s6b_a_bot_whose_take_comes_after_anothers_answer_gives_the_chat_back() {
    let world = World::standing_still().await;
    let bots = two_bots(&world).await;
    let mut longer = fault::held("twobot", ASSIGN);
    longer["ms"] = 60_000.into();
    world.faults(json!([fault::held("onebot", ASSIGN), longer])).await;
    let ada = world.customer(1);
    ada.says("hi").await;
    world.until_calls("onebot", "PATCH", ASSIGNMENT, 1).await;
    world.until_calls("twobot", "PATCH", ASSIGNMENT, 1).await;
    world.lets_go("onebot").await;
    ada.hears("re: hi").await;
    world.lets_go_in("twobot", 60.0).await;
    one_of_two_spoke(&world, &bots, &ada, &["re: hi"]).await;
    assert_eq!(world.admin().owner(&ada).await.0, Some(id(&bots.0)));
    assert_eq!(count(&bots.1, Count::TakeConflicts), 1);
}
