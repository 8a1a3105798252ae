//! Search over messages, and how many of them are kept.

use std::time::Duration;

use serde_json::{Value, json};
use switchboard_inbox::{Clock, Inbox};

use crate::world::{ADA, BEN, World, results};

const NOON: i64 = 1_763_632_800;

/// What messages say: their text, or their caption.
async fn found(world: &World, query: &str) -> Vec<String> {
    let page = world.admin.get(&format!("/api/v1/messages/?{query}")).await.ok();
    let words = |message: &Value| {
        let payload = &message["waba_payload"];
        [&payload["text"]["body"], &payload["image"]["caption"], &payload["document"]["filename"]]
            .iter()
            .find_map(|words| words.as_str().map(str::to_owned))
            .unwrap_or_default()
    };
    let found: Vec<String> = results(&page).iter().map(words).collect();
    if !query.contains("limit") {
        assert_eq!(page["count"], found.len());
    }
    found
}

#[tokio::test]
async fn words_are_found_in_texts_captions_and_file_names() {
    let clock = Clock::starting_at(NOON);
    let world = World::with(Inbox::builder().clock(clock.clone())).await;
    for text in ["Where is my order 1234?", "The Café is open \u{1f44d}", "order of my two parcels", "100% \"sure\""] {
        world.customer_says(ADA, text).await;
        clock.advance(Duration::from_secs(1));
    }
    world.customer_sends(ADA, json!({"type": "image", "image": {"link": "https://example.org/a", "caption": "my broken parcel"}})).await;
    world
        .customer_sends(ADA, json!({"type": "document", "document": {"link": "https://example.org/b", "filename": "order-1234.pdf"}}))
        .await;
    for (query, texts) in [
        ("search=parcel", &["my broken parcel", "order of my two parcels"][..]),
        ("search=PARC", &["my broken parcel", "order of my two parcels"]),
        ("search=my+order", &["Where is my order 1234?"]),
        ("search=order+1234", &["order-1234.pdf", "Where is my order 1234?"]),
        ("search=cafe", &["The Café is open \u{1f44d}"]),
        ("search=%F0%9F%91%8D", &["The Café is open \u{1f44d}"]),
        ("search=100%25+%22sure", &["100% \"sure\""]),
        ("search=1234+parcel", &[]),
        ("search=arcel", &[]),
        ("search=%22", &[]),
        ("search=AND", &[]),
        ("search=chat:491713920001", &[]),
        ("search=491713920001", &[]),
        ("search=order&limit=1&offset=1", &["order of my two parcels"]),
    ] {
        assert_eq!(found(&world, query).await, texts, "{query}");
    }
    world.sandbox().post("/sandbox/reset", json!({})).await.ok();
    assert_eq!(found(&world, "search=order").await, [""; 0]);
    world.customer_says(ADA, "a new order").await;
    assert_eq!(found(&world, "search=order").await, ["a new order"]);
}

#[tokio::test]
async fn tags_of_messages_are_found_as_long_as_they_are_there() {
    let world = World::start().await;
    let message = world.customer_says(ADA, "hello").await;
    let other = world.customer_says(ADA, "good day").await;
    let tag = async |name: &str| world.admin.post("/api/v1/tags/", json!({"name": name})).await.created()["id"].clone();
    let tagged = async |tag: &Value, message: &str| {
        world.admin.post("/api/v1/message_tagging/", json!({"tag": tag, "message": message})).await.created()["id"].clone()
    };
    let (urgent, order) = (tag("Urgent matter").await, tag("order").await);
    // Once before the message is in the index, and once after.
    let first = tagged(&urgent, &message).await;
    assert_eq!(found(&world, "search=urgent+mat").await, ["hello"]);
    tagged(&urgent, &other).await;
    tagged(&order, &message).await;
    assert_eq!(found(&world, "search=urgent").await, ["good day", "hello"]);
    assert_eq!(found(&world, "search=matter+order").await, [""; 0], "no phrase reaches over two tags");
    world.admin.delete(&format!("/api/v1/message_tagging/{first}/")).await.with_status(204);
    assert_eq!(found(&world, "search=urgent").await, ["good day"]);
    assert_eq!(found(&world, "search=order").await, ["hello"]);
    world.admin.delete(&format!("/api/v1/tags/{urgent}/")).await.with_status(204);
    assert_eq!(found(&world, "search=urgent").await, [""; 0]);
    assert_eq!(found(&world, "search=good").await, ["good day"]);
}

