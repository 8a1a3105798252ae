//! People take the chat in the middle, and give it back.

use serde_json::json;
use switchboard::handover::{OnTakeover, Policy};
use switchboard::prelude::*;
use switchboard_tests::{Notes, Transport, World, by_both_ways, fault};

use super::{agency, book};

by_both_ways!(s56_what_was_said_to_a_person_is_no_answer);
async fn s56_what_was_said_to_a_person_is_no_answer(by: Transport) {
    let world = World::standing_still_by(by).await;
    let notes = Notes::default();
    let bot = world.bot(agency(&notes)).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    ada.says("book").await;
    ada.receives().await;
    ada.hears("Where to?").await;
    world.settled(&bot).await;
    mira.takes_over(&ada).await;
    world.settled(&bot).await;
    mira.writes(&ada, "Mira here. Where to?").await;
    ada.hears("Mira here. Where to?").await;
    ada.says("Berlin").await;
    world.settled(&bot).await;
    mira.writes(&ada, "I see.").await;
    ada.hears("I see.").await;
    mira.assigns(&ada, &json!({ "assigned_to_user": bot.user().id })).await;
    ada.hears("Where to?").await;
    world.settled(&bot).await;
    ada.says("Rome").await;
    ada.hears("For how many days?").await;
}

by_both_ways!(s57_a_question_that_was_withdrawn_is_asked_after_the_return);
async fn s57_a_question_that_was_withdrawn_is_asked_after_the_return(by: Transport) {
    let world = World::standing_still_by(by).await;
    let notes = Notes::default();
    let bot = world.bot(agency(&notes)).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    ada.says("book").await;
    ada.receives().await;
    ada.hears("Where to?").await;
    world.settled(&bot).await;
    // The next question cannot leave before mira takes the chat.
    world.faults(json!([fault::refused("testbot", "POST /api/v1/messages/", 429)])).await;
    ada.says("Berlin").await;
    world.until_calls("testbot", "POST", "/api/v1/messages/", 3).await;
    mira.takes_over(&ada).await;
    world.told().await;
    world.advance(60).await;
    world.settled(&bot).await;
    assert_eq!(ada.heard_from("testbot").await.len(), 2, "the question was withdrawn");
    world.faults(json!([])).await;
    mira.assigns(&ada, &json!({ "assigned_to_user": bot.user().id })).await;
    ada.hears("For how many days?").await;
    ada.says("3").await;
    assert_eq!(ada.receives().await.payload()["interactive"]["body"]["text"], "3 days in Berlin?");
}

#[tokio::test]
async fn a_policy_ends_it_with_the_takeover() {
    let world = World::standing_still().await;
    let notes = Notes::default();
    let policy = Policy::take_unassigned().on_takeover(OnTakeover::ForgetSession);
    let bot = world
        .bot(|bot| bot.state(notes.clone()).handover(policy).conversations(conversations![book]).handlers(handlers![super::fallback]))
        .await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    ada.says("book").await;
    ada.receives().await;
    ada.hears("Where to?").await;
    world.settled(&bot).await;
    mira.takes_over(&ada).await;
    world.settled(&bot).await;
    mira.assigns(&ada, &json!({ "assigned_to_user": bot.user().id })).await;
    world.settled(&bot).await;
    ada.says("Rome").await;
    world.settled(&bot).await;
    assert_eq!(notes.all(), ["fallback: Rome"]);
    assert_eq!(ada.heard_from("testbot").await.len(), 2);
}

/// Begun by a tag, whoever has the chat.
#[conversation]
async fn feedback(talk: &mut Talk) -> Result<String> {
    talk.say("Thank you for your visit.");
    let words = talk.ask("How did we do?").await?;
    Ok(format!("You said: {words}"))
}

#[on(chat_tagging, action = added, tag = "done")]
async fn ask_for_feedback(chat: &Chat) {
    chat.start::<feedback>();
}

#[on(assigned_messages)]
async fn other(text: Text, State(notes): State<Notes>) {
    notes.add(format!("other: {}", &*text));
}

#[tokio::test]
async fn one_that_is_begun_in_a_persons_chat_begins_when_the_chat_comes_back() {
    let world = World::standing_still().await;
    let notes = Notes::default();
    let build = |bot: Bot| {
        let bot = bot.state(notes.clone()).handover(Policy::take_unassigned());
        bot.conversations(conversations![feedback]).handlers(handlers![ask_for_feedback, other])
    };
    let bot = world.bot(build).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    ada.says("hi").await;
    world.settled(&bot).await;
    mira.takes_over(&ada).await;
    world.settled(&bot).await;
    mira.tags(&ada, "done").await;
    world.settled(&bot).await;
    ada.says("Mira, are you there?").await;
    world.settled(&bot).await;
    assert!(ada.heard_from("testbot").await.is_empty(), "nothing is said in a person's chat");
    mira.assigns(&ada, &json!({ "assigned_to_user": bot.user().id })).await;
    ada.hears("Thank you for your visit.").await;
    ada.hears("How did we do?").await;
    world.settled(&bot).await;
    ada.says("well").await;
    ada.hears("You said: well").await;
    assert_eq!(notes.all(), ["other: hi"]);
}
