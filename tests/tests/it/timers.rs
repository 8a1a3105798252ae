//! What happens when its time has come: reminders, and what becomes of them.

use serde::{Deserialize, Serialize};
use serde_json::json;
use switchboard::handover::Policy;
use switchboard::prelude::*;
use switchboard_tests::{Notes, World, folder};

#[derive(Debug, Serialize, Deserialize)]
struct AskAgain {
    what: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Nudge;

#[on(incoming_messages, regex = "^later (?<what>.+)$")]
async fn later(Capture(what): Capture<String>, chat: &Chat) {
    chat.remind(minutes(30), AskAgain { what });
}

#[on(incoming_messages, text = "nudge")]
async fn nudge(chat: &Chat) {
    chat.remind_while_mine(minutes(10), Nudge);
    chat.say("I will.");
}

#[on(incoming_messages, text = "never mind")]
async fn never_mind(chat: &Chat) {
    chat.forget_reminders::<AskAgain>();
}

#[on(timer)]
async fn ask_again(Timer(again): Timer<AskAgain>) -> String {
    format!("And {}?", again.what)
}

#[on(timer)]
async fn nudged(_: Timer<Nudge>, State(notes): State<Notes>) -> &'static str {
    notes.add("nudged".to_owned());
    "Hello?"
}

#[on(withdrawn)]
async fn note_withdrawn(withdrawn: Withdrawn, State(notes): State<Notes>) {
    notes.add(format!("{:?} {}", withdrawn.handler, withdrawn.actions.len()));
}

#[on(raw)]
async fn note_raw(raw: Raw, State(notes): State<Notes>) {
    notes.add(raw["incoming_messages"][0]["waba_payload"]["text"]["body"].as_str().unwrap_or("-").to_owned());
}

#[tokio::test]
async fn reminders_come_once_each_in_the_order_of_their_times() {
    let world = World::standing_still().await;
    let bot = world.bot(|bot| bot.handlers(handlers![later, ask_again])).await;
    let (ada, ben) = (world.customer(1), world.customer(2));
    ada.says("later tea").await;
    world.settled(&bot).await;
    world.advance(60).await;
    ada.says("later coffee").await;
    ben.says("later cocoa").await;
    world.settled(&bot).await;
    world.advance(28 * 60).await;
    world.settled(&bot).await;
    assert!(ada.heard_from("testbot").await.is_empty(), "nothing is due yet");
    world.advance(2 * 60).await;
    ada.hears("And tea?").await;
    ada.hears("And coffee?").await;
    ben.hears("And cocoa?").await;
    world.advance(24 * 60 * 60).await;
    world.settled(&bot).await;
    assert_eq!(ada.heard_from("testbot").await.len(), 2);
}

#[tokio::test]
async fn reminders_survive_a_restart_and_can_be_taken_back() {
    let world = World::standing_still().await;
    let folder = folder();
    let store = folder.path().join("switchboard.db");
    let keys = [("store.path", store.to_str().expect("a path"))];
    let start = || world.bot_with(&keys, |bot| bot.handlers(handlers![later, never_mind, ask_again]));
    let (ada, ben) = (world.customer(1), world.customer(2));
    let bot = start().await;
    ada.says("later tea").await;
    ben.says("later cocoa").await;
    world.settled(&bot).await;
    bot.stop().await;
    world.advance(60 * 60).await;
    let bot = start().await;
    ada.hears("And tea?").await;
    ben.hears("And cocoa?").await;
    ben.says("later milk").await;
    ben.says("never mind").await;
    world.settled(&bot).await;
    world.advance(60 * 60).await;
    world.settled(&bot).await;
    assert_eq!(ben.heard_from("testbot").await, ["And cocoa?"]);
}

#[tokio::test]
async fn s52_a_timer_and_a_takeover_in_one_instant_say_nothing_after_it() {
    let world = World::standing_still().await;
    let notes = Notes::default();
    let bot = world.bot(|bot| bot.state(notes.clone()).handover(Policy::take_unassigned()).handlers(handlers![nudge, nudged])).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    ada.says("nudge").await;
    ada.hears("I will.").await;
    world.settled(&bot).await;
    world.hold_webhooks(true).await;
    mira.takes_over(&ada).await;
    world.hold_webhooks(false).await;
    world.settled(&bot).await;
    world.advance(11 * 60).await;
    world.settled(&bot).await;
    assert_eq!(ada.heard_from("testbot").await, ["I will."]);
    assert!(notes.all().is_empty(), "the timer was withdrawn, and its handler not asked");
    // The chat comes back: the old timer stays withdrawn.
    mira.assigns(&ada, &json!({ "assigned_to_user": bot.user().id })).await;
    world.settled(&bot).await;
    world.advance(60 * 60).await;
    world.settled(&bot).await;
    assert_eq!(ada.heard_from("testbot").await, ["I will."]);
}

#[tokio::test]
async fn a_reminder_that_is_not_bound_to_the_owner_runs_but_says_nothing_in_a_persons_chat() {
    let world = World::standing_still().await;
    let notes = Notes::default();
    let start = |bot: switchboard::Bot| bot.state(notes.clone()).handlers(handlers![later, ask_again, note_withdrawn]);
    let bot = world.bot(start).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    ada.says("later tea").await;
    world.settled(&bot).await;
    mira.takes_over(&ada).await;
    world.settled(&bot).await;
    world.advance(31 * 60).await;
    world.settled(&bot).await;
    assert!(ada.heard_from("testbot").await.is_empty());
    assert_eq!(notes.all(), ["None 1"], "what did not leave is told");
}

#[derive(Debug, Serialize, Deserialize)]
struct Deadline;

#[on(incoming_messages, text = "deadline")]
async fn deadline(chat: &Chat) {
    chat.remind(minutes(10), Deadline);
}

#[on(timer)]
async fn too_late(_: Timer<Deadline>) -> Handover {
    Handover::to_group("Admin").announce("The boss will write to you.").note("nobody answered")
}

#[tokio::test]
async fn a_timer_gives_nobodys_chat_away_over_their_heads() {
    let world = World::standing_still().await;
    let bot = world.bot(|bot| bot.handlers(handlers![deadline, too_late])).await;
    let (ada, ben, mira) = (world.customer(1), world.customer(2), world.mira().await);
    ada.says("deadline").await;
    ben.says("deadline").await;
    world.settled(&bot).await;
    mira.takes_over(&ada).await;
    world.settled(&bot).await;
    world.advance(11 * 60).await;
    ben.hears("The boss will write to you.").await;
    world.settled(&bot).await;
    assert!(ada.heard_from("testbot").await.is_empty());
    assert_eq!(world.admin().owner(&ada).await, (Some(mira.id()), None));
    assert!(world.calls("testbot", "POST", "/api/v1/chat_tagging/").await.len() == 1, "only one note: of Ben's chat");
}

#[tokio::test]
async fn a_delivery_is_given_as_it_came() {
    let world = World::standing_still().await;
    let notes = Notes::default();
    let bot = world.bot(|bot| bot.state(notes.clone()).handlers(handlers![note_raw, later])).await;
    world.customer(1).says("hi").await;
    world.settled(&bot).await;
    assert!(notes.all().contains(&"hi".to_owned()), "{:?}", notes.all());
}
