//! Sessions: the form, cookies, forged requests, the end.

use std::time::Duration;

use axum::http::Method;
use serde_json::json;
use switchboard_inbox::{Clock, Inbox};

use crate::world::{ADA, Browser, World};

impl World {
    fn browser(&self) -> Browser {
        Browser::new(self.nobody())
    }
}

#[tokio::test]
async fn the_form_opens_a_session_with_the_cookies_of_the_service() {
    let world = World::with(Inbox::builder().clock(Clock::starting_at(1_763_632_800))).await;
    let mut mira = world.browser();
    let page = mira.get("/login/?next=/api/v1/users/current/").await;
    let cookie = page.headers["set-cookie"].to_str().expect("ASCII").to_owned();
    let token = mira.cookies["csrftoken"].clone();
    assert_eq!(cookie, format!("csrftoken={token}; expires=Thu, 19 Nov 2026 10:00:00 GMT; Max-Age=31449600; Path=/; SameSite=Lax"));
    assert!(page.page().contains("name=\"next\" value=\"/api/v1/users/current/\""));
    assert_eq!(mira.is().await, None);

    assert_eq!(mira.logs_in("mira", "wrong").await, None);
    assert_eq!(mira.cookies.get("sessionid"), None);
    assert_eq!(mira.logs_in("mira", "mira").await.as_deref(), Some("/app/"));
    assert_ne!(mira.cookies["csrftoken"], token, "what somebody else may have put there is worth nothing");
    assert_eq!(mira.is().await.as_deref(), Some("mira"));
    assert!(mira.get("/app/").await.page().contains("Logged in as mira"));

    let body = "username=mira&password=mira&next=%2Fapi%2Fv1%2F";
    let opened = mira.call(Method::POST, "/login", "application/x-www-form-urlencoded", body).await;
    assert_eq!(opened.leads_to().as_deref(), Some("/api/v1/"));
    let cookies: Vec<_> = opened.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().expect("ASCII")).collect();
    let session = &mira.cookies["sessionid"];
    assert_eq!(session.len(), 32);
    assert_eq!(
        cookies[1],
        format!("sessionid={session}; expires=Thu, 04 Dec 2025 10:00:00 GMT; HttpOnly; Max-Age=1209600; Path=/; SameSite=Lax")
    );
    for elsewhere in ["https://evil.example/", "//evil.example/", "/\\evil.example", "evil"] {
        let body = json!({"username": "mira", "password": "mira", "next": elsewhere});
        assert_eq!(mira.send(Method::POST, "/login/", body).await.leads_to().as_deref(), Some("/app/"), "{elsewhere}");
    }
}

#[tokio::test]
async fn a_request_that_may_be_forged_is_refused() {
    let world = World::start().await;
    let mut mira = world.browser();
    world.customer_says(ADA, "hi").await;
    mira.repeats = false;
    mira.get("/login/").await;
    let refused = mira.send(Method::POST, "/login/", json!({"username": "mira", "password": "mira"})).await.with_status(403);
    assert_eq!(refused, json!({"detail": "CSRF Failed: CSRF token missing."}));
    let field = json!({"username": "mira", "password": "mira", "csrfmiddlewaretoken": mira.cookies["csrftoken"]});
    assert!(mira.send(Method::POST, "/login/", field).await.leads_to().is_some(), "the form's field does as well");

    let message = json!({"wa_id": ADA, "text": {"body": "hello"}});
    let refused = mira.send(Method::POST, "/api/v1/messages/", message.clone()).await.with_status(403);
    assert_eq!(refused, json!({"detail": "CSRF Failed: CSRF token missing."}));
    for method in [Method::PUT, Method::PATCH] {
        mira.send(method, "/api/v1/users/2/", json!({"first_name": "Mira"})).await.with_status(403);
    }
    mira.get("/api/v1/messages/").await.ok();
    mira.repeats = true;
    mira.send(Method::POST, "/api/v1/messages/", message.clone()).await.created();
    let token = mira.cookies.remove("csrftoken").expect("a token");
    let refused = mira.send(Method::POST, "/api/v1/messages/", message.clone()).await.with_status(403);
    assert_eq!(refused, json!({"detail": "CSRF Failed: CSRF cookie not set."}));
    mira.get("/api/v1/").await.ok();
    assert_ne!(mira.cookies["csrftoken"], token);
    mira.send(Method::POST, "/api/v1/messages/", message).await.created();
    assert_eq!(world.mira().await.post("/api/v1/tags/", json!({"name": "x"})).await.status, 201, "a token needs none of it");
}

