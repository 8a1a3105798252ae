//! What happens when its time has come: reminders, and what becomes of them.

use serde::{Deserialize, Serialize};
use serde_json::json;
use switchboard::handover::Policy;
use switchboard::prelude::*;
use switchboard_tests::{Gate, Notes, Transport, World, by_both_ways, folder};

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

by_both_ways!(reminders_come_once_each_in_the_order_of_their_times);
async fn reminders_come_once_each_in_the_order_of_their_times(by: Transport) {
    let world = World::standing_still_by(by).await;
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

by_both_ways!(reminders_survive_a_restart_and_can_be_taken_back);
async fn reminders_survive_a_restart_and_can_be_taken_back(by: Transport) {
    let world = World::standing_still_by(by).await;
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

by_both_ways!(s52_a_timer_and_a_takeover_in_one_instant_say_nothing_after_it);
async fn s52_a_timer_and_a_takeover_in_one_instant_say_nothing_after_it(by: Transport) {
    let world = World::standing_still_by(by).await;
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

#[derive(Debug, Serialize, Deserialize)]
struct Built {
    parts: u32,
}

/// Works on in a task that outlives the turn.
#[on(incoming_messages, text = "build")]
async fn build(turns: Turns, State(gate): State<Gate>, State(notes): State<Notes>) -> &'static str {
    tokio::spawn(async move {
        gate.pass().await;
        for parts in [1, 2] {
            match turns.begin(Built { parts }).await {
                Ok(()) => notes.add("begun"),
                Err(cause) => notes.add(cause.to_string()),
            }
        }
    });
    "It is being built."
}

#[on(timer)]
async fn built(Timer(built): Timer<Built>) -> String {
    format!("{} parts.", built.parts)
}

#[on(incoming_messages)]
async fn echo(text: Text) -> String {
    text.into()
}

by_both_ways!(a_task_that_outlives_its_turn_begins_further_turns);
async fn a_task_that_outlives_its_turn_begins_further_turns(by: Transport) {
    let world = World::standing_still_by(by).await;
    let (gate, notes) = (Gate::default(), Notes::default());
    let bot = world.bot(|bot| bot.state(gate.clone()).state(notes.clone()).handlers(handlers![build, built, echo])).await;
    let ada = world.customer(1);
    ada.says("build").await;
    ada.hears("It is being built.").await;
    gate.reached().await;
    ada.says("meanwhile").await;
    ada.hears("meanwhile").await;
    gate.lets_one_pass();
    world.until(|| async { (notes.all().len() == 2).then_some(()) }).await;
    world.settled(&bot).await;
    assert_eq!(ada.heard_from("testbot").await, ["It is being built.", "meanwhile", "1 parts.", "2 parts."]);
    assert_eq!(notes.all(), ["begun", "begun"]);
}

#[tokio::test]
async fn a_turn_that_a_task_begins_says_nothing_in_a_persons_chat() {
    let world = World::standing_still().await;
    let (gate, notes) = (Gate::default(), Notes::default());
    let start = |bot: Bot| {
        let bot = bot.state(gate.clone()).state(notes.clone()).handover(Policy::take_unassigned());
        bot.handlers(handlers![build, built, note_withdrawn])
    };
    let bot = world.bot(start).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    ada.says("build").await;
    ada.hears("It is being built.").await;
    gate.reached().await;
    mira.takes_over(&ada).await;
    world.settled(&bot).await;
    gate.lets_one_pass();
    world.until(|| async { (notes.all().len() >= 4).then_some(()) }).await;
    world.settled(&bot).await;
    assert_eq!(ada.heard_from("testbot").await, ["It is being built."]);
    assert_eq!(notes.all().iter().filter(|note| *note == "None 1").count(), 2, "both turns came, and said nothing");
}

#[tokio::test]
async fn turns_that_a_task_began_survive_a_restart_and_a_stopped_bot_begins_none() {
    let world = World::standing_still().await;
    let folder = folder();
    let store = folder.path().join("switchboard.db");
    let keys = [("store.path", store.to_str().expect("a path"))];
    let (gate, notes) = (Gate::default(), Notes::default());
    let start = || world.bot_with(&keys, |bot| bot.state(gate.clone()).state(notes.clone()).handlers(handlers![build, built]));
    let ada = world.customer(1);
    let bot = start().await;
    ada.says("build").await;
    ada.hears("It is being built.").await;
    gate.reached().await;
    world.faults(json!([{ "on": "POST /api/v1/messages/", "user": "testbot", "fault": "status", "status": 503 }])).await;
    gate.lets_one_pass();
    world.until(|| async { (notes.all().len() == 2).then_some(()) }).await;
    assert_eq!(notes.all(), ["begun", "begun"]);
    bot.stop().await;
    assert_eq!(ada.heard_from("testbot").await.len(), 1);

    world.faults(json!([])).await;
    world.advance(600).await;
    let bot = start().await;
    ada.hears("1 parts.").await;
    ada.hears("2 parts.").await;
    ada.says("build").await;
    ada.hears("It is being built.").await;
    gate.reached().await;
    bot.stop().await;
    gate.lets_one_pass();
    world.until(|| async { (notes.all().len() == 4).then_some(()) }).await;
    assert!(notes.all()[2..].iter().all(|note| note.contains("stopped")), "{:?}", notes.all());
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
