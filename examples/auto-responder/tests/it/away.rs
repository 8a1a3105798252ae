use jiff::civil::Weekday;
use serde_json::json;
use switchboard_tests::{Customer, Program};

use crate::{BOT, FALLBACK, HELLO, WELCOME, hours_pass, it_becomes};

const AWAY: &str = "We are closed. Somebody reads this on Tuesday at 09:00.";

#[tokio::test]
async fn at_night_it_welcomes_and_is_away_once_in_eight_hours() {
    let folder = switchboard_tests::folder();
    let (_bot, world) = Program::start_bot(BOT, folder.path(), &[]).await;
    let ada = world.customer(1);
    it_becomes(&world, Weekday::Monday, 22).await;

    ada.says("Do you sell coffee?").await;
    ada.hears(WELCOME).await;
    ada.hears(AWAY).await;
    ada.says("Or cocoa?").await;
    ada.hears(FALLBACK).await;
    ada.says("order 1234").await;
    ada.hears("Order 1234 is on its way.").await;

    hours_pass(&world, 8).await;
    ada.says("Do you sell coffee?").await;
    ada.hears(AWAY).await;
}

#[tokio::test]
async fn in_miras_chat_it_is_away_and_otherwise_silent() {
    let folder = switchboard_tests::folder();
    let (_bot, world) = Program::start_bot(BOT, folder.path(), &[]).await;
    let (ada, bob, mira) = (world.customer(1), world.customer(2), world.mira().await);
    ada.is_called("Ada").await;
    it_becomes(&world, Weekday::Monday, 22).await;
    bob.says("hi").await;
    bob.hears(WELCOME).await;
    bob.receives().await;

    // At night it is away once in eight hours, whatever the customer writes, and does not welcome.
    mira.takes_over(&ada).await;
    ada.says("hi").await;
    ada.hears(AWAY).await;
    says_in_vain(&ada, "order 1234", &bob).await;
    hours_pass(&world, 8).await;
    ada.says("Do you sell coffee?").await;
    ada.hears(AWAY).await;

    // By day it is silent, until mira gives the chat back.
    hours_pass(&world, 4).await;
    says_in_vain(&ada, "hi", &bob).await;
    says_in_vain(&ada, "Do you sell coffee?", &bob).await;
    mira.assigns(&ada, &json!({ "assigned_to_user": null })).await;
    ada.says("hi").await;
    ada.hears(HELLO).await;
    assert_eq!(ada.heard_from("autoresponder").await, [AWAY, AWAY, HELLO]);
}

/// The customer writes, and the bot is silent. When it has answered somebody who wrote later, it has seen this, too.
async fn says_in_vain(ada: &Customer, text: &str, bob: &Customer) {
    ada.says(text).await;
    bob.says("order 7").await;
    bob.hears("Order 7 is on its way.").await;
}
