//! Faults: what goes wrong on purpose.

use std::time::Duration;

use axum::http::Method;
use serde_json::{Value, json};
use switchboard_inbox::{Clock, Inbox};

use crate::world::{ADA, BEN, Http, Receiver, World};

async fn fault(world: &World, rules: Value) {
    world.sandbox().put("/sandbox/faults", json!({"seed": 1, "rules": rules})).await.ok();
}

async fn try_say(caller: &Http, wa_id: &str) -> Option<u16> {
    let body = json!({"wa_id": wa_id, "text": {"body": "x"}}).to_string().into_bytes();
    let answer = caller.try_call(Method::POST, "/api/v1/messages/", &[("Content-Type", "application/json")], body).await;
    answer.map(|answer| answer.status.as_u16())
}

async fn stored(world: &World) -> Value {
    world.admin.get("/api/v1/messages/?from_us=true").await.ok()["count"].clone()
}

#[tokio::test]
async fn a_refused_call_does_nothing() {
    let world = World::start().await;
    world.customer_says(ADA, "hi").await;
    fault(&world, json!([{"on": "POST /api/v1/messages/", "fault": "status", "status": 429, "retry_after": 7, "times": 2, "after": 1}]))
        .await;
    assert_eq!(try_say(&world.admin, ADA).await, Some(201), "the first passes");
    let body = json!({"wa_id": ADA, "text": {"body": "x"}});
    let refused = world.admin.post("/api/v1/messages/", body).await;
    assert_eq!((refused.status.as_u16(), &refused.headers["retry-after"]), (429, &"7".parse().expect("a value")));
    assert_eq!(try_say(&world.admin, ADA).await, Some(429));
    assert_eq!(try_say(&world.admin, ADA).await, Some(201), "only twice");
    assert_eq!(stored(&world).await, 2);
    let shown = world.sandbox().get("/sandbox/faults").await.ok();
    assert_eq!((&shown["rules"][0]["struck"], &shown["rules"][0]["met"]), (&json!(2), &json!(4)));
    fault(&world, json!([{"on": "POST /api/v1/messages/", "fault": "status", "status": 500}])).await;
    assert_eq!(world.sandbox().delete("/sandbox/faults").await.status.as_u16(), 204);
    assert_eq!(try_say(&world.admin, ADA).await, Some(201));
}

#[tokio::test]
async fn a_lost_response_was_done() {
    let world = World::start().await;
    world.customer_says(ADA, "hi").await;
    fault(&world, json!([{"on": "POST /api/v1/messages/", "fault": "lost_response", "times": 1}])).await;
    assert_eq!(try_say(&world.admin, ADA).await, None, "the connection is closed without an answer");
    assert_eq!(stored(&world).await, 1);
    let log = world.sandbox().get("/sandbox/requests?path=/api/v1/messages/&method=POST").await.ok();
    assert_eq!((&log["requests"][0]["lost"], &log["requests"][0]["status"]), (&json!(true), &json!(201)));
    assert_eq!(try_say(&world.admin, ADA).await, Some(201));
}

#[tokio::test]
async fn latency_is_before_or_after() {
    for (when, done_early) in [("before", 0), ("after", 1)] {
        let world = World::with(Inbox::builder().clock(Clock::starting_at(1_763_632_800))).await;
        world.customer_says(ADA, "hi").await;
        fault(&world, json!([{"on": "POST /api/v1/messages/", "fault": "latency", "ms": 500, "when": when}])).await;
        let admin = world.admin.clone();
        let slow = tokio::spawn(async move { try_say(&admin, ADA).await });
        world.sandbox().get("/sandbox/requests?method=POST&path=/api/v1/messages/&wait_ms=30000").await.ok();
        if done_early == 1 {
            assert_eq!(world.phone(ADA, 1).await.len(), 1, "done before it is told");
        }
        assert_eq!(stored(&world).await, done_early, "{when}");
        assert!(!slow.is_finished());
        world.inbox.clock().advance(Duration::from_millis(500));
        assert_eq!(slow.await.expect("it ended"), Some(201));
        assert_eq!(stored(&world).await, 1);
    }
}

