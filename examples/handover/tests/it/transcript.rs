use serde_json::json;
use switchboard_tests::{Agent, Customer, Program, World};

use crate::BOT;

#[tokio::test]
async fn the_transcript() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_bot, world) = Program::start_bot(BOT, folder.path(), &[]).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    let bot = mira.user_id("handover").await;

    ada.says("two tins of Earl Grey").await;
    ada.hears("Noted: two tins of Earl Grey").await;
    assert_eq!(mira.owner(&ada).await, (Some(bot), None));

    ada.says("agent").await;
    ada.hears("A colleague will be with you shortly.").await;
    assert_eq!(mira.owner(&ada).await, (None, Some(mira.group_id("Regular user").await)));

    says_to(&mira, &ada, "Can it be a gift?", &world).await;
    mira.writes(&ada, "Of course. Which paper?").await;
    ada.hears("Of course. Which paper?").await;

    ada.says("the blue one").await;
    mira.assigns(&ada, &json!({ "assigned_to_user": bot, "assigned_group": null })).await;
    ada.hears("Noted: the blue one").await;
}

#[tokio::test]
async fn a_person_who_writes_without_assigning_has_the_chat() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_bot, world) = Program::start_bot(BOT, folder.path(), &[]).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    let bot = mira.user_id("handover").await;

    ada.says("two tins of Earl Grey").await;
    ada.hears("Noted: two tins of Earl Grey").await;
    mira.writes(&ada, "Mira here. Do you know our Assam?").await;
    ada.hears("Mira here. Do you know our Assam?").await;
    ada.says("No. Is it good?").await;
    assert_eq!(mira.owner(&ada).await, (Some(bot), None), "nobody assigned it");

    says_to(&mira, &ada, "one tin of Assam", &world).await;
    mira.assigns(&ada, &json!({ "assigned_to_user": bot })).await;
    ada.hears("Noted: one tin of Assam").await;
    assert_eq!(ada.heard_from("handover").await, ["Noted: two tins of Earl Grey", "Noted: one tin of Assam"]);
}

/// Mira takes the chat, and the customer writes to her. Returns when the bot has looked whose chat it is.
async fn says_to(mira: &Agent, ada: &Customer, text: &str, world: &World) {
    let chat = format!("/api/v1/chat_assignment/{}/", ada.wa_id());
    let looks = world.calls("handover", "GET", &chat).await.len();
    mira.takes(ada).await;
    ada.says(text).await;
    world.until_calls("handover", "GET", &chat, looks + 1).await;
}
