//! Webhooks: whose they are, what they ask for, how they are tested.

use axum::http::Method;
use serde_json::json;

use crate::world::{ADA, Receiver, World, results};

#[tokio::test]
async fn a_webhook_is_made_read_changed_and_deleted() {
    let world = World::start().await;
    let (bot_id, bot) = world.app("shopbot").await;
    let body = json!({"url": "http://127.0.0.1:9/hook?auth=s3cret", "on_incoming_message": true, "headers": {"X-Bot": "demo"}});
    let made = bot.post("/api/v1/webhooks/waba/", body).await.created();
    assert_eq!(made["user"]["id"], bot_id);
    assert_eq!(made["headers"], json!({"X-Bot": "demo"}));
    assert_eq!(
        [&made["on_incoming_message"], &made["on_outgoing_message"], &made["on_assigned"]],
        [&json!(true), &json!(false), &json!(false)]
    );
    let path = format!("/api/v1/webhooks/waba/{}/", made["id"]);
    assert_eq!(bot.get(&path).await.ok(), made);
    let changed = bot.put(&path, json!({"url": "http://127.0.0.1:9/other", "on_assigned": true, "event_format": "cloud_api"})).await.ok();
    assert_eq!([&changed["on_incoming_message"], &changed["on_assigned"]], [&json!(false), &json!(true)]);
    assert_eq!((&changed["id"], &changed["event_format"]), (&made["id"], &json!("cloud_api")));
    assert_eq!(bot.delete(&path).await.status.as_u16(), 204);
    for answer in [bot.get(&path).await, bot.delete(&path).await, bot.put(&path, json!({"url": "http://x.example/"})).await] {
        answer.with_status(404);
    }
}

#[tokio::test]
async fn everybody_sees_their_own_and_an_admin_all() {
    let world = World::start().await;
    let (_, bot) = world.app("shopbot").await;
    let mira = world.mira().await;
    let id = bot.form(Method::POST, "/api/v1/webhooks/waba/", "url=http%3A%2F%2F127.0.0.1%3A9%2F&on_assigned=true").await.created()["id"]
        .clone();
    mira.post("/api/v1/webhooks/waba/", json!({"url": "http://127.0.0.1:9/"})).await.created();
    assert_eq!(results(&bot.get("/api/v1/webhooks/waba/").await.ok()).len(), 1);
    assert_eq!(results(&world.admin.get("/api/v1/webhooks/waba/").await.ok()).len(), 2);
    mira.get(&format!("/api/v1/webhooks/waba/{id}/")).await.with_status(404);
    world.admin.get(&format!("/api/v1/webhooks/waba/{id}/")).await.ok();
}

#[tokio::test]
async fn wrong_webhooks_are_refused() {
    let world = World::start().await;
    for (body, field) in [
        (json!({}), "url"),
        (json!({"url": "no url"}), "url"),
        (json!({"url": "ftp://shop.example/"}), "url"),
        (json!({"url": "http://shop.example/", "on_assigned": "perhaps"}), "on_assigned"),
        (json!({"url": "http://shop.example/", "headers": {"X": 1}}), "headers"),
        (json!({"url": "http://shop.example/", "headers": {"X Y": "1"}}), "headers"),
        (json!({"url": "http://shop.example/", "headers": []}), "headers"),
        (json!({"url": "http://shop.example/", "event_format": "xml"}), "event_format"),
    ] {
        let answer = world.admin.post("/api/v1/webhooks/waba/", body.clone()).await.with_status(400);
        assert!(answer[field].is_array(), "{body}: {answer}");
    }
}

#[tokio::test]
async fn a_test_call_is_made_and_its_failure_told() {
    let world = World::start().await;
    let (mut receiver, id) = Receiver::with(&world.admin, json!({"headers": {"X-Bot": "demo"}})).await;
    let path = format!("/api/v1/webhooks/waba/{id}/test/");
    world.admin.post(&path, json!({})).await.ok();
    let call = receiver.call().await;
    assert_eq!(call.headers["x-bot"], "demo");
    assert_eq!((&call.body["statuses"][0]["recipient_id"], &call.body["statuses"][0]["status"]), (&json!("0"), &json!("sent")));
    receiver.answer([500]);
    assert!(world.admin.post(&path, json!({})).await.with_status(400)["reason"].as_str().expect("a reason").contains("500"));
    let nobody = world.admin.post("/api/v1/webhooks/waba/", json!({"url": "http://127.0.0.1:1/"})).await.created();
    let answer = world.admin.post(&format!("/api/v1/webhooks/waba/{}/test/", nobody["id"]), json!({})).await;
    assert!(answer.with_status(400)["reason"].is_string());
    world.mira().await.post(&path, json!({})).await.with_status(404);
}

#[tokio::test]
async fn a_call_has_the_headers_and_the_query_of_the_webhook() {
    let world = World::start().await;
    let receiver = Receiver::start().await;
    let webhook =
        json!({"url": format!("{}?auth=s3cret", receiver.url), "on_incoming_message": true, "headers": {"X-Switchboard-Secret": "s3cret"}});
    world.admin.post("/api/v1/webhooks/waba/", webhook).await.created();
    let mut receiver = receiver;
    world.customer_says(ADA, "hi").await;
    let call = receiver.call().await;
    assert_eq!(call.uri.query(), Some("auth=s3cret"));
    assert_eq!(call.headers["x-switchboard-secret"], "s3cret");
    assert_eq!(call.headers["content-type"], "application/json");
}

#[tokio::test]
async fn each_switch_brings_its_members_and_no_others() {
    let world = World::start().await;
    let (_, bot) = world.app("shopbot").await;
    let (mut incoming, _) = Receiver::with(&bot, json!({"on_incoming_message": true})).await;
    let (mut outgoing, _) = Receiver::with(&bot, json!({"on_outgoing_message": true})).await;
    let (mut assigned, _) = Receiver::with(&bot, json!({"on_assigned": true})).await;
    let (mut none, _) = Receiver::with(&bot, json!({})).await;
    let me = bot.get("/api/v1/users/current/").await.ok()["id"].clone();

    world.customer_says(ADA, "hi").await;
    bot.says(ADA, "hello").await;
    bot.patch(&format!("/api/v1/chat_assignment/{ADA}/"), json!({"assigned_to_user": me})).await.ok();
    world.customer_says(ADA, "again").await;
    world.all_delivered().await;

    let members = |receiver: &mut Receiver| -> Vec<String> {
        let calls = receiver.rest();
        calls.iter().map(|call| call.body.as_object().expect("an object").keys().cloned().collect::<Vec<_>>().join(",")).collect()
    };
    assert_eq!(
        members(&mut incoming),
        ["contacts,incoming_messages,messages", "statuses", "chat_assignment", "contacts,incoming_messages,messages"]
    );
    assert_eq!(members(&mut outgoing), ["outgoing_messages", "statuses", "chat_assignment"]);
    assert_eq!(members(&mut assigned), ["assigned_messages,chat_assignment", "assigned_messages"]);
    assert_eq!(members(&mut none), ["chat_assignment"]);
}
