use std::fs;

use switchboard_tests::Program;

use crate::{BOT, HELLO, WELCOME};

#[tokio::test]
async fn after_kill_9_it_goes_on_where_it_was() {
    let folder = switchboard_tests::folder();
    let (mut bot, world) = Program::start_bot(BOT, folder.path(), &[]).await;
    let ada = world.customer(1);
    ada.is_called("Ada").await;
    ada.says("hi").await;
    ada.hears(WELCOME).await;
    ada.hears(HELLO).await;
    bot.kill().await;

    let (_bot, world) = Program::start_bot(BOT, folder.path(), &[]).await;
    let ada = world.customer(1);
    // The phone still shows what was said.
    ada.hears(WELCOME).await;
    ada.hears(HELLO).await;
    ada.says("hi").await;
    ada.hears(HELLO).await;
}

#[tokio::test]
async fn without_its_data_it_starts_anew() {
    let folder = switchboard_tests::folder();
    let (mut bot, world) = Program::start_bot(BOT, folder.path(), &[]).await;
    let ada = world.customer(1);
    ada.says("order 1").await;
    ada.hears(WELCOME).await;
    ada.hears("Order 1 is on its way.").await;
    bot.kill().await;
    fs::remove_dir_all(folder.path().join(".switchboard/autoresponder")).expect("its data");

    let (_bot, world) = Program::start_bot(BOT, folder.path(), &[]).await;
    let ada = world.customer(1);
    ada.says("order 2").await;
    ada.hears(WELCOME).await;
    ada.hears("Order 2 is on its way.").await;
}

#[tokio::test]
async fn two_bots_run_beside_each_other() {
    let folder = switchboard_tests::folder();
    // Both ask for the usual port, and have the same working directory, as when both are started with `cargo run`.
    let usual = [("embedded.listen", "")];
    let (_one, first) = Program::start_bot(BOT, folder.path(), &usual).await;
    let (_other, second) = Program::start_bot(BOT, folder.path(), &[("bot.username", "another"), usual[0]]).await;
    assert_ne!(first.url(), second.url());

    for (world, order) in [(first, 1), (second, 2)] {
        let ada = world.customer(1);
        ada.says(&format!("order {order}")).await;
        ada.hears(WELCOME).await;
        ada.hears(&format!("Order {order} is on its way.")).await;
    }
}
