//! What customers see of the business, and reading it anew.

use std::time::Duration;

use axum::http::Method;
use serde_json::{Value, json};
use switchboard_inbox::{Clock, Inbox};

use crate::world::{Answer, Http, World};

const PROFILE: &str = "/api/v1/settings/business/profile/";
const ABOUT: &str = "/api/v1/settings/profile/about/";
const PHOTO: &str = "/api/v1/settings/profile/photo/";

#[tokio::test]
async fn the_business_profile_is_changed_in_part() {
    let world = World::start().await;
    let mira = world.mira().await;
    let empty = mira.get(PROFILE).await.ok();
    assert_eq!((&empty["address"], &empty["websites"], &empty["messaging_product"]), (&Value::Null, &json!([]), &json!("whatsapp")));
    let changed =
        mira.patch(PROFILE, json!({"address": "Main Street 1", "vertical": "RETAIL", "websites": ["https://example.org"]})).await.ok();
    assert_eq!((&changed["address"], &changed["email"]), (&json!("Main Street 1"), &Value::Null));
    let changed = mira.patch(PROFILE, json!({"address": null, "email": "shop@example.org"})).await.ok();
    assert_eq!(
        (&changed["address"], &changed["vertical"], &changed["email"]),
        (&Value::Null, &json!("RETAIL"), &json!("shop@example.org"))
    );
    assert_eq!(mira.get(PROFILE).await.ok(), changed);
    for (member, wrong) in [
        ("email", json!("nowhere")),
        ("description", json!("x".repeat(513))),
        ("websites", json!(["a", "b", "c"])),
        ("websites", json!("https://example.org")),
        ("messaging_product", json!("letters")),
    ] {
        assert!(mira.patch(PROFILE, json!({member: wrong})).await.with_status(400)[member].is_array(), "{member}");
    }
    mira.patch(PROFILE, json!({"about": "x"})).await.with_status(403);
}

#[tokio::test]
async fn an_admin_changes_the_about_text_in_either_form() {
    let world = World::start().await;
    let mira = world.mira().await;
    let with = |text: Value| json!({"settings": {"profile": {"about": {"text": text}}}});
    assert_eq!(mira.get(ABOUT).await.ok(), with(Value::Null));
    assert_eq!(world.admin.patch(ABOUT, json!({"text": "Open until six."})).await.ok(), with(json!("Open until six.")));
    assert_eq!(world.admin.patch(ABOUT, with(json!("Open until eight."))).await.ok(), with(json!("Open until eight.")));
    assert_eq!(mira.get(PROFILE).await.ok()["about"], "Open until eight.");
    assert_eq!(world.admin.patch(ABOUT, json!({"text": null})).await.ok(), with(Value::Null));
    for wrong in [json!({}), json!({"text": "x".repeat(140)}), json!({"settings": {}})] {
        assert!(world.admin.patch(ABOUT, wrong).await.with_status(400)["text"].is_array());
    }
    mira.patch(ABOUT, json!({"text": "hi"})).await.with_status(403);
}

async fn upload(user: &Http, kind: &str, data: &str) -> Answer {
    let body = format!(
        "--b\r\nContent-Disposition: form-data; name=\"file_encoded\"; filename=\"p\"\r\nContent-Type: {kind}\r\n\r\n{data}\r\n--b--\r\n"
    );
    user.call(Method::POST, PHOTO, &[("Content-Type", "multipart/form-data; boundary=b")], body.into_bytes()).await
}

#[tokio::test]
async fn an_admin_changes_the_photo() {
    let world = World::start().await;
    let mira = world.mira().await;
    assert!(world.admin.get(PHOTO).await.with_status(404)["detail"].is_string());
    assert_eq!(upload(&world.admin, "image/png", "a picture").await.ok(), json!({}));
    upload(&world.admin, "image/jpeg", "another").await.ok();
    let photo = world.admin.get(PHOTO).await;
    assert_eq!((&photo.bytes[..], &photo.headers["content-type"].to_str().ok()), (&b"another"[..], &Some("image/jpeg")));
    assert!(upload(&world.admin, "text/plain", "words").await.with_status(400)["file_encoded"].is_array());
    assert!(upload(&world.admin, "image/png", "").await.with_status(400)["file_encoded"].is_array());
    world.admin.post(PHOTO, json!({"file_encoded": "x"})).await.with_status(415);
    upload(&mira, "image/png", "x").await.with_status(403);
    mira.get(PHOTO).await.with_status(403);
    mira.delete(PHOTO).await.with_status(403);
    world.admin.delete(PHOTO).await.with_status(204);
    world.admin.get(PHOTO).await.with_status(404);
}

#[tokio::test]
async fn a_refresh_takes_a_while_on_the_inboxs_clock() {
    let clock = Clock::starting_at(1_763_632_800);
    let world = World::with(Inbox::builder().clock(clock.clone())).await;
    let running = async |what: &str| world.admin.get(&format!("/api/v1/{what}/refresh/status/")).await.ok()["currently_refreshing"].clone();
    for (what, other) in [("templates", "settings"), ("settings", "templates")] {
        assert_eq!((running(what).await, running(other).await), (json!(false), json!(false)));
        for _ in 0..2 {
            // The body may be left out.
            assert_eq!(world.admin.call(Method::POST, &format!("/api/v1/{what}/refresh/issue/"), &[], Vec::new()).await.ok(), json!({}));
            clock.advance(Duration::from_secs(60));
        }
        // The second call met a running one, and changed nothing.
        assert_eq!((running(what).await, running(other).await), (json!(false), json!(false)));
        world.admin.post(&format!("/api/v1/{what}/refresh/issue/"), json!({})).await.ok();
        assert_eq!((running(what).await, running(other).await), (json!(true), json!(false)));
        clock.advance(Duration::from_secs(120));
    }
    world.nobody().get("/api/v1/templates/refresh/status/").await.with_status(403);
}
