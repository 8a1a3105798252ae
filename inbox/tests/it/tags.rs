//! Tags.

use serde_json::{Value, json};
use switchboard_wire::{ChatTaggingEvent, MessageTaggingEvent};

use crate::world::{ADA, Receiver, World, results};

#[tokio::test]
async fn tags_are_made_once_listed_and_deleted() {
    let world = World::start().await;
    let made = world.admin.post("/api/v1/tags/", json!({"name": "order", "web_inbox_color": "#2a7"})).await.created();
    assert_eq!((&made["name"], &made["web_inbox_color"]), (&json!("order"), &json!("#2a7")));
    for wrong in [json!({"name": "order"}), json!({}), json!({"name": " "}), json!({"name": "x".repeat(1001)})] {
        assert!(world.admin.post("/api/v1/tags/", wrong).await.with_status(400)["name"].is_array());
    }
    assert_eq!(results(&world.admin.get("/api/v1/tags/").await.ok()), std::slice::from_ref(&made));
    let path = format!("/api/v1/tags/{}/", made["id"]);
    assert_eq!(world.admin.delete(&path).await.status.as_u16(), 204);
    world.admin.delete(&path).await.with_status(404);
    let again = world.admin.post("/api/v1/tags/", json!({"name": "order"})).await.created();
    assert_ne!(again["id"], made["id"], "no id is used twice");
}

#[tokio::test]
async fn a_chat_is_tagged_once_and_untagged() {
    let world = World::start().await;
    world.customer_says(ADA, "hi").await;
    let (mut receiver, _) = Receiver::with(&world.admin, json!({})).await;
    let tag = world.admin.post("/api/v1/tags/", json!({"name": "order"})).await.created()["id"].clone();
    let body = json!({"tag": tag, "chat": ADA, "extra": {"order": 17}});
    let tagging = world.admin.post("/api/v1/chat_tagging/", body.clone()).await.created();
    assert_eq!((&tagging["tag"], &tagging["chat"], &tagging["extra"]), (&tag, &json!(ADA), &json!({"order": 17})));
    world.admin.post("/api/v1/chat_tagging/", body.clone()).await.with_status(400);
    let path = format!("/api/v1/chat_tagging/{}/", tagging["id"]);
    assert_eq!(world.admin.get(&path).await.ok(), tagging);
    assert_eq!(world.admin.delete(&path).await.status.as_u16(), 204);
    for answer in [world.admin.delete(&path).await, world.admin.get(&path).await] {
        answer.with_status(404);
    }
    world.admin.post("/api/v1/chat_tagging/", body).await.created();
    world.all_delivered().await;
    let events: Vec<Value> = receiver.rest().iter().map(|call| call.body["chat_tagging"].clone()).collect();
    let actions: Vec<&Value> = events.iter().map(|event| &event["action"]).collect();
    assert_eq!(actions, ["added", "removed", "added"]);
    assert_eq!((&events[0]["chat"], &events[0]["tag"]["name"], &events[0]["extra"]), (&json!(ADA), &json!("order"), &json!({"order": 17})));
    serde_json::from_value::<ChatTaggingEvent>(events[0].clone()).expect("it is an event of the API");
    let history = world.admin.get(&format!("/api/v1/chat_tagging_events/?wa_id={ADA}")).await.ok();
    assert_eq!(results(&history).iter().rev().cloned().collect::<Vec<_>>(), events);
}

#[tokio::test]
async fn a_tagged_message_tags_its_chat() {
    let world = World::start().await;
    let message = world.customer_says(ADA, "17").await;
    let (mut receiver, _) = Receiver::with(&world.admin, json!({})).await;
    let tag = world.admin.post("/api/v1/tags/", json!({"name": "order"})).await.created()["id"].clone();
    let body = json!({"tag": tag, "message": message});
    let tagging = world.admin.post("/api/v1/message_tagging/", body.clone()).await.created();
    assert_eq!((&tagging["tag"], &tagging["message"], &tagging["extra"]), (&tag, &json!(message), &Value::Null));
    world.admin.post("/api/v1/message_tagging/", body).await.with_status(400);
    let event = receiver.call_with("message_tagging").await.body["message_tagging"].clone();
    assert_eq!((&event["action"], &event["message"], &event["done_by"]["username"]), (&json!("added"), &json!(message), &json!("admin")));
    serde_json::from_value::<MessageTaggingEvent>(event).expect("it is an event of the API");
    assert_eq!(receiver.call_with("chat_tagging").await.body["chat_tagging"]["chat"], ADA);
    let shown = world.admin.get("/api/v1/messages/").await.ok();
    assert_eq!((&results(&shown)[0]["tags"][0]["id"], &results(&shown)[0]["chat_tags"][0]["id"]), (&tag, &tag));

    let path = format!("/api/v1/message_tagging/{}/", tagging["id"]);
    assert_eq!(world.admin.get(&path).await.ok(), tagging);
    assert_eq!(world.admin.delete(&path).await.status.as_u16(), 204);
    world.admin.delete(&path).await.with_status(404);
    assert_eq!(receiver.call_with("message_tagging").await.body["message_tagging"]["action"], "removed");
    assert_eq!(world.admin.get(&format!("/api/v1/chats/{ADA}/")).await.ok()["tags"][0]["id"], tag, "the chat keeps it");
    let history = world.admin.get(&format!("/api/v1/message_tagging_events/?message_id={message}&wa_id={ADA}")).await.ok();
    assert_eq!(history["count"], 2);
    assert_eq!(world.admin.get("/api/v1/message_tagging_events/?message_id=other").await.ok()["count"], 0);
}

#[tokio::test]
async fn what_does_not_exist_cannot_be_tagged() {
    let world = World::start().await;
    world.customer_says(ADA, "hi").await;
    let tag = world.admin.post("/api/v1/tags/", json!({"name": "order"})).await.created()["id"].clone();
    for (path, body, field) in [
        ("chat_tagging", json!({"tag": 99, "chat": ADA}), "tag"),
        ("chat_tagging", json!({"tag": tag, "chat": "491713920099"}), "chat"),
        ("chat_tagging", json!({"tag": tag}), "chat"),
        ("chat_tagging", json!({"tag": tag, "chat": ADA, "extra": 1}), "extra"),
        ("message_tagging", json!({"tag": tag, "message": "wamid.unknown"}), "message"),
        ("message_tagging", json!({"message": "wamid.unknown"}), "tag"),
    ] {
        let answer = world.admin.post(&format!("/api/v1/{path}/"), body.clone()).await.with_status(400);
        assert!(answer[field].is_array(), "{body}: {answer}");
    }
}
