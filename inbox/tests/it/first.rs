//! The whole way once: a bot makes itself at home, a customer writes, the bot answers, a person takes over.

use serde_json::json;

use crate::world::{ADA, Receiver, World, results};

#[tokio::test]
async fn a_bot_answers_and_hands_over() {
    let world = World::start().await;
    let (bot_id, bot) = world.app("autoresponder").await;
    let (mut receiver, _) = Receiver::of(&bot).await;

    let first = world.customer_says(ADA, "Is it open today?").await;
    let call = receiver.call().await.body;
    assert_eq!(call["messages"][0]["id"], json!(first));
    assert_eq!(call["contacts"][0]["wa_id"], ADA);
    assert_eq!(call["incoming_messages"][0]["waba_payload"], call["messages"][0]);
    assert_eq!(call.get("assigned_messages"), None);

    let id = bot.says(ADA, "Until six.").await;
    let outgoing = receiver.call_with("outgoing_messages").await.body;
    assert_eq!(outgoing["outgoing_messages"][0]["id"], json!(id));
    assert_eq!(outgoing["outgoing_messages"][0]["sender"]["id"], bot_id);
    let statuses = receiver.call_with("statuses").await.body;
    assert_eq!(statuses["statuses"][0]["status"], "sent");
    assert_eq!(statuses["statuses"][1]["status"], "delivered");
    assert_eq!(statuses["statuses"][1]["getchat_id"], json!(id));

    let shown = world.phone(ADA, 0).await;
    assert_eq!(shown[1]["waba_payload"]["text"]["body"], "Until six.");

    let mira = world.mira().await;
    let mira_id = mira.get("/api/v1/users/current/").await.ok()["id"].clone();
    mira.patch(&format!("/api/v1/chat_assignment/{ADA}/"), json!({"assigned_to_user": mira_id})).await.ok();
    let event = receiver.call_with("chat_assignment").await.body;
    assert_eq!(event["chat_assignment"]["assigned_to_user_set"]["username"], "mira");
    assert_eq!(event["chat_assignment"]["done_by"]["username"], "mira");

    world.all_delivered().await;
    let page = bot.get(&format!("/api/v1/messages/?wa_id={ADA}")).await.ok();
    assert_eq!(results(&page).len(), 2);
    assert_eq!(results(&page)[1]["received"], true, "the webhook answered 200");
    let requests = world.sandbox().get("/sandbox/requests?method=POST&path=/api/v1/messages/").await.ok();
    assert_eq!(requests["requests"][0]["user"]["username"], "autoresponder");
    assert_eq!(requests["requests"][0]["body"]["text"]["body"], "Until six.");
    world.inbox.shutdown().await;
}
