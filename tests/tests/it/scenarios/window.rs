//! The window for free messages is closed: S63.

use serde_json::Value;
use switchboard_inbox::{Builder, Clock, ClosedWindow, Inbox};
use switchboard_tests::{NOON, Program, fault, folder};

use super::*;

const DAY: u64 = 24 * 60 * 60;

#[on(chat_tagging, action = added, tag = "remind")]
pub(super) async fn remind(contact: Contact) -> impl IntoOutcome {
    text("Still there?").or_template("reminder", [contact.name()])
}

#[on(chat_tagging, action = added, tag = "nudge")]
async fn nudge() -> &'static str {
    "Still there?"
}

#[on(chat_tagging, action = added, tag = "window")]
async fn tell_window(window: Window, State(notes): State<Notes>) {
    notes.add(format!("open: {}, until known: {}", window.is_open(), window.open_until().is_some()));
}

#[on(errors)]
pub(super) async fn closed(error: ErrorEvent, State(notes): State<Notes>) {
    notes.add(format!("closed: {}, {:?}", error.is_window_closed(), error.code));
}

#[on(incoming_messages)]
async fn echo(text: Text) -> Text {
    text
}

fn reminds(bot: Bot) -> Bot {
    bot.handlers(handlers![remind, echo])
}

fn inbox_that(closed: ClosedWindow) -> Builder {
    Inbox::builder().clock(Clock::starting_at(NOON)).closed_window(closed)
}

/// A world in which Ada wrote before the bot was there, so that only the inbox knows that her window is closed.
pub(super) async fn unknown_to_the_bot(closed: ClosedWindow) -> (World, Customer) {
    let world = World::with(inbox_that(closed)).await;
    approve_reminder(&world).await;
    let ada = world.customer(1);
    ada.says("hi").await;
    world.advance(DAY).await;
    (world, ada)
}

/// The template that the reminders of these tests fill in.
pub(super) async fn approve_reminder(world: &World) {
    let template = json!({ "components": [{ "type": "BODY", "text": "Still there, {{1}}?" }] });
    world.put("/sandbox/templates/reminder", &template).await;
}

/// What the bot tried to send, in order: the name of a template, or words.
pub(super) async fn tried(world: &World) -> Vec<String> {
    let name = |body: &Value| body["template"]["name"].as_str().or(body["text"]["body"].as_str()).unwrap_or_default().to_owned();
    world.calls(BOT, "POST", MESSAGES).await.iter().map(|call| name(&call.body)).collect()
}

/// Waits until the inbox has a failed status to tell.
async fn failing_status(world: &World) {
    let told = async || {
        let all = world.get("/sandbox/deliveries?limit=100000").await;
        let is_failed = |call: &Value| call["body"]["statuses"][0]["status"] == "failed";
        all["deliveries"].as_array().expect("calls").iter().any(is_failed).then_some(())
    };
    world.until(told).await;
}

#[tokio::test]
async fn s63a_one_template_when_the_window_is_known_to_be_closed() {
    let world = World::standing_still().await;
    approve_reminder(&world).await;
    let bot = world.bot(reminds).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    ada.says("hi").await;
    ada.hears("hi").await;
    world.advance(DAY - 1).await;
    mira.tags(&ada, "remind").await;
    ada.hears("Still there?").await;
    world.settled(&bot).await;

    world.advance(1).await;
    let ben = world.customer(2);
    ben.says("hello").await;
    ben.hears("hello").await;
    world.advance(DAY).await;
    mira.tags(&ben, "remind").await;
    let template = ben.receives().await.payload()["template"].clone();
    let body = json!({ "type": "body", "parameters": [{ "type": "text", "text": "+491713920002" }] });
    assert_eq!(template, json!({ "name": "reminder", "language": { "code": "en" }, "components": [body] }));
    world.settled(&bot).await;
    assert_eq!(tried(&world).await, ["hi", "Still there?", "hello", "reminder"]);
    assert_eq!(count(&bot, Count::Templates), 1);
}