#[tokio::test]
async fn a_session_ends_by_logging_out_by_time_and_by_a_new_password() {
    let clock = Clock::starting_at(1_763_632_800);
    let world = World::with(Inbox::builder().clock(clock.clone())).await;
    let (mut here, mut there) = (world.browser(), world.browser());
    for browser in [&mut here, &mut there] {
        browser.logs_in("mira", "mira").await.expect("logged in");
    }
    let kept = here.cookies.clone();
    here.get("/api/v1/auth/logout/").await.ok();
    assert_eq!(here.cookies.get("sessionid"), None);
    here.cookies = kept;
    assert_eq!(here.is().await, None, "the key is worth nothing now");
    assert_eq!(there.is().await.as_deref(), Some("mira"));
    here.get("/api/v1/auth/logout/").await.with_status(403);
    assert_eq!(here.get("/app/").await.leads_to().as_deref(), Some("/login/"));

    here.logs_in("mira", "mira").await.expect("logged in");
    let change = json!({"current_password": "mira", "new_password": "other"});
    there.send(Method::PUT, "/api/v1/users/password/change/", change).await.ok();
    assert_eq!((here.is().await, there.is().await.as_deref()), (None, Some("mira")), "the one that changed it goes on");
    let token = world.nobody().post("/api/v1/auth/token/", json!({"username": "mira", "password": "other"})).await.ok()["token"].clone();
    world.admin.put("/api/v1/users/2/password/change/", json!({"password": "third"})).await.ok();
    assert_eq!(there.is().await, None);
    world.with_token(token.as_str().expect("a token")).get("/api/v1/users/current/").await.ok();

    there.logs_in("mira", "third").await.expect("logged in");
    clock.advance(Duration::from_secs(1_209_599));
    assert_eq!(there.is().await.as_deref(), Some("mira"));
    clock.advance(Duration::from_secs(1));
    assert_eq!(there.is().await, None, "14 days");
}

#[tokio::test]
async fn logging_out_ends_a_token_but_that_of_the_start() {
    let world = World::start().await;
    let mira = world.mira().await;
    mira.get("/api/v1/auth/logout/").await.ok();
    mira.get("/api/v1/users/current/").await.with_status(401);
    world.mira().await.get("/api/v1/users/current/").await.ok();
    world.admin.get("/api/v1/auth/logout/").await.ok();
    world.sandbox().patch("/sandbox/users/1", json!({"is_active": false})).await.ok();
    world.admin.get("/api/v1/users/current/").await.ok();
    world.nobody().get("/api/v1/auth/logout/").await.with_status(403);
}

#[tokio::test]
async fn a_session_survives_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let builder = || Inbox::builder().data(folder.path().join("inbox.db"));
    let world = World::with(builder()).await;
    let mut mira = world.browser();
    mira.logs_in("mira", "mira").await.expect("logged in");
    let cookies = mira.cookies;
    world.inbox.shutdown().await;
    let world = World::with(builder()).await;
    let mut mira = world.browser();
    mira.cookies = cookies;
    assert_eq!(mira.is().await.as_deref(), Some("mira"));
}

#[tokio::test]
async fn a_key_of_the_provider_acts_as_the_first_admin_else_as_the_oldest_active_one() {
    let world = World::start().await;
    let sandbox = world.sandbox();
    let user = async |headers: &[(&str, &str)]| world.nobody().call(Method::GET, "/api/v1/users/current/", headers, Vec::new()).await;
    let key = [("D360-Api-Key", "k1")];
    let refused = user(&key).await.with_status(403);
    assert_eq!(refused, json!({"detail": "Authentication credentials were not provided."}));
    sandbox.put("/sandbox/provider-keys", json!({"keys": ["k0", "k1"]})).await.ok();
    assert_eq!(user(&key).await.ok()["username"], "admin");
    let mira = world.nobody().post("/api/v1/auth/token/", json!({"username": "mira", "password": "mira"})).await.ok();
    let token = format!("Token {}", mira["token"].as_str().expect("a token"));
    let both = |key: &'static str| [("D360-Api-Key", key), ("Authorization", token.as_str())];
    assert_eq!(user(&both("k1")).await.ok()["username"], "admin", "it goes first");
    assert_eq!(user(&both("wrong")).await.ok()["username"], "mira", "a wrong one is passed over");
    user(&[("D360-Api-Key", "wrong"), ("Authorization", "Token wrong")]).await.with_status(401);

    for (name, role) in [("noor", "user"), ("olga", "admin"), ("pia", "admin")] {
        let made = world.admin.post("/api/v1/users/", json!({"username": name, "profile": {"role": role}})).await.created();
        if name != "olga" {
            world.nobody().get(made["activation_url"].as_str().expect("a URL")).await;
        }
    }
    sandbox.patch("/sandbox/users/1", json!({"is_active": false})).await.ok();
    assert_eq!(user(&key).await.ok()["username"], "pia", "olga was never activated");
    sandbox.patch("/sandbox/users/1", json!({"is_active": true})).await.ok();
    let json = [key[0], ("Content-Type", "application/json")];
    world.nobody().call(Method::POST, "/api/v1/tags/", &json, b"{\"name\": \"x\"}".into()).await.created();
    user(&key).await.ok();
    world.nobody().call(Method::GET, "/api/v1/auth/logout/", &key, Vec::new()).await.ok();
    user(&key).await.ok();
    sandbox.put("/sandbox/provider-keys", json!({"keys": []})).await.ok();
    user(&key).await.with_status(403);
    for wrong in [json!({}), json!({"keys": "k1"}), json!({"keys": [1]}), json!({"keys": [" "]})] {
        assert!(sandbox.put("/sandbox/provider-keys", wrong).await.with_status(400)["detail"].is_string());
    }
}
