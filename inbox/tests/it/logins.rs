//! Logging in: refresh tokens, activation, seats, the service account.

use axum::http::Method;
use serde_json::{Value, json};
use switchboard_inbox::Inbox;

use crate::world::{ADA, Browser, Http, Receiver, World};

async fn log_in(world: &World, username: &str, password: &str) -> crate::world::Answer {
    world.nobody().post("/api/v1/auth/token/", json!({"username": username, "password": password})).await
}

async fn refresh_token(caller: &Http, user: i64) -> String {
    let told = caller.get(&format!("/api/v1/auth/refresh_token/{user}/")).await.ok();
    told["refresh_token"].as_str().expect("a token").to_owned()
}

async fn convert(world: &World, token: &str) -> crate::world::Answer {
    world.nobody().post("/api/v1/auth/convert_refresh_token/", json!({"refresh_token": token})).await
}

/// A person who was activated: the id.
async fn person(world: &World, name: &str) -> i64 {
    let made = world.admin.post("/api/v1/users/", json!({"username": name})).await.created();
    world.admin.put(&format!("/api/v1/users/{}/password/change/", made["id"]), json!({"password": name})).await.ok();
    let opened = world.nobody().get(made["activation_url"].as_str().expect("a URL")).await;
    assert_eq!(opened.status.as_u16(), 302);
    made["id"].as_i64().expect("an id")
}

#[tokio::test]
async fn a_refresh_token_is_converted_once_unless_it_is_kept() {
    let world = World::start().await;
    let first = refresh_token(&world.admin, 2).await;
    assert_eq!(refresh_token(&world.admin, 2).await, first, "the one that is valid now");
    let token = convert(&world, &first).await.ok()["token"].clone();
    let used = convert(&world, &first).await.with_status(400);
    assert!(used["reason"].is_string() && used["refresh_token"].is_array(), "{used}");
    let mira = world.with_token(token.as_str().expect("a token"));
    let second = refresh_token(&mira, 2).await;
    assert_ne!(first, second);
    for written in ["refresh_token={}&keep_refresh_token=true", "refresh_token={}&keep_refresh_token=1"] {
        let body = written.replace("{}", &second);
        let kept = world.nobody().form(Method::POST, "/api/v1/auth/convert_refresh_token/", &body).await.ok();
        assert_eq!(kept["token"], token, "the one that exists");
    }
    let old = [("id_token", second.as_str()), ("keep_refresh_token", "true")];
    let converted = world.nobody().multipart(Method::POST, "/api/v1/auth/convert_id_token", &old).await.ok();
    assert_eq!(converted["token"], token);
    convert(&world, &second).await.with_status(400);
    for wrong in [json!({}), json!({"refresh_token": ""}), json!({"refresh_token": "x", "keep_refresh_token": "maybe"})] {
        world.nobody().post("/api/v1/auth/convert_refresh_token/", wrong).await.with_status(400);
    }
    let missing = world.nobody().post("/api/v1/auth/convert_id_token/", json!({"refresh_token": second})).await.with_status(400);
    assert_eq!(missing["id_token"], json!(["This field is required."]));
}

#[tokio::test]
async fn who_is_inactive_an_app_or_the_service_account_has_no_refresh_token() {
    let world = World::start().await;
    let (bot_id, bot) = world.app("shopbot").await;
    let inactive = world.admin.post("/api/v1/users/", json!({"username": "noor"})).await.created()["id"].as_i64().expect("an id");
    let made = world.sandbox().post("/sandbox/configurator", json!({"user_name": "service_account"})).await.created();
    let configurator = world.with_token(made["token"].as_str().expect("a token"));
    let of = async |caller: &Http, user: &Value| caller.get(&format!("/api/v1/auth/refresh_token/{user}/")).await.status.as_u16();
    for user in [json!(bot_id), json!(inactive), made["id"].clone(), json!(99)] {
        assert_eq!(of(&world.admin, &user).await, 404, "{user}");
    }
    assert_eq!(of(&bot, &json!(bot_id)).await, 404);
    assert_eq!(of(&configurator, &made["id"]).await, 404);
    assert_eq!(of(&configurator, &json!(2)).await, 200, "for others it acts as an admin");
    let mira = world.mira().await;
    assert_eq!((of(&mira, &json!(2)).await, of(&mira, &json!(1)).await, of(&world.nobody(), &json!(2)).await), (200, 403, 403));
    world.admin.get("/api/v1/auth/refresh_token/x/").await.with_status(404);

    let token = refresh_token(&world.admin, 2).await;
    world.admin.patch("/api/v1/users/2/", json!({"profile": {"role": "app"}})).await.ok();
    convert(&world, &token).await.with_status(400);
    world.admin.patch("/api/v1/users/2/", json!({"profile": {"role": "user"}})).await.ok();
    world.sandbox().patch("/sandbox/users/2", json!({"is_active": false})).await.ok();
    convert(&world, &token).await.with_status(400);
    mira.get("/api/v1/users/current/").await.with_status(401);
    log_in(&world, "mira", "mira").await.with_status(400);
    world.sandbox().patch("/sandbox/users/2", json!({"is_active": true})).await.ok();
    mira.get("/api/v1/users/current/").await.ok();
    convert(&world, &token).await.with_status(400);
    world.sandbox().patch("/sandbox/users/99", json!({"is_active": true})).await.with_status(404);
    world.sandbox().patch("/sandbox/users/2", json!({})).await.with_status(400);
}

