//! Templates that WhatsApp does not deliver.

use switchboard::prelude::*;
use switchboard::testing::{Notes, World};

use super::expecting::complaint;

#[on(chat_tagging, action = added, tag = "ready")]
async fn ready() -> impl IntoOutcome {
    text("It has come.").or_template("typo", ["7"])
}

#[on(chat_tagging, action = added, tag = "due")]
async fn due() -> impl IntoOutcome {
    text("It is due.").or_template("due", ["7"])
}

#[on(incoming_messages)]
async fn echo(text: Text) -> String {
    text.into()
}

#[on(statuses, status = failed)]
async fn failed(status: Status, State(notes): State<Notes>) {
    notes.add(status.errors.iter().filter_map(|error| error.code?.to_string().into()).collect::<String>());
}

#[tokio::test]
async fn a_template_that_fails_is_not_heard_and_the_transcript_and_the_bot_know_why() {
    let world = World::start().await;
    let notes = Notes::default();
    let _bot = world.bot(|bot| bot.state(notes.clone()).handlers(handlers![ready, due, echo, failed])).await;
    world.has_template("due", "Parcel {{1}} is due on {{2}}.").await;
    let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
    ada.says("hi").await;
    ada.hears("hi").await;
    world.advance(hours(26)).await;
    for tag in ["ready", "due"] {
        mira.tags(&ada, tag).await;
        world.settled().await;
    }
    assert_eq!(notes.all(), ["132001", "132000"]);
    let shown = ada.phone_shows().await;
    assert_eq!(shown.iter().map(|message| message.wording()).collect::<Vec<_>>(), ["hi", "hi"]);
    let complaint = complaint(async move { ada.hears("[template typo: 7]").await }).await;
    insta::assert_snapshot!(complaint.split_once(": ").map_or("", |(_, words)| words), @"
    expected
        [template typo: 7]
    but heard nothing
    The conversation so far:
        Customer: hi
        Bot: hi
        (Mira tags the chat: ready.)
        Bot: [template typo: 7]
        (Not delivered: 132001, There is no `typo` in `en`.)
        (Mira tags the chat: due.)
        Bot: [template due: 7]
        (Not delivered: 132000, The body wants 2 values, the message has 1.)
    ");
}