#[tokio::test]
async fn rules_look_at_method_path_customer_and_user() {
    let world = World::start().await;
    world.customer_says(ADA, "hi").await;
    world.customer_says(BEN, "hi").await;
    let mira = world.mira().await;
    let refuse = |on: &str| json!({"on": on, "fault": "status", "status": 503});
    let assignment = |wa_id: &str| format!("/api/v1/chat_assignment/{wa_id}/");

    fault(&world, json!([refuse("GET /api/v1/chat_assignment/")])).await;
    world.admin.get(&assignment(ADA)).await.with_status(503);
    world.admin.patch(&assignment(ADA), json!({})).await.ok();
    world.admin.get("/api/v1/chat_assignment_events/").await.ok();

    fault(&world, json!([refuse("* /api/v1/chats/{wa_id}/")])).await;
    world.admin.get(&format!("/api/v1/chats/{ADA}")).await.with_status(503);
    world.admin.get("/api/v1/chats/").await.ok();

    let mut rule = refuse("POST /api/v1/messages/");
    rule["wa_id"] = json!(BEN);
    rule["user"] = json!("mira");
    fault(&world, json!([rule])).await;
    assert_eq!(try_say(&mira, BEN).await, Some(503));
    assert_eq!(try_say(&mira, ADA).await, Some(201));
    assert_eq!(try_say(&world.admin, BEN).await, Some(201));
}

#[tokio::test]
async fn chance_depends_on_the_seed_only() {
    let struck = async || {
        let world = World::start().await;
        fault(&world, json!([{"on": "GET /api/v1/tags/", "fault": "status", "status": 500, "probability": 0.5}])).await;
        let mut struck = Vec::new();
        for _ in 0..32 {
            struck.push(world.admin.get("/api/v1/tags/").await.status.as_u16());
        }
        struck
    };
    let first = struck().await;
    assert!(first.contains(&500) && first.contains(&200));
    assert_eq!(first, struck().await);
}

#[tokio::test]
async fn new_messages_may_be_late_in_the_list() {
    let world = World::with(Inbox::builder().clock(Clock::starting_at(1_763_632_800))).await;
    world.customer_says(ADA, "hi").await;
    world.inbox.clock().advance(Duration::from_secs(60));
    fault(&world, json!([{"on": "GET /api/v1/messages/", "fault": "list_lag", "ms": 5_000}])).await;
    world.admin.says(ADA, "x").await;
    assert_eq!(stored(&world).await, 0);
    world.inbox.clock().advance(Duration::from_secs(5));
    assert_eq!(stored(&world).await, 1);
}

