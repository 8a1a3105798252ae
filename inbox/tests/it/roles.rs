//! Who may call what, operation by operation.

use axum::http::Method;
use serde_json::{Value, json};

use crate::world::{ADA, Http, World};

/// Who calls, in the order of the columns below.
const CALLERS: [&str; 6] = ["nobody", "stranger", "person", "app", "service account", "admin"];

/// What anybody may do, who is logged in, who is an admin, and who messages; 0 is a success.
const ANYBODY: [u16; 6] = [0; 6];
const USERS: [u16; 6] = [403, 401, 0, 0, 0, 0];
const ADMINS: [u16; 6] = [403, 401, 403, 403, 0, 0];
const MESSENGERS: [u16; 6] = [403, 401, 0, 0, 403, 0];

/// An inbox with something of everything, and the callers.
struct House {
    world: World,
    callers: Vec<Http>,
    tag: Value,
    message: Value,
    waba_id: String,
}

impl House {
    async fn open() -> Self {
        let world = World::start().await;
        let waba_id = world.customer_says(ADA, "hi").await;
        let message = world.admin.get("/api/v1/messages/").await.ok()["results"][0]["id"].clone();
        let tag = world.admin.post("/api/v1/tags/", json!({"name": "order"})).await.created()["id"].clone();
        let (_, app) = world.app("shopbot").await;
        let account = world.sandbox().post("/sandbox/configurator", json!({"user_name": "service_account"})).await.created();
        let account = world.with_token(account["token"].as_str().expect("a token"));
        let callers = vec![world.nobody(), world.with_token("wrong"), world.mira().await, app, account, world.admin.clone()];
        Self { world, callers, tag, message, waba_id }
    }

    /// Calls as everybody, and compares the answers: 0 stands for a success.
    async fn expect(&self, method: Method, path: &str, body: impl Fn(usize) -> Value, expected: [u16; 6]) {
        for (index, (caller, expected)) in self.callers.iter().zip(expected).enumerate() {
            let headers = [("Content-Type", "application/json")];
            let path = path.replace("{n}", &index.to_string());
            let answer = caller.call(method.clone(), &path, &headers, body(index).to_string().into_bytes()).await;
            let status = answer.status.as_u16();
            let whose = format!("{method} {path} as {}: {status} {}", CALLERS[index], String::from_utf8_lossy(&answer.bytes));
            match expected {
                0 => assert!((200..400).contains(&status), "{whose}"),
                refused => {
                    assert_eq!(status, refused, "{whose}");
                    assert!(answer.json()["detail"].is_string(), "{whose}");
                }
            }
        }
    }

    async fn reads(&self, path: &str, expected: [u16; 6]) {
        self.expect(Method::GET, path, |_| json!({}), expected).await;
    }
}

#[tokio::test]
async fn what_may_be_read() {
    let house = House::open().await;
    for path in ["/api/v1/", "/api/v1/status/health/"] {
        let expected = if path == "/api/v1/" { [0, 401, 0, 0, 0, 0] } else { ANYBODY };
        house.reads(path, expected).await;
    }
    let chat = format!("/api/v1/chats/{ADA}/");
    let person = format!("/api/v1/persons/{ADA}/");
    let assignment = format!("/api/v1/chat_assignment/{ADA}/");
    let contact = format!("/api/v1/contacts/{ADA}/");
    for path in [
        "/api/v1/users/",
        "/api/v1/users/current/",
        "/api/v1/users/1/",
        "/api/v1/groups/",
        "/api/v1/groups/1/",
        "/api/v1/webhooks/waba/",
        "/api/v1/persons/",
        &person,
        "/api/v1/chats/",
        &chat,
        &assignment,
        "/api/v1/chat_assignment_events/",
        "/api/v1/chat_tagging_events/",
        "/api/v1/message_tagging_events/",
        "/api/v1/tags/",
        "/api/v1/templates/",
        "/api/v1/templates/refresh/status/",
        "/api/v1/saved_responses/",
        "/api/v1/contacts/",
        "/api/v1/contacts/blocked/",
        &contact,
        "/api/v1/whatsapp_accounts/",
        "/api/v1/settings/business/profile/",
        "/api/v1/settings/profile/about/",
        "/api/v1/settings/refresh/status/",
        "/api/v1/errors/waba/",
        "/api/v1/fcm_device_tokens/",
    ] {
        house.reads(path, USERS).await;
    }
    house.reads("/api/v1/messages/", MESSENGERS).await;
    house.reads(&format!("/api/v1/messages/{}/", house.message.as_str().expect("an id")), MESSENGERS).await;
    house.reads("/api/v1/auth/refresh_token/1/", ADMINS).await;
}

