//! The template that is sent instead: a takeover keeps it back, and its own failure brings about nothing more.

use serde_json::Value;
use switchboard_inbox::ClosedWindow;
use switchboard_tests::fault;

use super::window::{approve_reminder, closed, remind, tried, unknown_to_the_bot};
use super::*;

const DAY: u64 = 24 * 60 * 60;

#[on(incoming_messages)]
async fn echo(text: Text) -> Text {
    text
}

fn reminds(notes: &Notes) -> impl FnOnce(switchboard::Bot) -> switchboard::Bot {
    let notes = notes.clone();
    move |bot| bot.state(notes).handlers(handlers![remind, echo, closed])
}

/// The ways on which a window turns out to be closed.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Way {
    Known,
    Refused,
    FailsLater,
}

/// A world in which the bot is to remind Ada, and finds her window closed.
async fn reminding(way: Way, notes: &Notes) -> (World, Running, Customer) {
    if way == Way::Known {
        let world = World::standing_still().await;
        approve_reminder(&world).await;
        let bot = world.bot(reminds(notes)).await;
        let ada = world.customer(1);
        ada.says("hi").await;
        ada.hears("hi").await;
        world.settled(&bot).await;
        world.advance(DAY).await;
        return (world, bot, ada);
    }
    let closes = if way == Way::Refused { ClosedWindow::Refuse } else { ClosedWindow::FailLater };
    let (world, ada) = unknown_to_the_bot(closes).await;
    let bot = world.bot(reminds(notes)).await;
    (world, bot, ada)
}

/// A fault of the template's POST alone: of one that follows this many others.
fn of_template(way: Way, fault: Value) -> Value {
    let before = if way == Way::Known { 0 } else { 1 };
    json!([fault::after(before, fault)])
}

fn words(way: Way) -> &'static [&'static str] {
    if way == Way::Known { &["hi", "reminder"] } else { &["Still there?", "reminder"] }
}

#[tokio::test]
async fn a_takeover_while_the_template_waits_keeps_it_back_on_every_way() {
    for way in [Way::Known, Way::Refused, Way::FailsLater] {
        let notes = Notes::default();
        let (world, bot, ada) = reminding(way, &notes).await;
        let mira = world.mira().await;
        world.faults(of_template(way, fault::times(1, fault::refused(BOT, SPEAK, 503)))).await;
        mira.tags(&ada, "remind").await;
        world.until_calls(BOT, "POST", MESSAGES, words(way).len()).await;
        mira.takes_over(&ada).await;
        world.told().await;
        world.advance(60).await;
        world.settled(&bot).await;
        world.faults(json!([])).await;
        // Also once the chat is the bot's: what was planned before stays withdrawn.
        mira.assigns(&ada, &json!({ "assigned_to_user": bot.user().id })).await;
        world.settled(&bot).await;
        world.advance(60).await;
        world.settled(&bot).await;
        assert_eq!(tried(&world).await, words(way), "{way:?}");
        assert_eq!(count(&bot, Count::WithdrawnRows), 1, "{way:?}");
        assert!(ada.heard_from(BOT).await.iter().all(|heard| heard != "reminder"), "{way:?}");
    }
}

#[tokio::test]
async fn a_template_that_is_refused_is_refused_once_on_every_way() {
    for way in [Way::Known, Way::Refused, Way::FailsLater] {
        for status in [400, 453] {
            let notes = Notes::default();
            let (world, bot, ada) = reminding(way, &notes).await;
            world.faults(of_template(way, fault::refused(BOT, SPEAK, status))).await;
            world.mira().await.tags(&ada, "remind").await;
            world.until(|| async { (!notes.all().is_empty()).then_some(()) }).await;
            world.settled(&bot).await;
            assert_eq!(tried(&world).await, words(way), "{way:?}, {status}");
            assert_eq!(notes.all().len(), 1, "{way:?}, {status}: {:?}", notes.all());
            assert!(all_is_done(&bot).await);
        }
    }
}
