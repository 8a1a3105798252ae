//! What a customer presses, and what becomes of buttons that outlive the bot that sent them.

use switchboard::handover::Policy;
use switchboard::prelude::*;
use switchboard_tests::{Customer, Transport, World, by_both_ways, folder};

#[derive(Debug, Choice)]
enum Size {
    #[choice("Small")]
    S,
    #[choice("Large")]
    L,
}

#[derive(Debug, Choice)]
#[choice(list = "Menu", signed, expires = "2h")]
enum Drink {
    #[choice("Tea", section = "Hot")]
    Tea,
    #[choice("Water", section = "Cold")]
    Water,
}

/// What `Size` is after the shop has changed its sizes.
mod next_year {
    use switchboard::prelude::*;

    #[derive(Debug, Choice)]
    #[choice(version = 2)]
    pub(super) enum Size {
        #[choice("Small")]
        S,
    }

    #[on(incoming_messages)]
    pub(super) async fn size(size: Pressed<Size>) -> String {
        format!("{size:?}")
    }
}

#[on(incoming_messages, text = "shirt")]
async fn shirt() -> impl IntoOutcome {
    choose::<Size>("Which size?")
}

#[on(incoming_messages, text = "menu")]
async fn menu() -> impl IntoOutcome {
    choose::<Drink>("What may I bring?")
}

#[on(incoming_messages)]
async fn size(Choice(size): Choice<Size>) -> String {
    format!("{size:?}, then")
}

#[on(incoming_messages)]
async fn drink(drink: Pressed<Drink>) -> String {
    format!("{drink:?}")
}

by_both_ways!(a_press_brings_back_what_was_chosen_and_counts_for_its_time);
async fn a_press_brings_back_what_was_chosen_and_counts_for_its_time(by: Transport) {
    let world = World::standing_still_by(by).await;
    let bot = world.bot(|bot| bot.handlers(handlers![shirt, menu, size, drink])).await;
    let ada = world.customer(1);
    ada.says("shirt").await;
    assert_eq!(ada.receives().await.payload()["interactive"]["body"]["text"], "Which size?");
    ada.presses("Large").await;
    ada.hears("L, then").await;
    ada.says("menu").await;
    let list = ada.receives().await.payload()["interactive"].clone();
    let id = list["action"]["sections"][0]["rows"][0]["id"].as_str().expect("an id").to_owned();
    assert!(id.starts_with("drink.1:tea;e") && id.contains(";m"), "{id}");
    ada.presses("Tea").await;
    ada.hears("Fresh(Tea)").await;
    world.advance(2 * 60 * 60).await;
    ada.presses("Water").await;
    ada.hears("Stale(Expired)").await;

    // Ben did not get that button.
    let ben = world.customer(2);
    let reply = serde_json::json!({ "type": "list_reply", "list_reply": { "id": id, "title": "Tea" } });
    ben.sends(&serde_json::json!({ "type": "interactive", "interactive": reply })).await;
    ben.hears("Stale(Forged)").await;
    world.settled(&bot).await;
}

#[tokio::test]
async fn a_button_of_last_year_is_stale_and_a_signed_one_counts_after_a_restart() {
    let world = World::standing_still().await;
    let folder = folder();
    let store = folder.path().join("switchboard.db");
    let keys = [("store.path", store.to_str().expect("a path"))];
    let (ada, ben) = (world.customer(1), world.customer(2));
    let bot = world.bot_with(&keys, |bot| bot.handlers(handlers![shirt, menu])).await;
    ada.says("shirt").await;
    ada.receives().await;
    ben.says("menu").await;
    ben.receives().await;
    world.settled(&bot).await;
    bot.stop().await;
    let bot = world.bot_with(&keys, |bot| bot.handlers(handlers![next_year::size, drink])).await;
    ada.presses("Small").await;
    ada.hears("Stale(OtherVersion)").await;
    ben.presses("Water").await;
    ben.hears("Fresh(Water)").await;
    bot.stop().await;
}

#[conversation(assigned_messages, text = "order")]
async fn order(talk: &mut Talk) -> Result<String> {
    let size = talk.ask(choose::<Size>("Which size?")).await?;
    let drink = talk.ask(choose::<Drink>("And to drink?")).await?;
    Ok(format!("{size:?}, {drink:?}"))
}

async fn asks(customer: &Customer, words: &str) {
    assert_eq!(customer.receives().await.payload()["interactive"]["body"]["text"], words);
}

#[tokio::test]
async fn a_conversation_asks_for_a_choice_and_is_answered_by_a_press_or_by_its_words() {
    let world = World::standing_still().await;
    let build = |bot: Bot| bot.handover(Policy::take_unassigned()).conversations(conversations![order]).handlers(handlers![drink]);
    let bot = world.bot(build).await;
    let ada = world.customer(1);
    ada.says("order").await;
    asks(&ada, "Which size?").await;
    // What comes before the bot knows that its question left may not be meant for it.
    world.settled(&bot).await;
    ada.says("a big one").await;
    asks(&ada, "Which size?").await;
    ada.says("large").await;
    asks(&ada, "And to drink?").await;
    ada.presses("Water").await;
    ada.hears("L, Water").await;

    // A press on the buttons of another conversation is no answer; one on a button that has expired is asked for again.
    ada.says("order").await;
    asks(&ada, "Which size?").await;
    world.settled(&bot).await;
    ada.presses("Tea").await;
    asks(&ada, "Which size?").await;
    ada.presses("Small").await;
    asks(&ada, "And to drink?").await;
    world.advance(2 * 60 * 60).await;
    ada.presses("Tea").await;
    asks(&ada, "And to drink?").await;
    ada.presses("Tea").await;
    ada.hears("S, Tea").await;
    world.settled(&bot).await;
}
