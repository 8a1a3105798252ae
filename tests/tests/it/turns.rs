//! Turns that fail, and what becomes of the chat.

use std::time::Duration;

use switchboard::Running;
use switchboard::engine::Count;
use switchboard::handover::{OnDeadLetter, Policy};
use switchboard::prelude::*;
use switchboard_tests::{Notes, Transport, World, by_both_ways};

#[on(incoming_messages, text = "panic")]
async fn panics(State(notes): State<Notes>) -> String {
    notes.add("panic");
    panic!("the handler's own words")
}

#[on(incoming_messages, text = "error")]
async fn fails(chat: &Chat, State(notes): State<Notes>) -> Result<()> {
    notes.add("error");
    chat.say("this is never said");
    Err("out of order".into())
}

#[on(incoming_messages, text = "hang")]
async fn hangs(State(notes): State<Notes>) {
    notes.add("hang");
    std::future::pending().await
}

#[on(incoming_messages, text = "later")]
async fn later(State(notes): State<Notes>) -> Result<&'static str> {
    notes.add("later");
    if notes.all().len() < 3 { Err(Error::retry_after("not yet", Duration::from_secs(100))) } else { Ok("at last") }
}

#[on(incoming_messages)]
async fn echo(text: Text) -> String {
    text.into()
}

async fn bot(world: &World, keys: &[(&str, &str)], policy: Option<Policy>) -> (Running, Notes) {
    let notes = Notes::default();
    let bot = world
        .bot_with(keys, |bot| {
            let bot = bot.state(notes.clone()).handlers(handlers![panics, fails, hangs, later, echo]);
            if let Some(policy) = policy { bot.handover(policy) } else { bot }
        })
        .await;
    (bot, notes)
}

/// Lets time pass until so many events are dead letters.
async fn until_dead(world: &World, bot: &Running, letters: u64) {
    world
        .until(|| async {
            world.advance(31).await;
            (bot.counters().get(Count::DeadLetters) >= letters).then_some(())
        })
        .await;
}

by_both_ways!(a_turn_that_panics_fails_or_hangs_is_tried_five_times_and_the_lane_goes_on);
async fn a_turn_that_panics_fails_or_hangs_is_tried_five_times_and_the_lane_goes_on(by: Transport) {
    for (text, says) in [("panic", "the handler's own words"), ("error", "out of order"), ("hang", "turn.timeout")] {
        let world = World::standing_still_by(by).await;
        let (bot, notes) = bot(&world, &[], None).await;
        let ada = world.customer(1);
        ada.says(text).await;
        ada.says("next").await;
        world.until(|| async { (!notes.all().is_empty()).then_some(()) }).await;
        // Another chat does not wait for it.
        world.customer(2).says("hello").await;
        world.customer(2).hears("hello").await;
        assert_eq!(ada.heard_from("testbot").await.len(), 0);
        until_dead(&world, &bot, 1).await;
        ada.hears("next").await;
        assert_eq!(notes.all(), [text; 5]);
        let key = bot.store().inboxes().await.expect("a store").remove(0);
        let letters = bot.store().dead_letters(&key, 10).await.expect("a store");
        assert_eq!(letters.len(), 1);
        assert!(letters[0].cause.contains(says), "{}", letters[0].cause);
        assert_eq!(bot.counters().get(Count::Retried), 4);
    }
}

by_both_ways!(an_error_that_says_when_to_come_again_is_obeyed);
async fn an_error_that_says_when_to_come_again_is_obeyed(by: Transport) {
    let world = World::standing_still_by(by).await;
    let (bot, notes) = bot(&world, &[], None).await;
    let ada = world.customer(1);
    ada.says("later").await;
    for tries in 1..3 {
        world.until(|| async { (bot.counters().get(Count::Retried) == tries).then_some(()) }).await;
        world.advance(99).await;
        world.customer(2).says("hello").await;
        world.customer(2).hears("hello").await;
        assert_eq!(notes.all().len() as u64, tries, "not before its time");
        world.advance(1).await;
    }
    ada.hears("at last").await;
    assert_eq!(notes.all().len(), 3);
}

#[tokio::test]
async fn an_error_holds_its_chat_no_longer_than_it_may() {
    let world = World::standing_still().await;
    let (bot, _) = bot(&world, &[("turn.max_hold", "90s")], None).await;
    world.customer(1).says("later").await;
    world.customer(1).says("next").await;
    world.customer(1).hears("next").await;
    assert_eq!((bot.counters().get(Count::Retried), bot.counters().get(Count::DeadLetters)), (0, 1));
}

by_both_ways!(after_a_dead_letter_the_customer_gets_what_the_policy_says);
async fn after_a_dead_letter_the_customer_gets_what_the_policy_says(by: Transport) {
    let cases = [
        (OnDeadLetter::Nothing, &["next"][..], false),
        (OnDeadLetter::Say("That went wrong.".to_owned()), &["That went wrong.", "next"][..], false),
        (OnDeadLetter::HandOver, &[][..], true),
    ];
    // In the bot's own chats, and in those that nobody owns.
    let policies = [Policy::take_unassigned(), Policy::default()];
    for (policy, (dead_letter, heard, is_given_away)) in policies.iter().flat_map(|policy| cases.clone().map(|case| (policy.clone(), case)))
    {
        let world = World::standing_still_by(by).await;
        let case = format!("{dead_letter:?} under {policy:?}");
        let takes = policy == Policy::take_unassigned();
        let (bot, _) = bot(&world, &[("turn.retries", "0")], Some(policy.on_dead_letter(dead_letter))).await;
        let ada = world.customer(1);
        ada.says("error").await;
        world.until(|| async { (bot.counters().get(Count::DeadLetters) == 1).then_some(()) }).await;
        world.settled(&bot).await;
        ada.says("next").await;
        world.settled(&bot).await;
        assert_eq!(ada.heard_from("testbot").await, heard, "{case}");
        let owner = world.admin().owner(&ada).await;
        assert_eq!(owner, if is_given_away { (None, Some(1)) } else { (takes.then_some(bot.user().id.get()), None) }, "{case}");
    }
}

#[tokio::test]
async fn a_layer_sees_every_turn() {
    let world = World::standing_still().await;
    let seen = Notes::default();
    let bot = world
        .bot(|bot| {
            let (outer, inner) = (seen.clone(), seen.clone());
            let note = |notes: Notes, name: &'static str| {
                tower::util::MapRequestLayer::new(move |turn: Turn| {
                    notes.add(format!("{name}, try {}", turn.facts().attempt));
                    turn
                })
            };
            bot.handlers(handlers![echo]).layer(note(inner, "inner")).layer(note(outer, "outer"))
        })
        .await;
    let ada = world.customer(1);
    ada.says("hi").await;
    ada.hears("hi").await;
    world.settled(&bot).await;
    assert_eq!(seen.all(), ["outer, try 1", "inner, try 1"]);
}
