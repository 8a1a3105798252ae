//! Time, silence, and what else than words can be waited for.

use serde_json::json;
use switchboard::engine::Count;
use switchboard::handover::Policy;
use switchboard::prelude::*;
use switchboard_tests::{Notes, Transport, World, by_both_ways};

use super::agency;

#[conversation(incoming_messages, text = "report")]
async fn report(talk: &mut Talk) -> Result<String> {
    talk.say("A picture, please.");
    let picture = talk.wait_for(media()).retry("That is no picture.").await?;
    let place = talk.wait_for(shared_location()).within(minutes(5)).await?;
    talk.tag("reported");
    talk.wait_for(tag_added("seen")).await?;
    let place = if place.is_some() { "somewhere" } else { "nowhere" };
    Ok(format!("A {} from {place}, seen.", picture.content.kind()))
}

#[conversation(assigned_messages, text = "wish")]
async fn wish(talk: &mut Talk) -> Result<String> {
    Ok(match talk.ask("What?").within(minutes(30)).await? {
        Some(wish) => format!("Some {wish}."),
        None => "Nothing, then.".to_owned(),
    })
}

#[on(assigned_messages)]
async fn other(text: Text) -> String {
    format!("not now: {text}")
}

/// Joins what a customer writes within a few seconds.
#[conversation(incoming_messages, text = "note")]
async fn note(talk: &mut Talk) -> Result<String> {
    let mut words = Vec::new();
    while let Some(more) = talk.wait_for(switchboard::conversation::words()).typed_ahead().within(seconds(5)).await? {
        words.push(more);
    }
    Ok(words.join(" "))
}

by_both_ways!(media_a_place_and_a_tag_are_waited_for);
async fn media_a_place_and_a_tag_are_waited_for(by: Transport) {
    let world = World::standing_still_by(by).await;
    let bot = world.bot(|bot| bot.conversations(conversations![report])).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    ada.says("report").await;
    ada.hears("A picture, please.").await;
    ada.says("no").await;
    ada.hears("That is no picture.").await;
    ada.sends(&json!({ "type": "image", "image": { "link": "https://example.com/a.jpg" } })).await;
    world.settled(&bot).await;
    ada.sends(&json!({ "type": "location", "location": { "latitude": 1.5, "longitude": 2.5 } })).await;
    world.settled(&bot).await;
    mira.tags(&ada, "other").await;
    world.settled(&bot).await;
    mira.tags(&ada, "seen").await;
    ada.hears("A image from somewhere, seen.").await;
}

by_both_ways!(silence_is_an_answer);
async fn silence_is_an_answer(by: Transport) {
    let world = World::standing_still_by(by).await;
    let notes = Notes::default();
    let bot = world.bot(agency(&notes)).await;
    let ada = world.customer(1);
    for word in ["book", "Berlin", "3"] {
        ada.says(word).await;
        ada.receives().await;
        world.settled(&bot).await;
    }
    ada.receives().await;
    world.advance(29 * 60).await;
    world.settled(&bot).await;
    ada.says("perhaps").await;
    ada.receives().await;
    world.settled(&bot).await;
    assert_eq!(ada.heard_from("testbot").await.len(), 5, "not over yet: {}", ada.transcript().await);
    world.advance(2 * 60).await;
    ada.hears("Not booked.").await;
    world.advance(24 * 60 * 60).await;
    world.settled(&bot).await;
    assert_eq!(ada.heard_from("testbot").await.len(), 6);
}

