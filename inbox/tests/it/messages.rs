//! Messages: sending, listing, reading.

use std::collections::HashSet;

use serde_json::{Value, json};
use switchboard_inbox::{Clock, ClosedWindow, Inbox};
use switchboard_wire::Message;

use crate::world::{ADA, BEN, Receiver, World, results};

const NOON: i64 = 1_763_632_800;

#[tokio::test]
async fn every_type_is_stored_and_returned_as_it_was_sent() {
    let world = World::start().await;
    let first = world.customer_says(ADA, "hi").await;
    let contents = [
        ("text", json!({"body": "hello", "preview_url": true})),
        ("image", json!({"link": "https://shop.example/cat.png", "caption": "A cat"})),
        ("video", json!({"id": "7c1be0de-1f7a-4a0b-9f4b-5d2f6c1a9e10"})),
        ("audio", json!({"link": "https://shop.example/a.ogg"})),
        ("document", json!({"link": "https://shop.example/a.pdf", "filename": "a.pdf"})),
        ("sticker", json!({"link": "https://shop.example/a.webp"})),
        ("location", json!({"latitude": 52.5, "longitude": 13.4, "name": "Here"})),
        ("contacts", json!([{"name": {"formatted_name": "Ada Moreno"}, "unknown": [1]}])),
        (
            "interactive",
            json!({"type": "button", "body": {"text": "?"}, "action": {"buttons": [{"type": "reply", "reply": {"id": "y", "title": "Yes"}}]}}),
        ),
        ("template", json!({"name": "order_update", "language": {"code": "en_US"}})),
        ("reaction", json!({"message_id": first, "emoji": "👍"})),
        ("hsm", json!({"element_name": "old"})),
    ];
    for (kind, content) in &contents {
        let mut body = json!({"wa_id": ADA, "type": kind, "future": {"kept": true}, "verify_contact": true});
        body[kind] = content.clone();
        let id = world.admin.post("/api/v1/messages/", body).await.created()["id"].as_str().expect("an id").to_owned();
        let message = world.admin.get(&format!("/api/v1/messages/{id}/")).await.ok();
        let payload = &message["waba_payload"];
        assert_eq!(&payload[kind], content);
        assert_eq!((&payload["type"], &payload["to"], &payload["future"]), (&json!(kind), &json!(ADA), &json!({"kept": true})));
        assert!(payload["timestamp"].is_i64() && payload["id"].is_string() && payload.get("wa_id").is_none());
        assert_eq!(
            (&message["from_us"], &message["received"], &message["sender"]["username"]),
            (&json!(true), &json!(true), &json!("admin"))
        );
        serde_json::from_value::<Message>(message).expect("it is a message of the API");
    }
    let page = world.admin.get(&format!("/api/v1/messages/?wa_id={ADA}&from_us=true")).await.ok();
    assert_eq!(page["count"], contents.len());
}

#[tokio::test]
async fn a_missing_type_is_the_content_that_is_there() {
    let world = World::start().await;
    world.customer_says(ADA, "hi").await;
    let id = world.admin.post("/api/v1/messages", json!({"wa_id": ADA, "text": {"body": "hello"}})).await.created()["id"].clone();
    let message = world.admin.get(&format!("/api/v1/messages/{}", id.as_str().expect("an id"))).await.ok();
    assert_eq!(message["waba_payload"]["type"], "text");
}

