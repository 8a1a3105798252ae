//! The websocket: its token, its two kinds of frames, and who is told what.

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use crate::world::{ADA, BEN, Http, PATIENCE, World};

pub(crate) struct Client(WebSocketStream<TcpStream>);

impl Client {
    async fn connect(world: &World, path: &str) -> Self {
        let address = world.inbox.addr();
        let stream = TcpStream::connect(address).await.expect("it listens");
        let (socket, answer) = tokio_tungstenite::client_async(format!("ws://{address}{path}"), stream).await.expect("a websocket");
        assert_eq!(answer.status().as_u16(), 101);
        Self(socket)
    }

    pub(crate) async fn of(world: &World, user: &Http) -> Self {
        let mut client = Self::connect(world, "/ws").await;
        let answer = client.presents(json!({"token": user.token()}).to_string()).await.expect("an answer");
        assert_eq!((&answer["type"], &answer["status"]), (&json!("token"), &json!("success")), "{answer}");
        client
    }

    async fn presents(&mut self, frame: String) -> Option<Value> {
        self.0.send(Message::text(frame)).await.expect("it reads");
        self.next().await
    }

    /// The next frame with words; nothing when the connection is closed. Reading answers pings.
    pub(crate) async fn next(&mut self) -> Option<Value> {
        let words = async {
            loop {
                match self.0.next().await? {
                    Ok(Message::Text(text)) => return Some(serde_json::from_str(text.as_str()).expect("JSON")),
                    Ok(Message::Close(_)) | Err(_) => return None,
                    Ok(_) => {}
                }
            }
        };
        tokio::time::timeout(PATIENCE, words).await.expect("a frame, or the end")
    }

    /// The next frame of a kind, by its payload.
    pub(crate) async fn hears(&mut self, kind: &str) -> Value {
        let mut frame = self.next().await.expect("a frame");
        assert_eq!(frame["type"], kind, "{frame}");
        frame["waba_payload"].take()
    }
}

async fn state(world: &World) -> Value {
    world.sandbox().get("/sandbox/state").await.ok()
}

#[tokio::test]
async fn the_token_comes_first_and_what_is_none_is_told() {
    let world = World::start().await;
    let mut client = Client::connect(&world, "/").await;
    let answer = client.presents(String::from("{")).await.expect("an answer");
    assert_eq!(answer, json!({"type": "response", "status": "bad_request", "message": "Not JSON."}));
    let answer = client.presents(json!({"token": world.admin.token()}).to_string()).await.expect("an answer");
    assert_eq!(answer, json!({"type": "token", "status": "success", "message": "Welcome, admin!"}));
    assert_eq!(state(&world).await["websockets"], 1);

    let mut stranger = Client::connect(&world, "/ws").await;
    let answer = stranger.presents(json!({"token": "none"}).to_string()).await.expect("an answer");
    assert_eq!((&answer["type"], &answer["status"]), (&json!("token"), &json!("failed")));
    assert_eq!(stranger.next().await, None, "the connection is closed");
    assert_eq!(state(&world).await["websockets"], 1);

    let plain = world.nobody().get("/ws").await;
    assert_eq!(plain.status.as_u16(), 426);
    assert_eq!(world.nobody().get("/").await.status.as_u16(), 404, "without an upgrade there is no such page");
}

