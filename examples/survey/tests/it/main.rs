//! The bot in a world of the test's own: when it asks, and when it does not.

use switchboard::Running;
use switchboard::engine::Count;
use switchboard::prelude::{days, hours, minutes};
use switchboard::testing::{Agent, Customer, Fault, Script, To, World};

const QUESTION: &str = "How did we do? [Stars > ★★★★★, ★★★★, ★★★, ★★, ★]";

/// Ada has asked, and Mira has answered.
async fn talk() -> (World, Running, Customer, Agent) {
    let world = World::start().await;
    let bot = world.bot(survey::bot).await;
    let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
    ada.says("Where is my pot?").await;
    mira.takes_over(&ada).await;
    mira.writes(&ada, "It comes today.").await;
    ada.hears("It comes today.").await;
    (world, bot, ada, mira)
}

/// The bot's clock starts when it has heard of it.
async fn resolve(world: &World, mira: &Agent, ada: &Customer) {
    mira.resolves(ada).await;
    world.settled().await;
}

#[tokio::test]
async fn the_transcripts() {
    let transcripts = Script::documented(include_str!("../../src/lib.rs")).expect("transcripts");
    assert_eq!(transcripts.len(), 2);
    for transcript in transcripts {
        let world = World::start().await;
        let _bot = world.bot(survey::bot).await;
        world.play(&transcript).await.assert_same();
    }
}

/// What was recorded of real customers is played in the same way.
#[tokio::test]
async fn recorded_surveys_are_tests() {
    for transcript in Script::documented(include_str!("../../src/lib.rs")).expect("transcripts") {
        let world = World::start().await;
        let _bot = world.bot(survey::bot).await;
        world.play(&transcript).await.assert_same();
        let recorded = world.record(&world.phone(1)).await;
        assert!(recorded.entries().len() >= transcript.entries().len(), "{recorded}");
        let world = World::start().await;
        let _bot = world.bot(survey::bot).await;
        world.play(&recorded).await.assert_same();
    }
}

#[tokio::test]
async fn s70_a_customer_who_writes_between_resolve_and_timer_is_not_asked() {
    let (world, _bot, ada, mira) = talk().await;
    resolve(&world, &mira, &ada).await;
    // Within the same second.
    ada.says("And the lid?").await;
    world.advance(minutes(10)).await;
    ada.hears_nothing().await;
    world.advance(days(1)).await;
    ada.hears_nothing().await;
}

#[tokio::test]
async fn s70_also_when_the_message_comes_later_than_the_timer() {
    let (world, bot, ada, mira) = talk().await;
    resolve(&world, &mira, &ada).await;
    // It is told neither of the message nor that this opens the chat again.
    world.faults(["incoming_messages", "chat_resolved"].map(|member| Fault::webhook().telling(member).is_refused(503))).await;
    ada.says("And the lid?").await;
    world.moves_clock(minutes(10)).await;
    world.until(|| async { (bot.counters().get(Count::Fired) == 1).then_some(()) }).await;
    bot.rest().await;
    world.no_faults().await;
    ada.hears_nothing().await;
}

#[tokio::test]
async fn a_person_who_goes_on_is_not_interrupted() {
    let (world, _bot, ada, mira) = talk().await;
    resolve(&world, &mira, &ada).await;
    world.advance(minutes(5)).await;
    mira.writes(&ada, "It is at your door.").await;
    ada.hears("It is at your door.").await;
    world.advance(minutes(5)).await;
    ada.hears_nothing().await;
}

#[tokio::test]
async fn a_chat_that_is_opened_again_is_not_asked() {
    let (world, _bot, ada, mira) = talk().await;
    resolve(&world, &mira, &ada).await;
    world.advance(minutes(5)).await;
    mira.reopens(&ada).await;
    world.settled().await;
    world.advance(minutes(5)).await;
    ada.hears_nothing().await;
}

#[tokio::test]
async fn a_chat_that_is_released_and_resolved_is_asked_once_and_again_after_a_month() {
    let (world, _bot, ada, mira) = talk().await;
    mira.gives_to(&ada, To::Nobody).await;
    world.settled().await;
    world.advance(minutes(5)).await;
    resolve(&world, &mira, &ada).await;
    world.advance(minutes(5)).await;
    ada.hears_nothing().await;
    world.advance(minutes(5)).await;
    ada.hears(QUESTION).await;

    for (wait, is_asked) in [(hours(1), false), (days(30), true)] {
        world.advance(wait).await;
        ada.says("Thanks again!").await;
        world.settled().await;
        resolve(&world, &mira, &ada).await;
        world.advance(minutes(10)).await;
        match is_asked {
            true => ada.hears(QUESTION).await,
            false => ada.hears_nothing().await,
        }
    }
}

#[tokio::test]
async fn nobody_is_asked_when_the_window_is_closed() {
    let (world, _bot, ada, mira) = talk().await;
    world.advance(hours(24)).await;
    resolve(&world, &mira, &ada).await;
    world.advance(minutes(10)).await;
    ada.hears_nothing().await;
}

#[tokio::test]
async fn a_star_that_is_pressed_after_a_week_does_not_count() {
    let (world, _bot, ada, mira) = talk().await;
    resolve(&world, &mira, &ada).await;
    world.advance(minutes(10)).await;
    ada.hears(QUESTION).await;
    world.advance(days(8)).await;
    ada.presses("★").await;
    ada.hears("Thank you, but that was long ago. Just write how it was.").await;
}
