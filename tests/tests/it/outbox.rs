//! What leaves, and what the inbox makes of it.

use serde_json::json;
use switchboard::engine::Count;
use switchboard::prelude::*;
use switchboard_inbox::Inbox;
use switchboard_tests::{NOON, Notes, Transport, World, by_both_ways, fault};

#[on(incoming_messages, text = "tag me")]
async fn tag(chat: &Chat) -> &'static str {
    chat.tag("known");
    "done"
}

#[on(incoming_messages)]
async fn echo(text: Text) -> String {
    text.into()
}

#[on(chat_tagging, action = added, tag = "poke")]
async fn poke() -> &'static str {
    "poked"
}

#[on(message_tagging, action = added)]
async fn tagged(tagging: MessageTagging, chat: Option<&Chat>, State(notes): State<Notes>) {
    notes.add(format!("{}, chat known: {}", tagging.tag.name, chat.is_some()));
}

#[on(statuses)]
async fn own(status: Status, State(notes): State<Notes>) {
    notes.add(format!("own {}", status.status));
}

#[on(statuses, from = any)]
async fn any(status: Status, State(notes): State<Notes>) {
    notes.add(format!("any {}", status.status));
}

#[on(errors)]
async fn error(error: ErrorEvent, State(notes): State<Notes>) {
    notes.add(format!("{}: {}", error.title.as_deref().unwrap_or_default(), error.details.as_deref().unwrap_or_default()));
}

by_both_ways!(statuses_reach_handlers_for_own_messages_unless_they_ask_for_all);
async fn statuses_reach_handlers_for_own_messages_unless_they_ask_for_all(by: Transport) {
    for (handlers, of_own, of_mira) in
        [(handlers![own, echo], "own", &[][..]), (handlers![any, echo], "any", &["any sent", "any delivered"][..])]
    {
        let world = World::standing_still_by(by).await;
        let (notes, mira) = (Notes::default(), world.mira().await);
        let bot = world.bot(|bot| bot.state(notes.clone()).handlers(handlers)).await;
        let (ada, ben) = (world.customer(1), world.customer(2));
        ada.says("hi").await;
        ada.hears("hi").await;
        world.settled(&bot).await;
        let expected = [format!("{of_own} sent"), format!("{of_own} delivered")];
        assert_eq!(notes.all(), expected);
        ben.says("for mira").await;
        ben.hears("for mira").await;
        world.settled(&bot).await;
        let before = notes.all().len();
        mira.writes(&ben, "Mira here").await;
        world.settled(&bot).await;
        assert_eq!(&notes.all()[before..], of_mira);
    }
}

by_both_ways!(a_tag_is_put_on_once_whatever_becomes_of_the_answer);
async fn a_tag_is_put_on_once_whatever_becomes_of_the_answer(by: Transport) {
    let world = World::standing_still_by(by).await;
    let bot = world.bot(|bot| bot.handlers(handlers![tag, echo])).await;
    let ada = world.customer(1);
    for _ in 0..2 {
        // The second time it is there already.
        world.faults(json!([fault::lost("testbot", "POST /api/v1/chat_tagging/")])).await;
        let before = ada.heard_from("testbot").await.len();
        ada.says("tag me").await;
        world
            .until(|| async {
                // What is not known to be done is tried again after a while.
                world.advance(1).await;
                (ada.heard_from("testbot").await.len() > before).then_some(())
            })
            .await;
        world.settled(&bot).await;
    }
    let taggings = world.admin().get("/api/v1/chat_tagging_events/").await;
    assert_eq!(taggings["results"].as_array().expect("taggings").len(), 1, "{taggings}");
    assert_eq!(bot.counters().get(Count::Rejected), 0);
}

#[tokio::test]
async fn what_is_not_listed_below_the_oldest_message_may_have_been_sent_and_is_parked() {
    // One that keeps few messages drops the oldest as the real one does beyond 1.5 million.
    let world = World::with(Inbox::builder().messages_kept(10)).await;
    let bot = world.bot(|bot| bot.handlers(handlers![tag])).await;
    let ada = world.customer(1);
    let slow = json!({ "on": "GET /api/v1/messages/", "user": "testbot", "fault": "latency", "ms": 30_000, "when": "before", "times": 1 });
    world.faults(json!([fault::lost("testbot", "POST /api/v1/messages/"), slow])).await;
    ada.says("tag me").await;
    world.until_calls("testbot", "POST", "/api/v1/messages/", 1).await;
    world.advance(5).await;
    for number in 2..=20 {
        world.customer(number).says("something else").await;
    }
    assert!(world.admin().get("/api/v1/messages/?limit=100").await["results"].as_array().is_some_and(|kept| kept.len() == 10));
    world
        .until(|| async {
            world.advance(5).await;
            (bot.counters().get(Count::Parked) + bot.counters().get(Count::Resent) > 0).then_some(())
        })
        .await;
    world.settled(&bot).await;
    assert_eq!((bot.counters().get(Count::Parked), bot.counters().get(Count::Resent)), (1, 0));
    assert_eq!(world.calls("testbot", "POST", "/api/v1/messages/").await.len(), 1, "it is not said twice");
}

