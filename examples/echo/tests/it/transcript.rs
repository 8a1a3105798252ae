//! Plays the transcript of the example.

use switchboard_tests::Program;

#[tokio::test]
async fn says_what_it_hears() {
    let folder = switchboard_tests::folder();
    let (_bot, world) = Program::start_bot(env!("CARGO_BIN_EXE_echo"), folder.path(), &[]).await;

    let ada = world.customer(1);
    ada.says("Is anybody there?").await;
    ada.hears("Is anybody there?").await;
}
