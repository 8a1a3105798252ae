//! Conversations: what is asked and answered, what survives a restart, and what a takeover means for them.

mod changed;
mod handed_over;
mod nested;
mod pressed;
mod steps;
mod tagged;
mod waiting;

use switchboard::handover::Policy;
use switchboard::prelude::*;
use switchboard_tests::{Notes, Transport, World, by_both_ways};

/// Two questions, a confirmation and a farewell.
#[conversation(assigned_messages, text = "book", cancel = "stop", cancelled = "Forgotten.", back = "back")]
async fn book(talk: &mut Talk, contact: Contact) -> Result<Handover> {
    talk.say(format!("Welcome, {}.", contact.name()));
    let city = talk.ask("Where to?").await?;
    let days: u32 = talk.ask_parsed("For how many days?").retry("A number, please.").await?;
    if talk.confirm(format!("{days} days in {city}?")).within(minutes(30)).await? == Some(true) {
        talk.say("Booked.");
        talk.tag("booked");
    } else {
        talk.say("Not booked.");
    }
    Ok(Handover::release())
}

#[on(assigned_messages)]
async fn fallback(text: Text, State(notes): State<Notes>) {
    notes.add(format!("fallback: {}", &*text));
}

fn agency(notes: &Notes) -> impl Fn(Bot) -> Bot + use<> {
    let notes = notes.clone();
    move |bot| {
        bot.state(notes.clone()).handover(Policy::take_unassigned()).conversations(conversations![book]).handlers(handlers![fallback])
    }
}

by_both_ways!(a_dialogue_runs_from_its_first_word_to_its_last);
async fn a_dialogue_runs_from_its_first_word_to_its_last(by: Transport) {
    let world = World::standing_still_by(by).await;
    let notes = Notes::default();
    let bot = world.bot(agency(&notes)).await;
    let ada = world.customer(1);
    ada.is_called("Ada").await;
    ada.says("book").await;
    ada.hears("Welcome, Ada.").await;
    ada.hears("Where to?").await;
    ada.says("Berlin").await;
    ada.hears("For how many days?").await;
    ada.says("a few").await;
    ada.hears("A number, please.").await;
    ada.says("3").await;
    let question = ada.receives().await;
    assert_eq!(question.payload()["interactive"]["body"]["text"], "3 days in Berlin?", "{question:?}");
    ada.says("yes").await;
    ada.hears("Booked.").await;
    world.settled(&bot).await;
    assert_eq!(world.admin().owner(&ada).await, (None, None));
    assert!(notes.all().is_empty(), "no handler was asked meanwhile: {:?}", notes.all());
}

/// Plays a dialogue with a bot that is stopped after each answer and started again before the next message.
async fn across_restarts(build: impl Fn(Bot) -> Bot, dialogue: &[(&str, &[&str])]) {
    let world = World::standing_still().await;
    let folder = switchboard_tests::folder();
    let store = folder.path().join("switchboard.db");
    let keys = [("store.path", store.to_str().expect("a path"))];
    let ada = world.customer(1);
    for (says, hears) in dialogue {
        let bot = world.bot_with(&keys, &build).await;
        ada.says(says).await;
        for words in *hears {
            assert_eq!(ada.receives().await.wording(), *words);
        }
        world.settled(&bot).await;
        bot.stop().await;
    }
    let heard = ada.heard_from("testbot").await.len();
    assert_eq!(heard, dialogue.iter().map(|(_, hears)| hears.len()).sum::<usize>(), "{}", ada.transcript().await);
}

#[tokio::test]
async fn a_restart_anywhere_changes_no_word() {
    let dialogue: &[(&str, &[&str])] = &[
        ("book", &["Welcome, +491713920001.", "Where to?"]),
        ("Berlin", &["For how many days?"]),
        ("a few", &["A number, please."]),
        ("3", &["3 days in Berlin? [Yes] [No]"]),
        ("Yes!", &["Booked."]),
    ];
    across_restarts(agency(&Notes::default()), dialogue).await;
}

#[tokio::test]
async fn a_word_ends_it_and_another_goes_back() {
    let world = World::standing_still().await;
    let notes = Notes::default();
    let bot = world.bot(agency(&notes)).await;
    let ada = world.customer(1);
    ada.says("book").await;
    ada.says("ignored, since it was written before the question").await;
    ada.receives().await;
    ada.hears("Where to?").await;
    world.settled(&bot).await;
    ada.says("Back").await;
    ada.hears("Where to?").await;
    ada.says("Berlin").await;
    ada.hears("For how many days?").await;
    ada.says("back").await;
    ada.hears("Where to?").await;
    ada.says("Rome").await;
    ada.hears("For how many days?").await;
    ada.says("2").await;
    assert_eq!(ada.receives().await.payload()["interactive"]["body"]["text"], "2 days in Rome?");
    ada.says("STOP").await;
    ada.hears("Forgotten.").await;
    ada.says("hello?").await;
    world.settled(&bot).await;
    assert_eq!(notes.all().last().map(String::as_str), Some("fallback: hello?"));
}
