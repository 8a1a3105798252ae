//! The Partner API, and the instances that it makes.

use std::time::Duration;

use serde_json::{Value, json};
use switchboard_inbox::{Builder, Clock, Inbox, Secret, StartError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::world::{ADA, Browser, Http, PATIENCE, Receiver, World};

const KEY: &str = "LRoWRCjm1bdwlqDjfdYw";

/// How long a deployment takes, as the Partner API's document has it at least.
const DEPLOYMENT: Duration = Duration::from_secs(120);

fn builder(clock: &Clock) -> Builder {
    Inbox::builder().clock(clock.clone()).partner("127.0.0.1:0", Vec::new())
}

fn clock() -> Clock {
    Clock::starting_at(1_763_632_800)
}

fn partner(inbox: &Inbox) -> Http {
    Http::partner(&inbox.partner_url().expect("it is served"), KEY)
}

/// Waits until an instance's health check answers 200.
async fn is_ready(instance: &Value) {
    let health = instance["health_check"].as_str().expect("a health check").to_owned();
    let anybody = Http::new("", None);
    let ready = async {
        while anybody.get(&health).await.status != 200 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, ready).await.expect("the instance is ready");
}

/// An instance's URL.
fn url(instance: &Value) -> String {
    instance["health_check"].as_str().expect("a health check").trim_end_matches("/api/v1/status/health").to_owned()
}

#[tokio::test]
async fn health_needs_no_key_and_everything_else_does() {
    let clock = clock();
    let inbox = builder(&clock).start().await.expect("it starts");
    let base = inbox.partner_url().expect("it is served");
    let nobody = Http::new(&base, None);
    for path in ["/", "/v1", "/v1/"] {
        assert_eq!(nobody.get(path).await.ok(), json!({ "status": "healthy" }), "{path}");
    }
    assert_eq!(partner(&inbox).get("/v1/partner_id").await.ok(), json!({ "partner_id": "sandbox" }));
    for stranger in [nobody, Http::partner(&base, "another"), Http::new(&base, Some(KEY))] {
        for answer in [stranger.get("/v1/partner_id").await, stranger.post("/v1/instances", json!({ "channel_id": "c" })).await] {
            assert!(answer.with_status(401)["detail"].is_string());
        }
    }
    partner(&inbox).get("/v1/instances").await.with_status(405);
    partner(&inbox).get("/v2").await.with_status(404);
}

#[tokio::test]
async fn partners_have_keys_of_their_own() {
    let keys = vec![(Secret::new("k1"), "acmePA".to_owned()), (Secret::new("k2"), "otherPA".to_owned())];
    let inbox = Inbox::builder().partner("127.0.0.1:0", keys).start().await.expect("it starts");
    let base = inbox.partner_url().expect("it is served");
    assert_eq!(Http::partner(&base, "k2").get("/v1/partner_id").await.ok()["partner_id"], "otherPA");
    Http::partner(&base, KEY).get("/v1/partner_id").await.with_status(401);
    let taken = Inbox::builder().partner(base.trim_start_matches("http://"), Vec::new()).start().await;
    assert!(matches!(taken, Err(StartError::Taken(_))));
}

#[tokio::test]
async fn an_instance_is_ready_after_a_while_and_its_configurator_is_told() {
    let clock = clock();
    let inbox = builder(&clock).start().await.expect("it starts");
    let mut receiver = Receiver::start().await;
    receiver.answer([500]);
    let configurator = json!({ "user_name": "installer", "webhook_url": receiver.url, "webhook_headers": { "X-Key": "k1" } });
    let order = json!({ "subdomain": "acme-test", "channel_id": "Ch1234CH", "configurator": configurator });
    let instance = partner(&inbox).post("/v1/instances", order).await.ok();
    assert_eq!(url(&instance), format!("{}/i/acme-test", inbox.url()));
    assert_eq!(instance["base_domain"], format!("{}/i/acme-test", inbox.addr()));
    assert_eq!((instance["id"].as_str().expect("an id").len(), &instance["partner_id"]), (32, &json!("sandbox")));
    assert!(instance.get("activation_url").is_none());

    clock.advance(DEPLOYMENT - Duration::from_secs(1));
    Http::new("", None).get(instance["health_check"].as_str().expect("a health check")).await.with_status(404);
    clock.advance(Duration::from_secs(1));
    let first = receiver.call().await;
    assert_eq!(first.headers["x-key"], "k1");
    let repeated = async {
        loop {
            // Its pause may begin after this.
            clock.advance(Duration::from_millis(200));
            if let Some(call) = receiver.rest().pop() {
                return call;
            }
            tokio::task::yield_now().await;
        }
    };
    let again = tokio::time::timeout(PATIENCE, repeated).await.expect("it is told again");
    assert_eq!(first.body, again.body, "it was not taken the first time");

    let installer = Http::new(&url(&instance), again.body["token"].as_str());
    assert_eq!(installer.get("/api/v1/users/current/").await.ok()["username"], "installer");
    // An inbox of its own: other users, other chats, links that lead to it.
    let user = installer.post("/api/v1/users/", json!({ "username": "shopbot", "profile": { "role": "app" } })).await.created();
    let activation = user["activation_url"].as_str().expect("a URL");
    assert!(activation.starts_with(&url(&instance)), "{activation}");
    let token = Http::new("", None).get(activation).await.ok();
    let bot = Http::new(&url(&instance), token["token"].as_str());
    Http::new(&url(&instance), None)
        .post(&format!("/sandbox/customers/{ADA}/messages"), json!({ "type": "text", "text": { "body": "hi" } }))
        .await
        .created();
    assert_eq!(bot.get("/api/v1/chats/").await.ok()["count"], 1);
    let admin = Http::new(&inbox.url(), Some(inbox.admin_token().expose()));
    assert_eq!(admin.get("/api/v1/chats/").await.ok()["count"], 0);
    bot_is_nobody_elsewhere(&inbox, token["token"].as_str()).await;
}

async fn bot_is_nobody_elsewhere(inbox: &Inbox, token: Option<&str>) {
    Http::new(&inbox.url(), token).get("/api/v1/users/current/").await.with_status(401);
}

#[tokio::test]
async fn an_activation_link_works_once_the_instance_is_ready() {
    let clock = clock();
    let inbox = builder(&clock).start().await.expect("it starts");
    let order = json!({ "channel_id": "Ch1234CH", "generate_activation": true });
    let instance = partner(&inbox).post("/v1/instances", order).await.ok();
    assert!(url(&instance).ends_with(instance["id"].as_str().expect("an id")), "its id is its subdomain");
    let activation = instance["activation_url"].as_str().expect("a link").to_owned();
    let anybody = Http::new("", None);
    anybody.get(&activation).await.with_status(404);
    clock.advance(DEPLOYMENT);
    is_ready(&instance).await;
    assert_eq!(anybody.get(&activation).await.status, 302);
}

#[tokio::test]
async fn an_admin_is_mailed_the_activation_link_once_the_instance_is_ready() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = clock();
    let start = || builder(&clock).data(folder.path().join("inbox.db")).start();
    let inbox = start().await.expect("it starts");
    let order = json!({ "channel_id": "Ch1234CH", "subdomain": "acme", "admin_email": "boss@acme.example" });
    let instance = partner(&inbox).post("/v1/instances", order).await.ok();
    assert!(instance.get("activation_url").is_none(), "it is in the mail");
    // It is not ready yet when the inbox stops.
    inbox.shutdown().await;
    let outbox = folder.path().join("inbox.db.outbox");
    assert!(!outbox.exists());
    let inbox = start().await.expect("it starts again");
    clock.advance(DEPLOYMENT);
    let acme = Http::new(&format!("{}/i/acme", inbox.url()), None);
    let mail = async {
        loop {
            let answer = acme.get("/sandbox/mails").await;
            if answer.status == 200
                && let Some(mail) = answer.json()["mails"].get(0)
            {
                return mail.clone();
            }
            tokio::task::yield_now().await;
        }
    };
    let mail = tokio::time::timeout(PATIENCE, mail).await.expect("a mail comes");
    assert_eq!((&mail["to"], &mail["subject"]), (&json!("boss@acme.example"), &json!("WhatsApp Inbox Activation")));
    let link = mail["activation_url"].as_str().expect("a link").to_owned();
    let file = std::fs::read_to_string(outbox.join("acme-0001.eml")).expect("a file");
    assert!(file.contains("To: boss@acme.example\r\n") && file.contains(&link), "{file}");
    let mut boss = Browser::new(Http::new(&inbox.url(), None));
    assert_eq!(boss.get(&link).await.leads_to().as_deref(), Some("/i/acme/app/"));
    inbox.shutdown().await;
    let inbox = start().await.expect("it starts once more");
    let mails = Http::new(&format!("{}/i/acme", inbox.url()), None).get("/sandbox/mails").await.ok();
    assert_eq!(mails["last_seq"], 1, "it is mailed once");
}