#[tokio::test]
async fn the_address_with_a_refresh_token_logs_in_without_a_password() {
    let world = World::start().await;
    let token = refresh_token(&world.admin, 2).await;
    let mut mira = Browser::new(world.nobody());
    assert_eq!(mira.get(&format!("/app/?idt={token}")).await.leads_to().as_deref(), Some("/app/"), "the token leaves the address");
    assert_eq!(mira.is().await.as_deref(), Some("mira"));
    mira.send(Method::PATCH, "/api/v1/users/2/", json!({"first_name": "Mira"})).await.ok();
    let used = mira.get(&format!("/app?idt={token}")).await.with_status(400);
    assert!(used["reason"].is_string());
    let kept = refresh_token(&world.admin, 2).await;
    for _ in 0..2 {
        let mut other = Browser::new(world.nobody());
        other.get(&format!("/app/?refresh_token={kept}&keep_refresh_token=1")).await;
        assert_eq!(other.is().await.as_deref(), Some("mira"));
    }
}

#[tokio::test]
async fn an_activation_url_logs_a_person_in_once() {
    let world = World::start().await;
    let made = world.admin.post("/api/v1/users/", json!({"username": "noor"})).await.created();
    let url = made["activation_url"].as_str().expect("a URL");
    let mut noor = Browser::new(world.nobody());
    assert_eq!(noor.get(url).await.leads_to().as_deref(), Some("/app/"));
    assert_eq!(noor.is().await.as_deref(), Some("noor"));
    assert!(noor.get(url).await.with_status(404)["detail"].is_string());
    let shut_out = world.admin.post("/api/v1/users/", json!({"username": "olga"})).await.created();
    world.sandbox().patch(&format!("/sandbox/users/{}", shut_out["id"]), json!({"is_active": false})).await.ok();
    world.nobody().get(shut_out["activation_url"].as_str().expect("a URL")).await.with_status(404);
    let (bot_id, bot) = world.app("shopbot").await;
    world.admin.put(&format!("/api/v1/users/{bot_id}/password/change/"), json!({"password": "p"})).await.ok();
    world.sandbox().patch(&format!("/sandbox/users/{bot_id}"), json!({"is_active": false})).await.ok();
    log_in(&world, "shopbot", "p").await.with_status(400);
    bot.get("/api/v1/users/current/").await.with_status(401);
}

#[tokio::test]
async fn activation_mails_are_sent_again() {
    let world = World::start().await;
    let made = world.admin.post("/api/v1/users/", json!({"username": "noor", "email": "noor@shop.example"})).await.created();
    world.admin.post("/api/v1/users/", json!({"username": "olga"})).await.created();
    let resend = "/api/v1/notifications/email/activation/resend/";
    world.mira().await.post(resend, json!({})).await.with_status(403);
    assert_eq!(world.sandbox().get("/sandbox/mails").await.ok()["mails"], json!([]));
    assert_eq!(world.admin.post(resend, json!({})).await.ok(), json!({}));
    let mails = world.sandbox().get("/sandbox/mails").await.ok();
    let [mail] = mails["mails"].as_array().expect("a list").as_slice() else { panic!("one has an address: {mails}") };
    assert_eq!((&mail["to"], &mail["subject"]), (&json!("noor@shop.example"), &json!("WhatsApp Inbox Activation")));
    assert_eq!(mail["activation_url"], made["activation_url"]);
    world.nobody().get(mail["activation_url"].as_str().expect("a URL")).await;
    world.admin.call(Method::POST, resend, &[], Vec::new()).await.ok();
    let later = world.sandbox().get(&format!("/sandbox/mails?after={}", mails["last_seq"])).await.ok();
    assert_eq!(later["mails"], json!([]), "whoever is active needs none");
}

