//! The log of requests.

use serde_json::{Value, json};

use crate::world::{ADA, World};

async fn log(world: &World, query: &str) -> Vec<Value> {
    world.sandbox().get(&format!("/sandbox/requests?{query}")).await.ok()["requests"].as_array().expect("a list").clone()
}

#[tokio::test]
async fn every_call_is_noted_when_it_begins_and_when_it_ends() {
    let world = World::start().await;
    world.customer_says(ADA, "hi").await;
    let before = log(&world, "").await.len();
    assert_eq!(before, 0, "the sandbox itself is not in it");
    world.nobody().get("/api/v1/users/?limit=3").await.with_status(403);
    world.admin.says(ADA, "hello").await;
    world.admin.patch(&format!("/api/v1/chat_assignment/{ADA}"), json!({"assigned_to_user": 2})).await.ok();
    world.mira().await;
    let all = log(&world, "").await;
    let lines: Vec<String> =
        all.iter().map(|entry| format!("{} {} {}", entry["method"], entry["path"], entry["status"]).replace('"', "")).collect();
    assert_eq!(
        lines,
        [
            String::from("GET /api/v1/users/ 403"),
            String::from("POST /api/v1/messages/ 201"),
            format!("PATCH /api/v1/chat_assignment/{ADA}/ 200"),
            String::from("POST /api/v1/auth/token/ 200")
        ]
    );
    assert_eq!((&all[0]["user"], &all[0]["query"]), (&Value::Null, &json!("limit=3")));
    assert_eq!((&all[1]["user"]["username"], &all[1]["body"]["text"]["body"]), (&json!("admin"), &json!("hello")));
    assert_eq!(all[2]["body"], json!({"assigned_to_user": 2}));
    assert_eq!(all[3]["body"], Value::Null, "no password is shown");
    assert!(all.windows(2).all(|pair| pair[0]["seq"].as_u64() < pair[1]["seq"].as_u64()));

    let after = all[1]["seq"].clone();
    assert_eq!(log(&world, &format!("after={after}")).await.len(), 2);
    assert_eq!(log(&world, "method=patch").await.len(), 1);
    assert_eq!(log(&world, "path=/api/v1/messages/&user=admin").await.len(), 1);
    assert_eq!(log(&world, "user=mira").await.len(), 0);
}

#[tokio::test]
async fn bodies_of_strangers_and_large_ones_are_not_kept() {
    let world = World::start().await;
    world.customer_says(ADA, "hi").await;
    let message = |text: &str| json!({"wa_id": ADA, "text": {"body": text}});
    world.nobody().post("/api/v1/messages/", message("hi")).await.with_status(403);
    world.with_token("wrong").post("/api/v1/messages/", message("hi")).await.with_status(401);
    world.admin.post("/api/v1/messages/", message(&"x".repeat(64 * 1024))).await.with_status(400);
    world.admin.post("/api/v1/messages/", message(&"x".repeat(5_000))).await.with_status(400);
    let kept: Vec<bool> = log(&world, "path=/api/v1/messages/").await.iter().map(|entry| entry["body"].is_object()).collect();
    assert_eq!(kept, [false, false, false, true]);
}

#[tokio::test]
async fn a_call_that_is_under_way_is_there_without_a_status() {
    let world = World::start().await;
    world.customer_says(ADA, "hi").await;
    let rule = json!({"on": "POST /api/v1/messages/", "fault": "latency", "ms": 3_600_000, "times": 1});
    world.sandbox().put("/sandbox/faults", json!({"rules": [rule]})).await.ok();
    let admin = world.admin.clone();
    let slow = tokio::spawn(async move { admin.says(ADA, "slow").await });
    let begun = log(&world, "path=/api/v1/messages/&wait_ms=30000").await;
    assert_eq!((&begun[0]["status"], &begun[0]["done_at"]), (&Value::Null, &Value::Null));
    world.sandbox().post("/sandbox/clock/advance", json!({"seconds": 3_600})).await.ok();
    slow.await.expect("it was said");
    let done = log(&world, "path=/api/v1/messages/&done=true&wait_ms=30000").await;
    assert_eq!((&done[0]["status"], &done[0]["seq"]), (&json!(201), &begun[0]["seq"]));
}

#[tokio::test]
async fn a_call_that_its_caller_gives_up_has_ended_without_a_status() {
    let world = World::start().await;
    world.customer_says(ADA, "hi").await;
    let rule = json!({"on": "POST /api/v1/messages/", "fault": "latency", "ms": 3_600_000, "times": 1});
    world.sandbox().put("/sandbox/faults", json!({"rules": [rule]})).await.ok();
    let admin = world.admin.clone();
    let call = tokio::spawn(async move { admin.says(ADA, "never mind").await });
    log(&world, "path=/api/v1/messages/&wait_ms=30000").await;
    call.abort();
    let given_up = log(&world, "path=/api/v1/messages/&done=true&wait_ms=30000").await;
    assert_eq!((&given_up[0]["status"], &given_up[0]["lost"]), (&Value::Null, &json!(true)));
}
