//! Users, activation, tokens, passwords, groups.

use axum::http::Method;
use serde_json::json;

use crate::world::{World, results};

#[tokio::test]
async fn an_admin_makes_an_app_that_is_activated_once() {
    let world = World::start().await;
    let made = world.admin.post("/api/v1/users/", json!({"username": "my bot 1", "profile": {"role": "app"}})).await.created();
    assert_eq!(made["profile"]["role"], "app");
    assert_eq!((made.get("groups"), made.get("permissions")), (None, None), "the document's answer has neither");
    let url = made["activation_url"].as_str().expect("a URL").to_owned();
    assert!(url.starts_with(&format!("{}/confirm_account?c=", world.inbox.url())));
    let shown = world.admin.get(&format!("/api/v1/users/{}/", made["id"])).await.ok();
    assert_eq!(shown.get("activation_url"), None, "shown once");
    assert_eq!(shown["groups"], json!([{"id": 2, "name": "App integration"}]));

    let token = world.nobody().get(&url).await.ok()["token"].as_str().expect("a token").to_owned();
    assert_eq!(token.len(), 40);
    world.nobody().get(&url).await.with_status(404)["detail"].as_str().expect("a detail");
    let me = world.with_token(&token).get("/api/v1/users/current/").await.ok();
    assert_eq!(me["username"], "my bot 1");
    assert_eq!(me["url"], json!(format!("{}/api/v1/users/{}/", world.inbox.url(), me["id"])));
}

#[tokio::test]
async fn a_person_is_activated_by_a_page_and_logs_in_with_a_password() {
    let world = World::start().await;
    let made = world.admin.post("/api/v1/users/", json!({"username": "noor", "email": "noor@shop.example"})).await.created();
    let shown = world.admin.get(&format!("/api/v1/users/{}/", made["id"])).await.ok();
    assert_eq!((&made["profile"]["role"], &shown["groups"][0]["id"]), (&json!("user"), &json!(1)));
    let credentials = json!({"username": "noor", "password": "long enough"});
    world.admin.put(&format!("/api/v1/users/{}/password/change/", made["id"]), json!({"password": "long enough"})).await.ok();
    world.nobody().post("/api/v1/auth/token/", credentials.clone()).await.with_status(400);
    let page = world.nobody().get(made["activation_url"].as_str().expect("a URL")).await;
    assert_eq!(page.status.as_u16(), 302);
    let token = world.nobody().post("/api/v1/auth/token/", credentials.clone()).await.ok();
    assert_eq!(world.nobody().post("/api/v1/auth/token/", credentials).await.ok(), token, "the one that exists");
}

#[tokio::test]
async fn a_bot_that_lost_its_activation_url_gets_in_by_a_password() {
    let world = World::start().await;
    let id = world.admin.post("/api/v1/users/", json!({"username": "shopbot", "profile": {"role": "app"}})).await.created()["id"].clone();
    world.admin.put(&format!("/api/v1/users/{id}/password/change/"), json!({"password": "made at random"})).await.ok();
    let token = world.nobody().post("/api/v1/auth/token/", json!({"username": "shopbot", "password": "made at random"})).await.ok();
    let me = world.with_token(token["token"].as_str().expect("a token")).get("/api/v1/users/current").await.ok();
    assert_eq!(me["id"], id);
}

