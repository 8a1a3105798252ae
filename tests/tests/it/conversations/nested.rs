//! Dialogues within dialogues, handlers that interrupt, and other beginnings than a message.

use switchboard::handover::Policy;
use switchboard::prelude::*;
use switchboard_tests::{Notes, Transport, World, by_both_ways};

use super::across_restarts;

/// A dialogue of its own: any `async fn` that is lent the talk.
async fn person(talk: &mut Talk, number: u32) -> Result<String> {
    let name = talk.ask(format!("Who is number {number}?")).await?;
    let child = talk.confirm(format!("Is {name} a child?")).await?;
    Ok(if child { format!("{name} (child)") } else { name })
}

#[conversation(incoming_messages, text = "book")]
async fn book(talk: &mut Talk, State(notes): State<Notes>) -> Result<String> {
    let count: u32 = talk.ask_parsed("How many are you?").await?;
    let mut people = Vec::new();
    for number in 1..=count {
        people.push(person(talk, number).await?);
        notes.add(format!("{number} of {count}"));
    }
    Ok(people.join(", "))
}

/// Begun by a tag, not by a message.
#[conversation]
async fn feedback(talk: &mut Talk) -> Result<&'static str> {
    assert!(talk.opening().is_none());
    let words = talk.ask("How did we do?").await?;
    talk.tag(words);
    Ok("Thank you.")
}

#[on(chat_tagging, action = added, tag = "done")]
async fn ask_for_feedback(chat: &Chat) {
    chat.say("All done.");
    chat.start::<feedback>();
}

#[on(incoming_messages, text = "prices", interrupts)]
async fn prices() -> &'static str {
    "Ten each."
}

#[on(incoming_messages)]
async fn anything() -> &'static str {
    "?"
}

fn agency(notes: &Notes) -> impl Fn(Bot) -> Bot + use<> {
    let notes = notes.clone();
    move |bot| {
        bot.state(notes.clone()).handover(Policy::default()).conversations(conversations![book, feedback]).handlers(handlers![
            prices,
            ask_for_feedback,
            anything
        ])
    }
}

#[tokio::test]
async fn a_dialogue_within_a_dialogue_is_asked_as_often_as_it_is_called_and_survives_restarts() {
    let dialogue: &[(&str, &[&str])] = &[
        ("book", &["How many are you?"]),
        ("2", &["Who is number 1?"]),
        ("Ada", &["Is Ada a child? [Yes] [No]"]),
        ("no", &["Who is number 2?"]),
        ("Ben", &["Is Ben a child? [Yes] [No]"]),
        ("yes", &["Ada, Ben (child)"]),
    ];
    across_restarts(agency(&Notes::default()), dialogue).await;
}

by_both_ways!(a_handler_that_interrupts_answers_and_the_question_stays_open);
async fn a_handler_that_interrupts_answers_and_the_question_stays_open(by: Transport) {
    let world = World::standing_still_by(by).await;
    let notes = Notes::default();
    let bot = world.bot(agency(&notes)).await;
    let ada = world.customer(1);
    ada.says("book").await;
    ada.hears("How many are you?").await;
    world.settled(&bot).await;
    ada.says("prices").await;
    ada.hears("Ten each.").await;
    ada.says("1").await;
    ada.hears("Who is number 1?").await;
    ada.says("book").await;
    assert_eq!(ada.receives().await.wording(), "Is book a child? [Yes] [No]", "the open question comes before the beginning of another");
}

/// Counts how often it is run from its beginning.
#[conversation(incoming_messages, text = "count")]
async fn counted(talk: &mut Talk, State(notes): State<Notes>) -> Result<String> {
    notes.add("from the beginning");
    let first = talk.ask("One?").await?;
    let second = talk.ask("Two?").await?;
    let third = talk.ask("Three?").await?;
    Ok(format!("{first} {second} {third}"))
}

#[tokio::test]
async fn it_is_run_from_its_beginning_again_only_after_its_chat_was_idle() {
    let world = World::standing_still().await;
    let notes = Notes::default();
    let bot = world.bot(|bot| bot.state(notes.clone()).conversations(conversations![counted])).await;
    let ada = world.customer(1);
    ada.says("count").await;
    ada.hears("One?").await;
    ada.says("a").await;
    ada.hears("Two?").await;
    world.settled(&bot).await;
    assert_eq!(notes.all().len(), 1, "it waits in memory");
    // An idle chat costs no memory: the journal brings the conversation back.
    world.advance(60).await;
    world.until(|| async { (bot.chats_in_memory() == 0).then_some(()) }).await;
    ada.says("b").await;
    ada.hears("Three?").await;
    ada.says("c").await;
    ada.hears("a b c").await;
    assert_eq!(notes.all().len(), 2);
}

#[tokio::test]
async fn a_handler_of_a_tag_begins_one() {
    let world = World::standing_still().await;
    let bot = world.bot(agency(&Notes::default())).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    ada.says("hi").await;
    ada.hears("?").await;
    world.settled(&bot).await;
    mira.tags(&ada, "done").await;
    ada.hears("All done.").await;
    ada.hears("How did we do?").await;
    ada.says("well").await;
    ada.hears("Thank you.").await;
    world.settled(&bot).await;
    let chat = world.admin().get(&format!("/api/v1/chats/{}/", ada.wa_id())).await;
    let tags: Vec<_> = chat["tags"].as_array().expect("tags").iter().filter_map(|tag| tag["name"].as_str()).collect();
    assert_eq!(tags, ["done", "well"]);
}
