//! Who may read which chats, and write to them.

use axum::http::Method;
use serde_json::{Value, json};

use crate::world::{ADA, BEN, Http, Receiver, World, results};

/// The lists that show chats, or what is in them.
const LISTS: [&str; 6] = ["chats", "messages", "persons", "chat_assignment_events", "chat_tagging_events", "message_tagging_events"];

/// Two chats with everything in them: Ada's is assigned to Mira's group, Ben's to nobody.
struct Shop {
    world: World,
    mira: Http,
    /// In both chats: the taggings, and the messages by both of their ids.
    ada: Inside,
    ben: Inside,
    tag: Value,
}

struct Inside {
    chat_tagging: Value,
    message_tagging: Value,
    message: String,
    waba_id: String,
}

impl Shop {
    /// Mira may read and write to these chats, by way of her group.
    async fn open(read: &str, write: &str) -> Self {
        let world = World::start().await;
        let mira = world.mira().await;
        let tag = world.admin.post("/api/v1/tags/", json!({"name": "order"})).await.created()["id"].clone();
        let ada = Inside::fill(&world, ADA, &tag).await;
        let ben = Inside::fill(&world, BEN, &tag).await;
        world.admin.patch(&assignment(ADA), json!({"assigned_group": 1})).await.ok();
        // Ben's chat has a history, too.
        world.admin.patch(&assignment(BEN), json!({"assigned_group": 2})).await.ok();
        world.admin.patch(&assignment(BEN), json!({"assigned_group": null})).await.ok();
        let permissions = json!({"permissions": {"can_read_chats": read, "can_write_to_chats": write}});
        world.sandbox().patch("/sandbox/groups/1", permissions).await.ok();
        Self { world, mira, ada, ben, tag }
    }

    async fn counts(&self) -> Vec<Value> {
        let mut counts = Vec::new();
        for list in LISTS {
            counts.push(self.mira.get(&format!("/api/v1/{list}/")).await.ok()["count"].clone());
        }
        counts
    }
}

impl Inside {
    async fn fill(world: &World, wa_id: &str, tag: &Value) -> Self {
        let waba_id = world.customer_says(wa_id, "hi").await;
        let message = world.admin.says(wa_id, "hello").await;
        let tagging = world.admin.post("/api/v1/message_tagging/", json!({"tag": tag, "message": waba_id})).await.created();
        let chat = world.admin.get(&format!("/api/v1/chats/{wa_id}/")).await.ok();
        Self { chat_tagging: chat["tags"][0]["tagging_id"].clone(), message_tagging: tagging["id"].clone(), message, waba_id }
    }
}

fn assignment(wa_id: &str) -> String {
    format!("/api/v1/chat_assignment/{wa_id}/")
}

/// Every call that names one chat, or something in it, with what it answers: to read, and to change.
async fn statuses(shop: &Shop, wa_id: &str, inside: &Inside) -> (Vec<u16>, Vec<u16>) {
    let Shop { mira, tag, .. } = shop;
    let mut reads = Vec::new();
    for path in [
        format!("chats/{wa_id}"),
        format!("persons/{wa_id}"),
        format!("messages/{}", inside.message),
        format!("chat_assignment/{wa_id}"),
        format!("chat_tagging/{}", inside.chat_tagging),
        format!("message_tagging/{}", inside.message_tagging),
    ] {
        reads.push(mira.get(&format!("/api/v1/{path}/")).await.status.as_u16());
    }
    let mark = json!({"customer_wa_id": wa_id, "timestamp": 1});
    reads.push(mira.post("/api/v1/mark_as_received/", mark).await.status.as_u16());
    let mut writes = Vec::new();
    let message = json!({"wa_id": wa_id, "text": {"body": "x"}});
    for (method, path, body) in [
        (Method::POST, String::from("messages"), message),
        (Method::PATCH, format!("chats/{wa_id}/resolve"), json!({"resolved": true})),
        (Method::DELETE, format!("chat_tagging/{}", inside.chat_tagging), json!({})),
        (Method::POST, String::from("chat_tagging"), json!({"tag": tag, "chat": wa_id})),
        (Method::DELETE, format!("message_tagging/{}", inside.message_tagging), json!({})),
        (Method::POST, String::from("message_tagging"), json!({"tag": tag, "message": inside.waba_id})),
        (Method::PATCH, format!("chat_assignment/{wa_id}"), json!({"assigned_to_user": 2})),
    ] {
        let headers = [("Content-Type", "application/json")];
        let answer = mira.call(method, &format!("/api/v1/{path}/"), &headers, body.to_string().into_bytes()).await;
        writes.push(answer.status.as_u16());
    }
    (reads, writes)
}