#[tokio::test]
async fn s63b_one_template_when_the_inbox_refuses_the_message_also_when_the_templates_answer_is_lost() {
    let (world, ada) = unknown_to_the_bot(ClosedWindow::Refuse).await;
    let bot = world.bot(reminds).await;
    world.faults(json!([fault::after(1, fault::lost(BOT, SPEAK))])).await;
    world.mira().await.tags(&ada, "remind").await;
    assert_eq!(ada.receives().await.payload()["template"]["name"], "reminder");
    world.settled(&bot).await;
    assert_eq!(tried(&world).await, ["Still there?", "reminder"]);
    assert!(all_is_done(&bot).await);
    assert_eq!(count(&bot, Count::Templates), 1);
}

#[tokio::test]
async fn s63c_one_template_when_a_status_fails_later_however_often_it_is_told() {
    let (world, ada) = unknown_to_the_bot(ClosedWindow::FailLater).await;
    let bot = world.bot(reminds).await;
    let mira = world.mira().await;
    let courier = world.courier(BOT).await;
    mira.tags(&ada, "remind").await;
    courier.carries("chat_tagging").await;
    let failed = courier.fetches("statuses").await;
    assert_eq!(failed["statuses"][0]["status"], "failed");
    courier.brings(&failed).await;
    bot.rest().await;
    courier.brings(&failed).await;
    bot.rest().await;
    assert_eq!(tried(&world).await, ["Still there?", "reminder"]);
    assert_eq!(count(&bot, Count::Templates), 1);
}

#[tokio::test]
async fn s63c_one_template_when_the_status_comes_before_the_messages_answer() {
    let (world, ada) = unknown_to_the_bot(ClosedWindow::FailLater).await;
    let bot = world.bot(reminds).await;
    world.faults(json!([fault::answered_late(BOT, SPEAK)])).await;
    world.mira().await.tags(&ada, "remind").await;
    failing_status(&world).await;
    world.told().await;
    world.until(|| async { (tried(&world).await == ["Still there?"]).then_some(()) }).await;
    world.lets_go(BOT).await;
    assert_eq!(ada.receives().await.payload()["template"]["name"], "reminder");
    world.settled(&bot).await;
    assert_eq!(tried(&world).await, ["Still there?", "reminder"]);
}

#[tokio::test]
async fn s63c_one_template_when_the_status_comes_after_a_restart_and_once_more_after_another() {
    let (world, ada) = unknown_to_the_bot(ClosedWindow::FailLater).await;
    let folder = folder();
    let store = folder.path().join("switchboard.db");
    let keys = [("store.path", store.to_str().expect("a path"))];
    let bot = world.bot_with(&keys, reminds).await;
    let courier = world.courier(BOT).await;
    world.mira().await.tags(&ada, "remind").await;
    courier.carries("chat_tagging").await;
    let failed = courier.fetches("statuses").await;
    bot.rest().await;
    bot.stop().await;
    for _ in 0..2 {
        let bot = world.bot_with(&keys, reminds).await;
        world.courier(BOT).await.brings(&failed).await;
        bot.rest().await;
        assert_eq!(tried(&world).await, ["Still there?", "reminder"]);
        bot.stop().await;
    }
}

#[tokio::test]
async fn s63c_one_template_when_the_bot_is_killed_between_the_message_and_its_answer() {
    let world = World::with(Inbox::builder().closed_window(ClosedWindow::FailLater)).await;
    approve_reminder(&world).await;
    let (ada, folder) = (world.customer(1), folder());
    ada.says("hi").await;
    world.advance(DAY).await;
    let keys = [
        ("inbox.url", world.url()),
        ("inbox.admin_username", "admin"),
        ("inbox.admin_password", "admin"),
        ("webhook.listen", "127.0.0.1:0"),
        ("outbox.settle", "200ms"),
    ];
    let start = async || {
        let mut bot = Program::start(env!("CARGO_BIN_EXE_testbot"), folder.path(), &[], &keys);
        bot.line("bot ready").await;
        bot
    };
    let mut bot = start().await;
    world.faults(json!([{ "on": SPEAK, "user": BOT, "fault": "latency", "ms": 600_000, "when": "after", "times": 1 }])).await;
    world.mira().await.tags(&ada, "remind").await;
    failing_status(&world).await;
    world.told().await;
    bot.kill().await;

    let bot = start().await;
    assert_eq!(ada.receives().await.payload()["template"]["name"], "reminder");
    bot.terminate().await;
    let (code, errors) = bot.ended().await;
    assert_eq!(code, Some(0), "{errors}");
    assert_eq!(tried(&world).await, ["Still there?", "reminder"]);
}

