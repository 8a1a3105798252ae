use switchboard_tests::Program;

use crate::BOT;

#[tokio::test]
async fn the_transcript() {
    let folder = switchboard_tests::folder();
    let (_bot, world) = Program::start_bot(BOT, folder.path(), &[]).await;
    let ada = world.customer(1);
    ada.is_called("Ada").await;
    ada.says("table").await;
    ada.hears("For how many?").await;
    ada.says("the whole family").await;
    ada.hears("A number, please.").await;
    ada.says("4").await;
    ada.hears("A table for 4? [Yes] [No]").await;
    ada.presses("Yes").await;
    ada.hears("The table for 4 is yours, Ada.").await;
}

#[tokio::test]
async fn killed_in_the_middle_it_goes_on_and_silence_is_an_answer() {
    let folder = switchboard_tests::folder();
    let (mut bot, world) = Program::start_bot(BOT, folder.path(), &[]).await;
    let ada = world.customer(1);
    ada.is_called("Ada").await;
    ada.says("Table").await;
    ada.hears("For how many?").await;
    bot.kill().await;

    let (_bot, world) = Program::start_bot(BOT, folder.path(), &[]).await;
    let ada = world.customer(1);
    // The phone still shows what was asked.
    ada.hears("For how many?").await;
    ada.says("2").await;
    ada.hears("A table for 2? [Yes] [No]").await;
    world.advance(30 * 60).await;
    ada.hears("The table for 2 is not booked, Ada.").await;
}

#[tokio::test]
async fn a_word_ends_it_and_another_calls_people() {
    let folder = switchboard_tests::folder();
    let (_bot, world) = Program::start_bot(BOT, folder.path(), &[]).await;
    let (ada, ben, mira) = (world.customer(1), world.customer(2), world.mira().await);
    ada.says("table").await;
    ada.hears("For how many?").await;
    ada.says("stop").await;
    ada.hears("All right.").await;

    ben.says("table").await;
    ben.hears("For how many?").await;
    ben.says("agent").await;
    let people = (None, Some(mira.group_id("Regular user").await));
    world.until(|| async { (mira.owner(&ben).await == people).then_some(()) }).await;
    // The bot has answered who wrote later, and was silent here.
    ben.says("4").await;
    ada.says("table").await;
    ada.hears("For how many?").await;
    assert_eq!(ben.heard_from("table").await, ["For how many?"]);
}