#[tokio::test]
async fn wrong_messages_are_refused_by_field() {
    let world = World::start().await;
    world.customer_says(ADA, "hi").await;
    for (body, field) in [
        (json!({"text": {"body": "x"}}), "wa_id"),
        (json!({"wa_id": "+49", "text": {"body": "x"}}), "wa_id"),
        (json!({"wa_id": ADA}), "type"),
        (json!({"wa_id": ADA, "type": "telepathy"}), "type"),
        (json!({"wa_id": ADA, "type": 7}), "text"),
        (json!({"wa_id": ADA, "type": "text"}), "text"),
        (json!({"wa_id": ADA, "type": "text", "text": "x"}), "text"),
        (json!({"wa_id": ADA, "type": "text", "text": {"body": ""}}), "text"),
        (json!({"wa_id": ADA, "type": "text", "text": {"body": "x".repeat(4097)}}), "text"),
        (json!({"wa_id": ADA, "type": "image", "image": {"caption": "x"}}), "image"),
        (json!({"wa_id": ADA, "type": "contacts", "contacts": []}), "contacts"),
        (json!({"wa_id": ADA, "type": "interactive", "interactive": {}}), "interactive"),
        (json!({"wa_id": ADA, "type": "reaction", "reaction": {}}), "reaction"),
        (json!({"wa_id": ADA, "type": "location", "location": {}}), "location"),
        (json!({"wa_id": ADA, "type": "template", "template": {}}), "template"),
        (json!({"wa_id": ADA, "text": {"body": "x"}, "context": "y"}), "context"),
    ] {
        let answer = world.admin.post("/api/v1/messages/", body.clone()).await.with_status(400);
        assert!(answer["reason"].is_string(), "{answer}");
        assert!(answer[field].is_array() || answer["type"].is_array(), "{body}: {answer}");
    }
    assert_eq!(world.admin.get("/api/v1/messages/?from_us=1").await.ok()["count"], 0);
}

#[tokio::test]
async fn the_window_closes_after_a_day_for_all_but_templates() {
    let world = World::with(Inbox::builder().clock(Clock::starting_at(NOON))).await;
    let text = json!({"wa_id": ADA, "text": {"body": "x"}});
    let template = json!({"wa_id": ADA, "template": {"name": "order_update", "language": {"code": "en"}}});
    assert!(world.admin.post("/api/v1/messages/", text.clone()).await.with_status(453)["reason"].is_string(), "nobody made this number");
    world.admin.get(&format!("/api/v1/chats/{ADA}/")).await.with_status(404);
    world.admin.post("/api/v1/messages/", template.clone()).await.created();
    world.customer_says(ADA, "hi").await;
    for (advance, status) in [(0, 201), (24 * 60 * 60 - 1, 201), (1, 453)] {
        world.sandbox().post("/sandbox/clock/advance", json!({"seconds": advance})).await.ok();
        world.admin.post("/api/v1/messages/", text.clone()).await.with_status(status);
    }
    world.admin.post("/api/v1/messages/", template).await.created();
    world.customer_says(ADA, "hi again").await;
    world.admin.post("/api/v1/messages/", text).await.created();
}

#[tokio::test]
async fn a_closed_window_may_fail_later() {
    let world = World::with(Inbox::builder().closed_window(ClosedWindow::FailLater)).await;
    let (mut receiver, _) = Receiver::with(&world.admin, json!({"on_outgoing_message": true})).await;
    let text = json!({"wa_id": ADA, "text": {"body": "hello?"}});
    let kept = world.admin.post("/api/v1/messages/", text).await.with_status(202);
    assert!(kept["reason"].is_string());
    let id = kept["id"].as_str().expect("an id");
    let status = receiver.call_with("statuses").await.body["statuses"][0].clone();
    assert_eq!((&status["status"], &status["getchat_id"], &status["errors"][0]["code"]), (&json!("failed"), &json!(id), &json!(470)));
    assert!(
        world.sandbox().get(&format!("/sandbox/customers/{ADA}/messages")).await.ok()["messages"].as_array().expect("a list").is_empty()
    );
}

