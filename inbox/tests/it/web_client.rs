//! The public web client of get.chat, as it calls: the order of its start, its parameters, and what it reads of the answers.
//!
//! What is known of it was read off its source (get-chat/web-app). It asks for one thing after the other, and for the websocket when it
//! has the chats.

use serde_json::{Value, json};

use crate::websocket::Client;
use crate::world::{ADA, BEN, Http, World, results};

/// Messages on a page of a chat.
const MESSAGES: usize = 30;

/// Chats on a page of the list; the client takes as many as fit on the screen.
const CHATS: usize = 18;

/// Address book entries on a page, here few, so that there is a second one.
const CONTACTS: usize = 2;

/// The client in a browser tab.
struct Tab {
    http: Http,
    me: Value,
    tags: Vec<Value>,
    chats: Vec<Value>,
    socket: Client,
}

impl Tab {
    /// Logs in and loads what the client loads.
    async fn of(world: &World, username: &str, password: &str) -> Self {
        // 200 or 403 says that an inbox lives here.
        assert!([200, 403].contains(&world.nobody().get("/api/v1/").await.status.as_u16()));
        let login = json!({"username": username, "password": password});
        let token = world.nobody().post("/api/v1/auth/token/", login).await.ok();
        let http = world.with_token(token["token"].as_str().expect("a token"));

        let me = http.get("/api/v1/users/current/").await.ok();
        assert!(["admin", "user"].iter().any(|role| me["profile"]["role"] == *role), "others are logged out");
        let users = http.get("/api/v1/users/?limit=5000").await.ok();
        assert!(results(&users).iter().any(|user| user["id"] == me["id"] && user["username"] == username));
        let groups = http.get("/api/v1/groups/").await.ok();
        assert!(results(&groups).iter().all(|group| group["id"].is_i64() && group["name"].is_string()));
        let mut contacts = http.get(&format!("/api/v1/contacts/?limit={CONTACTS}")).await.ok();
        let mut entries = results(&contacts).clone();
        while let Some(next) = contacts["next"].as_str().filter(|_| entries.len() < contacts["count"].as_u64().unwrap_or(0) as usize) {
            let pages = next.split(['?', '&']).find_map(|pair| pair.strip_prefix("pages=")).expect("a cursor");
            contacts = http.get(&format!("/api/v1/contacts/?limit={CONTACTS}&pages={pages}")).await.ok();
            entries.extend(results(&contacts).clone());
        }
        assert!(entries.iter().all(|entry| entry["name"].is_string() && entry["phone_numbers"].is_array()));
        let saved = http.get("/api/v1/saved_responses/").await.ok();
        assert!(results(&saved).iter().all(|response| response["id"].is_i64() && response["text"].is_string()));
        let templates = http.get("/api/v1/templates/").await.ok();
        assert!(results(&templates).iter().any(|template| template["status"] == "approved"), "only these are offered");
        let tags = results(&http.get("/api/v1/tags/").await.ok()).clone();
        let chats = results(&http.get(&format!("/api/v1/chats/?search=&limit={CHATS}&offset=0")).await.ok()).clone();
        assert!(chats.iter().all(|chat| chat["contact"]["waba_payload"]["wa_id"] == chat["wa_id"] && chat["new_messages"].is_u64()));
        // What its side bar asks for when the chats are there.
        assert!(http.get("/api/v1/whatsapp_accounts/?this_instance=true").await.ok()["results"].is_array());
        assert!(http.get("/api/v1/settings/refresh/status/").await.ok()["currently_refreshing"].is_boolean());

        let socket = Client::of(world, &http).await;
        Self { http, me, tags, chats, socket }
    }

    /// The list's entry of a chat.
    fn chat(&self, wa_id: &str) -> &Value {
        self.chats.iter().find(|chat| chat["wa_id"] == wa_id).expect("the chat is in the list")
    }

    /// Opens a chat. What is shown: messages and what happened beside them, in the order of time.
    async fn opens(&self, wa_id: &str) -> Vec<Value> {
        let chat = self.http.get(&format!("/api/v1/chats/{wa_id}/")).await.ok();
        assert_eq!(chat["wa_id"], wa_id);
        assert!(self.http.get(&format!("/api/v1/contacts/{wa_id}/")).await.ok()["contact_provider_results"].is_array());
        let person = self.http.get(&format!("/api/v1/persons/{wa_id}/")).await.ok();
        assert!(person["last_message_timestamp"].is_i64(), "the window is computed from it");
        let page = self.http.get(&format!("/api/v1/messages/?wa_id={wa_id}&limit={MESSAGES}&offset=0")).await.ok();
        let messages: Vec<Value> = results(&page).iter().rev().cloned().collect();
        let (first, last) = (time(&messages[0]), time(&messages[messages.len() - 1]));
        let mut shown = messages.clone();
        for events in ["chat_assignment_events", "chat_tagging_events"] {
            let events = self.http.get(&format!("/api/v1/{events}/?wa_id={wa_id}&since_time={first}")).await.ok();
            shown.extend(results(&events).clone());
        }
        let mark = json!({"customer_wa_id": wa_id, "timestamp": last});
        self.http.post("/api/v1/mark_as_received/", mark).await.ok();
        if messages.len() < MESSAGES - 10 {
            let older = format!("/api/v1/messages/?wa_id={wa_id}&limit={MESSAGES}&offset=0&before_time={first}");
            assert!(results(&self.http.get(&older).await.ok()).is_empty(), "it has shown all of them");
        }
        shown.sort_by_key(time);
        shown
    }

