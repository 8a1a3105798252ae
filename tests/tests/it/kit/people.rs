//! What people do in a world.

use switchboard::prelude::*;
use switchboard::testing::{Notes, To, World};

#[on(assigned_messages)]
async fn answer(text: Text) -> String {
    format!("re: {text}")
}

#[on(chat_tagging)]
async fn tagged(tagging: ChatTagging, State(notes): State<Notes>) {
    notes.add(format!("{:?} {}", tagging.action, tagging.tag.name));
}

#[tokio::test]
async fn people_resolve_and_reopen() {
    let world = World::start().await;
    let _bot = world.bot(|bot| bot.handover(Policy::take_unassigned()).handlers(handlers![answer])).await;
    let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
    ada.says("one").await;
    ada.hears("re: one").await;
    mira.resolves(&ada).await;
    mira.reopens(&ada).await;
    world.settled().await;
    let expected = "Customer: one\n(The bot takes the chat.)\nBot: re: one\n(The chat is resolved.)\n(The chat is open again.)\n";
    assert_eq!(world.transcript(&ada).await, expected);
}

#[tokio::test]
async fn people_take_give_write_and_tag() {
    let world = World::start().await;
    let notes = Notes::default();
    let bot = world.bot(|bot| bot.state(notes.clone()).handover(Policy::take_unassigned()).handlers(handlers![answer, tagged])).await;
    let (ada, mira, ben) = (world.customer("Ada").await, world.agent("mira").await, world.agent("ben").await);
    assert_ne!(mira.id(), ben.id());
    ada.says("one").await;
    ada.hears("re: one").await;
    assert_eq!(ben.owner(&ada).await, (Some(bot.user().id.get()), None));

    ben.takes_over(&ada).await;
    ben.writes(&ada, "Ben here").await;
    ada.hears("Ben here").await;
    ben.gives_to(&ada, To::User("mira")).await;
    assert_eq!(mira.owner(&ada).await, (Some(mira.id()), None));
    mira.gives_to(&ada, To::Group("Regular user")).await;
    assert_eq!(mira.owner(&ada).await, (None, Some(1)));
    ada.says("two").await;
    ada.hears_nothing().await;
    mira.gives_to(&ada, To::Bot).await;
    ada.hears("re: two").await;
    mira.gives_to(&ada, To::Nobody).await;
    assert_eq!(mira.owner(&ada).await, (None, None));

    mira.tags(&ada, "vip").await;
    world.settled().await;
    mira.untags(&ada, "vip").await;
    world.settled().await;
    assert_eq!(notes.all(), ["Added vip", "Removed vip"]);
}
