//! One message, however often and under whatever name it comes.

use serde_json::{Map, Value, json};
use switchboard::engine::Count;
use switchboard::handover::Policy;
use switchboard::prelude::*;
use switchboard_inbox::{Inbox, WebhookForm};
use switchboard_tests::{Notes, World};
use tokio::task::JoinSet;

#[on(incoming_messages)]
async fn answer(text: Text) -> String {
    format!("re: {text}")
}

#[tokio::test]
async fn s22_one_message_in_every_form_and_by_every_way_at_once_is_one_turn() {
    for form in [WebhookForm::Flat, WebhookForm::Cloud, WebhookForm::Both] {
        for policy in [None, Some(Policy::take_unassigned())] {
            let case = format!("{form:?}, {}", if policy.is_some() { "taken" } else { "nobody's" });
            let world = World::with(Inbox::builder().webhook_form(form)).await;
            let bot = world
                .bot_with(&[("transport", "both")], |bot| {
                    let bot = bot.handlers(handlers![answer]);
                    if let Some(policy) = policy { bot.handover(policy) } else { bot }
                })
                .await;
            let ada = world.customer(1);
            world.hold_webhooks(true).await;
            // By websocket, three frames of each.
            let thrice = json!({ "on": "websocket", "fault": "duplicate" });
            world.faults(json!([thrice, thrice])).await;
            let id = ada.says("hi").await;
            // Told as assigned as well, and given to the bot, which makes it look through the chat's list.
            world.admin().assigns(&ada, &json!({ "assigned_to_user": bot.user().id })).await;

            let told = world.get("/sandbox/deliveries").await;
            let bodies = told["deliveries"].as_array().expect("calls").iter().flat_map(|call| parts(&call["body"])).collect::<Vec<_>>();
            let with_message = bodies.iter().filter(|body| body.to_string().contains(id.as_str())).count();
            assert!(with_message >= 3, "{case}: {bodies:#?}");
            let (url, http) = (webhook(&world).await, reqwest::Client::builder().no_proxy().build().expect("a client"));
            let mut calls = JoinSet::new();
            for body in bodies.iter().cycle().take(3 * bodies.len()) {
                let call = http.post(&url).json(body);
                calls.spawn(async move { call.send().await.expect("an answer").status() });
            }
            assert!(calls.join_all().await.iter().all(|status| *status == 200), "{case}");
            // And in the lists, which are read after a connection that broke.
            world.disconnects().await;
            world.hold_webhooks(false).await;
            world.until(|| async { (bot.counters().get(Count::Reconnected) > 0).then_some(()) }).await;
            world.settled(&bot).await;
            ada.says("and now?").await;
            ada.hears("re: hi").await;
            ada.hears("re: and now?").await;
            world.settled(&bot).await;
            assert_eq!(ada.heard_from("testbot").await, ["re: hi", "re: and now?"], "{case}");
            assert!(bot.counters().get(Count::Repeated) > 0, "{case}");
        }
    }
}

#[on(outgoing_messages)]
async fn wrote(text: Text, State(notes): State<Notes>) {
    notes.add(format!("wrote {text}"));
}

#[on(chat_assignment)]
async fn assigned(assignment: ChatAssignment, State(notes): State<Notes>) {
    let to = assignment.assigned_to_user_set.as_ref().map_or("nobody", |user| &user.username);
    notes.add(format!("assigned to {to}"));
}

#[on(chat_tagging)]
async fn chat_tagged(tagging: ChatTagging, State(notes): State<Notes>) {
    notes.add(format!("chat {} {:?}", tagging.tag.name, tagging.action));
}

#[on(message_tagging)]
async fn message_tagged(tagging: MessageTagging, State(notes): State<Notes>) {
    notes.add(format!("message {} {:?}", tagging.tag.name, tagging.action));
}

#[on(statuses, from = any)]
async fn status(status: Status, State(notes): State<Notes>) {
    notes.add(format!("status {}", status.status));
}

#[tokio::test]
async fn s22_whatever_else_happens_is_one_turn_each_by_every_way_at_once() {
    for form in [WebhookForm::Flat, WebhookForm::Cloud, WebhookForm::Both] {
        let world = World::with(Inbox::builder().webhook_form(form)).await;
        let notes = Notes::default();
        let bot = world
            .bot_with(&[("transport", "both")], |bot| {
                bot.state(notes.clone()).handlers(handlers![wrote, assigned, chat_tagged, message_tagged, status])
            })
            .await;
        let (ada, mira) = (world.customer(1), world.mira().await);
        let twice = |on: &str| json!({ "on": on, "fault": "duplicate" });
        world.faults(json!([twice("webhook"), twice("websocket")])).await;
        let asked = ada.says("hi").await;
        mira.takes_over(&ada).await;
        mira.writes(&ada, "Mira here").await;
        let tag = mira.post("/api/v1/tags/", &json!({ "name": "vip" })).await["id"].clone();
        mira.post("/api/v1/chat_tagging/", &json!({ "tag": tag, "chat": ada.wa_id() })).await;
        mira.post("/api/v1/message_tagging/", &json!({ "tag": tag, "message": asked })).await;
        world.until(|| async { (notes.all().len() >= 6).then_some(()) }).await;
        // And in the lists, which are read after a connection that broke.
        world.disconnects().await;
        world.until(|| async { (bot.counters().get(Count::Reconnected) > 0).then_some(()) }).await;
        world.settled(&bot).await;
        let mut noted = notes.all();
        noted.sort();
        let expected = ["assigned to mira", "chat vip Added", "message vip Added", "status delivered", "status sent", "wrote Mira here"];
        assert_eq!(noted, expected, "{form:?}");
    }
}

/// A call as it is, and each of its members alone.
fn parts(body: &Value) -> Vec<Value> {
    let alone = |(name, value): (&String, &Value)| Value::Object(Map::from_iter([(name.clone(), value.clone())]));
    let members = body.as_object().expect("an object");
    let alone = members.iter().filter(|(name, _)| name.ends_with("messages") || *name == "chat_assignment").map(alone);
    std::iter::once(body.clone()).chain(alone).collect()
}

/// Where the inbox calls the bot, with the secret.
async fn webhook(world: &World) -> String {
    let webhooks = world.admin().get("/api/v1/webhooks/waba/").await;
    webhooks["results"][0]["url"].as_str().expect("a URL").to_owned()
}
