use jiff::civil::Weekday;
use serde_json::json;
use switchboard_tests::Program;

use crate::{BOT, FALLBACK, HELLO, WELCOME, hours_pass, it_becomes};

const AWAY: &str = "We are closed. Somebody reads this on Tuesday at 09:00.";
const AWAY_ON_TUESDAY: &str = "We are closed. Somebody reads this on Wednesday at 09:00.";

#[tokio::test]
async fn at_night_it_welcomes_and_is_away_once_in_eight_hours() {
    let folder = tempfile::tempdir().expect("a folder");
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
    let folder = tempfile::tempdir().expect("a folder");
    let (_bot, world) = Program::start_bot(BOT, folder.path(), &[]).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    ada.is_called("Ada").await;
    it_becomes(&world, Weekday::Monday, 22).await;

    // At night it is away, and does not welcome. Given back, the chat is answered as ever.
    mira.takes(&ada).await;
    ada.says("hi").await;
    ada.hears(AWAY).await;
    mira.assigns(&ada, &json!({ "assigned_to_user": null })).await;
    ada.says("hi").await;
    ada.hears(HELLO).await;

    // Whatever the customer writes: once in eight hours, and nothing by day.
    mira.takes(&ada).await;
    ada.says("order 1").await;
    hours_pass(&world, 8).await;
    ada.says("hi").await;
    ada.hears(AWAY).await;
    hours_pass(&world, 4).await;
    ada.says("hi").await;
    ada.says("Do you sell coffee?").await;
    hours_pass(&world, 8).await;
    ada.says("order 1").await;
    ada.hears(AWAY_ON_TUESDAY).await;
    assert_eq!(ada.heard_from("autoresponder").await, [AWAY, HELLO, AWAY, AWAY_ON_TUESDAY]);
}