#[tokio::test]
async fn what_may_be_changed() {
    let house = House::open().await;
    house.expect(Method::POST, "/api/v1/messages/", |_| json!({"wa_id": ADA, "text": {"body": "hello"}}), MESSENGERS).await;
    house.expect(Method::POST, "/api/v1/mark_as_received/", |_| json!({"customer_wa_id": ADA, "timestamp": 1}), MESSENGERS).await;
    house.expect(Method::POST, "/api/v1/users/", |n| json!({"username": format!("user{n}")}), ADMINS).await;
    house.expect(Method::PATCH, "/api/v1/users/1/", |_| json!({"first_name": "Ada"}), ADMINS).await;
    house.expect(Method::PATCH, "/api/v1/users/2/", |_| json!({"first_name": "Mira"}), [403, 401, 0, 403, 0, 0]).await;
    house.expect(Method::PATCH, "/api/v1/users/2/", |_| json!({"group_ids": [1, 2]}), ADMINS).await;
    house.expect(Method::PUT, "/api/v1/users/2/password/change/", |_| json!({"password": "mira"}), ADMINS).await;
    house.expect(Method::PATCH, "/api/v1/users/2/availability", |_| json!({"is_available": false}), [403, 401, 0, 403, 0, 0]).await;
    house.expect(Method::POST, "/api/v1/notifications/email/activation/resend/", |_| json!({}), ADMINS).await;
    house.expect(Method::POST, "/api/v1/webhooks/waba/", |_| json!({"url": "http://127.0.0.1:9/hook"}), USERS).await;
    house.expect(Method::GET, "/api/v1/webhooks/waba/1/", |_| json!({}), [403, 401, 0, 404, 0, 0]).await;
    house.expect(Method::POST, "/api/v1/tags/", |n| json!({"name": format!("tag{n}")}), USERS).await;
    house.expect(Method::PATCH, &format!("/api/v1/chats/{ADA}/resolve"), |n| json!({"resolved": n % 2 == 0}), USERS).await;
    let assignment = format!("/api/v1/chat_assignment/{ADA}/");
    house.expect(Method::PATCH, &assignment, |n| json!({"assigned_to_user": 1 + n % 2}), USERS).await;
    house.expect(Method::PUT, &assignment, |n| json!({"assigned_group": 1 + n % 2}), USERS).await;
    let import = json!({
        "chat_text": "19.11.25, 09:00 - Ada: hi", "chat_participants": [{"name": "Ada", "phone_number": ADA}],
        "utc_offset_minutes": 0, "device_language_code": "de", "media_files": [],
    });
    house.expect(Method::POST, "/api/v1/chat_import/", |_| import.clone(), USERS).await;
    for what in ["report", "block", "unblock"] {
        house.expect(Method::POST, &format!("/api/v1/contacts/{what}/?wa_id={ADA}"), |_| json!({}), USERS).await;
    }
    house.expect(Method::POST, "/api/v1/contacts/verify/", |_| json!({"contacts": [ADA]}), USERS).await;
    house.expect(Method::POST, "/api/v1/saved_responses/", |n| json!({"text": format!("hello {n}")}), USERS).await;
    house.expect(Method::POST, "/api/v1/fcm_device_tokens/", |n| json!({"token": format!("t{n}")}), USERS).await;
    house.expect(Method::POST, "/api/v1/templates/refresh/issue/", |_| json!({}), USERS).await;
    house.expect(Method::POST, "/api/v1/settings/refresh/issue/", |_| json!({}), USERS).await;
    house.expect(Method::PATCH, "/api/v1/settings/profile/about/", |_| json!({"text": "hi"}), ADMINS).await;
    house.expect(Method::DELETE, "/api/v1/settings/profile/photo/", |_| json!({}), ADMINS).await;
    let profile = json!({"address": "Here 1", "description": "a shop", "email": "shop@shop.example", "vertical": "Retail"});
    house.expect(Method::PATCH, "/api/v1/settings/business/profile/", |_| profile.clone(), USERS).await;
    // A tag is put on once, so everybody has one of their own.
    let tags = house.world.admin.get("/api/v1/tags/").await.ok();
    let of = |n: usize| if n < 2 { house.tag.clone() } else { tags["results"][n - 1]["id"].clone() };
    house.expect(Method::POST, "/api/v1/message_tagging/", |n| json!({"tag": of(n), "message": house.waba_id}), USERS).await;
    house.expect(Method::GET, "/api/v1/message_tagging/1/", |_| json!({}), USERS).await;
    house.expect(Method::GET, "/api/v1/chat_tagging/1/", |_| json!({}), USERS).await;
    house.expect(Method::DELETE, "/api/v1/tags/{n}/", |_| json!({}), [403, 401, 0, 0, 0, 0]).await;
    house.expect(Method::GET, "/api/v1/auth/logout/", |_| json!({}), USERS).await;
}
