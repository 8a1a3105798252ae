//! The bot in a world of the test's own, and the real one, which is killed.

mod kill;

use order::{OrderBook, bot};
use switchboard::testing::{Script, To, World};

#[tokio::test]
async fn the_transcripts() {
    let transcripts = Script::documented(include_str!("../../src/lib.rs")).expect("transcripts");
    assert_eq!(transcripts.len(), 3);
    for transcript in transcripts {
        let (world, folder) = (World::start().await, switchboard_tests::folder());
        let _bot = world.bot(|it| bot(it, OrderBook::at(folder.path().join("orders.jsonl")))).await;
        world.play(&transcript).await.assert_same();
    }
}

#[tokio::test]
async fn the_price_quotes_the_photo() {
    let (world, folder) = (World::start().await, switchboard_tests::folder());
    let _bot = world.bot(|it| bot(it, OrderBook::at(folder.path().join("orders.jsonl")))).await;
    let ada = world.customer("Ada").await;
    for words in ["order", "desk", "Medium"] {
        ada.says(words).await;
        ada.receives().await;
    }
    let photo = ada.sends_picture("here").await;
    let price = ada.receives().await;
    assert_eq!(price.text(), Some("A medium desk for this place: 250 euros."));
    assert_eq!(price.payload()["context"]["message_id"], photo.as_str());
}

#[tokio::test]
async fn a_person_in_between_does_not_answer_for_the_customer() {
    let (world, folder) = (World::start().await, switchboard_tests::folder());
    let _bot = world.bot(|it| bot(it, OrderBook::at(folder.path().join("orders.jsonl")))).await;
    let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
    for words in ["order", "desk", "small"] {
        ada.says(words).await;
        ada.receives().await;
    }
    ada.says("agent").await;
    ada.hears("A colleague will be with you shortly.").await;
    mira.takes_over(&ada).await;
    ada.sends_picture("Does it fit here?").await;
    ada.hears_nothing().await;
    mira.writes(&ada, "It does.").await;
    ada.hears("It does.").await;
    mira.gives_to(&ada, To::Bot).await;
    ada.hears("A photo of the place, please.").await;
    ada.sends_picture("here").await;
    ada.hears("A small desk for this place: 120 euros.").await;
}
