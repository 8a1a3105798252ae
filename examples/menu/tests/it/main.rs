//! The bot in a world of the test's own: its transcript, and presses that it does not expect.

use serde_json::json;
use switchboard::testing::{Script, World};

const MENU: &str = "[Our menu > Hot: Earl Grey, Cocoa; Cold: Iced tea, Water]";

#[tokio::test]
async fn the_transcript() {
    let world = World::start().await;
    let _bot = world.bot(menu::bot).await;
    let transcripts = Script::documented(include_str!("../../src/lib.rs")).expect("transcripts");
    assert_eq!(transcripts.len(), 1);
    world.play(&transcripts[0]).await.assert_same();
}

#[tokio::test]
async fn a_change_of_mind_counts() {
    let world = World::start().await;
    let _bot = world.bot(menu::bot).await;
    let ada = world.customer("Ada").await;
    ada.says("hi").await;
    ada.hears(&format!("What may I bring? {MENU}")).await;
    ada.presses("Cocoa").await;
    ada.hears("Which size of cocoa? [Small] [Large]").await;
    ada.presses("Water").await;
    ada.hears("Which size of water? [Small] [Large]").await;
    ada.presses("Small").await;
    ada.hears("A small water, coming up.").await;
    ada.hears_nothing().await;
}

#[tokio::test]
async fn a_row_of_an_older_version_is_answered_with_the_menu() {
    let world = World::start().await;
    let _bot = world.bot(menu::bot).await;
    let ada = world.customer("Ada").await;
    for id in ["drink.0:cocoa;e4000000000", "drink.1:lemonade;e4000000000", "drink.1:cocoa"] {
        let row = json!({ "type": "list_reply", "list_reply": { "id": id, "title": "Cocoa" } });
        ada.sends(json!({ "type": "interactive", "interactive": row })).await;
        ada.hears(&format!("That menu is of another day. Here is today's. {MENU}")).await;
    }
}

#[tokio::test]
async fn what_is_no_press_is_answered_with_the_menu() {
    let world = World::start().await;
    let _bot = world.bot(menu::bot).await;
    let ada = world.customer("Ada").await;
    ada.sends_picture("look").await;
    ada.hears(&format!("What may I bring? {MENU}")).await;
    ada.sends_location(52.5, 13.4).await;
    ada.hears(&format!("What may I bring? {MENU}")).await;
}