    async fn unread(&self, wa_id: &str) -> Value {
        self.http.get(&format!("/api/v1/chats/{wa_id}/")).await.ok()["new_messages"].clone()
    }
}

/// The time of a message or of an event, in whatever way it is written.
fn time(entry: &Value) -> i64 {
    let time = entry.get("timestamp").unwrap_or(&entry["waba_payload"]["timestamp"]);
    time.as_i64().or_else(|| time.as_str()?.parse().ok()).expect("a timestamp")
}

/// An inbox with something to load.
async fn world() -> World {
    let world = World::start().await;
    let book = json!([{"name": "Ada Moreno", "phone_numbers": [ADA]}, {"name": "Ben"}, {"name": "Cleo"}]);
    world.sandbox().put("/sandbox/contact-provider", json!({"contacts": book})).await.ok();
    let template = json!({"components": [{"type": "BODY", "text": "Order {{1}}."}]});
    world.sandbox().put("/sandbox/templates/order_update", template).await.created();
    world.admin.post("/api/v1/saved_responses/", json!({"text": "Until six."})).await.created();
    world.admin.post("/api/v1/tags/", json!({"name": "order", "web_inbox_color": "#2a7"})).await.created();
    world.customer_sends(ADA, json!({"text": {"body": "Is it open today?"}, "profile_name": "Ada Moreno"})).await;
    world.customer_says(BEN, "hello").await;
    world
}

#[tokio::test]
async fn it_starts_as_it_does_against_the_service() {
    let world = world().await;
    let tab = Tab::of(&world, "mira", "mira").await;
    assert_eq!(tab.chats[0]["wa_id"], BEN, "the latest comes first");
    let chat = tab.chat(ADA);
    assert_eq!((&chat["new_messages"], &chat["contact"]["waba_payload"]["profile"]["name"]), (&json!(1), &json!("Ada Moreno")));
    assert_eq!(chat["last_message"]["waba_payload"]["text"]["body"], "Is it open today?");
    assert_eq!(tab.tags[0]["web_inbox_color"], "#2a7");

    let calls = world.sandbox().get("/sandbox/requests").await.ok();
    let calls: Vec<String> =
        calls["requests"].as_array().expect("calls").iter().map(|call| format!("{} {}", call["path"], call["status"])).collect();
    let start = calls.iter().position(|call| call.contains("auth/token")).expect("it logged in");
    let loaded = [
        "auth/token",
        "users/current",
        "users",
        "groups",
        "contacts",
        "contacts",
        "saved_responses",
        "templates",
        "tags",
        "chats",
        "whatsapp_accounts",
        "settings/refresh/status",
    ];
    assert_eq!(calls[start..], loaded.map(|path| format!("\"/api/v1/{path}/\" 200")));
}

#[tokio::test]
async fn a_chat_that_is_opened_shows_what_happened_and_is_received() {
    let world = world().await;
    let chat = format!("/api/v1/chat_assignment/{ADA}/");
    world.admin.patch(&chat, json!({"wa_id": ADA, "assigned_to_user": 2})).await.ok();
    world.admin.post("/api/v1/chat_tagging/", json!({"tag": 1, "chat": ADA})).await.created();
    world.admin.says(ADA, "Until six.").await;
    let (tab, other) = (Tab::of(&world, "mira", "mira").await, Tab::of(&world, "admin", "admin").await);
    let shown = tab.opens(ADA).await;
    assert_eq!(shown.len(), 4, "two messages, an assignment and a tagging");
    let assigned = shown.iter().find(|entry| entry.get("assigned_to_user_set").is_some()).expect("an assignment");
    assert_eq!((&assigned["assigned_to_user_set"]["id"], &assigned["done_by"]["username"]), (&tab.me["id"], &json!("admin")));
    let tagged = shown.iter().find(|entry| entry.get("tag").is_some()).expect("a tagging");
    assert_eq!((&tagged["action"], &tagged["tag"]["name"], &tagged["chat"]), (&json!("added"), &json!("order"), &json!(ADA)));
    let outgoing = shown.iter().find(|entry| entry["from_us"] == true).expect("an outgoing message");
    assert_eq!(outgoing["sender"]["username"], "admin");
    assert_eq!((tab.unread(ADA).await, tab.unread(BEN).await), (json!(0), json!(1)));
    assert_eq!(other.unread(ADA).await, 1, "it was received by one of them");
}

