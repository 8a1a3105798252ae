//! Whom a chat is assigned to.

use std::time::Duration;

use axum::http::Method;
use serde_json::{Value, json};
use switchboard_inbox::{Clock, HandoverMessages, Inbox};
use switchboard_wire::ChatAssignmentEvent;

use crate::world::{ADA, Receiver, World, results};

fn path() -> String {
    format!("/api/v1/chat_assignment/{ADA}/")
}

#[tokio::test]
async fn a_patch_keeps_what_it_leaves_out_and_a_put_does_not() {
    let world = World::start().await;
    world.customer_says(ADA, "hi").await;
    let shown = |user: Value, group: Value| json!({"wa_id": ADA, "assigned_to_user": user, "assigned_group": group});
    assert_eq!(world.admin.get(&path()).await.ok(), shown(Value::Null, Value::Null));
    assert_eq!(world.admin.patch(&path(), json!({"wa_id": ADA, "assigned_to_user": 2})).await.ok(), shown(json!(2), Value::Null));
    assert_eq!(world.admin.patch(&path(), json!({"assigned_group": 1})).await.ok(), shown(json!(2), json!(1)));
    assert_eq!(world.admin.patch(&path(), json!({"assigned_group": 0})).await.ok(), shown(json!(2), Value::Null), "0 counts as null");
    assert_eq!(world.admin.form(Method::PATCH, &path(), "assigned_to_user=&assigned_group=3").await.ok(), shown(Value::Null, json!(3)));
    assert_eq!(world.admin.put(&path(), json!({"assigned_to_user": 1})).await.ok(), shown(json!(1), Value::Null));
    assert_eq!(world.admin.get(&path()).await.ok(), shown(json!(1), Value::Null));
}

#[tokio::test]
async fn events_say_what_changed_and_nothing_is_said_when_nothing_did() {
    let world = World::start().await;
    world.customer_says(ADA, "hi").await;
    let (mut receiver, _) = Receiver::with(&world.admin, json!({})).await;
    for body in
        [json!({"assigned_to_user": 2}), json!({"assigned_to_user": 2}), json!({}), json!({"assigned_to_user": null, "assigned_group": 1})]
    {
        world.admin.patch(&path(), body).await.ok();
    }
    world.all_delivered().await;
    let events: Vec<Value> = receiver.rest().iter().map(|call| call.body["chat_assignment"].clone()).collect();
    assert_eq!(events.len(), 2);
    assert_eq!((&events[0]["wa_id"], &events[0]["assigned_to_user_set"]["username"]), (&json!(ADA), &json!("mira")));
    assert_eq!((&events[0]["assigned_to_user_was_cleared"], &events[0]["assigned_group_set"]), (&json!(false), &Value::Null));
    assert_eq!((&events[1]["assigned_to_user_was_cleared"], &events[1]["assigned_group_set"]["id"]), (&json!(true), &json!(1)));
    assert_eq!(events[1]["done_by"]["username"], "admin");
    for event in &events {
        serde_json::from_value::<ChatAssignmentEvent>(event.clone()).expect("it is an event of the API");
    }
    let page = world.admin.get("/api/v1/chat_assignment_events/").await.ok();
    assert_eq!(results(&page).iter().rev().cloned().collect::<Vec<_>>(), events, "the history has them, newest first");
}

#[tokio::test]
async fn the_history_is_filtered() {
    let clock = Clock::starting_at(1_763_632_800);
    let world = World::with(Inbox::builder().clock(clock.clone())).await;
    world.customer_says(ADA, "hi").await;
    for user in [1, 2, 1] {
        world.admin.patch(&path(), json!({"assigned_to_user": user})).await.ok();
        clock.advance(Duration::from_secs(10));
    }
    let count = async |query: &str| world.admin.get(&format!("/api/v1/chat_assignment_events/?{query}")).await.ok()["count"].clone();
    assert_eq!(count(&format!("wa_id={ADA}")).await, 3);
    assert_eq!(count("wa_id=491713920099").await, 0);
    assert_eq!(count("since_time=1763632810").await, 2);
    assert_eq!(count("before_time=1763632810").await, 1);
}

#[tokio::test]
async fn what_does_not_exist_cannot_be_assigned() {
    let world = World::start().await;
    world.admin.get(&path()).await.with_status(404)["detail"].as_str().expect("a detail");
    world.admin.patch(&path(), json!({"assigned_to_user": 99})).await.with_status(404);
    world.customer_says(ADA, "hi").await;
    for (body, field) in [
        (json!({"assigned_to_user": 99}), "assigned_to_user"),
        (json!({"assigned_group": 99}), "assigned_group"),
        (json!({"assigned_to_user": "mira"}), "assigned_to_user"),
        (json!({"wa_id": "491713920099"}), "wa_id"),
    ] {
        let answer = world.admin.patch(&path(), body.clone()).await.with_status(400);
        assert!(answer[field].is_array(), "{body}: {answer}");
    }
    world.admin.post(&path(), json!({})).await.with_status(405);
}

async fn handed_over(messages: HandoverMessages) -> Value {
    let world = World::with(Inbox::builder().handover_messages(messages).clock(Clock::starting_at(1_763_632_800))).await;
    let (bot_id, bot) = world.app("shopbot").await;
    for text in ["one", "two"] {
        world.customer_says(ADA, text).await;
        world.admin.says(ADA, "answered").await;
        world.inbox.clock().advance(Duration::from_secs(1));
    }
    let (mut mine, _) = Receiver::with(&bot, json!({"on_assigned": true})).await;
    let (mut other, _) = Receiver::with(&world.admin, json!({"on_assigned": true})).await;
    world.admin.patch(&path(), json!({"assigned_to_user": bot_id})).await.ok();
    assert_eq!(other.call().await.body.get("assigned_messages"), None, "it is not the admin's chat");
    let call = mine.call().await.body;
    assert_eq!(call["chat_assignment"]["assigned_to_user_set"]["id"], bot_id);
    let list = call.get("assigned_messages").cloned().unwrap_or_default();
    list.as_array().map_or(Value::Null, |list| list.iter().map(|message| message["waba_payload"]["text"]["body"].clone()).collect())
}

#[tokio::test]
async fn a_hand_over_carries_the_messages_that_it_is_set_to() {
    assert_eq!(handed_over(HandoverMessages::Last).await, json!(["two"]));
    assert_eq!(handed_over(HandoverMessages::Unread).await, json!(["one", "two"]));
    assert_eq!(handed_over(HandoverMessages::None).await, Value::Null);
}
