//! What the inbox tells by webhook and websocket, against the document's schemas of both forms.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use switchboard_inbox::{Inbox, WebhookForm};

use super::document::INTEGRATION;
use super::house::contents;
use super::schema::Schema;
use crate::websocket::Client;
use crate::world::{ADA, BEN, Receiver, World};

/// What the document gives the flat form beside the inbox's own members: old names, and a page where one example has it.
const NOT_TOLD: [&str; 3] = ["tagged_messages", "tagged_chats", "results"];

/// The schemas of both forms.
struct Forms {
    cloud: Schema,
    flat: Schema,
    /// The members of the flat form.
    members: BTreeSet<String>,
}

impl Forms {
    fn read() -> Self {
        let document = &*INTEGRATION;
        let members = document.members("OnPremWebhook").into_iter().filter(|name| !NOT_TOLD.contains(&name.as_str())).collect();
        Self { cloud: document.schema("CloudApiWebhook"), flat: document.schema("OnPremWebhook"), members }
    }

    /// What is wrong with a payload, and the members that it tells.
    fn look(&self, payload: &Value, told: &mut BTreeSet<String>) -> Vec<String> {
        if payload.get("object").is_some() {
            let values = payload["entry"].as_array().into_iter().flatten().flat_map(|entry| entry["changes"].as_array()).flatten();
            told.extend(values.flat_map(|change| change["value"].as_object()).flatten().map(|(name, _)| format!("cloud {name}")));
            return self.cloud.differences(payload);
        }
        let names: Vec<&String> = payload.as_object().expect("a payload is an object").keys().collect();
        told.extend(names.iter().map(|name| format!("flat {name}")));
        let unknown = names.iter().filter(|name| !self.members.contains(**name));
        unknown.map(|name| format!("{name} is no member of the flat form")).chain(self.flat.differences(payload)).collect()
    }
}

/// Everything that can be told, once. The last of it is an availability.
async fn happens(world: &World) {
    let admin = &world.admin;
    for content in contents() {
        world.customer_sends(ADA, content).await;
    }
    let quoted = world.customer_says(ADA, "Is it open today?").await;
    let answer = json!({"wa_id": ADA, "type": "text", "text": {"body": "Until six."}, "context": {"message_id": quoted}});
    admin.post("/api/v1/messages/", answer).await.created();
    let fails = json!({"wa_id": ADA, "type": "template", "template": {"name": "none", "language": {"code": "en"}}});
    assert!(admin.post("/api/v1/messages/", fails).await.status.is_success());
    world.sandbox().post(&format!("/sandbox/customers/{ADA}/read"), json!({})).await;
    let chat = format!("/api/v1/chat_assignment/{ADA}/");
    admin.patch(&chat, json!({"assigned_to_user": 1})).await.ok();
    world.customer_says(ADA, "And tomorrow?").await;
    for assignment in [json!({"assigned_to_user": null, "assigned_group": 1}), json!({"assigned_group": null})] {
        admin.patch(&chat, assignment).await.ok();
    }
    let tag = admin.post("/api/v1/tags/", json!({"name": "order", "web_inbox_color": "#2a7"})).await.created()["id"].clone();
    let tagging = admin.post("/api/v1/message_tagging/", json!({"tag": tag, "message": quoted, "extra": {"order": 17}})).await.created();
    admin.delete(&format!("/api/v1/message_tagging/{}/", tagging["id"])).await.with_status(204);
    world.customer_says(BEN, "hello").await;
    admin.post("/api/v1/chat_tagging/", json!({"tag": tag, "chat": BEN})).await.created();
    admin.patch(&format!("/api/v1/chats/{BEN}/resolve"), json!({"resolved": true})).await.ok();
    let fault = json!({"rules": [{"on": "errors", "code": 1014}]});
    world.sandbox().put("/sandbox/faults", fault).await.ok();
    admin.patch("/api/v1/users/1/availability", json!({"is_available": false})).await.ok();
}

/// Tells everything in one form. The members that were told.
async fn tells(form: WebhookForm) -> BTreeSet<String> {
    let forms = Forms::read();
    let world = World::with(Inbox::builder().webhook_form(form)).await;
    let (mut receiver, webhook) = Receiver::of(&world.admin).await;
    let mut socket = Client::of(&world, &world.admin).await;
    happens(&world).await;
    world.all_delivered().await;
    let (mut told, mut wrong) = (BTreeSet::new(), Vec::new());
    for call in receiver.rest() {
        wrong.extend(forms.look(&call.body, &mut told).into_iter().map(|difference| format!("webhook: {difference}: {}", call.body)));
    }
    // The test call is made up, and in the flat form in any case.
    world.admin.post(&format!("/api/v1/webhooks/waba/{webhook}/test/"), json!({})).await.ok();
    wrong.extend(forms.look(&receiver.call().await.body, &mut BTreeSet::new()));
    let mut heard = BTreeSet::new();
    while !heard.contains("flat user_availability") {
        let frame = socket.next().await.expect("a frame");
        let is_cloud = frame["waba_payload"].get("object").is_some();
        assert_eq!(frame["type"], if is_cloud { "waba_webhook" } else { "getchat_webhook" }, "{frame}");
        let differences = forms.look(&frame["waba_payload"], &mut heard);
        wrong.extend(differences.into_iter().map(|difference| format!("websocket: {difference}: {frame}")));
    }
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
    // The websocket has the cloud form for what WhatsApp tells, and the flat one for the rest.
    let by_socket: BTreeSet<String> = whole(&forms, true);
    assert_eq!(heard.into_iter().filter(|name| !ENVELOPE.contains(&name.as_str())).collect::<BTreeSet<_>>(), by_socket);
    told.retain(|name| !ENVELOPE.contains(&name.as_str()));
    told
}

/// What a cloud value has beside its content.
const ENVELOPE: [&str; 2] = ["cloud messaging_product", "cloud metadata"];

/// What WhatsApp itself tells.
const WHATSAPP: [&str; 4] = ["contacts", "messages", "statuses", "errors"];

/// Every member, WhatsApp's own in the cloud form or in the flat one.
fn whole(forms: &Forms, cloud: bool) -> BTreeSet<String> {
    let form = |name: &String| if cloud && WHATSAPP.contains(&name.as_str()) { "cloud" } else { "flat" };
    forms.members.iter().map(|name| format!("{} {name}", form(name))).collect()
}

#[tokio::test]
async fn everything_is_told_in_the_flat_form_as_the_document_says() {
    assert_eq!(tells(WebhookForm::Flat).await, whole(&Forms::read(), false));
}

#[tokio::test]
async fn everything_is_told_in_the_cloud_form_as_the_document_says() {
    assert_eq!(tells(WebhookForm::Cloud).await, whole(&Forms::read(), true));
}

#[tokio::test]
async fn everything_is_told_in_both_forms_as_the_document_says() {
    let forms = Forms::read();
    assert_eq!(tells(WebhookForm::Both).await, whole(&forms, false).union(&whole(&forms, true)).cloned().collect());
}
