use serde_json::json;
use switchboard_tests::{Customer, Program};

use crate::BOT;

#[tokio::test]
async fn the_transcript() {
    let folder = switchboard_tests::folder();
    let (_bot, world) = Program::start_bot(BOT, folder.path(), &[]).await;
    let (ada, bob, mira) = (world.customer(1), world.customer(2), world.mira().await);
    let bot = mira.user_id("handover").await;

    ada.says("two tins of Earl Grey").await;
    ada.hears("Noted: two tins of Earl Grey").await;
    assert_eq!(mira.owner(&ada).await, (Some(bot), None));

    ada.says("agent").await;
    ada.hears("A colleague will be with you shortly.").await;
    assert_eq!(mira.owner(&ada).await, (None, Some(mira.group_id("Regular user").await)));

    mira.takes_over(&ada).await;
    says_in_vain(&ada, "Can it be a gift?", &bob).await;
    mira.writes(&ada, "Of course. Which paper?").await;
    ada.hears("Of course. Which paper?").await;

    ada.says("the blue one").await;
    mira.assigns(&ada, &json!({ "assigned_to_user": bot, "assigned_group": null })).await;
    ada.hears("Noted: the blue one").await;
}

#[tokio::test]
async fn a_person_who_writes_without_assigning_has_the_chat() {
    let folder = switchboard_tests::folder();
    let (_bot, world) = Program::start_bot(BOT, folder.path(), &[]).await;
    let (ada, bob, mira) = (world.customer(1), world.customer(2), world.mira().await);
    let bot = mira.user_id("handover").await;

    ada.says("two tins of Earl Grey").await;
    ada.hears("Noted: two tins of Earl Grey").await;
    mira.writes(&ada, "Mira here. Do you know our Assam?").await;
    ada.hears("Mira here. Do you know our Assam?").await;
    says_in_vain(&ada, "No. Is it good?", &bob).await;
    assert_eq!(mira.owner(&ada).await, (Some(bot), None), "nobody assigned it");

    mira.takes_over(&ada).await;
    ada.says("one tin of Assam").await;
    mira.assigns(&ada, &json!({ "assigned_to_user": bot })).await;
    ada.hears("Noted: one tin of Assam").await;
    assert_eq!(ada.heard_from("handover").await, ["Noted: two tins of Earl Grey", "Noted: one tin of Assam"]);
}

/// The customer writes, and the bot is silent. When it has answered somebody who wrote later, it has seen this, too.
async fn says_in_vain(ada: &Customer, text: &str, bob: &Customer) {
    ada.says(text).await;
    bob.says("a teapot").await;
    bob.hears("Noted: a teapot").await;
}