#[tokio::test]
async fn an_admin_is_mailed_once_however_often_the_configurator_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let (clock, mut receiver) = (clock(), Receiver::start().await);
    let start = || builder(&clock).data(folder.path().join("inbox.db")).start();
    let inbox = start().await.expect("it starts");
    let configurator = json!({ "user_name": "installer", "webhook_url": receiver.url });
    let order = json!({ "channel_id": "c", "subdomain": "acme", "admin_email": "boss@acme.example", "configurator": configurator });
    partner(&inbox).post("/v1/instances", order).await.ok();
    receiver.answer([500]);
    clock.advance(DEPLOYMENT);
    receiver.call().await;
    inbox.shutdown().await;

    let inbox = start().await.expect("it starts again");
    receiver.call().await;
    let mails = Http::new(&format!("{}/i/acme", inbox.url()), None).get("/sandbox/mails").await.ok();
    assert_eq!(mails["last_seq"], 1, "{mails}");
}

#[tokio::test]
async fn a_caller_who_does_not_finish_holds_nothing_up() {
    let inbox = builder(&clock()).start().await.expect("it starts");
    let url = inbox.partner_url().expect("it is served");
    let mut caller = TcpStream::connect(url.trim_start_matches("http://")).await.expect("it listens");
    let begun = format!(
        "POST /v1/instances HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {KEY}\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n"
    );
    caller.write_all(begun.as_bytes()).await.expect("it reads");
    let mut asked_on = [0; 12];
    caller.read_exact(&mut asked_on).await.expect("it waits for the body");
    assert_eq!(&asked_on, b"HTTP/1.1 100");
    tokio::time::timeout(PATIENCE, inbox.shutdown()).await.expect("it stops");
}

