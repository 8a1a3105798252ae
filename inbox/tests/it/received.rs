//! What counts as received, and for whom.

use std::time::Duration;

use serde_json::json;
use switchboard_inbox::{Clock, Inbox};

use crate::world::{ADA, Http, Receiver, World, results};

const NOON: i64 = 1_763_632_800;

async fn received(caller: &Http) -> Vec<bool> {
    let page = caller.get(&format!("/api/v1/messages/?wa_id={ADA}")).await.ok();
    results(&page).iter().map(|message| message["received"].as_bool().expect("a flag")).collect()
}

#[tokio::test]
async fn a_mark_counts_for_one_user_up_to_one_second() {
    let clock = Clock::starting_at(NOON);
    let world = World::with(Inbox::builder().clock(clock.clone())).await;
    let mira = world.mira().await;
    for text in ["one", "two"] {
        world.customer_says(ADA, text).await;
        clock.advance(Duration::from_secs(1));
    }
    mira.post("/api/v1/mark_as_received/", json!({"customer_wa_id": ADA, "timestamp": NOON})).await.ok();
    assert_eq!(received(&mira).await, [false, true]);
    assert_eq!(received(&world.admin).await, [false, false]);
    mira.post("/api/v1/mark_as_received/", json!({"customer_wa_id": ADA, "timestamp": NOON - 100})).await.ok();
    assert_eq!(received(&mira).await, [false, true], "it never goes back");
    for (body, field) in [
        (json!({"customer_wa_id": ADA, "timestamp": NOON + 3}), "timestamp"),
        (json!({"customer_wa_id": ADA}), "timestamp"),
        (json!({"timestamp": NOON}), "customer_wa_id"),
        (json!({"customer_wa_id": "491713920099", "timestamp": NOON}), "customer_wa_id"),
    ] {
        assert!(mira.post("/api/v1/mark_as_received/", body).await.with_status(400)[field].is_array());
    }
}

#[tokio::test]
async fn a_list_may_mark_what_it_shows() {
    let world = World::start().await;
    world.customer_says(ADA, "hi").await;
    let mira = world.mira().await;
    mira.get("/api/v1/messages/?mark_as_received=0").await.ok();
    assert_eq!(received(&mira).await, [false]);
    mira.get("/api/v1/messages/?mark_as_received=1").await.ok();
    assert_eq!(received(&mira).await, [true]);
    assert_eq!(received(&world.admin).await, [false]);
}

#[tokio::test]
async fn an_answered_webhook_marks_for_its_user() {
    let world = World::start().await;
    let (_, bot) = world.app("shopbot").await;
    let (mut receiver, _) = Receiver::with(&bot, json!({"on_incoming_message": true})).await;
    world.customer_says(ADA, "hi").await;
    receiver.call().await;
    world.all_delivered().await;
    assert_eq!(received(&bot).await, [true]);
    assert_eq!(received(&world.admin).await, [false]);
}

#[tokio::test]
async fn a_webhook_that_is_not_answered_marks_nothing() {
    let world = World::with(Inbox::builder().clock(Clock::starting_at(NOON))).await;
    let (_, bot) = world.app("shopbot").await;
    let (mut receiver, id) = Receiver::with(&bot, json!({"on_incoming_message": true})).await;
    receiver.answer([503]);
    world.customer_says(ADA, "hi").await;
    receiver.call().await;
    let wait = format!("/sandbox/deliveries?webhook={id}");
    while world.sandbox().get(&wait).await.ok()["deliveries"][0]["attempts"].as_array().is_none_or(Vec::is_empty) {
        tokio::task::yield_now().await;
    }
    assert_eq!(received(&bot).await, [false]);
    world.inbox.clock().advance(Duration::from_millis(200));
    receiver.call().await;
    world.all_delivered().await;
    assert_eq!(received(&bot).await, [true]);
}
