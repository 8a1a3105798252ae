//! The chapter "Integrating a bot" of the Integration API 1.4.10, sentence by sentence. The admin panel is what the embedded inbox has
//! not: what an admin sets there is set by the API here, or by `/sandbox/`.

mod auto_responder;
mod considerable;
mod creating_the_user;
mod handing_over;
mod hiding;
mod webhook;

use std::sync::Arc;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use switchboard::Running;
use switchboard::client::{Api, ApiConfig, InboxUrl, Timeouts};
use switchboard::clock::SystemClock;
use switchboard::prelude::*;
use switchboard::testing::{Agent, Customer, To, World};
use switchboard::wire::Secret;

const BOT: &str = "testbot";
const ASSIGNMENT: &str = "/api/v1/chat_assignment/";
const MESSAGES: &str = "/api/v1/messages/";
const USERS: &str = "/api/v1/users/";
const WEBHOOKS: &str = "/api/v1/webhooks/waba/";

/// Answers in the bot's own chats.
#[on(assigned_messages)]
async fn answer(text: Text) -> String {
    format!("re: {text}")
}

/// Answers everybody.
#[on(incoming_messages)]
async fn answer_all(text: Text) -> String {
    format!("re: {text}")
}

fn me(bot: &Running) -> i64 {
    bot.user().id.get()
}

/// The token of the inbox's admin.
fn admin_token(world: &World) -> Secret {
    world.inbox().expect("the inbox runs in this process").admin_token()
}

/// The framework's own client, in the admin's name.
fn admin(world: &World) -> Api {
    let base = InboxUrl::new(world.url()).expect("an address");
    let config = ApiConfig { base, token: Some(admin_token(world)), timeouts: Timeouts::default(), clock: Arc::new(SystemClock) };
    Api::new(config).expect("a client")
}

/// A call as somebody makes it who has no framework: status and body of the answer.
async fn call(world: &World, token: Option<&Secret>, method: Method, path: &str, body: &Value) -> (StatusCode, Value) {
    let mut request = world.http().request(method, format!("{}{path}", world.url()));
    if let Some(token) = token {
        request = request.header("Authorization", format!("Token {}", token.expose()));
    }
    if !body.is_null() {
        request = request.json(body);
    }
    let answer = request.send().await.expect("the inbox answers");
    let status = answer.status();
    let text = answer.text().await.expect("a whole answer");
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

/// The webhook of a user, as an admin sees it.
async fn webhook_of(world: &World, username: &str) -> Value {
    let webhooks = world.admin().get(WEBHOOKS).await;
    let found = webhooks["results"].as_array().into_iter().flatten().find(|webhook| webhook["user"]["username"] == username);
    found.unwrap_or_else(|| panic!("{username} has no webhook")).clone()
}

/// The bodies of the calls that this webhook got so far, oldest first.
async fn told(world: &World, webhook: &Value) -> Vec<Value> {
    world.settled().await;
    let (_, log) = call(world, None, Method::GET, &format!("/sandbox/deliveries?webhook={}", webhook["id"]), &Value::Null).await;
    log["deliveries"].as_array().expect("calls").iter().map(|call| call["body"].clone()).collect()
}

/// The texts of the messages that these calls carry under this name.
fn texts(calls: &[Value], member: &str) -> Vec<String> {
    let messages = calls.iter().filter_map(|call| call[member].as_array()).flatten();
    messages.map(|message| message["waba_payload"]["text"]["body"].as_str().unwrap_or_default().to_owned()).collect()
}

/// The texts that the bot asked the inbox to send.
async fn said(world: &World) -> Vec<String> {
    let calls = world.calls(BOT, "POST", MESSAGES).await;
    calls.iter().map(|call| call.body["text"]["body"].as_str().unwrap_or_default().to_owned()).collect()
}

/// "You need a user for the bot, a webhook, and an auto-responder."
#[tokio::test]
async fn a_user_a_webhook_and_a_handler_make_a_bot() {
    let world = World::start().await;
    let bot = world.bot(|bot| bot.handlers(handlers![answer_all])).await;
    let user = world.admin().get(&format!("{USERS}{}/", me(&bot))).await;
    assert_eq!((&user["username"], &user["profile"]["role"]), (&json!(BOT), &json!("app")));
    assert_eq!(webhook_of(&world, BOT).await["user"]["id"], me(&bot));
    let ada = world.customer("Ada").await;
    ada.says("hi").await;
    ada.hears("re: hi").await;
}