#[tokio::test]
async fn lists_are_newest_first_and_filtered() {
    let clock = Clock::starting_at(NOON);
    let world = World::with(Inbox::builder().clock(clock.clone())).await;
    for index in 0..6 {
        let wa_id = if index % 2 == 0 { ADA } else { BEN };
        world.customer_says(wa_id, &format!("m{index}")).await;
        world.admin.says(wa_id, &format!("a{index}")).await;
        clock.advance(std::time::Duration::from_secs(1));
    }
    let bodies = async |query: &str| -> Vec<String> {
        let page = world.admin.get(&format!("/api/v1/messages/?{query}")).await.ok();
        results(&page).iter().map(|message| message["waba_payload"]["text"]["body"].as_str().expect("a text").to_owned()).collect()
    };
    assert_eq!(bodies("limit=3").await, ["a5", "m5", "a4"]);
    assert_eq!(bodies("limit=3&offset=3").await, ["m4", "a3", "m3"]);
    assert_eq!(bodies(&format!("wa_id={BEN}&from_us=false")).await, ["m5", "m3", "m1"]);
    assert_eq!(bodies(&format!("since_time={}&from_us=0", NOON + 4)).await, ["m5", "m4"], "inclusive");
    assert_eq!(bodies(&format!("before_time={}&from_us=false", NOON + 2)).await, ["m1", "m0"], "strict");
    assert_eq!(bodies("search=m3").await, ["m3"]);
    world.admin.patch(&format!("/api/v1/chat_assignment/{BEN}/"), json!({"assigned_to_user": 1, "assigned_group": 1})).await.ok();
    assert_eq!(bodies("assigned_to_me=true&from_us=false").await, ["m5", "m3", "m1"]);
    assert_eq!(bodies("assigned_group=1&from_us=false").await, ["m5", "m3", "m1"]);
    let tag = world.admin.post("/api/v1/tags/", json!({"name": "order"})).await.created()["id"].clone();
    world.admin.post("/api/v1/chat_tagging/", json!({"tag": tag, "chat": ADA})).await.created();
    assert_eq!(bodies(&format!("chat_tag_id={tag}&from_us=false")).await, ["m4", "m2", "m0"]);
    world.admin.get("/api/v1/messages/?since_time=yesterday").await.with_status(400);
    world.mira().await.get("/api/v1/messages/?assigned_group=3").await.with_status(403);
}

#[tokio::test]
async fn pages_link_to_their_neighbours_and_keep_the_filters() {
    let world = World::start().await;
    for index in 0..5 {
        world.customer_says(ADA, &format!("m{index}")).await;
    }
    world.customer_says(BEN, "other").await;
    let mut next = Some(format!("/api/v1/messages/?wa_id={ADA}&limit=2"));
    let (mut seen, mut pages) = (Vec::new(), Vec::<Value>::new());
    while let Some(path) = next {
        let page = world.admin.get(&path).await.ok();
        assert_eq!(page["count"], 5);
        seen.extend(results(&page).iter().map(|message| message["waba_payload"]["text"]["body"].clone()));
        next = page["next"].as_str().map(str::to_owned);
        assert!(next.as_deref().is_none_or(|next| next.starts_with(&world.inbox.url()) && next.contains(ADA)));
        pages.push(page);
    }
    assert_eq!(seen, ["m4", "m3", "m2", "m1", "m0"].map(Value::from));
    assert_eq!(world.admin.get(pages[2]["previous"].as_str().expect("a page before")).await.ok(), pages[1]);
    assert_eq!(pages[0]["previous"], Value::Null);
}

#[tokio::test]
async fn a_quote_is_found_in_both_directions() {
    let world = World::start().await;
    let question = world.customer_says(ADA, "Is it open?").await;
    let body = json!({"wa_id": ADA, "text": {"body": "Yes"}, "context": {"message_id": question}});
    let id = world.admin.post("/api/v1/messages/", body).await.created()["id"].as_str().expect("an id").to_owned();
    let answer = world.admin.get(&format!("/api/v1/messages/{id}/")).await.ok();
    assert_eq!(answer["context"]["waba_payload"]["id"], json!(question));
    let reply = json!({"text": {"body": "Good"}, "context": {"id": answer["waba_payload"]["id"]}});
    let reply = world.customer_sends(ADA, reply).await["getchat_id"].clone();
    let reply = world.admin.get(&format!("/api/v1/messages/{}/", reply.as_str().expect("an id"))).await.ok();
    assert_eq!(reply["context"]["id"], json!(id));
    assert_eq!(reply["context"]["context"], Value::Null, "one level only");
    assert_eq!(reply["waba_payload"]["context"]["id"], answer["waba_payload"]["id"]);
}

#[tokio::test]
async fn incoming_messages_have_their_own_shape() {
    let world = World::start().await;
    world.sandbox().post("/sandbox/customers", json!({"wa_id": ADA, "name": "Ada Maria Moreno"})).await.created();
    world.customer_says(ADA, "hi").await;
    let message = results(&world.admin.get("/api/v1/messages/").await.ok())[0].clone();
    assert_eq!(message["waba_payload"]["from"], ADA);
    assert!(message["waba_payload"]["timestamp"].is_string());
    assert_eq!((&message["from_us"], &message["received"], &message["sender"]), (&json!(false), &json!(false), &Value::Null));
    assert_eq!(message["contact"]["initials"], "AM");
    assert_eq!(message["contact"]["waba_payload"]["profile"]["name"], "Ada Maria Moreno");
    assert_eq!(message["waba_statuses"], json!({"sent": null, "delivered": null, "read": null}));
    assert_eq!(message["customer_wa_id"], ADA);
}