#[tokio::test]
async fn messages_come_in_the_cloud_form_and_the_inboxs_members_in_the_flat_one() {
    let world = World::start().await;
    let (app, bot) = world.app("bot").await;
    let mut client = Client::of(&world, &bot).await;
    let id = world.customer_says(ADA, "hi").await;
    let cloud = client.hears("waba_webhook").await;
    let value = &cloud["entry"][0]["changes"][0]["value"];
    assert_eq!((&cloud["object"], &value["messages"][0]["id"]), (&json!("whatsapp_business_account"), &json!(id)));
    assert_eq!(value["contacts"][0]["wa_id"], ADA);
    let flat = client.hears("getchat_webhook").await;
    assert_eq!(flat["incoming_messages"][0]["waba_payload"]["id"], json!(id));
    assert!(flat.get("messages").is_none() && flat.get("assigned_messages").is_none(), "{flat}");
    assert_eq!(flat["incoming_messages"][0]["received"], false);

    world.admin.patch(&format!("/api/v1/chat_assignment/{ADA}/"), json!({"assigned_to_user": app})).await.ok();
    let assigned = client.hears("getchat_webhook").await;
    assert_eq!(assigned["chat_assignment"]["assigned_to_user_set"]["id"], app);
    world.customer_says(ADA, "more").await;
    client.hears("waba_webhook").await;
    assert_eq!(client.hears("getchat_webhook").await["assigned_messages"][0]["waba_payload"]["text"]["body"], "more");

    bot.post("/api/v1/messages/", json!({"wa_id": ADA, "text": {"body": "hello"}})).await.created();
    let told = client.hears("getchat_webhook").await;
    assert_eq!(told["outgoing_messages"][0]["sender"]["id"], app);
    let sent = client.hears("waba_webhook").await;
    assert_eq!(sent["entry"][0]["changes"][0]["value"]["statuses"][0]["status"], "sent");
}

#[tokio::test]
async fn only_who_has_the_chat_is_told_so() {
    let world = World::start().await;
    let (app, bot) = world.app("bot").await;
    world.customer_says(ADA, "hi").await;
    world.admin.patch(&format!("/api/v1/chat_assignment/{ADA}/"), json!({"assigned_to_user": app})).await.ok();
    let (bots, admins) = (Client::of(&world, &bot).await, Client::of(&world, &world.admin).await);
    world.customer_says(ADA, "more").await;
    for (mut client, has_it) in [(bots, true), (admins, false)] {
        client.hears("waba_webhook").await;
        let told = client.hears("getchat_webhook").await;
        assert_eq!(told["incoming_messages"][0]["waba_payload"]["text"]["body"], "more");
        assert_eq!(told.get("assigned_messages").is_some(), has_it, "{told}");
    }
}

#[tokio::test]
async fn what_comes_by_websocket_is_not_marked_as_received() {
    let world = World::start().await;
    let (_, bot) = world.app("bot").await;
    let mut client = Client::of(&world, &bot).await;
    world.customer_says(ADA, "hi").await;
    client.hears("waba_webhook").await;
    client.hears("getchat_webhook").await;
    let chat = bot.get(&format!("/api/v1/chats/{ADA}/")).await.ok();
    assert_eq!(chat["new_messages"], 1);
}

#[tokio::test]
async fn who_may_not_read_a_chat_is_not_told_of_it() {
    let world = World::start().await;
    let mira = world.mira().await;
    let id = mira.get("/api/v1/users/current/").await.ok()["id"].clone();
    let own = json!({"username": "mira", "permissions": {"can_read_chats": "user", "can_write_to_chats": "user"}});
    world.admin.patch(&format!("/api/v1/users/{id}/"), own).await.ok();
    let mut client = Client::of(&world, &mira).await;
    world.customer_says(ADA, "not for mira").await;
    world.customer_says(BEN, "hi").await;
    world.admin.patch(&format!("/api/v1/chat_assignment/{BEN}/"), json!({"assigned_to_user": id})).await.ok();
    assert_eq!(client.hears("getchat_webhook").await["chat_assignment"]["wa_id"], BEN);
    world.customer_says(ADA, "still not").await;
    world.customer_says(BEN, "for mira").await;
    let told = client.hears("waba_webhook").await;
    assert_eq!(told["entry"][0]["changes"][0]["value"]["messages"][0]["text"]["body"], "for mira");
    client.hears("getchat_webhook").await;
    world.admin.patch(&format!("/api/v1/chat_assignment/{BEN}/"), json!({"assigned_to_user": null})).await.ok();
    assert_eq!(client.hears("getchat_webhook").await["chat_assignment"]["wa_id"], BEN, "that it is gone is news");
}

