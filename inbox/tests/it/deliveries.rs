//! Webhook calls: in order for each chat, repeated until they are answered, others not held up.

use std::time::Duration;

use serde_json::{Value, json};
use switchboard_inbox::{Clock, Inbox};

use crate::world::{ADA, BEN, Call, Receiver, World};

fn text(call: &Call) -> &str {
    call.body["messages"][0]["text"]["body"].as_str().expect("a text")
}

const INCOMING: fn() -> Value = || json!({"on_incoming_message": true});

#[tokio::test]
async fn a_chat_keeps_its_order_while_others_go_on() {
    let world = World::with(Inbox::builder().clock(Clock::starting_at(1_763_632_800))).await;
    let (mut receiver, id) = Receiver::with(&world.admin, INCOMING()).await;
    receiver.answer([500]);
    world.customer_says(ADA, "one").await;
    let refused = receiver.call().await;
    assert_eq!(text(&refused), "one");
    world.customer_says(ADA, "two").await;
    world.customer_says(BEN, "other").await;
    assert_eq!(text(&receiver.call().await), "other", "another chat is not held up");
    let pending = loop {
        let listed = world.sandbox().get(&format!("/sandbox/deliveries?webhook={id}")).await.ok()["deliveries"].clone();
        if listed[0]["next_attempt"].is_i64() && listed[2]["state"] == "delivered" {
            break listed;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(
        (&pending[0]["state"], &pending[0]["attempts"][0]["status"], &pending[0]["status"]),
        (&json!("pending"), &json!(500), &json!(500))
    );
    assert_eq!(pending[1]["attempts"], json!([]), "the second waits for the first");
    world.inbox.clock().advance(Duration::from_millis(200));
    let repeated = receiver.call().await;
    assert_eq!(repeated.bytes, refused.bytes, "byte for byte");
    assert_eq!(text(&receiver.call().await), "two");
    world.all_delivered().await;
}

#[tokio::test]
async fn repeats_come_after_growing_pauses() {
    let world = World::with(Inbox::builder().clock(Clock::starting_at(1_763_632_800))).await;
    let (mut receiver, id) = Receiver::with(&world.admin, INCOMING()).await;
    receiver.answer([500; 9]);
    world.customer_says(ADA, "one").await;
    receiver.call().await;
    let pauses = [200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 30_000, 30_000];
    for (attempts, pause) in pauses.into_iter().enumerate() {
        let path = format!("/sandbox/deliveries?webhook={id}");
        let listed = loop {
            let listed = world.sandbox().get(&path).await.ok()["deliveries"][0].clone();
            if listed["attempts"].as_array().map(Vec::len) == Some(attempts + 1) {
                break listed;
            }
            tokio::task::yield_now().await;
        };
        let now = world.inbox.clock().now_millis();
        assert_eq!(listed["next_attempt"], now + pause);
        world.inbox.clock().advance(Duration::from_millis(pause.unsigned_abs() - 1));
        tokio::task::yield_now().await;
        assert!(receiver.rest().is_empty(), "not before its time");
        world.inbox.clock().advance(Duration::from_millis(1));
        receiver.call().await;
    }
    world.all_delivered().await;
}

#[tokio::test]
async fn a_receiver_that_moved_gets_what_waited_at_once() {
    let world = World::with(Inbox::builder().clock(Clock::starting_at(1_763_632_800))).await;
    let webhook = json!({"url": "http://127.0.0.1:1/", "on_incoming_message": true});
    let id = world.admin.post("/api/v1/webhooks/waba/", webhook).await.created()["id"].clone();
    world.customer_says(ADA, "one").await;
    while !world.sandbox().get("/sandbox/deliveries").await.ok()["deliveries"][0]["next_attempt"].is_i64() {
        tokio::task::yield_now().await;
    }
    let mut receiver = Receiver::start().await;
    let moved = json!({"url": receiver.url, "on_incoming_message": true});
    world.admin.put(&format!("/api/v1/webhooks/waba/{id}/"), moved).await.ok();
    assert_eq!(text(&receiver.call().await), "one");
}

#[tokio::test]
async fn nothing_is_called_while_paused_and_nothing_is_lost() {
    let world = World::start().await;
    let (mut receiver, _) = Receiver::with(&world.admin, INCOMING()).await;
    world.sandbox().post("/sandbox/webhooks/pause", json!({})).await.ok();
    for index in 0..5 {
        world.customer_says(ADA, &index.to_string()).await;
    }
    let state = world.sandbox().get("/sandbox/state").await.ok();
    assert_eq!((&state["pending_deliveries"], &state["paused"]), (&json!(5), &json!(true)));
    assert!(receiver.rest().is_empty());
    world.sandbox().call(axum::http::Method::POST, "/sandbox/webhooks/resume", &[], Vec::new()).await.ok();
    for index in 0..5 {
        assert_eq!(text(&receiver.call().await), index.to_string());
    }
}

#[tokio::test]
async fn a_call_is_listed_and_repeated_byte_for_byte() {
    let world = World::start().await;
    let (mut receiver, id) = Receiver::with(&world.admin, json!({"on_incoming_message": true, "headers": {"X-Bot": "demo"}})).await;
    world.customer_says(ADA, "one").await;
    let first = receiver.call().await;
    world.all_delivered().await;
    let listed = world.sandbox().get(&format!("/sandbox/deliveries?webhook={id}&wait_ms=30000")).await.ok();
    let call = &listed["deliveries"][0];
    assert_eq!((&call["body"], &call["request"]["headers"]["X-Bot"], &call["status"]), (&first.body, &json!("demo"), &json!(200)));
    assert_eq!((&call["state"], &call["next_attempt"], &listed["last_seq"]), (&json!("delivered"), &Value::Null, &call["seq"]));
    world.sandbox().post(&format!("/sandbox/deliveries/{}/repeat", call["seq"]), json!({})).await.ok();
    assert_eq!(receiver.call().await.bytes, first.bytes);
    world.sandbox().post("/sandbox/deliveries/999/repeat", json!({})).await.with_status(404);
    assert_eq!(world.sandbox().get("/sandbox/deliveries?after=99").await.ok()["deliveries"], json!([]));
}

#[tokio::test]
async fn a_deleted_webhook_and_a_reset_end_what_waits() {
    let world = World::start().await;
    let (mut receiver, id) = Receiver::with(&world.admin, INCOMING()).await;
    world.sandbox().post("/sandbox/webhooks/pause", json!({})).await.ok();
    world.customer_says(ADA, "one").await;
    world.admin.delete(&format!("/api/v1/webhooks/waba/{id}/")).await;
    let (mut other, _) = Receiver::with(&world.admin, INCOMING()).await;
    world.customer_says(ADA, "two").await;
    world.sandbox().post("/sandbox/reset", json!({})).await.ok();
    world.sandbox().post("/sandbox/webhooks/resume", json!({})).await.ok();
    world.customer_says(ADA, "three").await;
    assert_eq!(text(&other.call().await), "three");
    world.all_delivered().await;
    assert!(receiver.rest().is_empty() && other.rest().is_empty());
}

#[tokio::test]
async fn many_chats_are_called_side_by_side_each_in_order() {
    let world = World::start().await;
    let (mut receiver, _) = Receiver::with(&world.admin, INCOMING()).await;
    for index in 0..20 {
        for chat in 10..20 {
            world.customer_says(&format!("4917139200{chat}"), &index.to_string()).await;
        }
    }
    let mut next = std::collections::HashMap::<String, u32>::new();
    for _ in 0..200 {
        let call = receiver.call().await;
        let chat = call.body["messages"][0]["from"].as_str().expect("a number").to_owned();
        let expected = next.entry(chat).or_default();
        assert_eq!(text(&call), expected.to_string());
        *expected += 1;
    }
    world.all_delivered().await;
}