#[tokio::test]
async fn s63_without_a_template_the_handlers_of_errors_are_told_that_the_window_is_closed() {
    let (world, ada) = unknown_to_the_bot(ClosedWindow::Refuse).await;
    let notes = Notes::default();
    let bot = world.bot(|bot| bot.state(notes.clone()).handlers(handlers![nudge, closed])).await;
    world.mira().await.tags(&ada, "nudge").await;
    world.until(|| async { (!notes.all().is_empty()).then_some(()) }).await;
    world.settled(&bot).await;
    assert_eq!(notes.all(), ["closed: true, Some(131047)"]);
    assert_eq!(tried(&world).await, ["Still there?"]);
    assert!(all_is_done(&bot).await);
}

#[tokio::test]
async fn s63_a_takeover_in_between_keeps_the_template_back() {
    let (world, ada) = unknown_to_the_bot(ClosedWindow::FailLater).await;
    let bot = world.bot(reminds).await;
    let mira = world.mira().await;
    let courier = world.courier(BOT).await;
    mira.tags(&ada, "remind").await;
    courier.carries("chat_tagging").await;
    let failed = courier.fetches("statuses").await;
    bot.rest().await;
    mira.takes_over(&ada).await;
    courier.carries("chat_assignment").await;
    courier.brings(&failed).await;
    bot.rest().await;
    assert_eq!(tried(&world).await, ["Still there?"]);
    assert_eq!(count(&bot, Count::WithdrawnRows), 1);
}

#[tokio::test]
async fn the_window_is_known_from_the_customers_message_and_else_from_the_inbox() {
    let (world, ada) = unknown_to_the_bot(ClosedWindow::Refuse).await;
    let notes = Notes::default();
    let bot = world.bot(|bot| bot.state(notes.clone()).handlers(handlers![tell_window, echo])).await;
    let mira = world.mira().await;
    mira.tags(&ada, "window").await;
    world.settled(&bot).await;
    let ben = world.customer(2);
    ben.says("hi").await;
    ben.hears("hi").await;
    mira.tags(&ben, "window").await;
    world.settled(&bot).await;
    assert_eq!(notes.all(), ["open: false, until known: true", "open: true, until known: true"]);
    assert_eq!(world.calls(BOT, "GET", "/api/v1/chats/").await.len(), 1, "only Ada's had to be asked for");
}

#[tokio::test]
async fn what_an_earlier_bot_was_told_closes_no_window_for_one_that_is_told_no_more() {
    let world = World::standing_still().await;
    let folder = folder();
    let store = folder.path().join("switchboard.db");
    let keys = [("store.path", store.to_str().expect("a path"))];
    let ada = world.customer(1);
    let bot = world.bot_with(&keys, reminds).await;
    ada.says("hi").await;
    ada.hears("hi").await;
    world.settled(&bot).await;
    bot.stop().await;

    let bot = world.bot_with(&keys, |bot| bot.handlers(handlers![remind])).await;
    world.advance(DAY).await;
    ada.says("hi again").await;
    world.settled(&bot).await;
    world.mira().await.tags(&ada, "remind").await;
    ada.hears("Still there?").await;
    world.settled(&bot).await;
    assert_eq!(count(&bot, Count::Templates), 0);
}
