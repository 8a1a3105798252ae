//! Chats and people.

use std::time::Duration;

use serde_json::{Value, json};
use switchboard_inbox::{Clock, Inbox};

use crate::world::{ADA, BEN, World, results};

const NOON: i64 = 1_763_632_800;

#[tokio::test]
async fn chats_are_listed_latest_first_and_filtered() {
    let clock = Clock::starting_at(NOON);
    let world = World::with(Inbox::builder().clock(clock.clone())).await;
    world.sandbox().post("/sandbox/customers", json!({"wa_id": "491713920003", "name": "Silent Sam"})).await.created();
    world.customer_says(ADA, "hi").await;
    clock.advance(Duration::from_secs(10));
    world.customer_says(BEN, "hello").await;
    world.customer_says(BEN, "anybody?").await;
    let mira = world.mira().await;
    let wa_ids = async |query: &str| -> Vec<Value> {
        let page = mira.get(&format!("/api/v1/chats/?{query}")).await.ok();
        results(&page).iter().map(|chat| chat["wa_id"].clone()).collect()
    };
    assert_eq!(wa_ids("").await, [BEN, ADA]);
    assert_eq!(wa_ids("limit=1&offset=1").await, [ADA]);
    assert_eq!(wa_ids(&format!("messages_since_time={}", NOON + 10)).await, [BEN]);
    assert_eq!(wa_ids(&format!("messages_before_time={}", NOON + 10)).await, [ADA]);
    assert_eq!(wa_ids(&format!("search={}", &ADA[6..])).await, [ADA]);
    world.admin.patch(&format!("/api/v1/chat_assignment/{ADA}/"), json!({"assigned_to_user": 2, "assigned_group": 1})).await.ok();
    assert_eq!(wa_ids("assigned_to_me=true").await, [ADA]);
    assert_eq!(wa_ids("assigned_group=1").await, [ADA]);
    let tag = world.admin.post("/api/v1/tags/", json!({"name": "order"})).await.created()["id"].clone();
    let tagging = world.admin.post("/api/v1/chat_tagging/", json!({"tag": tag, "chat": BEN})).await.created()["id"].clone();
    assert_eq!(wa_ids(&format!("chat_tag_id={tag}")).await, [BEN]);
    mira.post("/api/v1/mark_as_received/", json!({"customer_wa_id": BEN, "timestamp": NOON + 10})).await.ok();
    assert_eq!(wa_ids("unread=true").await, [ADA]);
    assert_eq!(wa_ids("unread=false").await, [BEN]);

    let chat = mira.get(&format!("/api/v1/chats/{BEN}/")).await.ok();
    assert_eq!((&chat["new_messages"], &chat["assigned_to_user"], &chat["assigned_group"]), (&json!(0), &Value::Null, &Value::Null));
    assert_eq!(chat["last_message"]["waba_payload"]["text"]["body"], "anybody?");
    assert_eq!(chat["tags"], json!([{"id": tag, "name": "order", "web_inbox_color": null, "tagging_id": tagging}]));
    let chat = mira.get(&format!("/api/v1/chats/{ADA}")).await.ok();
    assert_eq!((&chat["new_messages"], &chat["assigned_to_user"]["username"]), (&json!(1), &json!("mira")));
    assert_eq!(chat["assigned_group"]["name"], "Regular user");
    mira.get("/api/v1/chats/491713920099/").await.with_status(404);
}

#[tokio::test]
async fn people_are_those_who_have_written() {
    let world = World::with(Inbox::builder().clock(Clock::starting_at(NOON))).await;
    world.sandbox().post("/sandbox/customers", json!({"wa_id": BEN, "name": "Ben"})).await.created();
    world.customer_sends(ADA, json!({"text": {"body": "hi"}, "profile_name": "Ada Moreno"})).await;
    let page = world.admin.get("/api/v1/persons/?search=more").await.ok();
    assert_eq!(page["count"], 1);
    let ada = world.admin.get(&format!("/api/v1/persons/{ADA}/")).await.ok();
    assert_eq!(results(&page)[0], ada);
    assert_eq!((&ada["last_message_timestamp"], &ada["initials"]), (&json!(NOON), &json!("AM")));
    let ben = world.admin.get(&format!("/api/v1/persons/{BEN}/")).await.ok();
    assert_eq!(ben.get("last_message_timestamp"), None);
    world.admin.get("/api/v1/persons/491713920099/").await.with_status(404);
}

#[tokio::test]
async fn chats_are_found_by_the_advertisements_that_led_to_them() {
    let clock = Clock::starting_at(NOON);
    let world = World::with(Inbox::builder().clock(clock.clone())).await;
    let cleo = "491713920003";
    let ad = |id: &str, headline: &str| json!({"source_url": format!("https://ads.example.org/{id}"), "source_id": id, "source_type": "ad", "headline": headline, "media_type": "image"});
    let comes_by = async |wa_id: &str, referral: Value| {
        world.customer_sends(wa_id, json!({"type": "text", "text": {"body": "hi"}, "referral": referral})).await;
        clock.advance(Duration::from_secs(1));
    };
    comes_by(ADA, ad("1", "Summer 100%")).await;
    comes_by(ADA, ad("2", "Winter")).await;
    comes_by(BEN, ad("1", "Summer 100%")).await;
    // Without a headline of its own it leaves the one before in place.
    comes_by(BEN, json!({"source_id": "3", "source_type": "post"})).await;
    world.customer_says(cleo, "hi").await;
    let wa_ids = async |query: &str| -> Vec<Value> {
        let page = world.admin.get(&format!("/api/v1/chats/?{query}")).await.ok();
        results(&page).iter().map(|chat| chat["wa_id"].clone()).collect()
    };
    assert_eq!(wa_ids("message_has_referral=true").await, [BEN, ADA]);
    assert_eq!(wa_ids("message_has_referral=false").await, [cleo]);
    assert_eq!(wa_ids("message_referral_source_url=example.org").await, [BEN, ADA]);
    assert_eq!(wa_ids("message_referral_source_url=org/1").await, [BEN]);
    assert_eq!(wa_ids("message_referral_source_id=2").await, [ADA]);
    assert_eq!(wa_ids("message_referral_source_id=1").await, [""; 0], "the last one counts");
    assert_eq!(wa_ids("message_referral_headline=Summer+100%25").await, [BEN]);
    assert_eq!(wa_ids("message_referral_headline=Summer").await, [""; 0], "as a whole");
    assert_eq!(wa_ids("message_referral_source_type=post").await, [BEN]);
    assert_eq!(wa_ids("message_referral_media_type=image&message_referral_source_type=ad").await, [ADA]);
    world.admin.get("/api/v1/chats/?message_referral_source_type=radio").await.with_status(400);
}

#[tokio::test]
async fn a_group_filter_is_for_members_of_the_group() {
    let world = World::start().await;
    let mira = world.mira().await;
    for list in ["chats", "messages"] {
        mira.get(&format!("/api/v1/{list}/?assigned_group=1")).await.ok();
        mira.get(&format!("/api/v1/{list}/?assigned_group=3")).await.with_status(403);
        world.admin.get(&format!("/api/v1/{list}/?assigned_group=1")).await.ok();
    }
}
