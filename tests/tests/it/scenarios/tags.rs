//! Tags: told without ids and in whole seconds, put on by several at once, and of messages that were never seen.

use serde_json::json;
use switchboard::engine::Count;
use switchboard::prelude::*;
use switchboard_tests::{Notes, Transport, World, by_both_ways, fault};

#[on(chat_tagging)]
async fn note_tagging(tagging: ChatTagging, State(notes): State<Notes>) {
    notes.add(format!("{:?} {}", tagging.action, tagging.tag.name));
}

#[on(incoming_messages, tagged = "vip")]
async fn for_vips() -> &'static str {
    "Welcome back."
}

#[on(incoming_messages, text = "tag")]
async fn tag(chat: &Chat) {
    chat.tag("asked");
    chat.say("tagged");
}

#[on(incoming_messages, text = "untag")]
async fn untag(chat: &Chat) {
    chat.untag("asked");
    chat.say("untagged");
}

#[on(incoming_messages)]
async fn for_others() -> &'static str {
    "Hello."
}

#[on(message_tagging)]
async fn note_message_tag(tagging: MessageTagging, chat: Option<&Chat>, State(notes): State<Notes>) {
    notes.add(format!("{}, {}", tagging.tag.name, chat.is_some()));
}

by_both_ways!(s48_of_tags_that_change_within_one_second_the_chats_list_tells_what_stands);
async fn s48_of_tags_that_change_within_one_second_the_chats_list_tells_what_stands(by: Transport) {
    let world = World::standing_still_by(by).await;
    let notes = Notes::default();
    let bot = world.bot(|bot| bot.state(notes.clone()).handlers(handlers![for_vips, for_others, note_tagging])).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    ada.says("hi").await;
    ada.hears("Hello.").await;
    mira.tags(&ada, "vip").await;
    mira.untags(&ada, "vip").await;
    mira.tags(&ada, "vip").await;
    world.settled(&bot).await;
    ada.says("hi").await;
    ada.hears("Welcome back.").await;
    let told = notes.all();
    assert!(told.contains(&"Added vip".to_owned()) && told.contains(&"Removed vip".to_owned()), "{told:?}");
    mira.untags(&ada, "vip").await;
    world.settled(&bot).await;
    ada.says("hi").await;
    ada.hears("Hello.").await;
}

#[tokio::test]
async fn s49_a_tag_is_on_or_off_whatever_becomes_of_the_answers_and_made_once_by_two() {
    let world = World::standing_still().await;
    let bot = world.bot(|bot| bot.handlers(handlers![tag, untag])).await;
    let (ada, ben) = (world.customer(1), world.customer(2));
    // Two turns at once need a tag that nobody has made yet.
    world
        .faults(json!([
            fault::held("testbot", "POST /api/v1/tags/"),
            fault::lost("testbot", "POST /api/v1/chat_tagging/"),
            fault::lost("testbot", "DELETE /api/v1/chat_tagging/"),
        ]))
        .await;
    ada.says("tag").await;
    ben.says("tag").await;
    for customer in [&ada, &ben] {
        world
            .until(|| async {
                world.advance(1).await;
                (customer.heard_from("testbot").await == ["tagged"]).then_some(())
            })
            .await;
    }
    ada.says("untag").await;
    world
        .until(|| async {
            world.advance(1).await;
            (ada.heard_from("testbot").await == ["tagged", "untagged"]).then_some(())
        })
        .await;
    // It is off already.
    ada.says("untag").await;
    world.until(|| async { (ada.heard_from("testbot").await.len() == 3).then_some(()) }).await;
    world.settled(&bot).await;
    let tags = world.admin().get("/api/v1/tags/").await;
    assert_eq!(tags["results"].as_array().expect("tags").iter().filter(|tag| tag["name"] == "asked").count(), 1, "{tags}");
    let on = |chat: serde_json::Value| chat["tags"].as_array().is_some_and(|tags| tags.iter().any(|tag| tag["name"] == "asked"));
    assert!(!on(world.admin().get(&format!("/api/v1/chats/{}/", ada.wa_id())).await));
    assert!(on(world.admin().get(&format!("/api/v1/chats/{}/", ben.wa_id())).await));
    assert_eq!(bot.counters().get(Count::Rejected), 0);
}

by_both_ways!(s50_a_tag_on_a_message_that_was_never_seen_has_no_chat);
async fn s50_a_tag_on_a_message_that_was_never_seen_has_no_chat(by: Transport) {
    let world = World::standing_still_by(by).await;
    let notes = Notes::default();
    let (early, mira) = (world.customer(2).says("before the bot came").await, world.mira().await);
    world.advance(60).await;
    let bot = world.bot(|bot| bot.state(notes.clone()).handlers(handlers![note_message_tag])).await;
    let tag = mira.post("/api/v1/tags/", &json!({ "name": "odd" })).await["id"].clone();
    mira.post("/api/v1/message_tagging/", &json!({ "tag": tag, "message": early })).await;
    world.settled(&bot).await;
    assert_eq!(notes.all(), ["odd, false"]);
}
