//! What a message may hold: the limits that WhatsApp states, and requests as the documents write them.

use std::path::Path;

use serde_json::{Value, json};
use switchboard_wire::Message;

use crate::world::{ADA, World};

/// A list of so many sections with so many rows each.
fn list(sections: usize, rows: usize) -> Value {
    let section = |section: usize| {
        let rows: Vec<Value> = (0..rows).map(|row| json!({"id": format!("{section}-{row}"), "title": "Row"})).collect();
        json!({"title": format!("Section {section}"), "rows": rows})
    };
    let sections: Vec<Value> = (0..sections).map(section).collect();
    json!({"type": "list", "body": {"text": "?"}, "action": {"button": "Choose", "sections": sections}})
}

/// So many buttons.
fn buttons(count: usize) -> Value {
    let buttons: Vec<Value> =
        (0..count).map(|button| json!({"type": "reply", "reply": {"id": button.to_string(), "title": format!("B{button}")}})).collect();
    json!({"type": "button", "body": {"text": "?"}, "action": {"buttons": buttons}})
}

fn link_button() -> Value {
    let parameters = json!({"display_text": "Open", "url": "https://shop.example"});
    json!({"type": "cta_url", "body": {"text": "?"}, "action": {"name": "cta_url", "parameters": parameters}})
}

fn image() -> Value {
    json!({"link": "https://shop.example/a.png"})
}

fn place() -> Value {
    json!({"latitude": 52.5, "longitude": 13.4})
}

/// The content with another value at a JSON pointer.
fn with(mut content: Value, pointer: &str, value: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    match content.pointer_mut(parent).expect("a parent") {
        Value::Array(entries) => entries[name.parse::<usize>().expect("an index")] = value,
        other => other[name] = value,
    }
    content
}

/// So many characters, which are not as many bytes.
fn long(characters: usize) -> Value {
    json!("ä".repeat(characters))
}

const FIRST_BUTTON: &str = "/action/buttons/0/reply";
const FIRST_ROW: &str = "/action/sections/0/rows/0";

/// What is just within the limits.
fn right() -> Vec<(&'static str, Value)> {
    let titled = |content, part: &str, name: &str, characters| with(content, &format!("{part}/{name}"), long(characters));
    vec![
        ("text", json!({"body": long(4096)})),
        ("image", with(image(), "/caption", long(1024))),
        ("location", json!({"latitude": -90, "longitude": "180"})),
        ("interactive", buttons(1)),
        ("interactive", titled(titled(buttons(3), FIRST_BUTTON, "title", 20), FIRST_BUTTON, "id", 256)),
        ("interactive", with(buttons(1), "/header", json!({"type": "image", "image": image()}))),
        ("interactive", with(buttons(1), "/footer", json!({"text": long(60)}))),
        ("interactive", list(10, 1)),
        ("interactive", titled(titled(list(1, 10), FIRST_ROW, "title", 24), FIRST_ROW, "description", 72)),
        ("interactive", with(with(list(1, 1), "/action/button", long(20)), "/action/sections/0/title", Value::Null)),
        ("interactive", link_button()),
        ("interactive", json!({"type": "location_request_message", "body": {"text": "Where?"}, "action": {"name": "send_location"}})),
        ("reaction", json!({"message_id": "wamid.x", "emoji": ""})),
        ("template", json!({"name": "order_update", "language": {"code": "en_US"}})),
    ]
}

/// What is just beyond them, and what lacks something.
fn wrong() -> Vec<(&'static str, Value)> {
    let titled = |content, part: &str, name: &str, characters| with(content, &format!("{part}/{name}"), long(characters));
    vec![
        ("text", json!({"body": long(4097)})),
        ("text", json!({"body": "  "})),
        ("image", with(image(), "/caption", long(1025))),
        ("image", json!({"link": "C:\\cat.png"})),
        ("document", json!({"filename": "a.pdf"})),
        ("location", with(place(), "/latitude", json!(90.1))),
        ("location", with(place(), "/longitude", json!(-180.5))),
        ("location", with(place(), "/longitude", Value::Null)),
        ("contacts", json!([{"name": {"first_name": "Ada"}}])),
        ("contacts", json!(["Ada"])),
        ("interactive", buttons(0)),
        ("interactive", buttons(4)),
        ("interactive", with(buttons(2), "/action/buttons/1/reply/id", json!("0"))),
        ("interactive", with(buttons(2), "/action/buttons/1/reply/title", json!("B0"))),
        ("interactive", titled(buttons(1), FIRST_BUTTON, "title", 21)),
        ("interactive", titled(buttons(1), FIRST_BUTTON, "id", 257)),
        ("interactive", with(buttons(1), "/action/buttons/0/type", json!("url"))),
        ("interactive", with(buttons(1), "/body/text", long(1025))),
        ("interactive", with(buttons(1), "/body", Value::Null)),
        ("interactive", with(buttons(1), "/header", json!({"type": "text", "text": long(61)}))),
        ("interactive", with(buttons(1), "/header", json!({"type": "hologram"}))),
        ("interactive", with(buttons(1), "/footer", json!({"text": long(61)}))),
        ("interactive", list(0, 0)),
        ("interactive", list(11, 1)),
        ("interactive", list(2, 6)),
        ("interactive", with(list(2, 1), "/action/sections/1/title", json!(""))),
        ("interactive", with(list(1, 1), "/action/sections/0/title", long(25))),
        ("interactive", with(list(1, 2), "/action/sections/0/rows/1/id", json!("0-0"))),
        ("interactive", titled(list(1, 1), FIRST_ROW, "id", 201)),
        ("interactive", titled(list(1, 1), FIRST_ROW, "title", 25)),
        ("interactive", titled(list(1, 1), FIRST_ROW, "description", 73)),
        ("interactive", with(list(1, 1), "/action/button", long(21))),
        ("interactive", with(list(1, 1), "/header", json!({"type": "image", "image": image()}))),
        ("interactive", with(link_button(), "/action/parameters/url", json!(""))),
        ("template", json!({"name": "order_update"})),
        ("template", json!({"name": "order_update", "language": "en"})),
        ("hsm", json!({"namespace": "ns"})),
        ("reaction", json!({"emoji": "👍"})),
    ]
}