by_both_ways!(s51_an_answer_that_was_sent_in_time_wins_over_the_silence);
async fn s51_an_answer_that_was_sent_in_time_wins_over_the_silence(by: Transport) {
    let world = World::standing_still_by(by).await;
    let folder = switchboard_tests::folder();
    let store = folder.path().join("switchboard.db");
    let keys = [("store.path", store.to_str().expect("a path"))];
    let (notes, ada) = (Notes::default(), world.customer(1));
    let bot = world.bot_with(&keys, agency(&notes)).await;
    for word in ["book", "Berlin", "3"] {
        ada.says(word).await;
        ada.receives().await;
        world.settled(&bot).await;
    }
    ada.receives().await;
    world.advance(29 * 60).await;
    world.settled(&bot).await;
    bot.stop().await;
    world.hold_webhooks(true).await;
    world.advance(30).await;
    ada.says("yes").await;
    world.advance(31 * 60).await;
    // The silence is due at the start, and the answer's call does not come before it.
    let bot = world.bot_with(&keys, agency(&notes)).await;
    ada.hears("Booked.").await;
    world.hold_webhooks(false).await;
    world.settled(&bot).await;
    assert!(notes.all().is_empty(), "{:?}", notes.all());
    assert!(!ada.heard_from("testbot").await.contains(&"Not booked.".to_owned()));
}

by_both_ways!(an_answer_that_was_written_too_late_is_none_however_late_the_silence_is_heard);
async fn an_answer_that_was_written_too_late_is_none_however_late_the_silence_is_heard(by: Transport) {
    let world = World::standing_still_by(by).await;
    let folder = switchboard_tests::folder();
    let store = folder.path().join("switchboard.db");
    let keys = [("store.path", store.to_str().expect("a path"))];
    let build = |bot: Bot| bot.handover(Policy::take_unassigned()).conversations(conversations![wish]).handlers(handlers![other]);
    let ada = world.customer(1);
    let bot = world.bot_with(&keys, build).await;
    ada.says("wish").await;
    ada.hears("What?").await;
    world.settled(&bot).await;
    bot.stop().await;
    world.advance(31 * 60).await;
    ada.says("tea").await;
    world.advance(60).await;
    let bot = world.bot_with(&keys, build).await;
    world.until(|| async { (ada.heard_from("testbot").await.len() == 3).then_some(()) }).await;
    world.settled(&bot).await;
    let mut heard = ada.heard_from("testbot").await;
    heard.sort();
    assert_eq!(heard, ["Nothing, then.", "What?", "not now: tea"]);
}

by_both_ways!(a_silence_that_was_overtaken_by_the_answer_looks_nothing_up_and_holds_nothing_up);
async fn a_silence_that_was_overtaken_by_the_answer_looks_nothing_up_and_holds_nothing_up(by: Transport) {
    let world = World::standing_still_by(by).await;
    let ada = world.customer(1);
    let bot = world.bot(|bot| bot.handover(Policy::take_unassigned()).conversations(conversations![wish])).await;
    // The question leaves slowly: its answer waits behind it, and so does its silence.
    let slow =
        json!({ "on": "POST /api/v1/messages/", "user": "testbot", "fault": "latency", "ms": 3_600_000, "when": "after", "times": 1 });
    let no_lists = json!({ "on": "GET /api/v1/messages/", "user": "testbot", "fault": "status", "status": 503 });
    world.faults(json!([slow, no_lists])).await;
    ada.says("wish").await;
    ada.hears("What?").await;
    ada.says("tea").await;
    world.until(|| async { (bot.counters().get(Count::Accepted) == 2).then_some(()) }).await;
    world.advance(31 * 60).await;
    world.until(|| async { (bot.counters().get(Count::Fired) == 1).then_some(()) }).await;
    world.lets_go_in("testbot", 1800.0).await;
    ada.hears("Some tea.").await;
    ada.says("wish").await;
    ada.hears("What?").await;
    let looked_up = world.calls("testbot", "GET", "/api/v1/messages/").await.iter().any(|call| call.query.contains("wa_id="));
    assert!(!looked_up, "the question is not open any more");
}

#[tokio::test]
async fn a_burst_of_messages_is_joined_into_one() {
    let world = World::standing_still().await;
    let bot = world.bot(|bot| bot.conversations(conversations![note])).await;
    let ada = world.customer(1);
    for word in ["note", "two", "tins", "of tea"] {
        ada.says(word).await;
    }
    world.settled(&bot).await;
    world.advance(6).await;
    ada.hears("two tins of tea").await;
}