#[tokio::test]
async fn what_is_wrong_with_an_order_is_told() {
    let clock = clock();
    let inbox = builder(&clock).start().await.expect("it starts");
    let partner = partner(&inbox);
    partner.post("/v1/instances", json!({ "channel_id": "c", "subdomain": "acme" })).await.ok();
    let taken = partner.post("/v1/instances", json!({ "channel_id": "d", "subdomain": "acme" })).await.with_status(422);
    assert_eq!(taken, json!({ "loc": ["subdomain"], "msg": "subdomain already in use: acme", "type": "string" }), "as the document has it");
    let neither = partner.post("/v1/instances", json!({ "subdomain": "other" })).await.with_status(422);
    assert_eq!(neither["detail"][0]["msg"], "channel_id or d360_api_key is required");
}

#[tokio::test]
async fn a_number_has_one_instance() {
    let clock = clock();
    let inbox = builder(&clock).start().await.expect("it starts");
    let partner = partner(&inbox);
    let first = partner.post("/v1/instances", json!({ "channel_id": "Ch1234CH", "subdomain": "first" })).await.ok();
    clock.advance(DEPLOYMENT);
    is_ready(&first).await;
    let mut receiver = Receiver::start().await;
    let configurator = json!({ "user_name": "installer", "webhook_url": receiver.url });
    let second = json!({ "channel_id": "Ch1234CH", "subdomain": "second", "configurator": configurator });
    let instance = partner.post("/v1/instances", second.clone()).await.ok();
    clock.advance(DEPLOYMENT);
    let told = receiver.call().await.body;
    assert_eq!((&told["errors"][0]["code"], &told["errors"][0]["parameters"]["channel_id"]), (&json!(701), &json!("Ch1234CH")));
    Http::new("", None).get(instance["health_check"].as_str().expect("a health check")).await.with_status(404);
}

