//! Message templates, and messages that WhatsApp does not deliver.

use serde_json::{Value, json};
use switchboard_inbox::{ClosedWindow, Inbox, WebhookForm};
use switchboard_wire::Template;

use crate::world::{ADA, Receiver, World, results};

const TEMPLATES: &str = "/api/v1/templates/";

fn body(text: &str) -> Value {
    json!([{"type": "BODY", "text": text}])
}

async fn put(world: &World, name: &str, template: Value) -> Value {
    world.sandbox().put(&format!("/sandbox/templates/{name}"), template).await.created()
}

/// Sends a template with these values for its body; the code with which it fails.
async fn fails_with(world: &World, receiver: &mut Receiver, name: &str, language: &str, values: &[&str]) -> Option<i64> {
    let parameters: Vec<Value> = values.iter().map(|value| json!({"type": "text", "text": value})).collect();
    let components = json!([{"type": "body", "parameters": parameters}]);
    let template = json!({"name": name, "language": {"code": language}, "components": components});
    let sent = world.admin.post("/api/v1/messages/", json!({"wa_id": ADA, "template": template})).await.created();
    outcome(receiver, &sent["id"]).await
}

async fn outcome(receiver: &mut Receiver, id: &Value) -> Option<i64> {
    let status = receiver.call_with("statuses").await.body["statuses"][0].clone();
    assert_eq!(&status["getchat_id"], id);
    assert_eq!(status["status"], if status["errors"].is_array() { "failed" } else { "sent" });
    status["errors"][0]["code"].as_i64()
}

#[tokio::test]
async fn a_template_is_made_looked_at_and_deleted() {
    let world = World::start().await;
    let mira = world.mira().await;
    let new = json!({"name": "order_update", "category": "UTILITY", "language": "en_US", "components": body("Order {{1}} is here.")});
    let made = world.admin.post(TEMPLATES, new.clone()).await.created();
    assert_eq!((&made["status"], &made["components"]), (&json!("pending"), &new["components"]));
    world.admin.post(TEMPLATES, new.clone()).await.with_status(400);
    for components in [json!({}), json!([5]), json!([{"type": "BUTTONS", "buttons": ["Yes"]}])] {
        let wrong = json!({"name": "order_gone", "category": "UTILITY", "language": "en_US", "components": components});
        assert!(world.admin.post(TEMPLATES, wrong).await.with_status(400)["components"].is_array());
    }
    mira.post(TEMPLATES, new).await.with_status(403);
    let path = "/sandbox/templates/order_update";
    for status in ["approved", "rejected", "paused"] {
        world.sandbox().patch(path, json!({"status": status, "rejected_reason": "ABUSIVE"})).await.ok();
        let page = mira.get(TEMPLATES).await.ok();
        assert_eq!((&page["count"], &results(&page)[0]["status"]), (&json!(1), &json!(status)));
        assert_eq!(results(&page)[0]["rejected_reason"], "ABUSIVE");
        let template: Template = serde_json::from_value(results(&page)[0].clone()).expect("a template of the API");
        assert_eq!((template.is_approved(), template.body_parameters()), (status == "approved", 1));
    }
    world.sandbox().patch(path, json!({"status": "approved", "language": "de"})).await.with_status(404);
    world.sandbox().patch(path, json!({})).await.with_status(400)["detail"].as_str().expect("a detail");
    mira.delete(&format!("{TEMPLATES}order_update/")).await.with_status(403);
    world.admin.delete(&format!("{TEMPLATES}order_update/")).await.with_status(204);
    world.admin.delete(&format!("{TEMPLATES}order_update/")).await.with_status(404);
    assert_eq!(mira.get(TEMPLATES).await.ok()["count"], 0);
}

#[tokio::test]
async fn a_wrong_template_is_refused() {
    let world = World::start().await;
    let right = json!({"name": "order", "category": "UTILITY", "language": "en", "components": []});
    for (member, value) in [("name", json!("Order Update")), ("name", Value::Null), ("language", json!("")), ("components", json!("x"))] {
        let mut wrong = right.clone();
        wrong[member] = value;
        assert!(world.admin.post(TEMPLATES, wrong).await.with_status(400)[member].is_array(), "{member}");
    }
    for missing in ["name", "category", "language", "components"] {
        let mut wrong = right.clone();
        wrong.as_object_mut().expect("an object").remove(missing);
        assert!(world.admin.post(TEMPLATES, wrong).await.with_status(400)[missing].is_array(), "{missing}");
    }
    world.sandbox().put("/sandbox/templates/Order", json!({})).await.with_status(400)["detail"].as_str().expect("a detail");
}