#[tokio::test]
async fn who_finds_no_seat_is_told_so_and_apps_need_none() {
    let world = World::with(Inbox::builder().seats(2)).await;
    let noor = person(&world, "noor").await;
    let olga = world.admin.post("/api/v1/users/", json!({"username": "olga"})).await.created();
    let mira = world.mira().await;
    log_in(&world, "mira", "mira").await.ok();
    for refused in [
        log_in(&world, "admin", "admin").await,
        convert(&world, &refresh_token(&world.admin, 1).await).await,
        world.nobody().get(&format!("/app/?idt={}", refresh_token(&world.admin, 1).await)).await,
    ] {
        assert_eq!(refused.with_status(400), json!({"reason": "All seats are taken: somebody else has to log out first."}));
    }
    let mut admin = Browser::new(world.nobody());
    assert_eq!(admin.logs_in("admin", "admin").await, None);
    let path = olga["activation_url"].as_str().expect("a URL");
    assert_eq!(world.nobody().get(path).await.leads_to().as_deref(), Some("/login/"));
    let (_, bot) = world.app("shopbot").await;
    bot.get("/api/v1/users/current/").await.ok();
    world.admin.get("/api/v1/users/current/").await.ok();

    mira.get("/api/v1/auth/logout/").await.ok();
    assert_eq!(admin.logs_in("admin", "admin").await.as_deref(), Some("/app/"));
    log_in(&world, "mira", "mira").await.with_status(400);
    world.sandbox().patch(&format!("/sandbox/users/{noor}"), json!({"is_active": false})).await.ok();
    assert_eq!(world.nobody().get(path).await.leads_to().as_deref(), Some("/app/"), "her code was not used up");
    admin.get("/api/v1/auth/logout/").await.ok();
    log_in(&world, "mira", "mira").await.ok();
}

#[tokio::test]
async fn the_service_account_does_what_an_admin_does_but_messaging() {
    let world = World::with(Inbox::builder().seats(0)).await;
    let waba_id = world.customer_says(ADA, "hi").await;
    let made = world.sandbox().post("/sandbox/configurator", json!({"user_name": "service_account"})).await.created();
    let configurator = world.with_token(made["token"].as_str().expect("a token"));
    assert_eq!(configurator.get("/api/v1/users/current/").await.ok()["profile"]["role"], "admin");
    let bot = configurator.post("/api/v1/users/", json!({"username": "shopbot", "profile": {"role": "app"}})).await.created();
    configurator.patch(&format!("/api/v1/users/{}/", bot["id"]), json!({"group_ids": [2, 3]})).await.ok();
    configurator.put("/api/v1/users/2/password/change/", json!({"password": "p"})).await.ok();
    configurator.get("/api/v1/webhooks/waba/").await.ok();
    configurator.patch(&format!("/api/v1/chat_assignment/{ADA}/"), json!({"assigned_to_user": 2})).await.ok();
    let id = world.admin.get("/api/v1/messages/").await.ok()["results"][0]["id"].as_str().expect("an id").to_owned();
    let message = json!({"wa_id": ADA, "text": {"body": "hello"}, "context": {"message_id": waba_id}});
    let mark = json!({"customer_wa_id": ADA, "timestamp": 1});
    for answer in [
        configurator.post("/api/v1/messages/", message).await,
        configurator.get("/api/v1/messages/").await,
        configurator.get(&format!("/api/v1/messages/{id}/")).await,
        configurator.post("/api/v1/mark_as_received/", mark).await,
    ] {
        assert_eq!(answer.with_status(403), json!({"detail": "You do not have permission to perform this action."}));
    }
    let chat = configurator.get(&format!("/api/v1/chats/{ADA}/")).await.ok();
    assert_eq!((&chat["wa_id"], chat.get("last_message")), (&json!(ADA), Some(&json!(null))), "it reads no messages");
    assert_eq!(configurator.get("/api/v1/chats/").await.ok()["results"], json!([chat]));
    assert!(world.admin.get("/api/v1/chats/").await.ok()["results"][0]["last_message"].is_object());
    let (mut receiver, _) = Receiver::of(&configurator).await;
    world.customer_says(ADA, "hello?").await;
    world.admin.says(ADA, "yes").await;
    configurator.patch(&format!("/api/v1/chat_assignment/{ADA}/"), json!({"assigned_to_user": made["id"]})).await.ok();
    world.all_delivered().await;
    let told: Vec<_> =
        receiver.rest().iter().flat_map(|call| call.body.as_object().expect("an object").keys().cloned().collect::<Vec<_>>()).collect();
    assert_eq!(told, ["chat_assignment"], "no message");
    configurator.put(&format!("/api/v1/users/{}/password/change/", made["id"]), json!({"password": "p"})).await.ok();
    assert_eq!(log_in(&world, "service_account", "p").await.ok()["token"], made["token"]);
    assert_eq!(Browser::new(world.nobody()).logs_in("service_account", "p").await, None, "it does not use the web");
    world.sandbox().post("/sandbox/configurator", json!({"user_name": "mira"})).await.with_status(400);
    world.sandbox().post("/sandbox/configurator", json!({})).await.with_status(400);
}
