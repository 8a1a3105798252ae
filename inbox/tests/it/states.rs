//! Resolved chats, and people who are available or not.

use serde_json::{Value, json};
use switchboard_wire::{Event, decode};

use crate::world::{ADA, Receiver, World, results};

fn resolve(wa_id: &str) -> String {
    format!("/api/v1/chats/{wa_id}/resolve")
}

async fn is_resolved(world: &World) -> Value {
    let listed = results(&world.admin.get("/api/v1/chats/").await.ok())[0]["contact"]["resolved"].clone();
    assert_eq!(world.admin.get(&format!("/api/v1/chats/{ADA}/")).await.ok()["contact"]["resolved"], listed);
    listed
}

#[tokio::test]
async fn a_chat_is_resolved_and_opened_and_everybody_is_told_once() {
    let world = World::start().await;
    world.customer_says(ADA, "hi").await;
    let mira = world.mira().await;
    mira.patch(&format!("/api/v1/chat_assignment/{ADA}/"), json!({"assigned_to_user": 2})).await.ok();
    let (mut receiver, _) = Receiver::with(&world.app("shopbot").await.1, json!({})).await;
    for (asked, told) in [(true, Some(true)), (true, None), (false, Some(false))] {
        let answer = mira.patch(&resolve(ADA), json!({"resolved": asked})).await.ok();
        assert_eq!(answer, json!({"wa_id": ADA, "resolved": asked}));
        assert_eq!(is_resolved(&world).await, json!(asked));
        if let Some(told) = told {
            let call = receiver.call_with("chat_resolved").await;
            assert_eq!(call.body, json!({"chat_resolved": {"wa_id": ADA, "resolved": told}}));
            let decoded = decode(&call.bytes).expect("a delivery");
            assert!(matches!(decoded.events.as_slice(), [Event::ChatResolved(event)] if event.resolved == told));
        }
    }
    world.all_delivered().await;
    assert!(receiver.rest().is_empty(), "what does not change is not told");
    let chat = world.admin.get(&format!("/api/v1/chats/{ADA}/")).await.ok();
    assert_eq!((&chat["assigned_to_user"]["id"], &chat["new_messages"]), (&json!(2), &json!(1)), "both stay as they are");
}

#[tokio::test]
async fn a_message_of_the_customer_opens_the_chat_and_ours_does_not() {
    let world = World::start().await;
    world.customer_says(ADA, "hi").await;
    world.admin.patch(&resolve(ADA), json!({"resolved": true})).await.ok();
    world.admin.says(ADA, "Bye").await;
    assert_eq!(is_resolved(&world).await, json!(true));
    let (mut receiver, _) = Receiver::with(&world.admin, json!({"on_incoming_message": true})).await;
    world.customer_says(ADA, "one more thing").await;
    assert_eq!(is_resolved(&world).await, json!(false));
    receiver.call_with("messages").await;
    assert_eq!(receiver.call().await.body, json!({"chat_resolved": {"wa_id": ADA, "resolved": false}}));
}

#[tokio::test]
async fn a_wrong_resolution_is_refused() {
    let world = World::start().await;
    world.admin.patch(&resolve(ADA), json!({"resolved": true})).await.with_status(404)["detail"].as_str().expect("a detail");
    world.customer_says(ADA, "hi").await;
    for wrong in [json!({}), json!({"resolved": null}), json!({"resolved": "maybe"})] {
        assert!(world.admin.patch(&resolve(ADA), wrong).await.with_status(400)["resolved"].is_array());
    }
    world.admin.post(&resolve(ADA), json!({"resolved": true})).await.with_status(405);
    world.nobody().patch(&resolve(ADA), json!({"resolved": true})).await.with_status(403);
}

#[tokio::test]
async fn a_person_comes_and_goes() {
    let world = World::start().await;
    let (bot_id, bot) = world.app("shopbot").await;
    let (mut receiver, _) = Receiver::with(&bot, json!({})).await;
    let mira = world.mira().await;
    let path = "/api/v1/users/2/availability";
    assert_eq!(mira.patch(path, json!({"is_available": false})).await.ok(), json!({"is_available": false}));
    mira.patch(path, json!({"is_available": false})).await.ok();
    let call = receiver.call().await;
    let decoded = decode(&call.bytes).expect("a delivery");
    let [Event::UserAvailability(event)] = decoded.events.as_slice() else { panic!("one event: {}", call.body) };
    assert_eq!((event.is_available, event.user.username.as_str()), (false, "mira"));
    let profile = event.user.profile.as_ref().expect("a profile");
    assert_eq!(profile.is_available, Some(false), "as she is now");
    assert_eq!(world.admin.get("/api/v1/users/2/").await.ok()["profile"]["is_available"], json!(false));

    world.admin.patch(path, json!({"is_available": true})).await.ok();
    assert_eq!(receiver.call().await.body["user_availability"]["is_available"], json!(true));
    bot.patch(path, json!({"is_available": false})).await.with_status(403);
    mira.patch(&format!("/api/v1/users/{bot_id}/availability"), json!({"is_available": false})).await.with_status(403);
    mira.patch(path, json!({})).await.with_status(400);
    world.admin.patch("/api/v1/users/99/availability", json!({"is_available": true})).await.with_status(404);
    world.all_delivered().await;
    assert!(receiver.rest().is_empty(), "what does not change is not told");
}