#[tokio::test]
async fn whatsapp_ids_are_never_used_twice() {
    let mut seen = HashSet::new();
    for _ in 0..2 {
        let world = World::with(Inbox::builder().seed(7).clock(Clock::starting_at(NOON))).await;
        for _ in 0..2 {
            for _ in 0..3 {
                let sent = world.customer_sends(ADA, json!({"text": {"body": "hi"}})).await;
                assert!(seen.insert(sent["id"].clone()) && seen.insert(sent["getchat_id"].clone()));
                assert!(seen.insert(json!(world.admin.says(ADA, "hello").await)));
            }
            world.sandbox().post("/sandbox/reset", json!({})).await.ok();
        }
    }
}

#[tokio::test]
async fn a_file_that_a_customer_sends_can_be_fetched_by_its_link() {
    let world = World::start().await;
    let image = json!({"type": "image", "image": {"data": "iVBORw==", "mime_type": "image/png", "caption": "this one"}});
    world.customer_sends(ADA, image).await;
    let payload = results(&world.admin.get("/api/v1/messages/").await.ok())[0]["waba_payload"].clone();
    let image = &payload["image"];
    assert_eq!((&image["caption"], &image["mime_type"], image.get("data")), (&json!("this one"), &json!("image/png"), None));
    assert_eq!(image["sha256"].as_str().map(str::len), Some(64));
    let link = image["link"].as_str().expect("a link");
    assert_eq!(link, format!("{}/api/v1/media/{}/", world.inbox.url(), image["id"].as_str().expect("an id")));
    let file = world.nobody().get(link).await;
    assert_eq!((file.headers["content-type"].as_bytes(), &file.bytes[..]), (&b"image/png"[..], &b"\x89PNG"[..]));
    let file = world.nobody().get(&format!("{link}?mime_type_type=image&mime_type_subtype=jpeg")).await;
    assert_eq!(file.headers["content-type"], "image/jpeg");
    world.nobody().get("/api/v1/media/7c1be0de-1f7a-4a0b-9f4b-5d2f6c1a9e10/").await.with_status(404);
    world.sandbox().post(&format!("/sandbox/customers/{ADA}/messages"), json!({"image": {"data": "%"}})).await.with_status(400);
}

#[tokio::test]
async fn a_file_is_uploaded() {
    let world = World::start().await;
    let body = b"--b\r\nContent-Disposition: form-data; name=\"file_encoded\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n--b--\r\n";
    let kind = [("Content-Type", "multipart/form-data; boundary=b")];
    let made = world.admin.call(axum::http::Method::POST, "/api/v1/media/", &kind, body.to_vec()).await.created();
    let file = world.nobody().get(made["file"].as_str().expect("a URL")).await;
    assert_eq!(&file.bytes[..], b"%PDF");
    world.admin.call(axum::http::Method::POST, "/api/v1/media/", &kind, b"--b--".to_vec()).await.with_status(400);
    world.admin.post("/api/v1/media/", json!({})).await.with_status(415);
}

#[tokio::test]
async fn a_message_is_read_through_the_filters_of_the_list() {
    let world = World::start().await;
    world.customer_says(ADA, "hi").await;
    let id = world.admin.says(ADA, "your order").await;
    let time = world.admin.get(&format!("/api/v1/messages/{id}/")).await.ok()["waba_payload"]["timestamp"].as_i64().expect("a second");
    let status = async |query: String| world.admin.get(&format!("/api/v1/messages/{id}/?{query}")).await.status.as_u16();
    for (shown, left_out) in [
        (format!("wa_id={ADA}"), format!("wa_id={BEN}")),
        (String::from("from_us=true"), String::from("from_us=false")),
        (String::from("search=order"), String::from("search=parcel")),
        (format!("since_time={time}"), format!("before_time={time}")),
        (String::from("assigned_to_me=false"), String::from("assigned_to_me=true")),
        (String::from("limit=1&offset=7"), String::from("chat_tag_id=7")),
    ] {
        assert_eq!((status(shown.clone()).await, status(left_out.clone()).await), (200, 404), "{shown}, {left_out}");
    }
}
