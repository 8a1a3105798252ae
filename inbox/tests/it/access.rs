//! Every resource, for every role, in every kind of chat: what may be read, changed and heard.

use std::collections::BTreeSet;

use axum::http::Method;
use serde_json::{Value, json};

use crate::websocket::Client;
use crate::world::{Http, Receiver, World, results};

/// A chat of each kind: the caller's own, of the caller's group, of somebody else's, of nobody.
const CHATS: [&str; 4] = ["491713920001", "491713920002", "491713920003", "491713920004"];

/// What the rights are called, and how many of the chats each covers, from the first on.
const RIGHTS: [(&str, usize); 4] = [("all", 4), ("group", 2), ("user", 1), ("none", 0)];

/// An inbox with something of everything in each of the chats, and somebody whose rights are changed.
struct House {
    world: World,
    caller: Http,
    id: i64,
    other_tag: Value,
    inside: Vec<Inside>,
}

struct Inside {
    waba_id: String,
    message: String,
    chat_tagging: Value,
    message_tagging: Value,
    error: Value,
}

impl House {
    async fn open(role: &str) -> Self {
        let world = World::start().await;
        let user = json!({"username": "caller", "profile": {"role": role}});
        let id = world.admin.post("/api/v1/users/", user).await.created()["id"].as_i64().expect("an id");
        world.admin.put(&format!("/api/v1/users/{id}/password/change/"), json!({"password": "p"})).await.ok();
        world.sandbox().patch(&format!("/sandbox/users/{id}"), json!({"is_active": true})).await.ok();
        world.admin.patch(&format!("/api/v1/users/{id}/"), json!({"group_ids": [1]})).await.ok();
        let token = world.nobody().post("/api/v1/auth/token/", json!({"username": "caller", "password": "p"})).await.ok();
        let caller = world.with_token(token["token"].as_str().expect("a token"));
        let tag = async |name: &str| world.admin.post("/api/v1/tags/", json!({"name": name})).await.created()["id"].clone();
        let (tag, other_tag) = (tag("order").await, tag("other").await);
        let mut inside = Vec::new();
        let owners = [json!({"assigned_to_user": id}), json!({"assigned_group": 1}), json!({"assigned_to_user": 1, "assigned_group": 2})];
        for (wa_id, owner) in CHATS.iter().zip(owners.into_iter().chain([json!({"assigned_to_user": 1})])) {
            inside.push(Inside::fill(&world, wa_id, &tag).await);
            world.admin.patch(&format!("/api/v1/chat_assignment/{wa_id}/"), owner).await.ok();
        }
        // The last one was somebody's once.
        world.admin.patch(&format!("/api/v1/chat_assignment/{}/", CHATS[3]), json!({"assigned_to_user": null})).await.ok();
        Self { world, caller, id, other_tag, inside }
    }

    async fn allow(&self, read: &str, write: &str) {
        let body = json!({"permissions": {"can_read_chats": read, "can_write_to_chats": write}});
        self.world.admin.patch(&format!("/api/v1/users/{}/", self.id), body).await.ok();
    }

    async fn status(&self, method: Method, path: &str, body: Value) -> u16 {
        let headers = [("Content-Type", "application/json")];
        self.caller.call(method, &format!("/api/v1/{path}"), &headers, body.to_string().into_bytes()).await.status.as_u16()
    }

    /// The chats that a list shows something of; `name` finds the chat in an entry.
    async fn listed(&self, path: &str, name: &str) -> BTreeSet<&'static str> {
        let page = self.caller.get(&format!("/api/v1/{path}")).await.ok();
        let entries = if page["results"].is_array() { results(&page) } else { page["contacts"].as_array().expect("a list") };
        let count = page.get("count").unwrap_or(&page["pagination"]["count"]);
        assert_eq!(count, entries.len(), "{path}: what is not shown is not counted");
        entries.iter().map(|entry| self.chat_of(entry[name].as_str().expect("an id"))).collect()
    }

    /// The chat of its number, or of a message in it.
    fn chat_of(&self, id: &str) -> &'static str {
        let at = CHATS.iter().position(|wa_id| *wa_id == id);
        let at = at.or_else(|| self.inside.iter().position(|inside| inside.waba_id == id || inside.message == id));
        CHATS[at.expect("a chat")]
    }
}

