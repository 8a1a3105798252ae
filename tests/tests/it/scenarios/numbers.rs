//! A customer has a new number.

use serde_json::json;
use switchboard::handover::OnNewNumber;
use switchboard::prelude::*;
use switchboard_tests::{Transport, World, by_both_ways};

use super::{BOT, id};

#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
struct Visits(u32);

#[on(assigned_messages, text = "count")]
async fn count(mut visits: Session<Visits>) -> String {
    visits.0 += 1;
    format!("visit {}", visits.0)
}

#[conversation(assigned_messages, text = "trip")]
async fn trip(talk: &mut Talk) -> Result<String> {
    let city = talk.ask("Where to?").within(minutes(30)).await?;
    Ok(city.map_or("Nowhere, then.".to_owned(), |city| format!("To {city}.")))
}

fn agency(new_number: OnNewNumber) -> impl Fn(Bot) -> Bot {
    move |bot| {
        let policy = Policy::take_unassigned().on_new_number(new_number);
        bot.handover(policy).handlers(handlers![count]).conversations(conversations![trip])
    }
}

/// Ada's old number and her new one, with a question open under the old one.
async fn moved(world: &World, bot: &switchboard::Running) -> (switchboard_tests::Customer, switchboard_tests::Customer) {
    let (old, new) = (world.customer(1), world.customer(2));
    old.says("count").await;
    old.hears("visit 1").await;
    old.says("trip").await;
    old.hears("Where to?").await;
    world.settled(bot).await;
    let body = "The customer changed the number";
    let told = json!({ "type": "user_changed_number", "new_wa_id": new.wa_id(), "body": body });
    old.sends(&json!({ "type": "system", "system": told })).await;
    world.settled(bot).await;
    assert_eq!(old.heard_from(BOT).await.len(), 2, "nobody answers what WhatsApp says");
    (old, new)
}

by_both_ways!(s58_what_the_bot_remembers_follows_to_the_new_number);
async fn s58_what_the_bot_remembers_follows_to_the_new_number(by: Transport) {
    let world = World::standing_still_by(by).await;
    let bot = world.bot(agency(OnNewNumber::Follow)).await;
    let (old, new) = moved(&world, &bot).await;
    new.says("Rome").await;
    new.hears("To Rome.").await;
    new.says("count").await;
    new.hears("visit 2").await;
    world.settled(&bot).await;
    assert_eq!(world.admin().owner(&new).await.0, Some(id(&bot)));
    world.advance(60 * 60).await;
    world.settled(&bot).await;
    assert_eq!((old.heard_from(BOT).await.len(), new.heard_from(BOT).await.len()), (2, 2), "nothing is answered twice");
}

#[tokio::test]
async fn s58_or_ends_when_the_policy_says_so() {
    let world = World::standing_still().await;
    let bot = world.bot(agency(OnNewNumber::End)).await;
    let (old, new) = moved(&world, &bot).await;
    new.says("count").await;
    new.hears("visit 1").await;
    old.says("count").await;
    old.hears("visit 1").await;
    world.advance(60 * 60).await;
    world.settled(&bot).await;
    assert_eq!((old.heard_from(BOT).await.len(), new.heard_from(BOT).await.len()), (3, 1), "the question's time is over with it");
}

#[tokio::test]
async fn s58_silence_under_the_new_number_is_an_answer_too() {
    let world = World::standing_still().await;
    let bot = world.bot(agency(OnNewNumber::Follow)).await;
    let (old, new) = moved(&world, &bot).await;
    world.advance(31 * 60).await;
    world.settled(&bot).await;
    // To a number that has never written nothing can be said, but the conversation is over.
    assert_eq!((old.heard_from(BOT).await.len(), new.heard_from(BOT).await.len()), (2, 0));
    new.says("count").await;
    new.hears("visit 2").await;
}
