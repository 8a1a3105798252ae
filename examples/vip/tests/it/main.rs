//! The bot in a world in which people see only the chats of their own groups.

use serde_json::{Value, json};
use switchboard::prelude::days;
use switchboard::testing::{Agent, Customer, Script, World};

/// Everybody of the group sees what is assigned to them or to the group; an inbox's admin panel sets it.
async fn of_groups() -> World {
    let world = World::start().await;
    let group = format!("{}/sandbox/groups/{}", world.url(), world.admin().group_id("Regular user").await);
    let rights = json!({ "permissions": { "can_read_chats": "group" } });
    let answer = world.http().patch(group).json(&rights).send().await.expect("an answer");
    answer.error_for_status().expect("a group whose rights change");
    world
}

/// The chats that somebody can read.
async fn sees(agent: &Agent) -> Vec<String> {
    let chats = agent.get("/api/v1/chats/").await;
    chats["results"].as_array().expect("chats").iter().filter_map(|chat| chat["wa_id"].as_str().map(str::to_owned)).collect()
}

/// The notes that were put on a chat, newest first.
async fn notes(world: &World, customer: &Customer) -> Vec<String> {
    let events = world.admin().get(&format!("/api/v1/chat_tagging_events/?wa_id={}", customer.wa_id())).await;
    let events = events["results"].as_array().expect("events").clone();
    let is_note = |event: &&Value| event["tag"]["name"] == "handover note" && event["action"] == "added";
    events.iter().filter(is_note).filter_map(|event| event["extra"]["note"].as_str().map(str::to_owned)).collect()
}

#[tokio::test]
async fn the_transcript() {
    let world = World::start().await;
    let _bot = world.bot(vip::bot).await;
    let transcripts = Script::documented(include_str!("../../src/lib.rs")).expect("transcripts");
    assert_eq!(transcripts.len(), 1);
    world.play(&transcripts[0]).await.assert_same();
}

#[tokio::test]
async fn people_see_the_chat_once_the_tag_gave_it_to_them() {
    let world = of_groups().await;
    let _bot = world.bot(vip::bot).await;
    let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
    ada.says("Is there Darjeeling?").await;
    ada.hears_matching("^All our teas").await;
    assert!(sees(&mira).await.is_empty(), "the bot has it");

    world.admin().tags(&ada, "vip").await;
    ada.hears("Ada, your adviser answers you in a moment.").await;
    assert_eq!(sees(&mira).await, [ada.wa_id()]);
    assert_eq!(notes(&world, &ada).await, ["Asked last: Is there Darjeeling?"]);

    ada.says("hello?").await;
    ada.hears_nothing().await;
    mira.takes_over(&ada).await;
    mira.writes(&ada, "Here I am.").await;
    ada.hears("Here I am.").await;

    mira.resolves(&ada).await;
    world.advance(days(1)).await;
    ada.says("And Assam?").await;
    ada.hears("Welcome back, Ada! Your adviser answers you in a moment.").await;
    assert_eq!(notes(&world, &ada).await[0], "Asked last: And Assam?");
}

#[tokio::test]
async fn who_is_known_gets_people_with_the_first_message() {
    let world = of_groups().await;
    let _bot = world.bot(vip::bot).await;
    let (ada, bea, mira) = (world.customer("Ada").await, world.customer("Bea").await, world.agent("mira").await);
    world.admin().tags(&ada, "vip").await;
    ada.hears_nothing().await;
    for customer in [&ada, &bea] {
        customer.says("Is there Assam?").await;
    }
    ada.hears("Welcome back, Ada! Your adviser answers you in a moment.").await;
    bea.hears_matching("^All our teas").await;
    world.settled().await;
    assert_eq!(sees(&mira).await, [ada.wa_id()], "Bea is no VIP");
    assert_eq!(notes(&world, &ada).await, ["Asked last: Is there Assam?"]);
}

#[tokio::test]
async fn the_tag_takes_no_chat_from_a_person() {
    let world = World::start().await;
    let _bot = world.bot(vip::bot).await;
    let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
    mira.takes_over(&ada).await;
    ada.says("Is there Darjeeling?").await;
    mira.tags(&ada, "vip").await;
    ada.hears_nothing().await;
    assert_eq!(mira.owner(&ada).await, (Some(mira.id()), None));
}

#[tokio::test]
async fn who_asks_for_people_gets_them_without_the_tag() {
    let world = of_groups().await;
    let _bot = world.bot(vip::bot).await;
    let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
    ada.says("agent").await;
    ada.hears("A colleague will be with you shortly.").await;
    assert_eq!(sees(&mira).await, [ada.wa_id()]);
}
