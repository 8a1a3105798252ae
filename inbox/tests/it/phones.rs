//! Customers' phones.

use serde_json::json;

use crate::world::{ADA, Receiver, World};

#[tokio::test]
async fn a_phone_waits_for_what_is_newer() {
    let world = World::start().await;
    world.customer_says(ADA, "hi").await;
    let shown = world.phone(ADA, 0).await;
    assert_eq!((shown.len(), &shown[0]["from_customer"], &shown[0]["sender"]), (1, &json!(true), &json!(null)));
    let seq = shown[0]["seq"].as_i64().expect("a number");
    let (waited, id) = tokio::join!(world.phone(ADA, seq), world.admin.says(ADA, "hello"));
    assert_eq!((&waited[0]["getchat_id"], &waited[0]["sender"]), (&json!(id), &json!({"id": 1, "username": "admin"})));
    let path = format!("/sandbox/customers/{ADA}/messages?after={}&wait_ms=1", seq + 1);
    let none = world.sandbox().get(&path).await.ok();
    assert_eq!(none, json!({"messages": [], "last_seq": seq + 1}));
}

#[tokio::test]
async fn statuses_go_on_when_the_phone_is_on_and_when_it_is_read() {
    let world = World::start().await;
    world.customer_says(ADA, "hi").await;
    let (mut receiver, _) = Receiver::with(&world.admin, json!({"on_outgoing_message": true})).await;
    let statuses = async |receiver: &mut Receiver| -> Vec<String> {
        let call = receiver.call_with("statuses").await.body;
        let list = call["statuses"].as_array().expect("a list").iter();
        list.map(|status| status["status"].as_str().expect("a name").to_owned()).collect()
    };
    let status = async || world.phone(ADA, 1).await[0]["status"].clone();
    world.sandbox().post(&format!("/sandbox/customers/{ADA}/offline"), json!({})).await.ok();
    let id = world.admin.says(ADA, "one").await;
    assert_eq!(statuses(&mut receiver).await, ["sent"]);
    assert_eq!(status().await, "sent");
    world.sandbox().post(&format!("/sandbox/customers/{ADA}/online"), json!({})).await.ok();
    assert_eq!(statuses(&mut receiver).await, ["delivered"]);
    assert_eq!(status().await, "delivered");
    world.admin.says(ADA, "two").await;
    assert_eq!(statuses(&mut receiver).await, ["sent", "delivered"]);
    world.sandbox().post(&format!("/sandbox/customers/{ADA}/read"), json!({})).await.ok();
    assert_eq!(statuses(&mut receiver).await, ["read", "read"]);
    assert_eq!(status().await, "read");
    let message = world.admin.get(&format!("/api/v1/messages/{id}/")).await.ok();
    assert!(["sent", "delivered", "read"].iter().all(|state| message["waba_statuses"][state].is_i64()));
    world.sandbox().post("/sandbox/customers/491713920099/read", json!({})).await.with_status(404);
}

#[tokio::test]
async fn a_phone_that_is_off_and_reads_gets_both_states() {
    let world = World::start().await;
    world.customer_says(ADA, "hi").await;
    world.sandbox().post(&format!("/sandbox/customers/{ADA}/offline"), json!({})).await.ok();
    world.admin.says(ADA, "one").await;
    let (mut receiver, _) = Receiver::with(&world.admin, json!({"on_outgoing_message": true})).await;
    world.sandbox().post(&format!("/sandbox/customers/{ADA}/read"), json!({})).await.ok();
    let call = receiver.call_with("statuses").await.body;
    assert_eq!((&call["statuses"][0]["status"], &call["statuses"][1]["status"]), (&json!("delivered"), &json!("read")));
}