#[tokio::test]
async fn a_search_goes_with_every_other_filter() {
    let clock = Clock::starting_at(NOON);
    let world = World::with(Inbox::builder().clock(clock.clone())).await;
    for index in 0..4 {
        let wa_id = if index % 2 == 0 { ADA } else { BEN };
        world.customer_says(wa_id, &format!("order m{index}")).await;
        world.admin.says(wa_id, &format!("order a{index}")).await;
        clock.advance(Duration::from_secs(1));
    }
    assert_eq!(found(&world, &format!("search=order&wa_id={BEN}")).await, ["order a3", "order m3", "order a1", "order m1"]);
    assert_eq!(found(&world, &format!("search=order&since_time={}&from_us=false", NOON + 2)).await, ["order m3", "order m2"]);
    assert_eq!(found(&world, &format!("search=order&before_time={}&from_us=true", NOON + 2)).await, ["order a1", "order a0"]);
    world.admin.patch(&format!("/api/v1/chat_assignment/{BEN}/"), json!({"assigned_to_user": 2})).await.ok();
    world.sandbox().patch("/sandbox/groups/1", json!({"permissions": {"can_read_chats": "user"}})).await.ok();
    let page = world.mira().await.get("/api/v1/messages/?search=order&from_us=0").await.ok();
    assert_eq!((&page["count"], &results(&page)[0]["customer_wa_id"]), (&json!(2), &json!(BEN)));
    let page = world.mira().await.get("/api/v1/messages/?search=order&mark_as_received=1&assigned_to_me=1&limit=1").await.ok();
    assert_eq!((&page["count"], results(&page).len()), (&json!(4), 1));
}

#[tokio::test]
async fn the_oldest_make_room() {
    let clock = Clock::starting_at(NOON);
    let folder = tempfile::tempdir().expect("a folder");
    let inbox = || Inbox::builder().clock(clock.clone()).data(folder.path().join("inbox.db"));
    let world = World::with(inbox().messages_kept(3)).await;
    let first = world.customer_sends(BEN, json!({"type": "text", "text": {"body": "order m0"}})).await;
    let tag = world.admin.post("/api/v1/tags/", json!({"name": "order"})).await.created()["id"].clone();
    world.admin.post("/api/v1/message_tagging/", json!({"tag": tag, "message": first["id"]})).await.created();
    assert_eq!(found(&world, "search=order").await, ["order m0"]);
    for index in 1..5 {
        clock.advance(Duration::from_secs(1));
        world.customer_says(ADA, &format!("order m{index}")).await;
    }
    assert_eq!(found(&world, "search=order").await, ["order m4", "order m3", "order m2"]);
    assert_eq!(found(&world, "").await, ["order m4", "order m3", "order m2"]);
    world.admin.get(&format!("/api/v1/messages/{}/", first["getchat_id"].as_str().expect("an id"))).await.with_status(404);
    let chat = world.admin.get(&format!("/api/v1/chats/{BEN}/")).await.ok();
    assert_eq!((&chat["last_message"], &chat["contact"]["wa_id"]), (&Value::Null, &json!(BEN)));
    world.inbox.shutdown().await;
    // What a smaller limit leaves over goes with the next message.
    let world = World::with(inbox().messages_kept(2)).await;
    world.customer_says(ADA, "order m5").await;
    assert_eq!(found(&world, "search=order").await, ["order m5", "order m4"]);
}
