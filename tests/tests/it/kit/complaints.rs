//! What a developer reads when something is asked for that is not there.

use switchboard::prelude::*;
use switchboard::testing::{Agent, Customer, To, World};

use super::expecting::complaint;

#[on(assigned_messages, text = "size")]
async fn size(chat: &Chat) -> impl IntoOutcome {
    chat.tag("order");
    buttons("Which size?").button("s", "Small").button("l", "Large")
}

#[on(assigned_messages)]
async fn other(_: Message) -> &'static str {
    "Thank you."
}

/// Ada was asked for the size.
async fn asked() -> (World, switchboard::Running, Customer, Agent) {
    let world = World::start().await;
    let bot = world.bot(|bot| bot.handover(Policy::take_unassigned()).handlers(handlers![size, other])).await;
    let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
    ada.says("size").await;
    ada.hears("Which size? [Small] [Large]").await;
    (world, bot, ada, mira)
}

/// The words without the line of the test.
fn words(complaint: &str) -> &str {
    complaint.split_once(": ").map_or(complaint, |(_, words)| words)
}

#[tokio::test]
async fn a_button_that_is_not_there() {
    let (_world, _bot, ada, _) = asked().await;
    insta::assert_snapshot!(words(&complaint(async move { drop(ada.presses("Medium").await) }).await), @r#"
    no message on the phone has a button or row "Medium", only [Small] [Large]
    The conversation so far:
        Customer: size
        (The bot takes the chat.)
        (The bot tags the chat: order.)
        Bot: Which size? [Small] [Large]
    "#);
}

#[tokio::test]
async fn a_button_that_the_message_does_not_have() {
    let (_world, _bot, ada, _) = asked().await;
    ada.says("another").await;
    let thanks = ada.receives().await;
    insta::assert_snapshot!(words(&complaint(async move { drop(ada.presses_on(&thanks, "Large").await) }).await), @r#"
    the message does not have a button or row "Large", no button and no row at all
    The conversation so far:
        Customer: size
        (The bot takes the chat.)
        (The bot tags the chat: order.)
        Bot: Which size? [Small] [Large]
        Customer: another
        Bot: Thank you.
    "#);
}

#[tokio::test]
async fn another_owner() {
    let (_world, _bot, ada, mira) = asked().await;
    ada.belongs_to(To::Bot).await;
    mira.takes_over(&ada).await;
    insta::assert_snapshot!(words(&complaint(async move { ada.belongs_to(To::Group("Regular user")).await }).await), @r#"
    expected that the chat belongs to
        the group Regular user
    but it belongs to
        mira
    The conversation so far:
        Customer: size
        (The bot takes the chat.)
        (The bot tags the chat: order.)
        Bot: Which size? [Small] [Large]
        (Mira takes the chat.)
    "#);
}

#[tokio::test]
async fn other_tags() {
    let (_world, _bot, ada, _) = asked().await;
    ada.has_tags(["order"]).await;
    insta::assert_snapshot!(words(&complaint(async move { ada.has_tags(["vip", "order"]).await }).await), @r#"
    expected the tags
        order, vip
    but the chat has
        order
    The conversation so far:
        Customer: size
        (The bot takes the chat.)
        (The bot tags the chat: order.)
        Bot: Which size? [Small] [Large]
    "#);
}

#[tokio::test]
async fn a_tag_that_is_not_there() {
    let (_world, _bot, ada, mira) = asked().await;
    insta::assert_snapshot!(words(&complaint(async move { mira.untags(&ada, "vip").await }).await), @r#"
    the chat has no tag "vip" that could be taken off; it has: order
    The conversation so far:
        Customer: size
        (The bot takes the chat.)
        (The bot tags the chat: order.)
        Bot: Which size? [Small] [Large]
    "#);
}

#[tokio::test]
async fn a_group_that_is_not_there() {
    let (_world, _bot, ada, mira) = asked().await;
    insta::assert_snapshot!(words(&complaint(async move { mira.gives_to(&ada, To::Group("VIP desk")).await }).await), @r#"there is no group "VIP desk"; there are: Regular user, App integration, Admin"#);
}

#[tokio::test]
async fn a_window_that_is_closed() {
    let (world, _bot, ada, mira) = asked().await;
    world.advance(days(2)).await;
    insta::assert_snapshot!(words(&complaint(async move { drop(mira.writes(&ada, "Still there?").await) }).await), @r#"
    mira cannot write to the customer: the inbox answers 453
        {"reason":"More than 24 hours since the last message of the customer: only a template may be sent."}
    The conversation so far:
        Customer: size
        (The bot takes the chat.)
        (The bot tags the chat: order.)
        Bot: Which size? [Small] [Large]
    "#);
}

#[tokio::test]
async fn words_that_come_in_another_shape() {
    let (_world, _bot, ada, _) = asked().await;
    ada.says("size").await;
    insta::assert_snapshot!(words(&complaint(async move { drop(ada.hears_matching("^Which colour").await) }).await), @r#"
    expected words like
        ^Which colour
    but heard
        Which size? [Small] [Large]
    The conversation so far:
        Customer: size
        (The bot takes the chat.)
        (The bot tags the chat: order.)
        Bot: Which size? [Small] [Large]
        Customer: size
        Bot: Which size? [Small] [Large]
    "#);
}

#[tokio::test]
async fn a_press_waits_for_the_question() {
    let (_world, _bot, ada, _) = asked().await;
    let first = ada.phone_shows().await.remove(1);
    ada.presses("Large").await;
    ada.hears("Thank you.").await;
    ada.says("hello").await;
    ada.hears("Thank you.").await;
    ada.presses_on(&first, "Small").await;
    ada.hears("Thank you.").await;
    ada.replies_to(&first, "both").await;
    ada.hears("Thank you.").await;
    let transcript = ada.transcript().await;
    assert!(transcript.contains("Customer: (to \"Which size? [Small] [Large]\") both\n"), "{transcript}");
    let (ben_world, _bot, ..) = asked().await;
    let ben = ben_world.customer("Ben").await;
    ben.says("size").await;
    // Nothing was heard before.
    ben.presses("Small").await;
    ben.hears("Which size? [Small] [Large]").await;
    ben.hears("Thank you.").await;
}