#[tokio::test]
async fn only_an_approved_template_with_its_values_is_delivered() {
    let world = World::start().await;
    let (mut receiver, _) = Receiver::with(&world.admin, json!({"on_outgoing_message": true})).await;
    put(&world, "reminder", json!({"components": body("Dear {{1}}, see you at {{2}}, {{1}}.")})).await;
    put(&world, "reminder", json!({"language": "de", "status": "pending"})).await;
    for status in ["rejected", "paused", "disabled"] {
        put(&world, status, json!({"status": status})).await;
    }
    for (name, language, values, code) in [
        ("reminder", "en", &["Ada", "ten"][..], None),
        ("reminder", "en", &["Ada"], Some(132_000)),
        ("reminder", "de", &[], Some(132_001)),
        ("reminder", "fr", &[], Some(132_001)),
        ("unknown", "en", &[], Some(132_001)),
        ("rejected", "en", &[], Some(132_001)),
        ("paused", "en", &[], Some(132_015)),
        ("disabled", "en", &[], Some(132_016)),
    ] {
        assert_eq!(fails_with(&world, &mut receiver, name, language, values).await, code, "{name} in {language}");
    }
    let shown = world.phone(ADA, 0).await;
    assert_eq!(shown.len(), 1, "what failed is on no phone");
    assert_eq!(shown[0]["waba_payload"]["template"]["name"], "reminder");
}

#[tokio::test]
async fn the_old_kind_names_the_same_templates() {
    let world = World::start().await;
    let (mut receiver, _) = Receiver::with(&world.admin, json!({"on_outgoing_message": true})).await;
    put(&world, "order_update", json!({"components": body("Order {{1}}.")})).await;
    for (params, code) in [(json!([{"default": "A-17"}]), None), (json!([]), Some(132_000))] {
        let hsm = json!({"namespace": "ns", "element_name": "order_update", "language": {"code": "en", "policy": "deterministic"}, "localizable_params": params});
        let sent = world.admin.post("/api/v1/messages/", json!({"wa_id": ADA, "hsm": hsm})).await.created();
        assert_eq!(outcome(&mut receiver, &sent["id"]).await, code);
    }
}

#[tokio::test]
async fn a_message_fails_later_with_the_code_that_was_asked_for() {
    let world = World::start().await;
    let (mut receiver, _) = Receiver::with(&world.admin, json!({"on_outgoing_message": true})).await;
    world.customer_says(ADA, "hi").await;
    for code in [470, 131_047, 131_026] {
        let rule = json!({"on": "status", "fault": "failed", "code": code, "wa_id": ADA, "times": 1});
        world.sandbox().put("/sandbox/faults", json!({"rules": [rule]})).await.ok();
        let id = json!(world.admin.says(ADA, "hello").await);
        assert_eq!(outcome(&mut receiver, &id).await, Some(code));
        let id = json!(world.admin.says(ADA, "hello").await);
        assert_eq!(outcome(&mut receiver, &id).await, None, "once");
    }
}

#[tokio::test]
async fn an_open_window_is_closed_by_a_fault() {
    let world = World::start().await;
    world.customer_says(ADA, "hi").await;
    let rule = json!({"on": "POST /api/v1/messages", "fault": "status", "status": 453, "wa_id": ADA, "times": 1});
    world.sandbox().put("/sandbox/faults", json!({"rules": [rule]})).await.ok();
    let text = json!({"wa_id": ADA, "text": {"body": "hello"}});
    world.admin.post("/api/v1/messages/", text.clone()).await.with_status(453);
    world.admin.post("/api/v1/messages/", text).await.created();
    assert_eq!(world.phone(ADA, 1).await.len(), 1, "the first never left");
}

#[tokio::test]
async fn the_closed_window_has_another_code_in_the_cloud_form() {
    let world = World::with(Inbox::builder().closed_window(ClosedWindow::FailLater).webhook_form(WebhookForm::Cloud)).await;
    let (mut receiver, _) = Receiver::with(&world.admin, json!({"on_outgoing_message": true})).await;
    world.admin.post("/api/v1/messages/", json!({"wa_id": ADA, "text": {"body": "hello?"}})).await.with_status(202);
    let status = receiver.call_with("entry").await.body["entry"][0]["changes"][0]["value"]["statuses"][0].clone();
    assert_eq!((&status["status"], &status["errors"][0]["code"]), (&json!("failed"), &json!(131_047)));
}
