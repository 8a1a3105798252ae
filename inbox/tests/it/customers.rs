//! What a customer can do: press, choose, quote, and send everything that WhatsApp passes on.

use serde_json::{Value, json};
use switchboard_wire::{Content, Event, MessageEvent, decode};

use crate::world::{ADA, BEN, Receiver, World};

/// The bytes `\x89PNG`.
const PNG: &str = "iVBORw==";

/// The next message that a webhook tells.
async fn told(receiver: &mut Receiver) -> MessageEvent {
    let decoded = decode(&receiver.call_with("messages").await.bytes).expect("a delivery");
    assert!(decoded.broken.is_empty(), "{:?}", decoded.broken);
    let message = decoded.events.into_iter().find_map(|event| if let Event::Message(message) = event { Some(*message) } else { None });
    message.expect("a message")
}

async fn world() -> (World, Receiver) {
    let world = World::start().await;
    world.customer_says(ADA, "hi").await;
    let (receiver, _) = Receiver::with(&world.admin, json!({"on_incoming_message": true})).await;
    (world, receiver)
}

/// Sends an interactive message or a template. Its WhatsApp id.
async fn send(world: &World, message: Value) -> String {
    let mut body = message;
    body["wa_id"] = json!(ADA);
    let id = world.admin.post("/api/v1/messages/", body).await.created()["id"].as_str().expect("an id").to_owned();
    let shown = world.admin.get(&format!("/api/v1/messages/{id}/")).await.ok();
    shown["waba_payload"]["id"].as_str().expect("an id").to_owned()
}

async fn press(world: &World, what: Value) -> crate::world::Answer {
    world.sandbox().post(&format!("/sandbox/customers/{ADA}/press"), what).await
}

fn buttons(yes: &str) -> Value {
    let button = |id: &str, title: &str| json!({"type": "reply", "reply": {"id": id, "title": title}});
    json!({"interactive": {"type": "button", "body": {"text": "?"}, "action": {"buttons": [button(yes, "Yes"), button("no", "No")]}}})
}

#[tokio::test]
async fn a_button_is_pressed_by_its_title_or_its_id() {
    let (world, mut receiver) = world().await;
    let first = send(&world, buttons("first")).await;
    let second = send(&world, buttons("second")).await;
    for (what, id, title, of) in [
        (json!({"title": "Yes"}), "second", "Yes", &second),
        (json!({"id": "first"}), "first", "Yes", &first),
        (json!({"title": "No", "message": first}), "no", "No", &first),
    ] {
        press(&world, what).await.created();
        let message = told(&mut receiver).await;
        let Content::Interactive(pressed) = &message.waba.content else { panic!("a press: {message:?}") };
        let reply = pressed.button_reply.as_ref().expect("a button");
        assert_eq!((pressed.kind.as_str(), reply.id.as_str(), reply.title.as_str()), ("button_reply", id, title));
        let context = message.waba.context.as_ref().expect("the message it was on");
        assert_eq!(context.id.as_ref().map(|id| id.as_str()), Some(of.as_str()));
        let quoted = message.message.expect("the inbox's message").context.expect("what it answers");
        assert_eq!(quoted.waba_payload.id.expect("an id").as_str(), of);
    }
}

#[tokio::test]
async fn a_row_is_chosen() {
    let (world, mut receiver) = world().await;
    let rows = json!([{"id": "s", "title": "Small"}, {"id": "m", "title": "Medium", "description": "Fits most"}]);
    let action = json!({"button": "Sizes", "sections": [{"title": "In stock", "rows": rows}]});
    send(&world, json!({"interactive": {"type": "list", "body": {"text": "Which size?"}, "action": action}})).await;
    for (title, description) in [("Medium", Some("Fits most")), ("Small", None)] {
        press(&world, json!({"title": title})).await.created();
        let Content::Interactive(chosen) = told(&mut receiver).await.waba.content else { panic!("a choice") };
        let reply = chosen.list_reply.expect("a row");
        assert_eq!((chosen.kind.as_str(), reply.title.as_str(), reply.description.as_deref()), ("list_reply", title, description));
    }
}