#[tokio::test]
async fn a_number_that_is_ordered_by_its_key_has_a_channel() {
    let clock = clock();
    let inbox = builder(&clock).start().await.expect("it starts");
    let partner = partner(&inbox);
    let mut receiver = Receiver::start().await;
    let configurator = json!({ "user_name": "installer", "webhook_url": receiver.url });
    let by_key = |key: &str| json!({ "d360_api_key": key, "configurator": configurator });
    let channel = partner.post("/v1/instances", by_key("k1")).await.ok()["channel_id"].as_str().expect("a channel").to_owned();
    let other = partner.post("/v1/instances", by_key("k2")).await.ok()["channel_id"].clone();
    assert!(!channel.is_empty() && other != channel.as_str(), "each number has its own: {channel}, {other}");
    clock.advance(DEPLOYMENT);
    for _ in 0..2 {
        assert!(receiver.call().await.body["token"].is_string());
    }
    let by_channel = json!({ "channel_id": channel, "configurator": configurator });
    // Its number is the key's, whatever channel comes with it.
    let mut by_both = by_key("k1");
    by_both["channel_id"] = json!("Ch1234CH");
    for again in [by_key("k1"), by_channel, by_both] {
        partner.post("/v1/instances", again).await.ok();
        clock.advance(DEPLOYMENT);
        let told = receiver.call().await.body["errors"][0].clone();
        assert_eq!((&told["code"], &told["parameters"]), (&json!(701), &json!({ "channel_id": channel })));
        assert_eq!(told["details"], format!("Channel {channel} has an inbox."));
    }
}

#[tokio::test]
async fn the_earliest_of_several_orders_for_a_number_gets_it() {
    let clock = clock();
    let inbox = builder(&clock).start().await.expect("it starts");
    let partner = partner(&inbox);
    let mut receiver = Receiver::start().await;
    let orders = ["first", "second", "third", "fourth", "fifth", "sixth"];
    for order in orders {
        let configurator = json!({ "user_name": "installer", "webhook_url": receiver.url, "webhook_headers": { "X-Order": order } });
        let channel = if order == "fourth" { "another" } else { "Ch1234CH" };
        partner.post("/v1/instances", json!({ "channel_id": channel, "subdomain": order, "configurator": configurator })).await.ok();
    }
    clock.advance(DEPLOYMENT);
    let mut ready = Vec::new();
    for _ in orders {
        let call = receiver.call().await;
        if call.body["token"].is_string() {
            ready.push(call.headers["x-order"].to_str().expect("a text").to_owned());
        } else {
            assert_eq!(call.body["errors"][0]["code"], 701);
        }
    }
    ready.sort();
    assert_eq!(ready, ["first", "fourth"]);
}