#[tokio::test]
async fn what_one_does_and_customers_write_the_other_sees_live() {
    let world = world().await;
    let (mut mira, admin) = (Tab::of(&world, "mira", "mira").await, Tab::of(&world, "admin", "admin").await);
    admin.opens(ADA).await;

    // A customer's message: the cloud form has it whole.
    let id = world.customer_says(ADA, "And tomorrow?").await;
    let value = mira.socket.hears("waba_webhook").await["entry"][0]["changes"][0]["value"].take();
    assert_eq!((&value["messages"][0]["id"], &value["messages"][0]["text"]["body"]), (&json!(id), &json!("And tomorrow?")));
    assert_eq!((&value["messages"][0]["from"], &value["contacts"][0]["wa_id"]), (&json!(ADA), &json!(ADA)));
    mira.socket.hears("getchat_webhook").await;

    // Sent as the client writes it.
    let message = json!({"wa_id": ADA, "type": "text", "text": {"body": "From nine to six."}});
    let sent = admin.http.post("/api/v1/messages/", message).await;
    assert!([201, 202].contains(&sent.status.as_u16()));
    let told = mira.socket.hears("getchat_webhook").await["outgoing_messages"][0].take();
    assert_eq!((&told["id"], &told["sender"]["id"], &told["customer_wa_id"]), (&sent.json()["id"], &admin.me["id"], &json!(ADA)));
    let value = mira.socket.hears("waba_webhook").await["entry"][0]["changes"][0]["value"].take();
    let statuses = value["statuses"].as_array().expect("statuses");
    let states: Vec<_> = statuses.iter().map(|status| (&status["status"], &status["getchat_id"])).collect();
    assert_eq!(states, [(&json!("sent"), &told["id"]), (&json!("delivered"), &told["id"])]);

    // Assigned, by PATCH with one member and by PUT with both.
    let chat = format!("/api/v1/chat_assignment/{ADA}/");
    admin.http.patch(&chat, json!({"wa_id": ADA, "assigned_to_user": mira.me["id"]})).await.ok();
    let event = mira.socket.hears("getchat_webhook").await["chat_assignment"].take();
    assert_eq!((&event["wa_id"], &event["assigned_to_user_set"]["id"]), (&json!(ADA), &mira.me["id"]));
    admin.http.put(&chat, json!({"wa_id": ADA, "assigned_to_user": null, "assigned_group": 1})).await.ok();
    let event = mira.socket.hears("getchat_webhook").await["chat_assignment"].take();
    assert_eq!((&event["assigned_to_user_was_cleared"], &event["assigned_group_set"]["id"]), (&json!(true), &json!(1)));
    assert_eq!(mira.http.get(&chat).await.ok()["assigned_group"], 1);

    // Tagged, and the tag taken off by the id that the chat has for it.
    admin.http.post("/api/v1/chat_tagging/", json!({"chat": ADA, "tag": admin.tags[0]["id"]})).await.created();
    let event = mira.socket.hears("getchat_webhook").await["chat_tagging"].take();
    assert_eq!((&event["action"], &event["chat"], &event["tag"]["id"]), (&json!("added"), &json!(ADA), &admin.tags[0]["id"]));
    let tagged = mira.http.get(&format!("/api/v1/chats/{ADA}/")).await.ok()["tags"][0].take();
    mira.http.delete(&format!("/api/v1/chat_tagging/{}/", tagged["tagging_id"])).await.with_status(204);
    assert_eq!(mira.socket.hears("getchat_webhook").await["chat_tagging"]["action"], "removed");
}

#[tokio::test]
async fn a_token_that_is_gone_logs_it_out() {
    let world = world().await;
    let wrong = world.nobody().post("/api/v1/auth/token/", json!({"username": "mira", "password": "wrong"})).await;
    assert!([400, 401, 403].contains(&wrong.status.as_u16()) && wrong.json()["reason"].is_string(), "it shows the reason");
    let tab = Tab::of(&world, "mira", "mira").await;
    tab.http.get("/api/v1/auth/logout/").await.ok();
    // 401 anywhere; also where it asks whether an inbox lives here.
    for path in ["/api/v1/users/current/", "/api/v1/chats/", "/api/v1/"] {
        tab.http.get(path).await.with_status(401);
    }
    let mut back = Tab::of(&world, "mira", "mira").await;
    world.customer_says(ADA, "hi").await;
    back.socket.hears("waba_webhook").await;
}