by_both_ways!(a_message_tag_finds_the_chat_of_its_message);
async fn a_message_tag_finds_the_chat_of_its_message(by: Transport) {
    let world = World::standing_still_by(by).await;
    let notes = Notes::default();
    let mira = world.mira().await;
    let early = world.customer(2).says("before the bot came").await;
    world.advance(60).await;
    let bot = world.bot(|bot| bot.state(notes.clone()).handlers(handlers![tagged, echo])).await;
    let ada = world.customer(1);
    let seen = ada.says("hi").await;
    ada.hears("hi").await;
    for (name, message) in [("seen", seen), ("unseen", early)] {
        let tag = mira.post("/api/v1/tags/", &json!({ "name": name })).await["id"].clone();
        mira.post("/api/v1/message_tagging/", &json!({ "tag": tag, "message": message })).await;
        world.settled(&bot).await;
    }
    assert_eq!(notes.all(), ["seen, chat known: true", "unseen, chat known: false"]);
}

by_both_ways!(the_numbers_limit_holds_every_chat_up_for_as_long_as_the_inbox_says);
async fn the_numbers_limit_holds_every_chat_up_for_as_long_as_the_inbox_says(by: Transport) {
    let world = World::standing_still_by(by).await;
    let bot = world.bot(|bot| bot.handlers(handlers![echo])).await;
    let (ada, ben) = (world.customer(1), world.customer(2));
    let limit =
        json!({ "on": "POST /api/v1/messages/", "user": "testbot", "fault": "status", "status": 429, "retry_after": 30, "times": 1 });
    world.faults(json!([limit])).await;
    ada.says("one").await;
    world.until_calls("testbot", "POST", "/api/v1/messages/", 1).await;
    let refused = "/sandbox/requests?user=testbot&method=POST&path=/api/v1/messages/&done=true";
    world.until(|| async { (world.get(refused).await["last_seq"] != 0).then_some(()) }).await;
    ben.says("two").await;
    world.told().await;
    world
        .until(|| async {
            world.advance(30).await;
            (!ada.heard_from("testbot").await.is_empty()).then_some(())
        })
        .await;
    ada.hears("one").await;
    ben.hears("two").await;
    world.settled(&bot).await;
    let posts = world.get("/sandbox/requests?user=testbot&method=POST&path=/api/v1/messages/").await;
    let at: Vec<_> = posts["requests"].as_array().expect("calls").iter().map(|call| call["at"].as_i64().expect("a time")).collect();
    assert_eq!(at.len(), 3);
    assert_eq!(at[0], NOON * 1000);
    assert!(at[1..].iter().all(|at| *at >= (NOON + 30) * 1000), "{at:?}");
    assert_eq!(bot.counters().get(Count::Rejected), 0);
}

by_both_ways!(a_message_outside_the_window_is_refused_and_told_to_the_errors_handler);
async fn a_message_outside_the_window_is_refused_and_told_to_the_errors_handler(by: Transport) {
    let world = World::standing_still_by(by).await;
    let (notes, mira) = (Notes::default(), world.mira().await);
    let bot = world.bot(|bot| bot.state(notes.clone()).handlers(handlers![poke, error, echo])).await;
    let ada = world.customer(1);
    ada.says("hi").await;
    ada.hears("hi").await;
    world.advance(25 * 60 * 60).await;
    mira.tags(&ada, "poke").await;
    world.settled(&bot).await;
    assert_eq!(ada.heard_from("testbot").await, ["hi"]);
    assert_eq!(world.calls("testbot", "POST", "/api/v1/messages/").await.len(), 2, "refused once, and not tried again");
    let told = notes.all();
    assert!(told.len() == 1 && told[0].contains("453"), "{told:?}");
    assert_eq!(bot.counters().get(Count::Rejected), 1);
    // The lane goes on.
    ada.says("again").await;
    ada.hears("again").await;
}
