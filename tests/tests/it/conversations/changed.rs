//! A new version of the code meets the journal of the old one.

use switchboard::prelude::*;
use switchboard_tests::World;

mod old {
    use switchboard::prelude::*;

    #[conversation(incoming_messages, text = "go")]
    pub(super) async fn trip(talk: &mut Talk) -> Result<String> {
        let city = talk.ask("Where to?").await?;
        let day = talk.ask("When?").await?;
        Ok(format!("{city}, {day}."))
    }
}

mod inserted {
    use switchboard::prelude::*;

    #[conversation(incoming_messages, text = "go")]
    pub(super) async fn trip(talk: &mut Talk) -> Result<String> {
        let name = talk.ask("Who are you?").await?;
        let city = talk.ask("Where to?").await?;
        Ok(format!("{name} to {city}."))
    }
}

mod restarts {
    use switchboard::prelude::*;

    #[conversation(incoming_messages, text = "go", on_mismatch = restart("Let us begin again."))]
    pub(super) async fn trip(talk: &mut Talk) -> Result<String> {
        let name = talk.ask("Who are you?").await?;
        Ok(format!("{name}."))
    }
}

mod versioned {
    use switchboard::prelude::*;

    #[conversation(incoming_messages, text = "go", version = 2, on_mismatch = hand_over)]
    pub(super) async fn trip(talk: &mut Talk) -> Result<String> {
        let city = talk.ask("Where to?").await?;
        Ok(format!("{city}."))
    }
}

mod appended {
    use switchboard::prelude::*;

    #[conversation(incoming_messages, text = "go")]
    pub(super) async fn trip(talk: &mut Talk) -> Result<String> {
        // A comment above, and a question behind.
        let city = talk.ask("Where to?").await?;
        let day = talk.ask("When?").await?;
        let way = talk.ask("How?").await?;
        Ok(format!("{city}, {day}, {way}."))
    }
}

/// Where the old version asked its second question, the new one goes on.
async fn upgraded(
    conversations: &'static [&'static switchboard::conversation::Conversation],
) -> (World, switchboard::Running, switchboard_tests::Customer) {
    let world = World::standing_still().await;
    let folder = switchboard_tests::folder();
    let store = folder.path().join("switchboard.db");
    let keys = [("store.path", store.to_str().expect("a path"))];
    let ada = world.customer(1);
    let bot = world.bot_with(&keys, |bot| bot.conversations(conversations![old::trip])).await;
    ada.says("go").await;
    ada.hears("Where to?").await;
    ada.says("Berlin").await;
    ada.hears("When?").await;
    world.settled(&bot).await;
    bot.stop().await;
    let bot = world.bot_with(&keys, |bot| bot.conversations(conversations.iter().copied())).await;
    ada.says("Monday").await;
    (world, bot, ada)
}

macro_rules! of {
    ($version:ident) => {
        &[<$version::trip as switchboard::__private::Converse>::CONVERSATION]
    };
}

#[tokio::test]
async fn s59_a_question_that_was_put_in_above_is_found_at_its_line() {
    let (world, bot, ada) = upgraded(of!(inserted)).await;
    world.settled(&bot).await;
    let inbox = bot.store().inboxes().await.expect("the store").remove(0);
    let letters = bot.store().dead_letters(&inbox, 10).await.expect("the store");
    assert_eq!(letters.len(), 1);
    let cause = &letters[0].cause;
    assert!(cause.contains("the journal has ask `Where to?` here (written at tests/tests/it/conversations/changed.rs:11:"), "{cause}");
    assert!(cause.contains("the code now does ask `Who are you?`"), "{cause}");
    assert_eq!(ada.heard_from("testbot").await, ["Where to?", "When?"], "no word under a wrong value");
}

#[tokio::test]
async fn it_begins_again_when_the_code_says_so() {
    let (_world, _bot, ada) = upgraded(of!(restarts)).await;
    ada.hears("Let us begin again.").await;
    ada.hears("Who are you?").await;
    ada.says("Ada").await;
    ada.hears("Ada.").await;
}

#[tokio::test]
async fn another_version_hands_over_when_the_code_says_so() {
    let (world, bot, ada) = upgraded(of!(versioned)).await;
    world.settled(&bot).await;
    assert_eq!(ada.heard_from("testbot").await, ["Where to?", "When?"]);
    let people = world.admin().group_id("Regular user").await;
    assert_eq!(world.admin().owner(&ada).await, (None, Some(people)));
}

#[tokio::test]
async fn a_question_behind_the_place_it_had_reached_is_simply_asked() {
    let (_world, _bot, ada) = upgraded(of!(appended)).await;
    ada.hears("How?").await;
    ada.says("By train").await;
    ada.hears("Berlin, Monday, By train.").await;
}
