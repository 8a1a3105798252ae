use jiff::civil::Weekday;
use switchboard_tests::Program;

use crate::{BOT, FALLBACK, HELLO, WELCOME, hours_pass, it_becomes};

#[tokio::test]
async fn the_transcript() {
    let folder = switchboard_tests::folder();
    let (_bot, world) = Program::start_bot(BOT, folder.path(), &[]).await;
    let ada = world.customer(1);
    ada.is_called("Ada").await;

    it_becomes(&world, Weekday::Monday, 10).await;
    ada.says("hi").await;
    ada.hears(WELCOME).await;
    ada.hears(HELLO).await;
    ada.says("When are you open?").await;
    ada.hears("We are open Monday to Friday, 09:00 to 17:00 (Europe/Berlin).").await;
    ada.says("order 1234").await;
    ada.hears("Order 1234 is on its way.").await;
    ada.says("Do you sell coffee?").await;
    ada.hears(FALLBACK).await;

    hours_pass(&world, 12).await;
    ada.says("Any chance of cocoa?").await;
    ada.hears("We are closed. Somebody reads this on Tuesday at 09:00.").await;
}

#[tokio::test]
async fn a_conversation_is_new_again_after_a_day_of_silence() {
    let folder = switchboard_tests::folder();
    let (_bot, world) = Program::start_bot(BOT, folder.path(), &[]).await;
    let ada = world.customer(1);
    ada.is_called("Ada").await;

    // The answer to the first message does not matter: every handler welcomes.
    ada.says("order 1").await;
    ada.hears(WELCOME).await;
    ada.hears("Order 1 is on its way.").await;
    hours_pass(&world, 23).await;
    ada.says("order 2").await;
    ada.hears("Order 2 is on its way.").await;
    hours_pass(&world, 24).await;
    ada.says("Hi").await;
    ada.hears(WELCOME).await;
    ada.hears(HELLO).await;
}