impl Inside {
    async fn fill(world: &World, wa_id: &str, tag: &Value) -> Self {
        let waba_id = world.customer_says(wa_id, "hello").await;
        let failing = json!({"rules": [{"on": "status", "fault": "failed", "code": 131026, "times": 1}]});
        world.sandbox().put("/sandbox/faults", failing).await.ok();
        let message = world.admin.says(wa_id, "hello").await;
        let error = world.admin.get("/api/v1/errors/waba/").await.ok();
        let tagging = world.admin.post("/api/v1/message_tagging/", json!({"tag": tag, "message": waba_id})).await.created();
        let chat = world.admin.get(&format!("/api/v1/chats/{wa_id}/")).await.ok();
        Self {
            waba_id,
            message,
            chat_tagging: chat["tags"][0]["tagging_id"].clone(),
            message_tagging: tagging["id"].clone(),
            error: results(&error)[0]["id"].clone(),
        }
    }
}

/// Every list that shows chats or what is in them, and where an entry names its chat.
const LISTS: [(&str, &str); 14] = [
    ("chats/", "wa_id"),
    ("chats/?search=order", "wa_id"),
    ("chats/?unread=true", "wa_id"),
    ("messages/", "customer_wa_id"),
    ("messages/?search=hello", "customer_wa_id"),
    ("messages/?search=order", "customer_wa_id"),
    ("messages/?chat_tag_id=1", "customer_wa_id"),
    ("persons/", "wa_id"),
    ("persons/?search=49171", "wa_id"),
    ("chat_assignment_events/", "wa_id"),
    ("chat_tagging_events/", "chat"),
    ("message_tagging_events/", "message"),
    ("errors/waba/", "getchat_id"),
    ("contacts/blocked/", "wa_id"),
];

async fn lists_show_what_may_be_read(role: &str) {
    let house = House::open(role).await;
    for wa_id in CHATS {
        house.world.admin.post(&format!("/api/v1/contacts/block/?wa_id={wa_id}"), json!({})).await.ok();
    }
    for (right, covered) in RIGHTS {
        house.allow(right, "all").await;
        let covered = if role == "admin" { 4 } else { covered };
        let expected: BTreeSet<&str> = CHATS[..covered].iter().copied().collect();
        for (path, name) in LISTS {
            assert_eq!(house.listed(path, name).await, expected, "{role} with {right}: {path}");
        }
        for (at, wa_id) in CHATS.into_iter().enumerate() {
            let known = at < covered;
            let person = house.caller.get(&format!("/api/v1/contacts/{wa_id}/")).await.ok()["person"].is_object();
            assert_eq!(person, known, "{role} with {right}: resolveContact {wa_id}");
            for (path, name) in [("messages/?wa_id=", "customer_wa_id"), ("contacts/blocked/?phone_number=", "wa_id")] {
                assert_eq!(house.listed(&format!("{path}{wa_id}"), name).await.len(), usize::from(known), "{role} with {right}: {path}");
            }
        }
    }
}

