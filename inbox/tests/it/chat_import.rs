//! Chats that were exported from a WhatsApp app.

use std::time::Duration;

use serde_json::{Value, json};
use switchboard_inbox::{Clock, Inbox};

use crate::world::{ADA, BEN, Receiver, World, results};

const PATH: &str = "/api/v1/chat_import/";

/// 20 November 2025, 10:00 UTC.
const MORNING: i64 = 1_763_632_800;

fn exported(log: &str) -> Value {
    json!({
        "chat_text": log,
        "chat_participants": [{"name": "Ada", "phone_number": "+49 171 3920001"}],
        "utc_offset_minutes": 60,
        "device_language_code": "de-DE",
        "media_files": [{"name": "IMG-1.jpg", "data": "YSBwaWN0dXJl"}, {"name": "a.pdf", "data": "YQ==", "mime_type": "application/pdf"}]
    })
}

const LOG: &str = "19.11.25, 09:00 - Messages are encrypted.\n19.11.25, 09:00 - Ada: Are you\nopen?\n19.11.25, 09:05 - Shop: Until six.\n\
    19.11.25, 09:06 - Ada: IMG-1.jpg (file attached)\nmy parcel\n19.11.25, 09:07 - Ada: a.pdf (Datei angehängt)";

#[tokio::test]
async fn an_exported_chat_is_taken_over() {
    let clock = Clock::starting_at(MORNING);
    let world = World::with(Inbox::builder().clock(clock.clone())).await;
    let (receiver, _) = Receiver::of(&world.admin).await;
    let mira = world.mira().await;
    let chat = mira.post(PATH, exported(LOG)).await.created();
    assert_eq!((&chat["wa_id"], &chat["new_messages"], &chat["contact"]["initials"]), (&json!(ADA), &json!(0), &json!("A")));
    let page = mira.get(&format!("/api/v1/messages/?wa_id={ADA}")).await.ok();
    let messages: Vec<&Value> = results(&page).iter().rev().collect();
    assert_eq!(chat["last_message"]["id"], messages[3]["id"]);
    let payloads: Vec<&Value> = messages.iter().map(|message| &message["waba_payload"]).collect();
    // The device was an hour ahead of UTC.
    let nine = MORNING - 26 * 3_600;
    assert_eq!((&payloads[0]["text"]["body"], &payloads[0]["from"]), (&json!("Are you\nopen?"), &json!(ADA)));
    assert_eq!((&payloads[0]["timestamp"], &payloads[1]["timestamp"]), (&json!(nine.to_string()), &json!(nine + 300)));
    assert_eq!((&messages[1]["from_us"], &payloads[1]["to"], &messages[1]["sender"]), (&json!(true), &json!(ADA), &Value::Null));
    assert_eq!((&payloads[2]["type"], &payloads[2]["image"]["caption"]), (&json!("image"), &json!("my parcel")));
    let picture = world.nobody().get(payloads[2]["image"]["link"].as_str().expect("a link")).await;
    assert_eq!((&picture.bytes[..], picture.headers["content-type"].to_str().ok()), (&b"a picture"[..], Some("image/jpeg")));
    assert_eq!((&payloads[3]["type"], &payloads[3]["document"]["filename"]), (&json!("document"), &json!("a.pdf")));
    assert_eq!(results(&mira.get("/api/v1/messages/?search=parcel").await.ok())[0]["id"], messages[2]["id"]);
    drop(receiver);
    let deliveries = world.sandbox().get("/sandbox/deliveries").await.ok();
    assert_eq!(deliveries["deliveries"], json!([]), "the past is no news");
    // The window of 24 hours is that of the customer's newest message, which was 26 hours ago.
    let reply = json!({"wa_id": ADA, "type": "text", "text": {"body": "hi"}});
    mira.post("/api/v1/messages/", reply).await.with_status(453);
}

#[tokio::test]
async fn the_same_export_again_adds_nothing_and_a_longer_one_what_is_new() {
    let world = World::with(Inbox::builder().clock(Clock::starting_at(MORNING))).await;
    // Who says the same twice within a second said it twice.
    let twice = format!("{LOG}\n19.11.25, 09:08 - Ada: hello?\n19.11.25, 09:08 - Ada: hello?");
    let ids = async || {
        let page = world.admin.get("/api/v1/messages/").await.ok();
        results(&page).iter().map(|message| message["id"].clone()).collect::<Vec<_>>()
    };
    world.admin.post(PATH, exported(&twice)).await.created();
    let first = ids().await;
    assert_eq!(first.len(), 6);
    let chat = world.admin.post(PATH, exported(&twice)).await.created();
    assert_eq!((ids().await, &chat["wa_id"]), (first.clone(), &json!(ADA)));
    let longer = format!("{twice}\n19.11.25, 09:08 - Ada: hello?\n19.11.25, 09:09 - Shop: hello?");
    world.admin.post(PATH, exported(&longer)).await.created();
    let second = ids().await;
    assert_eq!((second.len(), second[2..].to_vec()), (8, first));
    // With another picture of the same name it is another message.
    let mut other = exported(&longer);
    other["media_files"][0]["data"] = json!("YW5vdGhlcg==");
    world.admin.post(PATH, other).await.created();
    assert_eq!(ids().await.len(), 9);
}

