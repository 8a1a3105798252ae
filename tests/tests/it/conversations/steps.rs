//! What is done outside: how often, with which key, and what is known of it afterwards.

use serde_json::json;
use switchboard::conversation::Uncertain;
use switchboard::engine::Count;
use switchboard::handover::Policy;
use switchboard::prelude::*;
use switchboard_tests::{Gate, Notes, Transport, World, by_both_ways, fault};

use super::across_restarts;

#[conversation(assigned_messages, text = "order")]
async fn order(talk: &mut Talk, State(notes): State<Notes>) -> Result<String> {
    talk.say("One moment.");
    let price: u32 = talk.step("quote", quote(&notes)).await?;
    let answer = talk.ask("Shall I?").await?;
    let drawn = (talk.now().await, talk.random().await);
    notes.add(format!("drawn {drawn:?}"));
    let number = talk.step_keyed("book", |key| book(&notes, key, answer)).await?;
    talk.say(format!("Number {number} for {price}."));
    talk.ask("Anything else?").await?;
    Ok("Bye.".to_owned())
}

async fn quote(notes: &Notes) -> Result<u32> {
    notes.add("quote");
    Ok(12)
}

async fn book(notes: &Notes, key: String, answer: String) -> Result<u32> {
    notes.add(format!("book {key} {answer}"));
    if notes.all().iter().filter(|note| note.starts_with("book")).count() == 1 {
        return Err("the shop is closed")?;
    }
    Ok(7)
}

#[conversation(incoming_messages, text = "once")]
async fn once(talk: &mut Talk, State(notes): State<Notes>, State(gate): State<Gate>) -> Result<String> {
    let done = talk.step("charge", async {
        notes.add("charge");
        gate.pass().await;
        Ok::<_, Error>(1)
    });
    match done.at_most_once().await {
        Ok(_) => Ok("Charged.".to_owned()),
        Err(error) if error.is::<Uncertain>() => Ok("I cannot tell whether I charged you.".to_owned()),
        Err(error) => Err(error),
    }
}

#[tokio::test]
async fn a_step_is_done_once_with_one_key_and_words_leave_before_it() {
    let world = World::standing_still().await;
    let folder = switchboard_tests::folder();
    let store = folder.path().join("switchboard.db");
    let keys = [("store.path", store.to_str().expect("a path"))];
    let notes = Notes::default();
    let start =
        || world.bot_with(&keys, |bot| bot.state(notes.clone()).handover(Policy::take_unassigned()).conversations(conversations![order]));
    let ada = world.customer(1);
    let bot = start().await;
    ada.says("order").await;
    ada.hears("One moment.").await;
    ada.hears("Shall I?").await;
    world.settled(&bot).await;
    bot.stop().await;
    let bot = start().await;
    ada.says("do").await;
    world.until(|| async { notes.all().iter().any(|note| note.starts_with("book")).then_some(()) }).await;
    // The first try fails, and is repeated after a second.
    world.advance(3).await;
    ada.hears("Number 7 for 12.").await;
    ada.hears("Anything else?").await;
    world.settled(&bot).await;
    bot.stop().await;
    let bot = start().await;
    ada.says("no").await;
    ada.hears("Bye.").await;
    world.settled(&bot).await;
    let notes = notes.all();
    let of = |start: &str| notes.iter().filter(|note| note.starts_with(start)).collect::<Vec<_>>();
    assert_eq!(of("quote").len(), 1, "{notes:?}");
    assert_eq!((of("book").len(), of("book")[0]), (2, of("book")[1]), "the key is the same on every try");
    let drawn = of("drawn");
    assert!(drawn.iter().skip(1).all(|note| *note == drawn[1]), "after its commit, what was drawn stays: {drawn:?}");
}

/// Goes on without the price when it cannot be had.
#[conversation(incoming_messages, text = "try")]
async fn tries(talk: &mut Talk, State(notes): State<Notes>) -> Result<String> {
    let price = talk.step("price", refuse(&notes)).await;
    let words = price.map_or_else(|error| format!("No price: {error}."), |price: u32| price.to_string());
    talk.ask(words).await?;
    talk.ask("Anything else?").await?;
    Ok("Bye.".to_owned())
}

async fn refuse(notes: &Notes) -> Result<u32> {
    notes.add("refused");
    // Another time it would do.
    if notes.all().len() > 1 { Ok(12) } else { Err("closed")? }
}

#[tokio::test]
async fn an_error_that_the_code_goes_on_from_is_kept_like_a_result() {
    let notes = Notes::default();
    let dialogue: &[(&str, &[&str])] = &[("try", &["No price: closed."]), ("well", &["Anything else?"]), ("no", &["Bye."])];
    across_restarts(|bot| bot.state(notes.clone()).conversations(conversations![tries]), dialogue).await;
    assert_eq!(notes.all(), ["refused"], "no later run does it again");
}

#[tokio::test]
async fn s54_a_step_that_is_done_at_most_once_ends_uncertain() {
    let world = World::standing_still().await;
    let (notes, gate, ada) = (Notes::default(), Gate::default(), world.customer(1));
    let states = |bot: Bot| bot.state(notes.clone()).state(gate.clone());
    let bot = world.bot_with(&[("turn.timeout", "1s")], |bot| states(bot).conversations(conversations![once])).await;
    ada.says("once").await;
    gate.reached().await;
    // The turn is broken off in the middle of the step, and tried again.
    world.advance(2).await;
    world.until(|| async { (bot.counters().get(Count::Retried) == 1).then_some(()) }).await;
    world.advance(3).await;
    ada.hears("I cannot tell whether I charged you.").await;
    world.settled(&bot).await;
    assert_eq!(notes.all(), ["charge"]);
}