#[tokio::test]
async fn of_changes_at_the_same_time_none_undoes_another() {
    let world = World::start().await;
    for round in 0..50 {
        let (first, last, email) = (format!("Mira {round}"), format!("Okafor {round}"), format!("mira{round}@shop.example"));
        let change = |changes| world.admin.patch("/api/v1/users/2/", changes);
        let (one, other, third) =
            tokio::join!(change(json!({"first_name": first})), change(json!({"last_name": last})), change(json!({"email": email})));
        for answer in [one, other, third] {
            answer.ok();
        }
        let (may_read, may_use) = (if round % 2 == 0 { "user" } else { "group" }, round % 2 == 0);
        let change = async |permissions| world.sandbox().patch("/sandbox/groups/1", json!({"permissions": permissions})).await.ok();
        tokio::join!(change(json!({"can_read_chats": may_read})), change(json!({"can_use_tags": may_use})));
        let group = world.sandbox().patch("/sandbox/groups/1", json!({"permissions": {}})).await.ok();
        assert_eq!(group["permissions"], json!({"can_read_chats": may_read, "can_use_tags": may_use}));
        let mira = world.admin.get("/api/v1/users/2/").await.ok();
        assert_eq!((&mira["first_name"], &mira["last_name"], &mira["email"]), (&json!(first), &json!(last), &json!(email)));
    }
}

#[tokio::test]
async fn credentials_are_asked_for_and_checked() {
    let world = World::start().await;
    let missing = world.nobody().get("/api/v1/users/").await.with_status(403);
    assert_eq!(missing, json!({"detail": "Authentication credentials were not provided."}));
    let wrong = world.with_token("nonsense").get("/api/v1/users/").await.with_status(401);
    assert_eq!(wrong, json!({"detail": "Invalid token."}));
    let refused = world.nobody().post("/api/v1/auth/token/", json!({"username": "mira", "password": "wrong"})).await.with_status(400);
    assert!(refused["non_field_errors"].is_array() && refused["reason"].is_string());
    let incomplete = world.nobody().post("/api/v1/auth/token/", json!({"username": "mira"})).await.with_status(400);
    assert_eq!(incomplete["password"], json!(["This field is required."]));
}

#[tokio::test]
async fn only_admins_make_and_change_users() {
    let world = World::start().await;
    let mira = world.mira().await;
    let (bot_id, bot) = world.app("shopbot").await;
    for caller in [&mira, &bot] {
        caller.post("/api/v1/users/", json!({"username": "x"})).await.with_status(403);
        caller.put(&format!("/api/v1/users/{bot_id}/password/change/"), json!({"password": "x"})).await.with_status(403);
        caller.patch(&format!("/api/v1/users/{bot_id}/"), json!({"profile": {"role": "admin"}})).await.with_status(403);
    }
    mira.patch("/api/v1/users/2/", json!({"first_name": "Mira"})).await.ok();
    mira.patch("/api/v1/users/1/", json!({"first_name": "Boss"})).await.with_status(403);
    mira.put("/api/v1/users/2/", json!({"username": "mira", "email": "mira@shop.example"})).await.ok();
    for more in [json!({"profile": {"role": "user"}}), json!({"permissions": {}}), json!({"group_ids": [1]})] {
        mira.patch("/api/v1/users/2/", more).await.with_status(403);
    }
    world.admin.patch("/api/v1/users/999/", json!({})).await.with_status(404);
    world.admin.get("/api/v1/users/nobody/").await.with_status(404);
}

#[tokio::test]
async fn an_admin_changes_role_groups_and_permissions() {
    let world = World::start().await;
    let body = json!({"group_ids": [1, 3], "permissions": {"can_read_chats": "group"}, "profile": {"role": "app"}, "last_name": "Lind"});
    let changed = world.admin.patch("/api/v1/users/2/", body).await.ok();
    assert_eq!(changed["groups"], json!([{"id": 1, "name": "Regular user"}, {"id": 3, "name": "Admin"}]));
    assert_eq!(changed["permissions"]["can_read_chats"], "group");
    assert_eq!(changed["permissions"]["can_write_to_chats"], "all");
    assert_eq!((&changed["profile"]["role"], &changed["last_name"]), (&json!("app"), &json!("Lind")));
    let kept = world.admin.patch("/api/v1/users/2/", json!({"first_name": "Mira"})).await.ok();
    assert_eq!(kept["permissions"], changed["permissions"], "what is left out stays");
    world.admin.patch("/api/v1/users/2/", json!({"group_ids": [99]})).await.with_status(400)["group_ids"].as_array().expect("a list");
    world.admin.patch("/api/v1/users/2/", json!({"permissions": {"can_read_chats": "some"}})).await.with_status(400);
    world.admin.put("/api/v1/users/2/", json!({"username": "mira"})).await.with_status(400)["email"].as_array().expect("a list");
    let mut whole = json!({"username": "mira", "email": "mira@shop.example"});
    world.admin.put("/api/v1/users/2/", whole.clone()).await.with_status(400)["permissions"].as_array().expect("a list");
    whole["permissions"] = json!({"can_use_tags": false});
    let replaced = world.admin.put("/api/v1/users/2/", whole).await.ok();
    assert_eq!((&replaced["permissions"]["can_use_tags"], &replaced["permissions"]["can_read_chats"]), (&json!(false), &json!("all")));
    assert_eq!(replaced["groups"], changed["groups"]);
}

