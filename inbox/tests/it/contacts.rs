//! Address books, and customers who are blocked or were reported.

use std::time::Duration;

use axum::http::Method;
use serde_json::{Value, json};
use switchboard_inbox::{Clock, Inbox};

use crate::world::{ADA, BEN, World, results};

const NOON: i64 = 1_763_632_800;

#[tokio::test]
async fn the_address_book_is_searched_page_by_page() {
    let world = World::start().await;
    assert_eq!(world.admin.get("/api/v1/contacts/").await.ok()["count"], 0);
    let book = json!({"contacts": [
        {"name": "Ada Moreno", "phone_numbers": ["+49 171 3920001"], "email_addresses": ["ada@example.org"]},
        {"name": "Ben", "phone_numbers": [{"phone_number": "491713920002", "description": "work"}]},
        {"name": "Cleo", "initials": "C!"}
    ]});
    world.sandbox().put("/sandbox/contact-provider", book.clone()).await.ok();
    world.sandbox().put("/sandbox/contact-provider", book).await.ok();
    let names = async |query: &str| -> Vec<Value> {
        let page = world.admin.get(&format!("/api/v1/contacts/?{query}")).await.ok();
        results(&page).iter().map(|entry| entry["name"].clone()).collect()
    };
    assert_eq!(names("").await, ["Ada Moreno", "Ben", "Cleo"]);
    assert_eq!(names("search=more").await, ["Ada Moreno"]);
    assert_eq!(names("search=3920002").await, ["Ben"]);
    assert_eq!(names("search=ada@").await, ["Ada Moreno"]);
    assert_eq!(names("search=nobody").await, [""; 0]);
    let page = world.admin.get("/api/v1/contacts/?limit=2&search=e").await.ok();
    assert_eq!((results(&page).len(), &page["count"], &page["previous"]), (2, &json!(3), &Value::Null));
    let page = world.admin.get(page["next"].as_str().expect("another page")).await.ok();
    assert_eq!((&results(&page)[0]["name"], &page["next"]), (&json!("Cleo"), &Value::Null));
    assert_eq!((&results(&page)[0]["initials"], &results(&page)[0]["phone_numbers"]), (&json!("C!"), &json!([])));

    world.customer_sends(ADA, json!({"text": {"body": "hi"}, "profile_name": "Ada"})).await;
    let known = world.admin.get(&format!("/api/v1/contacts/{ADA}/")).await.ok();
    assert_eq!(known["person"]["wa_id"], ADA);
    assert_eq!(known["contact_provider_results"][0]["initials"], "AM");
    let unknown = world.admin.get("/api/v1/contacts/491713920099/").await.ok();
    assert_eq!(unknown, json!({"person": null, "contact_provider_results": []}));
    world.admin.get("/api/v1/contacts/ada/").await.with_status(404);
    for wrong in
        [json!({}), json!({"contacts": [1]}), json!({"contacts": [{"name": "x", "phone_numbers": [1]}]}), json!({"contacts": [{}]})]
    {
        assert!(world.sandbox().put("/sandbox/contact-provider", wrong).await.with_status(400)["detail"].is_string());
    }
}

#[tokio::test]
async fn every_number_is_verified() {
    let world = World::start().await;
    let path = "/api/v1/contacts/verify/";
    let verified = world.admin.post(path, json!({"contacts": ["+49 171 392-0001"], "blocking": "wait", "force_check": true})).await.ok();
    assert_eq!(verified, json!({"contacts": [{"input": "+49 171 392-0001", "status": "valid", "wa_id": ADA}]}));
    let verified = world.admin.form(Method::POST, path, &format!("contacts={ADA}&contacts=1,{BEN}")).await.ok();
    assert_eq!((&verified["contacts"][0]["wa_id"], &verified["contacts"][2]["wa_id"]), (&json!(ADA), &json!(BEN)));
    for (member, wrong) in
        [("contacts", json!({})), ("contacts", json!({"contacts": [1]})), ("blocking", json!({"contacts": [], "blocking": "no"}))]
    {
        assert!(world.admin.post(path, wrong).await.with_status(400)[member].is_array());
    }
}

