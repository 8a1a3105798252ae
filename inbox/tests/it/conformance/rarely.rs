//! Answers that the document has and a good request never sees: they need a state, or a fault.

use serde_json::json;
use switchboard_inbox::{ClosedWindow, Inbox};

use super::document::INTEGRATION;
use super::findings::{Call, Findings};
use super::house::Role;
use crate::world::{ADA, Answer, World};

/// A customer who never wrote: only templates may be sent.
const STRANGER: &str = "491713920098";

async fn sends(world: &World) -> Answer {
    world.admin.post("/api/v1/messages/", json!({"wa_id": STRANGER, "type": "text", "text": {"body": "hi"}})).await
}

#[tokio::test]
async fn what_is_rarely_answered_is_as_the_document_says() {
    let mut findings = Findings::default();
    let mut look = |id: &str, what: &str, answer: &Answer, status| {
        let call = Call { operation: INTEGRATION.operation(id), role: Role::Admin, refusals: &[] };
        findings.rare(call, what, answer, status);
    };
    let world = World::start().await;
    look("createMessage", "outside the window", &sends(&world).await, 453);
    let late = World::with(Inbox::builder().closed_window(ClosedWindow::FailLater)).await;
    let kept = sends(&late).await;
    look("createMessage", "kept", &kept, 202);
    assert!(kept.json()["reason"].is_string());

    let photo = "/api/v1/settings/profile/photo/";
    look("retrieveProfilePhoto", "when there is none", &world.admin.get(photo).await, 404);
    let person = world.admin.post("/api/v1/users/", json!({"username": "noor"})).await.created();
    let activation = person["activation_url"].as_str().expect("a URL");
    look("activateUser", "by a person", &world.nobody().get(activation).await, 302);
    let read_only = json!({"permissions": {"can_read_chats": "all", "can_write_to_chats": "none"}});
    world.admin.patch("/api/v1/users/2/", read_only).await.ok();
    world.customer_says(ADA, "hi").await;
    let mira = world.mira().await;
    let said = json!({"wa_id": ADA, "type": "text", "text": {"body": "hi"}});
    look("createMessage", "to a chat that may only be read", &mira.post("/api/v1/messages/", said.clone()).await, 403);
    let resolved = mira.patch(&format!("/api/v1/chats/{ADA}/resolve"), json!({"resolved": true})).await;
    look("resolveChat", "of a chat that may only be read", &resolved, 403);

    for (id, on, status) in [
        ("createMessage", "POST /api/v1/messages/", 500),
        ("listTemplates", "GET /api/v1/templates/", 500),
        ("retrieveProfilePhoto", "GET /api/v1/settings/profile/photo/", 503),
    ] {
        let rules = json!({"rules": [{"on": on, "fault": "status", "status": status, "times": 1}]});
        world.sandbox().put("/sandbox/faults", rules).await.ok();
        let (method, path) = on.split_once(' ').expect("a method");
        let answer = if method == "POST" { world.admin.post(path, said.clone()).await } else { world.admin.get(path).await };
        look(id, "by a fault", &answer, status);
    }
    findings.settle();
}
