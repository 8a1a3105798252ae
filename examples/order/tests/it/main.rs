//! The bot in a world of the test's own, and the real one, which is killed.

mod kill;

use order::{OrderBook, bot};
use switchboard::prelude::minutes;
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

/// What was recorded of a real customer is played in the same way.
#[tokio::test]
async fn a_recorded_order_is_a_test() {
    let folder = switchboard_tests::folder();
    let file = folder.path().join("bookshelf.txt");
    {
        let world = World::start().await;
        let _bot = world.bot(|it| bot(it, OrderBook::at(folder.path().join("orders.jsonl")))).await;
        let (ada, mira) = (world.customer("Ada Moreno").await, world.agent("mira").await);
        for words in ["order", "bookshelf for Ada", "Small"] {
            ada.says(words).await;
            ada.receives().await;
        }
        ada.sends_picture("Ada's wall").await;
        ada.hears("A small bookshelf for Ada for this place: 120 euros.").await;
        ada.presses("Yes").await;
        world.advance(minutes(2)).await;
        ada.says("agent").await;
        world.settled().await;
        mira.takes_over(&ada).await;
        mira.writes(&ada, "Hello Ada!").await;
        std::fs::write(&file, world.record(&ada).await.to_string()).expect("a file");
    }
    let script = std::fs::read_to_string(&file).expect("a file");
    assert!(!script.contains("Ada"), "{script}");
    let world = World::start().await;
    let _bot = world.bot(|it| bot(it, OrderBook::at(folder.path().join("others.jsonl")))).await;
    world.replay(&file).await.assert_same();
    // A bot that does not write down today.
    let world = World::start().await;
    let _bot = world.bot(|it| bot(it, OrderBook::at(folder.path()))).await;
    let difference = world.replay(&file).await.to_string();
    assert!(difference.contains("- Bot: It is order 1. We call you to make a date.\n"), "{difference}");
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