#[tokio::test]
async fn a_blocked_customer_cannot_write() {
    let clock = Clock::starting_at(NOON);
    let world = World::with(Inbox::builder().clock(clock.clone())).await;
    let mira = world.mira().await;
    world.customer_says(ADA, "hi").await;
    world.customer_says(BEN, "hi").await;
    let (block, unblock) = (format!("/api/v1/contacts/block/?wa_id={ADA}"), format!("/api/v1/contacts/unblock/?wa_id={ADA}"));
    let too_long = json!({"reason": ["Ensure this field has no more than 60 characters."]});
    for path in [&block, &unblock, &format!("/api/v1/contacts/report/?wa_id={ADA}")] {
        assert_eq!(mira.post(path, json!({"reason": "x".repeat(61)})).await.with_status(400), too_long, "{path}");
    }
    let both = mira.post("/api/v1/contacts/block/", json!({"reason": "x".repeat(61)})).await.with_status(400);
    assert_eq!((&both["reason"], both["wa_id"].is_array()), (&too_long["reason"], true));
    assert!(mira.post("/api/v1/contacts/block/", json!({})).await.with_status(400)["wa_id"].is_array());
    assert!(mira.post("/api/v1/contacts/block/?wa_id=491713920099", json!({})).await.with_status(400)["wa_id"].is_array());
    assert_eq!(mira.post(&block, json!({"reason": "x".repeat(60)})).await.ok(), json!({}));
    mira.post(&block, json!({"reason": "spam"})).await.ok();
    let writes = json!({"type": "text", "text": {"body": "again"}});
    let refused = world.sandbox().post(&format!("/sandbox/customers/{ADA}/messages"), writes.clone()).await.with_status(403);
    assert!(refused["detail"].is_string());
    world.customer_says(BEN, "still here").await;

    let listed = mira.get("/api/v1/contacts/blocked/").await.ok();
    assert_eq!(listed["contacts"], json!([{"wa_id": ADA, "reason": "spam", "timestamp": NOON}]));
    assert_eq!(listed["pagination"]["count"], 1);
    assert_eq!(mira.get(&format!("/api/v1/contacts/blocked/?phone_number={BEN}")).await.ok()["contacts"], json!([]));
    let blocked = mira.get("/api/v1/chats/?blocked=true").await.ok();
    assert_eq!((&blocked["count"], &results(&blocked)[0]["wa_id"]), (&json!(1), &json!(ADA)));
    assert_eq!(results(&mira.get("/api/v1/chats/?blocked=false").await.ok())[0]["wa_id"], BEN);

    for _ in 0..2 {
        assert_eq!(mira.post(&unblock, json!({})).await.ok(), json!({}));
    }
    world.customer_says(ADA, "again").await;
    clock.advance(Duration::from_secs(24 * 60 * 60));
    assert!(mira.post(&block, json!({})).await.with_status(400)["wa_id"].is_array(), "the window is over");
}

#[tokio::test]
async fn a_customer_is_reported_and_blocked_if_asked_for() {
    let world = World::start().await;
    let message = world.customer_says(ADA, "buy this").await;
    world.customer_says(BEN, "hi").await;
    let path = "/api/v1/contacts/report/";
    for wrong in [json!({}), json!({"message_id": "unknown"}), json!({"message_id": world.admin.says(ADA, "no").await})] {
        world.admin.post(path, wrong).await.with_status(400);
    }
    world.admin.post(&format!("{path}?wa_id={BEN}"), json!({"message_id": message})).await.with_status(400);
    world.admin.post(path, json!({"message_id": message, "reason": "spam"})).await.ok();
    let reported = async || world.admin.get("/api/v1/chats/?reported=true").await.ok()["count"].clone();
    assert_eq!(reported().await, 1);
    assert_eq!(world.admin.get("/api/v1/contacts/blocked/").await.ok()["contacts"], json!([]));
    world.admin.post(&format!("{path}?wa_id={BEN}"), json!({"block": true})).await.ok();
    assert_eq!(reported().await, 2);
    assert_eq!(world.admin.get("/api/v1/contacts/blocked/").await.ok()["contacts"][0]["wa_id"], BEN);
}

#[tokio::test]
async fn who_may_only_read_a_chat_blocks_nobody() {
    let world = World::start().await;
    let mira = world.mira().await;
    world.customer_says(ADA, "hi").await;
    world.sandbox().patch("/sandbox/groups/1", json!({"permissions": {"can_write_to_chats": "user"}})).await.ok();
    for call in ["block", "report", "unblock"] {
        mira.post(&format!("/api/v1/contacts/{call}/?wa_id={ADA}"), json!({})).await.with_status(403);
    }
    world.sandbox().patch("/sandbox/groups/1", json!({"permissions": {"can_read_chats": "user"}})).await.ok();
    world.admin.post(&format!("/api/v1/contacts/block/?wa_id={ADA}"), json!({})).await.ok();
    mira.post(&format!("/api/v1/contacts/unblock/?wa_id={ADA}"), json!({})).await.with_status(400);
    assert_eq!(mira.get("/api/v1/contacts/blocked/").await.ok()["contacts"], json!([]));
    assert_eq!(mira.get(&format!("/api/v1/contacts/{ADA}/")).await.ok()["person"], Value::Null);
}
