//! The root of the API, its health, and the errors that WhatsApp reported.

use serde_json::json;
use switchboard_wire::HealthStatus;

use crate::world::{ADA, BEN, World, results};

#[tokio::test]
async fn the_root_names_every_list_and_refuses_a_wrong_token() {
    let world = World::start().await;
    let page = world.nobody().get("/api/v1/").await;
    assert!(page.headers["set-cookie"].to_str().is_ok_and(|cookie| cookie.starts_with("csrftoken=")), "sessions begin here");
    let root = page.ok();
    assert_eq!(root["messages"], format!("{}/api/v1/messages/", world.inbox.url()));
    for (name, url) in root.as_object().expect("an object") {
        let answer = world.admin.get(url.as_str().expect("a URL")).await;
        // Some can only be posted to.
        assert!([200, 405].contains(&answer.status.as_u16()), "{name}: {}", answer.status);
    }
    world.with_token("wrong").get("/api/v1/").await.with_status(401);
}

#[tokio::test]
async fn health_is_a_bare_array_and_tells_what_is_held_back() {
    let world = World::start().await;
    let health = async || -> Vec<HealthStatus> {
        serde_json::from_value(world.nobody().get("/api/v1/status/health/").await.ok()).expect("health statuses")
    };
    assert!(health().await.iter().all(|check| check.is_ok));
    world.sandbox().post("/sandbox/webhooks/pause", json!({})).await.ok();
    let broken: Vec<String> = health().await.into_iter().filter(|check| !check.is_ok).map(|check| check.check_name).collect();
    assert_eq!(broken, ["webhooks"]);
}

#[tokio::test]
async fn errors_are_kept_newest_first() {
    let world = World::start().await;
    world.customer_says(ADA, "hi").await;
    assert_eq!(world.admin.get("/api/v1/errors/waba/").await.ok()["count"], 0);
    world.sandbox().put("/sandbox/faults", json!({"rules": [{"on": "status", "fault": "failed", "code": 131_026, "times": 1}]})).await.ok();
    let id = world.admin.says(ADA, "hello").await;
    world.sandbox().put("/sandbox/faults", json!({"rules": [{"on": "errors", "code": 1_014}]})).await.ok();
    let page = world.admin.get("/api/v1/errors/waba/").await.ok();
    assert_eq!(page["count"], 2);
    let [inboxs, messages] = results(&page).as_slice() else { panic!("two errors") };
    assert_eq!((&inboxs["waba_payload"]["code"], inboxs.get("getchat_id")), (&json!(1_014), None));
    assert_eq!((&messages["waba_payload"]["code"], &messages["getchat_id"]), (&json!(131_026), &json!(id)));
    assert!(messages["waba_id"].is_string() && messages["timestamp"].is_i64());
    assert_eq!(&world.admin.get(&format!("/api/v1/errors/waba/{}/", messages["id"])).await.ok(), messages);
    world.admin.get("/api/v1/errors/waba/99/").await.with_status(404);
    world.admin.get("/api/v1/errors/waba/first/").await.with_status(404);
}

#[tokio::test]
async fn errors_of_chats_that_may_not_be_read_are_hidden() {
    let world = World::start().await;
    let mira = world.mira().await;
    world.sandbox().patch("/sandbox/groups/1", json!({"permissions": {"can_read_chats": "user"}})).await.ok();
    world.sandbox().put("/sandbox/faults", json!({"rules": [{"on": "status", "fault": "failed", "code": 131_026}]})).await.ok();
    for customer in [ADA, BEN] {
        world.customer_says(customer, "hi").await;
        world.admin.says(customer, "hello").await;
    }
    world.admin.patch(&format!("/api/v1/chat_assignment/{ADA}/"), json!({"assigned_to_user": 2})).await.ok();
    let page = world.admin.get("/api/v1/errors/waba/").await.ok();
    let [bens, adas] = results(&page).as_slice() else { panic!("two errors") };
    assert_eq!(results(&mira.get("/api/v1/errors/waba/").await.ok()), std::slice::from_ref(adas));
    mira.get(&format!("/api/v1/errors/waba/{}/", bens["id"])).await.with_status(404);
}