#[tokio::test]
async fn a_button_of_a_template_is_pressed() {
    let (world, mut receiver) = world().await;
    let quick = |text: &str| json!({"type": "QUICK_REPLY", "text": text});
    let components = json!([{"type": "BODY", "text": "Coming?"}, {"type": "BUTTONS", "buttons": [quick("Yes"), quick("No"), {"type": "URL", "text": "Map"}]}]);
    world.sandbox().put("/sandbox/templates/invitation", json!({"components": components})).await.created();
    let payload =
        json!([{"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": [{"type": "payload", "payload": "comes"}]}]);
    send(&world, json!({"template": {"name": "invitation", "language": {"code": "en"}, "components": payload}})).await;
    for (what, text, payload) in
        [(json!({"title": "Yes"}), "Yes", "comes"), (json!({"id": "comes"}), "Yes", "comes"), (json!({"title": "No"}), "No", "No")]
    {
        press(&world, what).await.created();
        let Content::Button(button) = told(&mut receiver).await.waba.content else { panic!("a button") };
        assert_eq!((button.text.as_deref(), button.payload.as_deref()), (Some(text), Some(payload)));
    }
    press(&world, json!({"title": "Map"})).await.with_status(404);
}

#[tokio::test]
async fn what_the_phone_does_not_show_cannot_be_pressed() {
    let (world, _receiver) = world().await;
    press(&world, json!({"title": "Yes"})).await.with_status(404)["detail"].as_str().expect("a detail");
    send(&world, buttons("yes")).await;
    for nothing in [json!({"title": "Maybe"}), json!({"id": "yes", "title": "No"}), json!({"id": "yes", "message": "wamid.other"})] {
        press(&world, nothing).await.with_status(404);
    }
    press(&world, json!({})).await.with_status(400)["detail"].as_str().expect("a detail");
    world.sandbox().post(&format!("/sandbox/customers/{BEN}/press"), json!({"id": "yes"})).await.with_status(404);
}

#[tokio::test]
async fn files_of_every_kind_come_with_their_bytes() {
    let (world, mut receiver) = world().await;
    for (kind, mime_type, beside) in [
        ("image", "image/png", json!({"caption": "this one"})),
        ("video", "video/mp4", json!({})),
        ("audio", "audio/ogg", json!({"voice": true})),
        ("voice", "audio/ogg", json!({})),
        ("document", "application/pdf", json!({"filename": "a.pdf"})),
        ("sticker", "image/webp", json!({"animated": false})),
    ] {
        let mut content = beside.clone();
        content["data"] = json!(PNG);
        content["mime_type"] = json!(mime_type);
        let mut sent = json!({"type": kind});
        sent[kind] = content;
        world.customer_sends(ADA, sent).await;
        let message = told(&mut receiver).await;
        assert_eq!(message.waba.content.kind(), kind);
        let shown = serde_json::to_value(&message.waba).expect("JSON")[kind].clone();
        for (name, value) in beside.as_object().expect("an object") {
            assert_eq!(&shown[name], value, "{kind}.{name}");
        }
        let file = world.nobody().get(message.waba.content.media_link().expect("a link")).await;
        assert_eq!((&file.bytes[..], file.headers["content-type"].as_bytes()), (&b"\x89PNG"[..], mime_type.as_bytes()), "{kind}");
    }
}

#[tokio::test]
async fn places_cards_and_advertisements_arrive() {
    let (world, mut receiver) = world().await;
    world.customer_sends(ADA, json!({"location": {"latitude": 52.5, "longitude": 13.4, "name": "Here"}})).await;
    let Content::Location(place) = told(&mut receiver).await.waba.content else { panic!("a place") };
    assert_eq!((place.latitude, place.name.as_deref()), (52.5, Some("Here")));
    world.customer_sends(ADA, json!({"contacts": [{"name": {"formatted_name": "Bo Lind"}, "phones": [{"wa_id": BEN}]}]})).await;
    let Content::Contacts(cards) = told(&mut receiver).await.waba.content else { panic!("cards") };
    assert_eq!(cards[0].phones[0].wa_id.as_deref(), Some(BEN));
    let referral =
        json!({"source_url": "https://fb.me/1", "source_id": "120", "source_type": "ad", "headline": "Cats", "body": "All of them"});
    world.customer_sends(ADA, json!({"text": {"body": "I saw this"}, "referral": referral})).await;
    let came = told(&mut receiver).await.waba.referral.expect("a referral");
    assert_eq!((came.source_id.as_deref(), came.headline.as_deref()), (Some("120"), Some("Cats")));
}