#[tokio::test]
async fn the_only_active_admin_stays_one() {
    let world = World::start().await;
    let path = "/api/v1/users/1/";
    let steps_down = json!({"profile": {"role": "user"}, "first_name": "Nobody"});
    let whole = json!({"username": "admin", "email": "admin@shop.example", "permissions": {}, "profile": {"role": "app"}});
    let refused = json!(["This is the only active admin: make somebody else an admin first."]);
    let stays = async || {
        assert_eq!(world.admin.patch(path, steps_down.clone()).await.with_status(400)["profile"], refused);
        assert_eq!(world.admin.put(path, whole.clone()).await.with_status(400)["profile"], refused);
        let me = world.admin.get(path).await.ok();
        assert_eq!((&me["profile"]["role"], &me["first_name"], &me["email"]), (&json!("admin"), &json!(""), &json!("")), "nothing changed");
    };
    stays().await;
    // Another admin who was never activated, or was shut out, helps nobody.
    world.admin.post("/api/v1/users/", json!({"username": "noor", "profile": {"role": "admin"}})).await.created();
    world.admin.patch("/api/v1/users/2/", json!({"profile": {"role": "admin"}})).await.ok();
    world.sandbox().patch("/sandbox/users/2", json!({"is_active": false})).await.ok();
    stays().await;
    world.admin.patch(path, json!({"profile": {"role": "admin"}, "first_name": "Boss"})).await.ok();

    world.sandbox().patch("/sandbox/users/2", json!({"is_active": true})).await.ok();
    let mira = world.mira().await;
    assert_eq!(world.admin.patch(path, steps_down.clone()).await.ok()["profile"]["role"], "user");
    assert_eq!(mira.patch("/api/v1/users/2/", steps_down).await.with_status(400)["profile"], refused);
    assert_eq!(mira.patch(path, json!({"profile": {"role": "admin"}})).await.ok()["profile"]["role"], "admin");
}

#[tokio::test]
async fn names_are_checked_and_taken_once() {
    let world = World::start().await;
    for (username, status) in [("mira", 400), ("", 400), ("a/b", 400), ("My Bot", 201), ("service_account", 201), ("bot@shop.example", 201)]
    {
        world.admin.post("/api/v1/users/", json!({"username": username})).await.with_status(status);
    }
    let long = "n".repeat(151);
    for wrong in [
        json!({}),
        json!({"username": "ok", "first_name": long}),
        json!({"username": "ok", "email": "nowhere"}),
        json!({"username": "ok", "profile": {"role": "god"}}),
    ] {
        let answer = world.admin.post("/api/v1/users/", wrong.clone()).await.with_status(400);
        assert!(answer["reason"].is_string(), "{wrong}");
    }
    world.admin.patch("/api/v1/users/2/", json!({"username": "admin"})).await.with_status(400);
    world.admin.patch("/api/v1/users/2/", json!({"username": "mira"})).await.ok();
}

