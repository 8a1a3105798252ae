//! Plays the transcript of the example.

use switchboard::wire::Secret;
use switchboard_tests::{Program, World};

#[tokio::test]
async fn says_what_it_hears() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut bot = Program::start(
        env!("CARGO_BIN_EXE_echo"),
        folder.path(),
        &[],
        &[("embedded.listen", "127.0.0.1:0"), ("embedded.admin_token", "admin-token")],
    );
    let url = bot.line("inbox ready at").await;
    bot.line("bot ready").await;

    let ada = World::at(url, Secret::new("admin-token")).customer(1);
    ada.says("Is anybody there?").await;
    ada.hears("Is anybody there?").await;
}