#[tokio::test]
async fn the_service_account_is_told_no_message() {
    let world = World::start().await;
    let made = world.sandbox().post("/sandbox/configurator", json!({"user_name": "service_account"})).await.created();
    let configurator = world.with_token(made["token"].as_str().expect("a token"));
    let mut client = Client::of(&world, &configurator).await;
    world.customer_says(ADA, "hi").await;
    world.admin.says(ADA, "hello").await;
    world.admin.patch(&format!("/api/v1/chat_assignment/{ADA}/"), json!({"assigned_to_user": 1})).await.ok();
    assert_eq!(client.hears("getchat_webhook").await["chat_assignment"]["wa_id"], ADA, "the first that it is told");
    world.customer_says(BEN, "hi").await;
    world.admin.post("/api/v1/users/", json!({"username": "shopbot", "profile": {"role": "app"}})).await.created();
    world.admin.patch("/api/v1/users/2/availability", json!({"is_available": false})).await.ok();
    assert_eq!(client.hears("getchat_webhook").await["user_availability"]["is_available"], false, "and the second");
}

#[tokio::test]
async fn who_is_shut_out_is_told_nothing_more() {
    let world = World::start().await;
    let (bot_id, bot) = world.app("shopbot").await;
    let mut client = Client::of(&world, &bot).await;
    world.sandbox().patch(&format!("/sandbox/users/{bot_id}"), json!({"is_active": false})).await.ok();
    world.customer_says(ADA, "hi").await;
    world.sandbox().patch(&format!("/sandbox/users/{bot_id}"), json!({"is_active": true})).await.ok();
    world.customer_says(ADA, "hello?").await;
    let told = client.hears("waba_webhook").await;
    assert_eq!(told["entry"][0]["changes"][0]["value"]["messages"][0]["text"]["body"], "hello?");
}

#[tokio::test]
async fn faults_lose_frames_and_connections() {
    let world = World::start().await;
    let mut client = Client::of(&world, &world.admin).await;
    let rules = json!([
        {"on": "websocket", "fault": "drop", "member": "messages", "times": 1},
        {"on": "websocket", "fault": "duplicate", "member": "incoming_messages", "times": 1},
        {"on": "websocket", "fault": "disconnect", "user": "admin", "after": 2, "times": 1},
    ]);
    world.sandbox().put("/sandbox/faults", json!({"rules": rules})).await.ok();
    world.customer_says(ADA, "one").await;
    assert_eq!(client.hears("getchat_webhook").await, client.hears("getchat_webhook").await, "twice, and no cloud form before");
    world.customer_says(ADA, "two").await;
    assert_eq!(client.next().await, None);
    let refused = world.sandbox().put("/sandbox/faults", json!({"rules": [{"on": "websocket", "fault": "reorder"}]})).await;
    assert_eq!(refused.status.as_u16(), 400);

    world.sandbox().delete("/sandbox/faults").await;
    let mut client = Client::of(&world, &world.admin).await;
    assert_eq!(world.sandbox().post("/sandbox/websockets/disconnect", json!({})).await.ok()["disconnected"], 1);
    assert_eq!(client.next().await, None);
}

#[tokio::test]
async fn the_sandbox_knows_what_was_read() {
    let world = World::start().await;
    let mut client = Client::of(&world, &world.admin).await;
    world.customer_says(ADA, "hi").await;
    assert_eq!(state(&world).await["unread_frames"], 2);
    client.hears("waba_webhook").await;
    client.hears("getchat_webhook").await;
    // Reading on answers the ping that came behind them.
    let reading = tokio::spawn(async move { client.next().await });
    let read = async {
        while state(&world).await["unread_frames"] != 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, read).await.expect("the ping is answered");
    assert_eq!(state(&world).await["frames"], 2);
    reading.abort();
}
