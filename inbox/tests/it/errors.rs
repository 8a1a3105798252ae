//! What every operation has in common: slashes, methods, bodies, dates.

use axum::http::Method;
use serde_json::json;
use switchboard_inbox::{Clock, Inbox};

use crate::world::{ADA, World};

#[tokio::test]
async fn the_final_slash_is_optional() {
    let world = World::start().await;
    for path in ["/api/v1", "/api/v1/users", "/api/v1/users/current", "/api/v1/groups/1", "/api/v1/status/health", "/sandbox/state"] {
        let with = world.admin.get(&format!("{path}/")).await.ok();
        assert_eq!(world.admin.get(path).await.ok(), with, "{path}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_told_with_a_detail() {
    let world = World::start().await;
    for path in [
        "/nowhere",
        "/api/v1/nowhere/",
        "/api/v1/messages/none/",
        "/api/v1/chat_tagging/x/",
        "/sandbox/nowhere",
        "/confirm_account",
        "/api/v1/chats/%ff/",
    ] {
        let answer = world.admin.get(path).await.with_status(404);
        assert!(answer["detail"].is_string(), "{path}");
    }
    let wrong = world.admin.delete("/api/v1/messages/").await.with_status(405);
    assert_eq!(wrong["detail"], "Method \"DELETE\" not allowed.");
}

#[tokio::test]
async fn wrong_bodies_are_refused() {
    let world = World::start().await;
    let json = [("Content-Type", "application/json")];
    let post = async |headers: &[(&str, &str)], body: &str| {
        world.admin.call(Method::POST, "/api/v1/tags/", headers, body.as_bytes().to_vec()).await.status.as_u16()
    };
    assert_eq!(post(&json, "{").await, 400);
    assert_eq!(post(&json, "[]").await, 400);
    assert_eq!(post(&json, "\"x\"").await, 400);
    assert_eq!(post(&json, "").await, 400);
    assert_eq!(post(&json, "{\"name\": {}}").await, 400);
    assert_eq!(post(&json, "{\"name\": \"a\\u0000b\"}").await, 400);
    assert_eq!(post(&[("Content-Type", "text/xml")], "<x/>").await, 415);
    assert_eq!(post(&[], "{\"name\": \"x\"}").await, 201, "a body without a type is JSON");
    assert_eq!(post(&[("Content-Type", "application/x-www-form-urlencoded")], "name=a+b&web_inbox_color=%232a7").await, 201);
    assert_eq!(post(&json, &format!("{{\"name\": {}}}", "[".repeat(200))).await, 400, "deeply nested");
}

#[tokio::test]
async fn every_answer_has_the_date_of_the_inboxs_clock() {
    let world = World::with(Inbox::builder().clock(Clock::starting_at(1_763_632_800))).await;
    for answer in [world.admin.get("/api/v1/").await, world.nobody().get("/api/v1/").await, world.sandbox().get("/sandbox/clock").await] {
        assert_eq!(answer.headers["date"], "Thu, 20 Nov 2025 10:00:00 GMT");
    }
    world.sandbox().post("/sandbox/clock/advance", json!({"seconds": 61.5})).await.ok();
    assert_eq!(world.admin.get("/api/v1/").await.headers["date"], "Thu, 20 Nov 2025 10:01:01 GMT");
}

#[tokio::test]
async fn null_characters_in_a_query_count_for_nothing() {
    let world = World::start().await;
    world.customer_says(ADA, "hello").await;
    for (path, count) in
        [("messages/?search=hel%00lo", 1), ("messages/?search=hello&wa_id=%00", 1), ("chats/?search=%00", 1), ("messages/?search=x%00", 0)]
    {
        assert_eq!(world.admin.get(&format!("/api/v1/{path}")).await.ok()["count"], count, "{path}");
    }
}
