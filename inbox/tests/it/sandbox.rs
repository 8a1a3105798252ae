//! The sandbox itself.

use axum::http::Method;
use serde_json::json;
use switchboard_inbox::{Inbox, Secret, StartError};

use crate::world::{ADA, BEN, Http, World, results};

#[tokio::test]
async fn customers_are_made_and_renamed() {
    let world = World::start().await;
    let made = world.sandbox().post("/sandbox/customers", json!({"wa_id": ADA, "name": "Ada"})).await.created();
    assert_eq!(made, json!({"wa_id": ADA, "name": "Ada", "online": true}));
    let renamed = world.sandbox().post("/sandbox/customers", json!({"wa_id": ADA, "name": "Ada Moreno"})).await.ok();
    assert_eq!(renamed["name"], "Ada Moreno");
    world.customer_says(BEN, "an unknown customer is made").await;
    let all = world.sandbox().get("/sandbox/customers").await.ok();
    assert_eq!(all["customers"].as_array().map(Vec::len), Some(2));
    for wrong in [json!({}), json!({"wa_id": "+49171"}), json!({"wa_id": 49171}), json!({"wa_id": ADA, "name": 1})] {
        assert!(world.sandbox().post("/sandbox/customers", wrong).await.with_status(400)["detail"].is_string());
    }
}

#[tokio::test]
async fn every_type_and_every_unknown_member_of_a_customer_arrives() {
    let world = World::start().await;
    for (kind, content) in [
        ("text", json!({"body": "hi"})),
        ("location", json!({"latitude": 1.5, "longitude": 2})),
        ("interactive", json!({"type": "button_reply", "button_reply": {"id": "human", "title": "Yes"}})),
        ("reaction", json!({"message_id": "wamid.x", "emoji": "👍"})),
        ("button", json!({"payload": "p", "text": "t"})),
        ("contacts", json!([{"name": {"formatted_name": "Ben"}}])),
        ("order", json!({"catalog_id": "c", "product_items": []})),
        ("system", json!({"body": "changed number", "new_wa_id": BEN})),
        ("hologram", json!({"future": true})),
    ] {
        let mut message = json!({"type": kind, "referral": {"source_id": "ad"}, "future": [1]});
        message[kind] = content.clone();
        world.customer_sends(ADA, message).await;
        let payload = results(&world.admin.get("/api/v1/messages/?limit=1").await.ok())[0]["waba_payload"].clone();
        assert_eq!((&payload[kind], &payload["future"], &payload["referral"]["source_id"]), (&content, &json!([1]), &json!("ad")));
    }
    let path = format!("/sandbox/customers/{ADA}/messages");
    for wrong in [
        json!({}),
        json!({"type": 1}),
        json!({"type": "text"}),
        json!({"text": {"body": "x"}, "context": 1}),
        json!({"text": {}, "profile_name": 1}),
    ] {
        assert!(world.sandbox().post(&path, wrong.clone()).await.with_status(400)["detail"].is_string(), "{wrong}");
    }
    world.sandbox().post("/sandbox/customers/ada/messages", json!({"text": {"body": "x"}})).await.with_status(400);
}

#[tokio::test]
async fn time_goes_forward_only() {
    let world = World::start().await;
    let before = world.sandbox().get("/sandbox/clock").await.ok()["now"].as_i64().expect("seconds");
    let after = world.sandbox().post("/sandbox/clock/advance", json!({"seconds": 600})).await.ok()["now"].as_i64().expect("seconds");
    assert!((600..700).contains(&(after - before)));
    for wrong in [json!({}), json!({"seconds": -1}), json!({"seconds": "x"}), json!({"seconds": 1e300})] {
        world.sandbox().post("/sandbox/clock/advance", wrong).await.with_status(400);
    }
}

#[tokio::test]
async fn a_reset_keeps_users_tokens_and_webhooks() {
    let world = World::start().await;
    let (_, bot) = world.app("shopbot").await;
    bot.post("/api/v1/webhooks/waba/", json!({"url": "http://127.0.0.1:9/"})).await.created();
    world.customer_says(ADA, "hi").await;
    bot.post("/api/v1/tags/", json!({"name": "order"})).await.created();
    world.sandbox().post("/sandbox/reset", json!({})).await.ok();
    let state = world.sandbox().get("/sandbox/state").await.ok();
    assert_eq!([&state["users"], &state["webhooks"], &state["chats"], &state["messages"]], [3, 1, 0, 0].map(|n| json!(n)).each_ref());
    assert_eq!(state["id"], world.inbox.id());
    for path in ["messages", "chats", "tags", "persons", "chat_assignment_events"] {
        assert_eq!(bot.get(&format!("/api/v1/{path}/")).await.ok()["count"], 0, "{path}");
    }
    assert_eq!(world.sandbox().get("/sandbox/health").await.ok()["ready"], true);
}

#[tokio::test]
async fn pages_of_elsewhere_and_other_hosts_are_turned_away() {
    let world = World::start().await;
    let json = ("Content-Type", "application/json");
    let own = world.inbox.url();
    for (headers, status) in [
        (vec![json], 200),
        (vec![json, ("Host", "localhost:7700")], 200),
        (vec![json, ("Origin", own.as_str())], 200),
        (vec![json, ("Host", "inbox.example")], 403),
        (vec![json, ("Origin", "https://evil.example")], 403),
        (vec![json, ("Origin", "null")], 403),
        (vec![("Content-Type", "text/plain")], 403),
        (vec![], 403),
    ] {
        let body = b"{\"seconds\": 0}".to_vec();
        let answer = world.sandbox().call(Method::POST, "/sandbox/clock/advance", &headers, body).await;
        assert_eq!(answer.status.as_u16(), status, "{headers:?}");
    }
}

#[tokio::test]
async fn an_address_that_others_reach_needs_a_sandbox_token() {
    let refused = Inbox::builder().listen("0.0.0.0:0").start().await.expect_err("it is open to others");
    assert!(matches!(refused, StartError::Open(_)), "{refused}");
    let world = World::with(Inbox::builder().listen("0.0.0.0:0").sandbox_token(Secret::new("s3cret"))).await;
    let base = format!("http://127.0.0.1:{}", world.inbox.addr().port());
    Http::new(&base, None).get("/sandbox/state").await.with_status(403);
    Http::new(&base, Some("s3cret")).get("/sandbox/state").await.ok();
    let login = json!({"username": "mira", "password": "mira"});
    Http::new(&base, None).post("/api/v1/auth/token/", login).await.with_status(400);
    let (_, mira) = world.inbox.passwords().expect("they were made at random");
    Http::new(&base, None).post("/api/v1/auth/token/", json!({"username": "mira", "password": mira.expose()})).await.ok();
}

#[tokio::test]
async fn a_wrong_query_is_complained_of_in_the_sandboxs_words() {
    let world = World::start().await;
    for path in ["requests?after=x", "requests?done=x", "deliveries?webhook=x", "mails?after=x", "customers?limit=x"] {
        let refused = world.sandbox().get(&format!("/sandbox/{path}")).await.with_status(400);
        assert!(refused["detail"].is_string(), "{path}: {refused}");
    }
}