/// An error of the code's own.
#[derive(Debug)]
struct Refused;

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the card was refused")
    }
}

impl std::error::Error for Refused {}

#[conversation(incoming_messages, text = "card")]
async fn card(talk: &mut Talk, State(notes): State<Notes>) -> Result<String> {
    let done = talk.step("charge", async {
        notes.add("charge");
        Err::<u32, _>(Refused)
    });
    let error = done.at_most_once().await.expect_err("it is refused");
    notes.add(format!("{error} {} {}", error.is::<Refused>(), error.is::<Uncertain>()));
    let other = talk.ask(format!("Sorry: {error}. Another one?")).await?;
    Ok(format!("Then {other}."))
}

#[tokio::test]
async fn a_step_that_is_done_at_most_once_fails_with_its_own_error_in_every_run() {
    let notes = Notes::default();
    let dialogue: &[(&str, &[&str])] = &[("card", &["Sorry: the card was refused. Another one?"]), ("cash", &["Then cash."])];
    across_restarts(|bot| bot.state(notes.clone()).conversations(conversations![card]), dialogue).await;
    assert_eq!(notes.all(), ["charge", "the card was refused true false", "the card was refused false false"]);
}

#[conversation(incoming_messages, text = "strict")]
async fn strict(talk: &mut Talk, State(notes): State<Notes>) -> Result<String> {
    let done = talk.step("charge", async {
        notes.add("charge");
        Err::<u32, _>(Refused)
    });
    Ok(done.at_most_once().await?.to_string())
}

#[tokio::test]
async fn its_error_ends_the_turn_at_once_when_nobody_catches_it() {
    let world = World::standing_still().await;
    let notes = Notes::default();
    let bot = world.bot(|bot| bot.state(notes.clone()).conversations(conversations![strict])).await;
    world.customer(1).says("strict").await;
    world.settled(&bot).await;
    assert_eq!((bot.counters().get(Count::DeadLetters), bot.counters().get(Count::Retried)), (1, 0));
    assert_eq!(notes.all(), ["charge"]);
}

#[conversation(assigned_messages, text = "slow")]
async fn slow(talk: &mut Talk, State(notes): State<Notes>, State(gate): State<Gate>) -> Result<String> {
    let what = talk.ask("What may it be?").within(minutes(5)).await?.unwrap_or_default();
    let price: u32 = talk
        .step("quote", async {
            notes.add(format!("quote {what}"));
            gate.pass().await;
            Ok::<_, Error>(12)
        })
        .await?;
    talk.say(format!("{what} is {price}."));
    Ok(format!("{} it is.", talk.ask("Shall I?").await?))
}

by_both_ways!(a_takeover_in_the_middle_of_a_step_keeps_its_result);
async fn a_takeover_in_the_middle_of_a_step_keeps_its_result(by: Transport) {
    let world = World::standing_still_by(by).await;
    let (notes, gate) = (Notes::default(), Gate::default());
    let keys = [("turn.timeout", "24h")];
    let build = |bot: Bot| {
        let bot = bot.state(notes.clone()).state(gate.clone()).handover(Policy::take_unassigned());
        bot.conversations(conversations![slow])
    };
    let bot = world.bot_with(&keys, build).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    ada.says("slow").await;
    ada.hears("What may it be?").await;
    world.settled(&bot).await;
    ada.says("Tea").await;
    gate.reached().await;
    mira.takes_over(&ada).await;
    world.told().await;
    gate.lets_one_pass();
    world.settled(&bot).await;
    assert_eq!(ada.heard_from("testbot").await, ["What may it be?"]);
    // The time for the question that was answered is over, and means nothing.
    world.advance(10 * 60).await;
    world.settled(&bot).await;
    mira.assigns(&ada, &json!({ "assigned_to_user": bot.user().id })).await;
    ada.hears("Tea is 12.").await;
    ada.hears("Shall I?").await;
    world.settled(&bot).await;
    ada.says("Yes").await;
    ada.hears("Yes it is.").await;
    assert_eq!(notes.all(), ["quote Tea"], "it is done once");
}

#[tokio::test]
async fn s55_a_commit_that_fails_says_nothing_twice() {
    let world = World::standing_still().await;
    let notes = Notes::default();
    // The clock is moved until what is awaited has come, which may be long for a turn.
    let keys = [("turn.timeout", "24h")];
    let bot = world
        .bot_with(&keys, |bot| bot.state(notes.clone()).handover(Policy::take_unassigned()).conversations(conversations![order]))
        .await;
    let ada = world.customer(1);
    // The answers of the first messages are lost: they are looked up, and nothing is asked twice.
    world.faults(json!([fault::times(2, fault::lost("testbot", "POST /api/v1/messages/"))])).await;
    ada.says("order").await;
    ada.hears("One moment.").await;
    world
        .until(|| async {
            world.advance(1).await;
            (ada.heard_from("testbot").await.len() == 2).then_some(())
        })
        .await;
    ada.says("do").await;
    world
        .until(|| async {
            world.advance(1).await;
            (ada.heard_from("testbot").await.len() == 4).then_some(())
        })
        .await;
    world.settled(&bot).await;
    assert_eq!(ada.heard_from("testbot").await, ["One moment.", "Shall I?", "Number 7 for 12.", "Anything else?"]);
}