const MAY_READ: [u16; 7] = [200, 200, 200, 200, 200, 200, 200];
const DOES_NOT_EXIST: [u16; 7] = [404, 404, 404, 404, 404, 404, 400];
const MAY_WRITE: [u16; 7] = [201, 200, 204, 201, 204, 201, 200];
/// A message is refused for the missing right; what names a chat, a tagging or a message finds none.
const NOTHING_THERE: [u16; 7] = [403, 404, 404, 400, 404, 400, 404];

#[tokio::test]
async fn a_group_sees_its_chats_and_no_others() {
    let shop = Shop::open("group", "group").await;
    assert_eq!(shop.counts().await, [1, 2, 1, 1, 1, 1].map(Value::from));
    let listed = shop.mira.get("/api/v1/chats/").await.ok();
    assert_eq!(results(&listed)[0]["wa_id"], ADA);
    for filter in [format!("messages/?wa_id={BEN}"), String::from("chats/?search=order&limit=1&offset=1")] {
        assert!(results(&shop.mira.get(&format!("/api/v1/{filter}")).await.ok()).is_empty(), "{filter}");
    }
    assert_eq!(statuses(&shop, BEN, &shop.ben).await, (DOES_NOT_EXIST.to_vec(), NOTHING_THERE.to_vec()));
    assert_eq!(statuses(&shop, ADA, &shop.ada).await, (MAY_READ.to_vec(), MAY_WRITE.to_vec()));
    let nobody = shop.mira.get(&format!("/api/v1/chats/{BEN}/")).await.with_status(404);
    assert_eq!(nobody, json!({"detail": "Not found."}));
    let free = json!({"wa_id": "491713920003", "template": {"name": "order_update", "language": {"code": "en"}}});
    let refused = shop.mira.post("/api/v1/messages/", free).await.with_status(403);
    assert_eq!(refused, json!({"detail": "You do not have permission to perform this action."}));
}

#[tokio::test]
async fn what_may_only_be_read_is_refused_with_403() {
    let shop = Shop::open("all", "none").await;
    assert_eq!(shop.counts().await, [2, 4, 2, 3, 2, 2].map(Value::from));
    assert_eq!(statuses(&shop, ADA, &shop.ada).await, (MAY_READ.to_vec(), vec![403; 7]));
}

#[tokio::test]
async fn a_user_sees_what_is_assigned_to_the_user() {
    let shop = Shop::open("user", "user").await;
    assert_eq!(shop.counts().await, [0; 6].map(Value::from));
    shop.world.admin.patch(&assignment(BEN), json!({"assigned_to_user": 2, "assigned_group": 3})).await.ok();
    assert_eq!(shop.counts().await[..3], [1, 2, 1].map(Value::from));
    assert_eq!(statuses(&shop, BEN, &shop.ben).await, (MAY_READ.to_vec(), MAY_WRITE.to_vec()));
    // What is hers is hers, whatever her group sees.
    shop.world.admin.patch("/api/v1/users/2/", json!({"permissions": {"can_read_chats": "group"}})).await.ok();
    assert_eq!(shop.counts().await[..3], [2, 5, 2].map(Value::from));
}

#[tokio::test]
async fn an_own_right_goes_before_that_of_the_group_until_it_is_taken_away() {
    let shop = Shop::open("all", "all").await;
    let set = async |permissions: Value| {
        let user = shop.world.admin.patch("/api/v1/users/2/", json!({"permissions": permissions})).await.ok();
        let rights = &user["permissions"];
        (rights["can_use_tags"].clone(), rights["can_read_chats"].clone(), rights["can_write_to_chats"].clone())
    };
    assert_eq!(set(json!({"can_read_chats": "none"})).await, (json!(true), json!("none"), json!("all")));
    assert_eq!(set(json!({"can_use_tags": false})).await, (json!(false), json!("none"), json!("all")), "what is left out stays");
    assert_eq!(shop.counts().await, [0; 6].map(Value::from));
    assert_eq!(set(json!({"can_read_chats": null})).await, (json!(false), json!("all"), json!("all")));
    assert_eq!(shop.counts().await[0], json!(2));
    shop.mira.post("/api/v1/chat_tagging/", json!({"tag": shop.tag, "chat": ADA})).await.with_status(403);
    let admin = shop.world.admin.patch("/api/v1/users/1/", json!({"permissions": {"can_read_chats": "none"}})).await.ok();
    assert_eq!(admin["permissions"]["can_read_chats"], "all", "an admin sees everything");
}

