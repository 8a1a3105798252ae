//! The same seed tells the same story.

use switchboard::prelude::*;
use switchboard::testing::{Fault, Notes, World};

#[conversation(assigned_messages, text = "dice")]
async fn dice(talk: &mut Talk) -> Result<String> {
    let first = talk.random().await % 1000;
    let again = talk.confirm(format!("{first}. Again?")).await?;
    let second = talk.random().await % 1000;
    Ok(format!("{again}: {second}"))
}

#[on(assigned_messages, text = "fail")]
async fn fails(State(notes): State<Notes>, Now(now): Now) -> Result<()> {
    notes.add(now.as_second().to_string());
    Err("never".into())
}

#[on(assigned_messages)]
async fn echo(text: Text) -> String {
    text.into()
}

/// What Ada hears when everything that can go wrong does so now and then, while others write more or less.
async fn story(seed: u64, others: &[&str]) -> (Vec<String>, Vec<String>) {
    let world = World::builder().seed(seed).start().await;
    let notes = Notes::default();
    let bot = |bot: Bot| bot.state(notes.clone()).handover(Policy::take_unassigned());
    let _bot = world.bot(|new| bot(new).conversations(conversations![dice]).handlers(handlers![fails, echo])).await;
    let (ada, ben) = (world.customer("Ada").await, world.customer("Ben").await);
    world.faults([Fault::call("POST /api/v1/messages/").by("testbot").is_refused(400).with_probability(0.3)]).await;
    for words in ["one", "two", "three", "four", "five", "six"] {
        for other in others {
            ben.says(other).await;
        }
        ada.says(words).await;
    }
    world.settled().await;
    world.no_faults().await;
    ada.says("dice").await;
    world.settled().await;
    ada.presses("Yes").await;
    world.settled().await;
    ada.says("fail").await;
    for _ in 0..60 {
        world.advance(std::time::Duration::from_millis(1000)).await;
    }
    (ada.heard_from("testbot").await, notes.all())
}

#[tokio::test]
async fn the_same_seed_tells_the_same_story_whatever_others_do() {
    let (first, again, other) = (story(7, &[]).await, story(7, &["hi", "dice", "hello"]).await, story(8, &[]).await);
    assert_eq!(first, again);
    assert_ne!(first.0, other.0);
    assert_eq!(first.1.len(), 5, "{:?}", first.1);
}