#[tokio::test]
async fn instances_and_what_is_to_be_told_of_them_survive_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let (clock, mut receiver) = (clock(), Receiver::start().await);
    let start = || builder(&clock).data(folder.path().join("inbox.db")).start();
    let inbox = start().await.expect("it starts");
    let ready = partner(&inbox).post("/v1/instances", json!({ "channel_id": "a", "subdomain": "ready" })).await.ok();
    clock.advance(DEPLOYMENT);
    is_ready(&ready).await;
    let says = json!({ "type": "text", "text": { "body": "hi" } });
    Http::new(&url(&ready), None).post(&format!("/sandbox/customers/{ADA}/messages"), says).await.created();
    let configurator = json!({ "user_name": "installer", "webhook_url": receiver.url });
    let order = json!({ "channel_id": "b", "subdomain": "ordered", "configurator": configurator });
    partner(&inbox).post("/v1/instances", order).await.ok();
    inbox.shutdown().await;

    let inbox = start().await.expect("it starts again");
    let state = Http::new(&format!("{}/i/ready", inbox.url()), None).get("/sandbox/state").await.ok();
    assert_eq!(state["messages"], 1);
    clock.advance(DEPLOYMENT);
    let token = receiver.call().await.body["token"].clone();
    let installer = Http::new(&format!("{}/i/ordered", inbox.url()), token.as_str());
    assert_eq!(installer.get("/api/v1/users/current/").await.ok()["username"], "installer");
    inbox.shutdown().await;
    let world = World::with(builder(&clock).data(folder.path().join("inbox.db"))).await;
    assert!(receiver.rest().is_empty(), "it was told once");
    drop(world);
}

#[tokio::test]
async fn an_instance_has_accounts_sessions_and_seats_of_its_own() {
    let clock = clock();
    let inbox = builder(&clock).start().await.expect("it starts");
    let mut receiver = Receiver::start().await;
    let configurator = json!({ "user_name": "installer", "webhook_url": receiver.url });
    let order = json!({
        "subdomain": "acme", "d360_api_key": "k1", "generate_activation": true, "max_number_of_seats": 1, "configurator": configurator,
    });
    let instance = partner(&inbox).post("/v1/instances", order).await.ok();
    clock.advance(DEPLOYMENT);
    let token = receiver.call().await.body["token"].clone();
    let anybody = Http::new(&inbox.url(), None);
    let current = async |key: &str| {
        let headers = [("D360-Api-Key", key)];
        anybody.call(axum::http::Method::GET, "/i/acme/api/v1/users/current/", &headers, Vec::new()).await
    };
    assert_eq!(current("k1").await.ok()["username"], "installer", "the admin is not active yet");
    current("k2").await.with_status(403);

    let mut admin = Browser::new(anybody.clone());
    let opened = admin.get(instance["activation_url"].as_str().expect("a link")).await;
    assert_eq!(opened.leads_to().as_deref(), Some("/i/acme/app/"));
    for cookie in opened.headers.get_all("set-cookie") {
        assert!(cookie.to_str().is_ok_and(|cookie| cookie.contains("Path=/i/acme/;")), "{cookie:?}");
    }
    admin.get("/i/acme/app/").await.page();
    assert_eq!(admin.is().await, None, "nobody elsewhere");
    let active = current("k1").await.ok()["id"].clone();
    assert_ne!(current("k1").await.ok()["username"], "installer");

    let installer = Http::new(&url(&instance), token.as_str());
    installer.get("/api/v1/messages/").await.with_status(403);
    let mira = installer.post("/api/v1/users/", json!({ "username": "mira" })).await.created();
    installer.put(&format!("/api/v1/users/{}/password/change/", mira["id"]), json!({ "password": "mira" })).await.ok();
    let link = mira["activation_url"].as_str().expect("a link");
    assert_eq!(anybody.get(link).await.leads_to().as_deref(), Some("/i/acme/login/"), "the one seat is taken");
    let log_in = json!({ "username": "mira", "password": "mira" });
    Http::new(&url(&instance), None).post("/api/v1/auth/token/", log_in.clone()).await.with_status(400);
    admin.get("/i/acme/api/v1/auth/logout/").await.ok();
    let token = Http::new(&url(&instance), None).post("/api/v1/auth/token/", log_in).await.ok()["token"].clone();
    // No token of an instance outlives deactivation, its first admin's neither.
    installer.put(&format!("/api/v1/users/{active}/password/change/"), json!({ "password": "p" })).await.ok();
    Http::new(&url(&instance), token.as_str()).get("/api/v1/auth/logout/").await.ok();
    let name = installer.get(&format!("/api/v1/users/{active}/")).await.ok()["username"].clone();
    let first = Http::new(&url(&instance), None).post("/api/v1/auth/token/", json!({ "username": name, "password": "p" })).await.ok();
    let first = Http::new(&url(&instance), first["token"].as_str());
    first.get("/api/v1/users/current/").await.ok();
    installer.patch(&format!("/sandbox/users/{active}"), json!({ "is_active": false })).await.ok();
    first.get("/api/v1/users/current/").await.with_status(401);
}