/// What reading one chat, or something in it, answers when it may be read, and when it may not.
async fn reads(house: &House, at: usize) -> Vec<(&'static str, u16, (u16, u16))> {
    let (wa_id, inside) = (CHATS[at], &house.inside[at]);
    let get = async |path: String| house.status(Method::GET, &path, json!({})).await;
    let mark = json!({"customer_wa_id": wa_id, "timestamp": 1});
    vec![
        ("retrieveChat", get(format!("chats/{wa_id}/")).await, (200, 404)),
        ("retrievePerson", get(format!("persons/{wa_id}/")).await, (200, 404)),
        ("retrieveMessage", get(format!("messages/{}/", inside.message)).await, (200, 404)),
        ("retrieveMessage, marked", get(format!("messages/{}/?mark_as_received=1", inside.message)).await, (200, 404)),
        ("retrieveChatAssignment", get(format!("chat_assignment/{wa_id}/")).await, (200, 404)),
        ("retrieveChatTagging", get(format!("chat_tagging/{}/", inside.chat_tagging)).await, (200, 404)),
        ("retrieveMessageTagging", get(format!("message_tagging/{}/", inside.message_tagging)).await, (200, 404)),
        ("retrieveWabaError", get(format!("errors/waba/{}/", inside.error)).await, (200, 404)),
        ("createReceivedMessageMark", house.status(Method::POST, "mark_as_received/", mark).await, (200, 400)),
    ]
}

/// What changing something in a chat answers when that is allowed, when the chat may only be read, and when it may not.
async fn writes(house: &House, at: usize) -> Vec<(&'static str, u16, (u16, u16, u16))> {
    let (wa_id, waba_id, admin) = (CHATS[at], &house.inside[at].waba_id, &house.world.admin);
    let call = async |method: Method, path: &str, body: Value| house.status(method, path, body).await;
    let post = async |path: &str, body: Value| call(Method::POST, path, body).await;
    let contact = |what: &str| format!("contacts/{what}/?wa_id={wa_id}");
    let import = json!({
        "chat_text": "19.11.25, 09:00 - Ada: hi", "chat_participants": [{"name": "Ada", "phone_number": wa_id}],
        "utc_offset_minutes": 0, "device_language_code": "de", "media_files": [],
    });
    let mut answers = vec![
        ("createMessage", post("messages/", json!({"wa_id": wa_id, "text": {"body": "x"}})).await, (201, 403, 403)),
        ("createChatImport", post("chat_import/", import).await, (201, 403, 403)),
        ("resolveChat", call(Method::PATCH, &format!("chats/{wa_id}/resolve"), json!({"resolved": true})).await, (200, 403, 404)),
        ("partialUpdateChatAssignment", call(Method::PATCH, &format!("chat_assignment/{wa_id}/"), json!({})).await, (200, 403, 404)),
        ("blockContact", post(&contact("block"), json!({})).await, (200, 403, 400)),
        ("unblockContact", post(&contact("unblock"), json!({})).await, (200, 403, 400)),
        ("reportContact", post(&contact("report"), json!({})).await, (200, 403, 400)),
        ("reportContact, a message", post("contacts/report/", json!({"message_id": waba_id})).await, (200, 403, 400)),
    ];
    let current = admin.get(&format!("/api/v1/chat_assignment/{wa_id}/")).await.ok();
    answers.push(("updateChatAssignment", call(Method::PUT, &format!("chat_assignment/{wa_id}/"), current).await, (200, 403, 404)));
    for (what, target, id) in [("chat_tagging", "chat", wa_id), ("message_tagging", "message", waba_id.as_str())] {
        let tag = admin.post("/api/v1/tags/", json!({"name": "passing"})).await.created()["id"].clone();
        let body = json!({"tag": tag, target: id});
        let tagging = admin.post(&format!("/api/v1/{what}/"), body.clone()).await.created()["id"].clone();
        let path = format!("{what}/{tagging}/");
        answers.push((what, call(Method::DELETE, &path, json!({})).await, (204, 403, 404)));
        admin.delete(&format!("/api/v1/{path}")).await;
        answers.push((what, post(&format!("{what}/"), body).await, (201, 403, 400)));
        admin.delete(&format!("/api/v1/tags/{tag}/")).await.with_status(204);
    }
    answers
}

