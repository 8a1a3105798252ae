//! When a world has settled.

use serde::{Deserialize, Serialize};
use switchboard::engine::Count;
use switchboard::prelude::*;
use switchboard::testing::{Fault, Gate, NOON, Notes, World};

#[on(incoming_messages, text = "fail")]
async fn fails(State(notes): State<Notes>) -> Result<&'static str> {
    notes.add("tried");
    if notes.all().len() < 3 { Err("not yet".into()) } else { Ok("at last") }
}

#[derive(Serialize, Deserialize)]
struct Again;

#[on(incoming_messages, text = "later")]
async fn later(chat: &Chat) {
    chat.remind(minutes(10), Again);
}

#[on(timer)]
async fn again(_: Timer<Again>) -> &'static str {
    "And now?"
}

#[on(incoming_messages)]
async fn echo(text: Text) -> String {
    text.into()
}

#[on(incoming_messages)]
async fn slow(State(gate): State<Gate>, text: Text) -> String {
    gate.pass().await;
    text.into()
}

#[tokio::test]
async fn a_turn_that_waits_for_its_next_try_has_settled_and_time_moves_it() {
    let world = World::start().await;
    let notes = Notes::default();
    let bot = world.bot(|bot| bot.state(notes.clone()).handlers(handlers![fails, echo])).await;
    let ada = world.customer("Ada").await;
    ada.says("fail").await;
    ada.hears_nothing().await;
    assert_eq!(notes.all().len(), 1);
    // Tries come after 1 and 5 seconds, with a little jitter.
    world.advance(seconds(2)).await;
    assert_eq!((notes.all().len(), bot.counters().get(Count::Retried)), (2, 2));
    world.advance(seconds(10)).await;
    ada.hears("at last").await;
    assert_eq!(world.now().await, NOON + seconds(12));
}

#[tokio::test]
async fn what_is_due_has_been_said_when_the_clock_has_moved() {
    let world = World::start().await;
    let _bot = world.bot(|bot| bot.handlers(handlers![later, again, echo])).await;
    let ada = world.customer("Ada").await;
    ada.says("later").await;
    world.settled().await;
    world.advance(minutes(9)).await;
    ada.hears_nothing().await;
    world.advance(minutes(1)).await;
    assert_eq!(world.transcript(&ada).await, "Customer: later\nBot: And now?\n");
}

#[tokio::test]
async fn a_handler_that_runs_has_not_settled() {
    let world = World::start().await;
    let gate = Gate::default();
    let _bot = world.bot(|bot| bot.state(gate.clone()).handlers(handlers![slow])).await;
    let ada = world.customer("Ada").await;
    ada.says("one").await;
    gate.reached().await;
    // It waits for the handler, which goes on meanwhile.
    let (heard, ()) = tokio::join!(ada.receives(), async {
        world.moves_clock(seconds(1)).await;
        gate.lets_one_pass();
    });
    assert_eq!(heard.text(), Some("one"));
}

#[tokio::test]
async fn webhook_calls_that_wait_for_their_repetition_have_settled() {
    let world = World::start().await;
    let _bot = world.bot(|bot| bot.handlers(handlers![echo])).await;
    let ada = world.customer("Ada").await;
    world.faults([Fault::webhook().about(&ada).is_refused(503).times(1)]).await;
    ada.says("one").await;
    ada.says("two").await;
    ada.hears_nothing().await;
    world.advance(seconds(1)).await;
    ada.hears("one").await;
    ada.hears("two").await;
}

#[tokio::test]
async fn calls_that_come_out_of_order_settle_however_many_there_are() {
    for (times, said, heard) in [
        (1, &["one"][..], &["one"][..]),
        (1, &["one", "two", "three"], &["two", "one", "three"]),
        (9, &["one", "two", "three"], &["two", "one", "three"]),
    ] {
        let world = World::start().await;
        let _bot = world.bot(|bot| bot.handlers(handlers![echo])).await;
        let ada = world.customer("Ada").await;
        world.faults([Fault::webhook().telling("messages").comes_out_of_order().times(times)]).await;
        for words in said {
            ada.says(words).await;
        }
        world.settled().await;
        assert_eq!(ada.heard_from("testbot").await, heard, "{times} times");
        ada.says("at last").await;
        assert_eq!(ada.receives().await.text(), Some(heard[0]), "what was heard first");
        assert_eq!(world.now().await, NOON, "no time has passed");
    }
}

#[tokio::test]
async fn one_that_overtakes_and_is_refused_keeps_nobody_from_settling() {
    let world = World::start().await;
    let _bot = world.bot(|bot| bot.handlers(handlers![echo])).await;
    let ada = world.customer("Ada").await;
    let messages = || Fault::webhook().telling("messages");
    world.faults([messages().comes_out_of_order().times(1), messages().is_refused(503).after(1).times(1)]).await;
    ada.says("one").await;
    ada.says("two").await;
    ada.hears_nothing().await;
    world.advance(seconds(1)).await;
    ada.hears("two").await;
    ada.hears("one").await;
}

#[tokio::test]
async fn the_same_seed_brings_the_same_faults() {
    let hit = async |seed: u64| {
        let world = World::builder().seed(seed).start().await;
        let _bot = world.bot(|bot| bot.handlers(handlers![echo])).await;
        let ada = world.customer("Ada").await;
        world.faults([Fault::call("POST /api/v1/messages/").by("testbot").is_refused(400).with_probability(0.5)]).await;
        for number in 0..12 {
            ada.says(&number.to_string()).await;
            world.settled().await;
        }
        ada.heard_from("testbot").await
    };
    let (first, again, other) = (hit(7).await, hit(7).await, hit(8).await);
    assert_eq!(first, again);
    assert_ne!(first, other);
    assert!((1..12).contains(&first.len()), "some were refused: {first:?}");
}