#[tokio::test]
async fn sessions_of_inboxes_at_one_address_do_not_mix() {
    let clock = clock();
    let world = World::with(builder(&clock)).await;
    let mut receiver = Receiver::start().await;
    let mut installers = Vec::new();
    // The one's path begins as the other's.
    for subdomain in ["acme", "acme-2"] {
        let configurator = json!({ "user_name": "installer", "webhook_url": receiver.url });
        let order = json!({ "channel_id": subdomain, "subdomain": subdomain, "configurator": configurator });
        partner(&world.inbox).post("/v1/instances", order).await.ok();
        clock.advance(DEPLOYMENT);
        let installer = Http::new(&format!("{}/i/{subdomain}", world.inbox.url()), receiver.call().await.body["token"].as_str());
        let user = installer.post("/api/v1/users/", json!({ "username": format!("noor at {subdomain}") })).await.created();
        installer.put(&format!("/api/v1/users/{}/password/change/", user["id"]), json!({ "password": "p" })).await.ok();
        installer.patch(&format!("/sandbox/users/{}", user["id"]), json!({ "is_active": true })).await.ok();
        installers.push((installer, user["id"].clone()));
    }
    let mut noor = Browser::new(world.nobody());
    assert_eq!(noor.logs_in("mira", "mira").await.as_deref(), Some("/app/"));
    let nobody = noor.get("/i/acme/app/").await;
    assert_eq!(nobody.leads_to().as_deref(), Some("/i/acme/login/"), "mira is nobody there");
    assert_eq!(noor.logs_in_at("/i/acme", "noor at acme", "p").await.as_deref(), Some("/i/acme/app/"));
    // The other one is entered without a password.
    let (installer, id) = &installers[1];
    let token = installer.get(&format!("/api/v1/auth/refresh_token/{id}/")).await.ok()["refresh_token"].clone();
    let entered = noor.get(&format!("/i/acme-2/app/?idt={}", token.as_str().expect("a token"))).await;
    assert_eq!(entered.leads_to().as_deref(), Some("/i/acme-2/app/"), "without the token in the address");
    noor.get("/i/acme-2/app/").await.page();
    for (part, name) in [("", "mira"), ("/i/acme", "noor at acme"), ("/i/acme-2", "noor at acme-2")] {
        assert_eq!(noor.is_at(part).await.as_deref(), Some(name), "{part}");
        let changed = noor.send(axum::http::Method::POST, &format!("{part}/api/v1/tags/"), json!({ "name": "order" })).await;
        assert_eq!(changed.status, 201, "{part}: the token against forged requests is its own");
    }
    noor.get("/i/acme/api/v1/auth/logout/").await.ok();
    assert_eq!((noor.is_at("/i/acme").await, noor.is().await.as_deref()), (None, Some("mira")));
    assert_eq!(noor.is_at("/i/acme-2").await.as_deref(), Some("noor at acme-2"));
    // The form leads to its own inbox only.
    for (next, place) in [("/i/acme/app/?c=1", "/i/acme/app/?c=1"), ("/app/", "/i/acme/app/"), ("/i/acme/../../app/", "/i/acme/app/")] {
        let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
        let body = format!("username=noor+at+acme&password=p&next={next}");
        let sent = noor.call(axum::http::Method::POST, "/i/acme/login/", "application/x-www-form-urlencoded", &body).await;
        assert_eq!(sent.leads_to().as_deref(), Some(place));
    }
}