#[tokio::test]
async fn what_is_within_the_limits_is_taken_and_what_is_beyond_is_refused_by_its_type() {
    let world = World::start().await;
    world.customer_says(ADA, "hi").await;
    for (kind, content) in &right() {
        let mut body = json!({"wa_id": ADA, "type": kind});
        body[kind] = content.clone();
        world.admin.post("/api/v1/messages/", body).await.created();
    }
    for (kind, content) in &wrong() {
        let mut body = json!({"wa_id": ADA, "type": kind});
        body[kind] = content.clone();
        let answer = world.admin.post("/api/v1/messages/", body).await.with_status(400);
        assert!(answer[kind].is_array() && answer["reason"].is_string(), "{kind} {content}: {answer}");
    }
    assert_eq!(world.admin.get("/api/v1/messages/?from_us=true").await.ok()["count"], right().len());
}

#[tokio::test]
async fn every_request_of_the_documents_is_taken_and_shown_as_it_was_sent() {
    let world = World::start().await;
    world.customer_says(ADA, "hi").await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../wire/contract/golden/requests");
    let mut kinds = Vec::new();
    for file in std::fs::read_dir(folder).expect("the golden requests") {
        let path = file.expect("a file").path();
        let request: Value = serde_json::from_slice(&std::fs::read(&path).expect("its content")).expect("JSON");
        let id = world.admin.post("/api/v1/messages/", request.clone()).await.created()["id"].clone();
        let shown = world.admin.get(&format!("/api/v1/messages/{}/", id.as_str().expect("an id"))).await.ok();
        let kind = shown["waba_payload"]["type"].as_str().expect("a type").to_owned();
        assert_eq!(shown["waba_payload"][&kind], request[&kind], "{}", path.display());
        let message: Message = serde_json::from_value(shown).expect("a message of the API");
        assert_eq!(message.waba_payload.content.kind(), kind);
        kinds.push(kind);
    }
    for kind in
        ["text", "image", "video", "audio", "document", "sticker", "location", "contacts", "interactive", "template", "hsm", "reaction"]
    {
        assert!(kinds.iter().any(|seen| seen == kind), "no golden request of type {kind}");
    }
}

#[tokio::test]
async fn what_would_not_fit_the_document_in_a_list_is_refused_with_its_place() {
    let world = World::start().await;
    world.customer_says(ADA, "hi").await;
    let template = json!({"name": "order_update", "language": {"code": "en"}, "components": [{"type": "body", "parameters": -1}]});
    for (kind, content, place) in [
        ("text", json!({"body": "hi", "preview_url": "yes"}), "`preview_url`"),
        ("image", with(image(), "/caption", json!(5)), "`caption`"),
        ("contacts", json!([{"name": {"formatted_name": "Ada"}, "phones": "1"}]), "`[0].phones`"),
        ("interactive", with(buttons(1), "/header", json!({"type": "text", "text": "h", "image": 1})), "`header.image`"),
        ("reaction", json!({"message_id": "wamid.x", "emoji": -1}), "`emoji`"),
        ("template", template, "`components[0].parameters`"),
    ] {
        let mut body = json!({"wa_id": ADA, "type": kind});
        body[kind] = content;
        let refused = world.admin.post("/api/v1/messages/", body).await.with_status(400);
        assert!(refused[kind][0].as_str().is_some_and(|complaint| complaint.starts_with(place)), "{refused}");
    }
    for (beside, value) in [("context", json!({"message_id": 1})), ("recipient_type", json!(1)), ("image", json!("a.png"))] {
        let mut body = json!({"wa_id": ADA, "type": "text", "text": {"body": "hi"}});
        body[beside] = value;
        assert!(world.admin.post("/api/v1/messages/", body).await.with_status(400)[beside].is_array(), "{beside}");
    }
    // What is null is not there, and a number may be written as a text.
    let place = json!({"latitude": "52.5", "longitude": 13.4, "name": null});
    let body = json!({"wa_id": ADA, "type": "location", "location": place, "errors": 1});
    let id = world.admin.post("/api/v1/messages/", body).await.created()["id"].clone();
    let shown = world.admin.get(&format!("/api/v1/messages/{}/", id.as_str().expect("an id"))).await.ok()["waba_payload"].clone();
    assert_eq!((&shown["location"], shown.get("errors")), (&json!({"latitude": 52.5, "longitude": 13.4}), None));
}