#[tokio::test]
async fn i_change_my_password() {
    let world = World::start().await;
    let mira = world.mira().await;
    let path = "/api/v1/users/password/change/";
    mira.put(path, json!({"current_password": "wrong", "new_password": "other"})).await.with_status(400);
    mira.form(Method::PUT, path, "current_password=mira&new_password=other").await.ok();
    world.nobody().post("/api/v1/auth/token/", json!({"username": "mira", "password": "mira"})).await.with_status(400);
    world.nobody().form(Method::POST, "/api/v1/auth/token/", "username=mira&password=other").await.ok();
}

#[tokio::test]
async fn users_and_groups_are_listed() {
    let world = World::start().await;
    world.app("shopbot").await;
    let mira = world.mira().await;
    let users = mira.get("/api/v1/users/?limit=5000").await.ok();
    assert_eq!((&users["count"], &users["next"]), (&json!(3), &json!(null)));
    let names: Vec<_> = results(&users).iter().map(|user| user["username"].clone()).collect();
    assert_eq!(names, [json!("admin"), json!("mira"), json!("shopbot")]);
    let groups = mira.get("/api/v1/groups/").await.ok();
    assert_eq!(
        groups["results"],
        json!([{"id": 1, "name": "Regular user"}, {"id": 2, "name": "App integration"}, {"id": 3, "name": "Admin"}])
    );
    assert_eq!(mira.get("/api/v1/groups/3/").await.ok()["name"], "Admin");
    mira.get("/api/v1/groups/4/").await.with_status(404);
}

#[tokio::test]
async fn the_group_gives_what_the_user_does_not_have() {
    let world = World::start().await;
    world.sandbox().patch("/sandbox/groups/1", json!({"permissions": {"can_read_chats": "group", "can_use_tags": false}})).await.ok();
    let mira = world.mira().await;
    let me = mira.get("/api/v1/users/current/").await.ok();
    assert_eq!((&me["permissions"]["can_read_chats"], &me["permissions"]["can_use_tags"]), (&json!("group"), &json!(false)));
    mira.post("/api/v1/tags/", json!({"name": "order"})).await.with_status(403);
    world.admin.patch("/api/v1/users/2/", json!({"permissions": {"can_use_tags": true}})).await.ok();
    mira.post("/api/v1/tags/", json!({"name": "order"})).await.created();
    world.sandbox().patch("/sandbox/groups/9", json!({"permissions": {}})).await.with_status(404);
    world.sandbox().patch("/sandbox/groups/1", json!({"permissions": {"can_read_chats": "own"}})).await.with_status(400);
}

#[tokio::test]
async fn groups_are_made_as_in_the_admin_panel() {
    let world = World::start().await;
    let sandbox = world.sandbox();
    let made = sandbox.post("/sandbox/groups", json!({"name": "Billing"})).await.created();
    assert_eq!(made, json!({"id": 4, "name": "Billing", "permissions": {}}));
    let changed = sandbox.post("/sandbox/groups", json!({"name": "Billing", "permissions": {"can_read_chats": "group"}})).await.ok();
    assert_eq!((&changed["id"], &changed["permissions"]["can_read_chats"]), (&json!(4), &json!("group")));
    assert_eq!(world.admin.get("/api/v1/groups/4/").await.ok()["name"], "Billing");
    world.admin.patch("/api/v1/users/2/", json!({"group_ids": [1, 4]})).await.ok();
    let mira = world.mira().await.get("/api/v1/users/current/").await.ok();
    let groups: Vec<_> = mira["groups"].as_array().unwrap().iter().map(|group| &group["name"]).collect();
    assert_eq!(groups, ["Regular user", "Billing"]);
    for wrong in [json!({}), json!({"name": " "}), json!({"name": 4}), json!({"name": "Returns", "permissions": []})] {
        sandbox.post("/sandbox/groups", wrong).await.with_status(400);
    }
}