async fn single_objects_answer_as_the_lists_do(role: &str) {
    let house = House::open(role).await;
    // What may be changed has to be read first. A message goes by the right to write alone: it may begin a chat.
    for (read, readable) in RIGHTS {
        for (write, writable) in RIGHTS {
            house.allow(read, write).await;
            let (readable, sendable) = if role == "admin" { (4, 4) } else { (readable, writable) };
            let writable = sendable.min(readable);
            for at in 0..CHATS.len() {
                let whose = format!("{role} with {read} and {write}, chat {at}");
                for (operation, answer, (seen, hidden)) in reads(&house, at).await {
                    assert_eq!(answer, if at < readable { seen } else { hidden }, "{whose}: {operation}");
                }
                for (operation, answer, (done, refused, hidden)) in writes(&house, at).await {
                    let allowed = if operation == "createMessage" { sendable } else { writable };
                    let otherwise = if at < readable { refused } else { hidden };
                    let expected = if at < allowed { done } else { otherwise };
                    assert_eq!(answer, expected, "{whose}: {operation}");
                }
            }
        }
    }
}

/// The chats that something heard is about: its text names one of them.
fn named(heard: &[String]) -> BTreeSet<&'static str> {
    CHATS.into_iter().filter(|wa_id| heard.iter().any(|text| text.contains(wa_id))).collect()
}

async fn nobody_hears_of_what_they_may_not_read(role: &str) {
    let house = House::open(role).await;
    let (mut receiver, _) = Receiver::of(&house.caller).await;
    let mut client = Client::of(&house.world, &house.caller).await;
    let admin = &house.world.admin;
    for (round, (right, covered)) in RIGHTS.into_iter().enumerate() {
        house.allow(right, "all").await;
        for (wa_id, inside) in CHATS.iter().zip(&house.inside) {
            house.world.customer_says(wa_id, "psst").await;
            admin.says(wa_id, "psst").await;
            let body = json!({"tag": house.other_tag, "message": inside.waba_id});
            let tagging = admin.post("/api/v1/message_tagging/", body).await.created()["id"].clone();
            admin.delete(&format!("/api/v1/message_tagging/{tagging}/")).await.with_status(204);
            admin.patch(&format!("/api/v1/chats/{wa_id}/resolve"), json!({"resolved": true})).await.ok();
            house.world.sandbox().post(&format!("/sandbox/customers/{wa_id}/read"), json!({})).await.ok();
        }
        // Everybody hears this: it belongs to no chat.
        admin.patch("/api/v1/users/1/availability", json!({"is_available": round % 2 == 1})).await.ok();
        let mut frames = Vec::new();
        while let Some(frame) = client.next().await {
            let is_last = frame["waba_payload"].get("user_availability").is_some();
            frames.push(frame.to_string());
            if is_last {
                break;
            }
        }
        house.world.all_delivered().await;
        let calls: Vec<String> = receiver.rest().iter().map(|call| call.body.to_string()).collect();
        let covered = if role == "admin" { 4 } else { covered };
        let expected: BTreeSet<&str> = CHATS[..covered].iter().copied().collect();
        assert_eq!(named(&frames), expected, "{role} with {right} by websocket");
        assert_eq!(named(&calls), expected, "{role} with {right} by webhook");
        assert!(calls.iter().any(|call| call.contains("user_availability")));
    }
}

macro_rules! for_every_role {
    ($($name:ident: $case:ident($role:literal);)*) => {$(
        #[tokio::test]
        async fn $name() {
            $case($role).await;
        }
    )*};
}

for_every_role! {
    lists_show_a_person_what_may_be_read: lists_show_what_may_be_read("user");
    lists_show_an_app_what_may_be_read: lists_show_what_may_be_read("app");
    lists_show_an_admin_everything: lists_show_what_may_be_read("admin");
    a_person_reads_and_changes_what_is_allowed: single_objects_answer_as_the_lists_do("user");
    an_app_reads_and_changes_what_is_allowed: single_objects_answer_as_the_lists_do("app");
    an_admin_reads_and_changes_everything: single_objects_answer_as_the_lists_do("admin");
    a_person_hears_what_may_be_read: nobody_hears_of_what_they_may_not_read("user");
    an_app_hears_what_may_be_read: nobody_hears_of_what_they_may_not_read("app");
    an_admin_hears_everything: nobody_hears_of_what_they_may_not_read("admin");
}