#[tokio::test]
async fn a_webhook_tells_what_its_user_may_read() {
    let shop = Shop::open("group", "all").await;
    let (mut receiver, _) = Receiver::of(&shop.mira).await;
    let admin = &shop.world.admin;
    // Ben's chat belongs to nobody: she hears of nothing that happens there.
    shop.world.customer_says(BEN, "psst").await;
    admin.says(BEN, "psst").await;
    admin.post("/api/v1/chat_tagging/", json!({"tag": 9, "chat": BEN})).await.with_status(400);
    admin.delete(&format!("/api/v1/chat_tagging/{}/", shop.ben.chat_tagging)).await.with_status(204);
    admin.patch(&format!("/api/v1/chats/{BEN}/resolve"), json!({"resolved": true})).await.ok();
    shop.world.all_delivered().await;
    assert_eq!(receiver.rest().iter().map(|call| call.body.clone()).collect::<Vec<_>>(), [] as [Value; 0]);

    // It is shown to her group, so she is told, and of what follows.
    admin.patch(&assignment(BEN), json!({"assigned_group": 1})).await.ok();
    assert_eq!(receiver.call().await.body["chat_assignment"]["wa_id"], BEN);
    shop.world.customer_says(BEN, "hello?").await;
    assert_eq!(receiver.call_with("messages").await.body["messages"][0]["from"], BEN);
    receiver.call_with("chat_resolved").await;

    // It is hidden again: that is the last she hears.
    admin.patch(&assignment(BEN), json!({"assigned_group": null})).await.ok();
    let hidden = receiver.call_with("chat_assignment").await.body["chat_assignment"].clone();
    assert_eq!(hidden["assigned_group_was_cleared"], json!(true));
    admin.says(BEN, "psst").await;
    shop.world.all_delivered().await;
    assert!(receiver.rest().is_empty());
}

#[tokio::test]
async fn who_was_shut_out_hears_nothing_more() {
    let world = World::start().await;
    let (bot_id, bot) = world.app("shopbot").await;
    let (mut receiver, _) = Receiver::of(&bot).await;
    let shut_out = async |out: bool| {
        let body = json!({"is_active": !out});
        world.sandbox().patch(&format!("/sandbox/users/{bot_id}"), body).await.ok();
    };
    shut_out(true).await;
    world.customer_says(ADA, "hi").await;
    world.admin.patch(&assignment(ADA), json!({"assigned_to_user": bot_id})).await.ok();
    world.admin.patch("/api/v1/users/2/availability", json!({"is_available": false})).await.ok();
    shut_out(false).await;
    world.customer_says(ADA, "hello?").await;
    assert_eq!(receiver.call().await.body["messages"][0]["text"]["body"], "hello?");
    bot.get(&format!("/api/v1/chats/{ADA}/")).await.ok();
}

#[tokio::test]
async fn a_message_of_a_chat_that_may_not_be_read_is_not_shown_by_quoting_it() {
    let shop = Shop::open("group", "group").await;
    let quote = async |waba_id: &str| {
        let body = json!({"wa_id": ADA, "text": {"body": "this?"}, "context": {"message_id": waba_id}});
        let id = shop.mira.post("/api/v1/messages/", body).await.created()["id"].clone();
        shop.mira.get(&format!("/api/v1/messages/{}/", id.as_str().expect("an id"))).await.ok()["context"].clone()
    };
    assert_eq!(quote(&shop.ada.waba_id).await["waba_payload"]["text"]["body"], "hi");
    assert_eq!(quote(&shop.ben.waba_id).await, Value::Null);
    let quoting = json!({"type": "text", "text": {"body": "that?"}, "context": {"id": shop.ben.waba_id}});
    let id = shop.world.customer_sends(ADA, quoting).await["getchat_id"].clone();
    let shown = shop.mira.get(&format!("/api/v1/messages/{}/", id.as_str().expect("an id"))).await.ok();
    assert_eq!(shown["context"], Value::Null, "nor when a customer does it");
}

#[tokio::test]
async fn a_bot_hides_and_shows_a_chat_by_its_group() {
    let shop = Shop::open("group", "group").await;
    let (bot_id, bot) = shop.world.app("shopbot").await;
    // The guide hides by 0; null does the same.
    for hidden in [json!(0), json!(null)] {
        bot.patch(&assignment(ADA), json!({"assigned_to_user": bot_id, "assigned_group": hidden})).await.ok();
        assert_eq!(shop.counts().await, [0; 6].map(Value::from));
        assert_eq!(statuses(&shop, ADA, &shop.ada).await, (DOES_NOT_EXIST.to_vec(), NOTHING_THERE.to_vec()));
        bot.get(&format!("/api/v1/chats/{ADA}/")).await.ok();
        bot.patch(&assignment(ADA), json!({"wa_id": ADA, "assigned_group": 1})).await.ok();
        assert_eq!(shop.mira.get(&format!("/api/v1/chats/{ADA}/")).await.ok()["assigned_to_user"]["id"], bot_id);
        shop.mira.get("/api/v1/messages/?assigned_group=1").await.ok();
        shop.mira.get("/api/v1/messages/?assigned_group=2").await.with_status(403);
    }
}
