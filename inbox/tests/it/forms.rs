//! The forms of webhook calls, all of which the decoder of events understands.

use serde_json::{Value, json};
use switchboard_inbox::{HandoverMessages, Inbox, WebhookForm};

use crate::world::{ADA, Receiver, World};

/// What a webhook gets for a customer's message, an answer, and a tag.
async fn calls(form: WebhookForm, event_format: Option<&str>) -> Vec<Value> {
    let world = World::with(Inbox::builder().webhook_form(form)).await;
    let mut webhook = json!({"on_incoming_message": true, "on_outgoing_message": true});
    if let Some(format) = event_format {
        webhook["event_format"] = json!(format);
    }
    let (mut receiver, _) = Receiver::with(&world.admin, webhook).await;
    world.customer_says(ADA, "hi").await;
    world.admin.says(ADA, "hello").await;
    world.all_delivered().await;
    receiver.rest().into_iter().map(|call| call.body).collect()
}

fn names(calls: &[Value]) -> Vec<String> {
    calls.iter().map(|call| call.as_object().expect("an object").keys().cloned().collect::<Vec<_>>().join(",")).collect()
}

#[tokio::test]
async fn flat_is_one_call_with_everything() {
    let flat = calls(WebhookForm::Flat, None).await;
    assert_eq!(names(&flat), ["contacts,incoming_messages,messages", "outgoing_messages", "statuses"]);
    assert_eq!(names(&calls(WebhookForm::Cloud, Some("on_prem")).await), names(&flat));
}

#[tokio::test]
async fn cloud_is_a_call_of_whatsapps_and_one_of_getchats() {
    let cloud = calls(WebhookForm::Cloud, None).await;
    assert_eq!(names(&cloud), ["entry,object", "incoming_messages", "outgoing_messages", "entry,object"]);
    let value = &cloud[0]["entry"][0]["changes"][0]["value"];
    assert_eq!((&value["messaging_product"], &value["messages"][0]["from"]), (&json!("whatsapp"), &json!(ADA)));
    assert_eq!(value["contacts"][0]["wa_id"], ADA);
    assert_eq!(value["messages"][0], cloud[1]["incoming_messages"][0]["waba_payload"], "one id in both forms");
    let statuses = &cloud[3]["entry"][0]["changes"][0]["value"]["statuses"];
    assert_eq!((&statuses[0]["status"], &statuses[1]["status"]), (&json!("sent"), &json!("delivered")));
    assert_eq!(names(&calls(WebhookForm::Flat, Some("cloud_api")).await), names(&cloud));
}

#[tokio::test]
async fn both_is_the_cloud_call_and_the_whole_flat_one() {
    let both = calls(WebhookForm::Both, None).await;
    assert_eq!(names(&both), ["entry,object", "contacts,incoming_messages,messages", "outgoing_messages", "entry,object", "statuses"]);
}

#[tokio::test]
async fn a_hand_over_is_told_in_every_form_with_every_choice_of_messages() {
    let forms = [
        (WebhookForm::Flat, &["assigned_messages,contacts,incoming_messages,messages"][..]),
        (WebhookForm::Cloud, &["entry,object", "assigned_messages,incoming_messages"]),
        (WebhookForm::Both, &["entry,object", "assigned_messages,contacts,incoming_messages,messages"]),
    ];
    let choices = [
        (HandoverMessages::Last, json!(["two"])),
        (HandoverMessages::Unread, json!(["one", "two"])),
        (HandoverMessages::None, Value::Null),
    ];
    for (form, later) in forms {
        for (choice, expected) in &choices {
            let world = World::with(Inbox::builder().webhook_form(form).handover_messages(*choice)).await;
            world.customer_says(ADA, "one").await;
            world.customer_says(ADA, "two").await;
            let switches = json!({"on_incoming_message": true, "on_assigned": true});
            let (mut receiver, _) = Receiver::with(&world.admin, switches).await;
            world.admin.patch(&format!("/api/v1/chat_assignment/{ADA}/"), json!({"assigned_to_user": 1})).await.ok();
            // get.chat's members have one form, whatever WhatsApp's have.
            let call = receiver.call().await.body;
            assert_eq!(call["chat_assignment"]["assigned_to_user_set"]["id"], 1, "{form:?} {choice:?}");
            let texts = call["assigned_messages"]
                .as_array()
                .map(|messages| messages.iter().map(|message| message["waba_payload"]["text"]["body"].clone()).collect::<Vec<_>>());
            assert_eq!(json!(texts), *expected, "{form:?} {choice:?}");
            world.customer_says(ADA, "three").await;
            world.all_delivered().await;
            let calls: Vec<Value> = receiver.rest().into_iter().map(|call| call.body).collect();
            assert_eq!(names(&calls), later, "{form:?} {choice:?}");
        }
    }
}
