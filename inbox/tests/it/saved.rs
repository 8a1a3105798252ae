//! Saved responses, device tokens and WhatsApp numbers.

use axum::http::Method;
use serde_json::{Value, json};
use switchboard_inbox::{Clock, Inbox};

use crate::world::{World, results};

#[tokio::test]
async fn a_saved_response_is_made_found_and_deleted() {
    let world = World::with(Inbox::builder().clock(Clock::starting_at(1_763_632_800))).await;
    let mira = world.mira().await;
    let path = "/api/v1/saved_responses/";
    let hours = mira.post(path, json!({"text": "We are open until six."})).await.created();
    assert_eq!(hours, json!({"id": 1, "text": "We are open until six.", "created_by": 2, "timestamp": 1_763_632_800}));
    world.admin.form(Method::POST, path, "text=100%25+free").await.created();
    let texts = async |query: &str| -> Vec<Value> {
        results(&mira.get(&format!("{path}?{query}")).await.ok()).iter().map(|response| response["text"].clone()).collect()
    };
    assert_eq!(texts("").await, ["We are open until six.", "100% free"]);
    assert_eq!(texts("text=OPEN").await, ["We are open until six."]);
    assert_eq!(texts("text=%25").await, ["100% free"]);
    assert_eq!(texts("limit=1&offset=1").await, ["100% free"]);
    for wrong in [json!({}), json!({"text": " "}), json!({"text": "a".repeat(4_097)})] {
        assert!(mira.post(path, wrong).await.with_status(400)["text"].is_array());
    }
    mira.delete(&format!("{path}1/")).await.with_status(204);
    mira.delete(&format!("{path}1/")).await.with_status(404);
    mira.delete(&format!("{path}one/")).await.with_status(404);
    assert_eq!(texts("").await, ["100% free"]);
    world.nobody().get(path).await.with_status(403);
}

#[tokio::test]
async fn a_device_is_registered_freshened_replaced_and_removed() {
    let world = World::with(Inbox::builder().clock(Clock::starting_at(1_763_632_800))).await;
    let mira = world.mira().await;
    let path = "/api/v1/fcm_device_tokens/";
    let first = mira.post(path, json!({"token": "phone"})).await.created();
    assert_eq!((&first["token"], &first["last_seen"]), (&json!("phone"), &json!("2025-11-20T10:00:00Z")));
    assert_eq!((&first["user"]["id"], &first["user"]["username"]), (&json!(2), &json!("mira")));
    world.sandbox().post("/sandbox/clock/advance", json!({"seconds": 60})).await.ok();
    let again = mira.post(path, json!({"token": "phone"})).await.created();
    assert_eq!((&again["id"], &again["last_seen"]), (&first["id"], &json!("2025-11-20T10:01:00Z")));
    mira.post(path, json!({"token": "browser"})).await.created();
    assert_eq!(mira.get(path).await.ok()["count"], 2);
    assert_eq!(mira.get(&format!("{path}?token=browser")).await.ok()["count"], 1);
    assert_eq!(world.admin.get(path).await.ok()["count"], 0, "each sees their own");
    let one = format!("{path}{}/", first["id"]);
    world.admin.put(&one, json!({"token": "stolen"})).await.with_status(404);
    world.admin.delete(&one).await.with_status(404);
    // A telephone that has two entries keeps one.
    assert_eq!(mira.put(&one, json!({"token": "browser"})).await.ok()["id"], first["id"]);
    assert_eq!(mira.get(path).await.ok()["count"], 1);
    assert!(mira.put(&one, json!({})).await.with_status(400)["token"].is_array());
    world.admin.post(path, json!({"token": "browser"})).await.created();
    assert_eq!(mira.get(path).await.ok()["count"], 0, "who logged in last has the device");
    world.admin.delete(&one).await.with_status(204);
    world.admin.delete(&one).await.with_status(404);
}

#[tokio::test]
async fn an_inbox_has_one_number() {
    let world = World::start().await;
    for query in ["", "?this_instance=true"] {
        let page = world.admin.get(&format!("/api/v1/whatsapp_accounts/{query}")).await.ok();
        assert_eq!(results(&page), &[json!({"phone_number": "491713920099", "this_instance": true})]);
    }
}