#[tokio::test]
async fn the_past_stands_before_the_present() {
    let clock = Clock::starting_at(MORNING);
    let world = World::with(Inbox::builder().clock(clock.clone())).await;
    world.customer_sends(ADA, json!({"type": "text", "text": {"body": "now"}, "profile_name": "Ada Moreno"})).await;
    clock.advance(Duration::from_secs(1));
    world.customer_says(BEN, "later").await;
    world.admin.patch(&format!("/api/v1/chats/{ADA}/resolve"), json!({"resolved": true})).await.ok();
    let chat = world.admin.post(PATH, exported("19.11.25, 09:00 - Ada: before")).await.created();
    assert_eq!(chat["last_message"]["waba_payload"]["text"]["body"], "now");
    assert_eq!((&chat["contact"]["resolved"], &chat["new_messages"]), (&json!(true), &json!(1)));
    assert_eq!(chat["contact"]["waba_payload"]["profile"]["name"], "Ada Moreno");
    let page = world.admin.get(&format!("/api/v1/messages/?wa_id={ADA}")).await.ok();
    assert_eq!(results(&page)[1]["waba_payload"]["text"]["body"], "before");
    assert_eq!(results(&world.admin.get("/api/v1/chats/").await.ok())[0]["wa_id"], BEN);
}

#[tokio::test]
async fn the_customer_has_to_be_known() {
    let world = World::with(Inbox::builder().clock(Clock::starting_at(MORNING))).await;
    let with = |log: &str, participants: Value| {
        let mut body = exported(log);
        body["chat_participants"] = participants;
        body
    };
    let both = "19.11.25, 09:00 - Ada: hi\n19.11.25, 09:00 - Shop: hello";
    let shop = json!({"name": "Shop", "phone_number": "491713920099"});
    let chat = world.admin.post(PATH, with("19.11.25, 09:00 - +49 171 3920002: hi", json!([]))).await.created();
    assert_eq!((&chat["wa_id"], &chat["contact"]["waba_payload"]["profile"]["name"]), (&json!(BEN), &json!("")));
    world.admin.post(PATH, with(both, json!([{"name": "Ada", "wa_id": ADA}, shop]))).await.created();
    for (participants, field) in [
        (json!([]), "chat_participants"),
        (json!([shop]), "chat_participants"),
        (json!([{"name": "Ada", "wa_id": ADA}, {"name": "Shop", "wa_id": BEN}]), "chat_participants"),
        (json!([{"name": "Ada"}]), "chat_participants"),
        (json!([shop, shop, shop]), "chat_participants"),
    ] {
        assert!(world.admin.post(PATH, with(both, participants.clone())).await.with_status(400)[field].is_array(), "{participants}");
    }
}

#[tokio::test]
async fn what_is_no_export_is_refused_whole() {
    let world = World::with(Inbox::builder().clock(Clock::starting_at(MORNING))).await;
    for (member, wrong) in [
        ("chat_text", json!("hello")),
        ("chat_text", json!("21.11.25, 09:00 - Ada: from the future")),
        ("chat_text", json!("19.11.25, 09:00 - Ada: a\n19.11.25, 09:00 - Ben: b\n19.11.25, 09:00 - Cleo: c")),
        ("utc_offset_minutes", json!(900)),
        ("utc_offset_minutes", json!(i64::MIN)),
        ("device_language_code", Value::Null),
        ("media_files", Value::Null),
        ("media_files", json!([{"name": "a.jpg"}])),
        ("media_files", json!([{"name": "a.jpg", "data": "!"}])),
    ] {
        let mut body = exported(LOG);
        body[member] = wrong;
        assert!(world.admin.post(PATH, body).await.with_status(400)[member].is_array(), "{member}");
    }
    assert_eq!(world.sandbox().get("/sandbox/state").await.ok()["messages"], 0);
    let mira = world.mira().await;
    world.sandbox().patch("/sandbox/groups/1", json!({"permissions": {"can_write_to_chats": "user"}})).await.ok();
    mira.post(PATH, exported(LOG)).await.with_status(403);
}