#[tokio::test]
async fn webhook_calls_are_dropped_doubled_and_refused() {
    let world = World::start().await;
    let (mut receiver, id) = Receiver::of(&world.admin).await;
    fault(
        &world,
        json!([
            {"on": "webhook", "fault": "drop", "times": 1, "webhook": id, "member": "messages", "wa_id": ADA},
            {"on": "webhook", "fault": "duplicate", "times": 1, "wa_id": BEN},
            {"on": "webhook", "fault": "status", "status": 500, "times": 1, "member": "outgoing_messages"},
        ]),
    )
    .await;
    world.customer_says(ADA, "dropped").await;
    world.customer_says(BEN, "doubled").await;
    let (first, second) = (receiver.call().await, receiver.call().await);
    assert_eq!(first.body["messages"][0]["text"]["body"], "doubled");
    assert_eq!(first.bytes, second.bytes);
    world.admin.says(BEN, "refused at first").await;
    let outgoing = receiver.call().await;
    assert!(outgoing.body.get("outgoing_messages").is_some(), "repeated, in order");
    world.all_delivered().await;
    let listed = world.sandbox().get("/sandbox/deliveries").await.ok()["deliveries"].clone();
    assert_eq!((&listed[0]["state"], &listed[0]["attempts"]), (&json!("dropped"), &json!([])));
    assert_eq!(listed[2]["attempts"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn webhook_calls_are_overtaken_and_slow() {
    let world = World::with(Inbox::builder().clock(Clock::starting_at(1_763_632_800))).await;
    let (mut receiver, _) = Receiver::of(&world.admin).await;
    fault(&world, json!([{"on": "webhook", "fault": "reorder", "times": 1}])).await;
    world.sandbox().post("/sandbox/webhooks/pause", json!({})).await.ok();
    for text in ["one", "two", "three"] {
        world.customer_says(ADA, text).await;
    }
    world.sandbox().post("/sandbox/webhooks/resume", json!({})).await.ok();
    let mut order = Vec::new();
    for _ in 0..3 {
        order.push(receiver.call().await.body["messages"][0]["text"]["body"].clone());
    }
    assert_eq!(order, ["two", "one", "three"]);
    world.all_delivered().await;
    fault(&world, json!([{"on": "webhook", "fault": "latency", "ms": 1_000, "wa_id": ADA}])).await;
    world.customer_says(ADA, "slow").await;
    world.customer_says(BEN, "fast").await;
    assert_eq!(receiver.call().await.body["messages"][0]["text"]["body"], "fast");
    world.inbox.clock().advance(Duration::from_secs(1));
    assert_eq!(receiver.call().await.body["messages"][0]["text"]["body"], "slow");
}

#[tokio::test]
async fn a_call_waits_for_one_that_overtakes_it_until_it_is_let_go() {
    let world = World::with(Inbox::builder().clock(Clock::starting_at(1_763_632_800))).await;
    let (mut receiver, _) = Receiver::of(&world.admin).await;
    fault(&world, json!([{"on": "webhook", "fault": "reorder"}])).await;
    let held = async || loop {
        let pending = world.sandbox().get("/sandbox/deliveries?state=pending").await.ok()["deliveries"].clone();
        if pending[0]["next_attempt"].is_i64() {
            return pending[0]["next_attempt"].as_i64();
        }
    };
    let mut text = async || receiver.call().await.body["messages"][0]["text"]["body"].clone();
    world.customer_says(ADA, "one").await;
    assert_eq!(held().await, Some(1_763_632_801_000));
    world.customer_says(ADA, "two").await;
    assert_eq!([text().await, text().await], ["two", "one"], "as soon as there is another");
    world.customer_says(ADA, "three").await;
    held().await;
    world.sandbox().post("/sandbox/webhooks/release", json!({})).await.ok();
    assert_eq!(text().await, "three");
    world.customer_says(ADA, "four").await;
    held().await;
    world.inbox.clock().advance(Duration::from_secs(1));
    assert_eq!(text().await, "four");
    world.all_delivered().await;
}

#[tokio::test]
async fn messages_fail_and_errors_come() {
    let world = World::start().await;
    world.customer_says(ADA, "hi").await;
    let (mut receiver, _) = Receiver::with(&world.admin, json!({"on_outgoing_message": true})).await;
    fault(&world, json!([{"on": "status", "fault": "failed", "code": 131026, "times": 1}, {"on": "errors", "code": 1014}])).await;
    assert_eq!(receiver.call_with("errors").await.body["errors"][0]["code"], 1014);
    world.admin.says(ADA, "x").await;
    let status = receiver.call_with("statuses").await.body["statuses"].clone();
    assert_eq!((&status[0]["status"], &status[0]["errors"][0]["code"]), (&json!("failed"), &json!(131026)));
    world.admin.says(ADA, "y").await;
    assert_eq!(receiver.call_with("statuses").await.body["statuses"][1]["status"], "delivered");
}

#[tokio::test]
async fn wrong_rules_are_refused_in_words() {
    let world = World::start().await;
    for rule in [
        json!({"on": "POST /api/v1/messages/", "fault": "explode"}),
        json!({"on": "nowhere", "fault": "status", "status": 500}),
        json!({"on": "webhook", "fault": "lost_response"}),
        json!({"on": "GET /api/v1/", "fault": "status"}),
        json!({"on": "GET /api/v1/", "fault": "latency"}),
        json!({"on": "GET /api/v1/", "fault": "status", "status": 500, "probability": 2}),
        json!({"on": "GET /api/v1/", "fault": "status", "status": 500, "tims": 2}),
        json!({"on": "status", "fault": "failed"}),
        json!({"on": "errors"}),
        json!({"fault": "status"}),
    ] {
        let answer = world.sandbox().put("/sandbox/faults", json!({"rules": [rule.clone()]})).await.with_status(400);
        assert!(answer["detail"].is_string(), "{rule}");
    }
}
