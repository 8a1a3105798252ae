//! Take and hand-over: what may happen between a customer, people, bots, time and faults, and what must come of it.
//!
//! The bot speaks when a POST to messages begins; the inbox's log of requests shows it.

mod clocks;
mod early;
mod echoes;
mod forbidden;
mod give_away;
mod numbers;
mod order;
mod own_doing;
mod questions;
mod race;
mod returning;
mod tags;
mod take;
mod takeover;
mod template;
mod unsure;
mod window;

use serde_json::json;
use switchboard::Running;
use switchboard::config::InboxId;
use switchboard::engine::Count;
use switchboard::handover::Policy;
use switchboard::prelude::*;
use switchboard::store::DeadLetter;
use switchboard_tests::{Customer, Gate, Notes, Transport, World, by_both_ways};

const BOT: &str = "testbot";
const ASSIGNMENT: &str = "/api/v1/chat_assignment/";
const MESSAGES: &str = "/api/v1/messages/";
const READ_OWNER: &str = "GET /api/v1/chat_assignment/{wa_id}";
const ASSIGN: &str = "PATCH /api/v1/chat_assignment/";
const SPEAK: &str = "POST /api/v1/messages/";

/// Answers in the bot's own chats.
#[on(assigned_messages)]
async fn answer(text: Text) -> String {
    format!("re: {}", &*text)
}

/// Answers in the bot's own chats, once the test lets it.
#[on(assigned_messages)]
async fn answer_slowly(text: Text, chat: &Chat, State(gate): State<Gate>) {
    gate.pass().await;
    chat.say(format!("re: {}", &*text));
    chat.tag("answered");
}

/// Three replies to one message.
#[on(assigned_messages)]
async fn answer_at_length(chat: &Chat) {
    for part in ["one", "two", "three"] {
        chat.say(part);
    }
}

/// Notes what refused the bot something.
#[on(errors)]
async fn note_errors(error: ErrorEvent, State(notes): State<Notes>) {
    notes.add(error.details.clone().unwrap_or_default());
}

/// A bot that takes chats nobody owns, and answers in them.
fn takes_and_answers(bot: Bot) -> Bot {
    bot.handover(Policy::take_unassigned()).handlers(handlers![answer])
}

/// The texts with which the bot began to speak, in order.
async fn begun(world: &World) -> Vec<String> {
    let calls = world.calls(BOT, "POST", MESSAGES).await;
    calls.iter().map(|call| call.body["text"]["body"].as_str().unwrap_or_default().to_owned()).collect()
}

/// How often the bot asked for a change of assignment.
async fn patches(world: &World) -> usize {
    world.calls(BOT, "PATCH", ASSIGNMENT).await.len()
}

/// How often the bot read whom a chat belongs to.
async fn owner_readings(world: &World) -> usize {
    world.calls(BOT, "GET", ASSIGNMENT).await.iter().filter(|call| !call.path.contains("events")).count()
}

fn count(bot: &Running, count: Count) -> u64 {
    bot.counters().get(count)
}

/// The name under which the bot's store keeps what belongs to the inbox.
async fn inbox(bot: &Running) -> InboxId {
    bot.store().inboxes().await.expect("the store").remove(0)
}

/// The bot's dead letters.
async fn dead_letters(bot: &Running) -> Vec<DeadLetter> {
    bot.store().dead_letters(&inbox(bot).await, 10).await.expect("the store")
}

/// Whether nothing is left open in the journal and the outbox.
async fn all_is_done(bot: &Running) -> bool {
    bot.store().open_lanes(&inbox(bot).await).await.expect("the store").is_empty()
}

/// The id of the bot's user.
fn id(bot: &Running) -> i64 {
    bot.user().id.get()
}

/// A chat of the bot's, in which it has answered "hi".
async fn greeted(world: &World, number: u8) -> Customer {
    let customer = world.customer(number);
    customer.says("hi").await;
    customer.hears("re: hi").await;
    customer
}
