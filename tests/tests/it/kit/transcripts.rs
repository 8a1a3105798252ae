//! Transcripts as snapshots.

use switchboard::prelude::*;
use switchboard::testing::{To, World};

#[on(assigned_messages, text = "tea")]
async fn tea(chat: &Chat) -> impl IntoOutcome {
    chat.tag("order");
    buttons("Which size?").button("s", "Small").button("l", "Large")
}

#[on(assigned_messages)]
async fn note(text: Text) -> String {
    format!("Noted:\n{text}")
}

#[on(assigned_messages)]
async fn other(_: Message) -> impl IntoOutcome {
    image("https://shop.example/tea.png").caption("Your tea")
}

#[tokio::test]
async fn a_transcript_shows_words_buttons_media_tags_and_assignments() {
    let world = World::start().await;
    let policy = Policy::take_unassigned().give_back_on("agent").announce("A colleague will be with you shortly.");
    let _bot = world.bot(|bot| bot.handover(policy).handlers(handlers![tea, note, other])).await;
    let (ada, ben, mira) = (world.customer("Ada").await, world.customer("Ben").await, world.agent("mira").await);
    ada.says("tea").await;
    let question = ada.receives().await;
    ada.presses("Large").await;
    world.settled().await;
    ben.says("tea").await;
    ada.quotes(question.id().expect("an id"), "or [small]?").await;
    world.settled().await;
    ada.sends_location(52.5, 13.25).await;
    world.settled().await;
    ada.says("agent").await;
    world.settled().await;
    mira.takes_over(&ada).await;
    mira.writes(&ada, "Large it is.").await;
    ada.sends_picture("like this one").await;
    ada.says("[sic]").await;
    world.advance(minutes(10)).await;
    mira.untags(&ada, "order").await;
    mira.gives_to(&ada, To::Bot).await;
    world.settled().await;
    insta::assert_snapshot!(world.transcript(&ada).await, @r#"
    Customer: tea
    (The bot takes the chat.)
    (The bot tags the chat: order.)
    Bot: Which size? [Small] [Large]
    Customer: [Large]
    Bot: [image] Your tea
    Customer: (to "Which size? [Small] [Large]") or [small]?
    Bot: Noted:
        or [small]?
    Customer: [location 52.5, 13.25]
    Bot: [image] Your tea
    Customer: agent
    (The bot gives the chat to the group Regular user.)
    Bot: A colleague will be with you shortly.
    (Mira takes the chat.)
    Mira: Large it is.
    Customer: [image] like this one
    Customer: \[sic]
    (Mira takes off the tag: order.)
    (Mira gives the chat to the bot.)
    Bot: Noted:
        [sic]
    "#);
}

#[tokio::test]
async fn the_same_conversation_has_the_same_transcript() {
    let play = async || {
        let world = World::start().await;
        let _bot = world.bot(|bot| bot.handover(Policy::take_unassigned()).handlers(handlers![tea, note])).await;
        let ada = world.customer("Ada").await;
        ada.says("tea").await;
        ada.hears("Which size? [Small] [Large]").await;
        ada.says("one\n\nand another").await;
        world.settled().await;
        world.transcript(&ada).await
    };
    let first = play().await;
    assert_eq!(first, play().await);
    insta::assert_snapshot!(first, @r"
    Customer: tea
    (The bot takes the chat.)
    (The bot tags the chat: order.)
    Bot: Which size? [Small] [Large]
    Customer: one

        and another
    Bot: Noted:
        one

        and another
    ");
}
