//! The bot with a service of the test's own, which is slow, unsure and broken.

mod service;

use concierge::{Brain, bot};
use switchboard::prelude::{hours, minutes, seconds};
use switchboard::testing::{Script, World};

use crate::service::Service;

const COLLEAGUE: &str = "I better ask a colleague. You hear from us soon.";

#[tokio::test]
async fn the_transcript() {
    let (world, service) = (World::start().await, Service::start().await);
    service.gate.lets_one_pass();
    service.gate.lets_one_pass();
    let _bot = world.bot(|it| bot(it, Brain::at(service.url()).expect("a client"))).await;
    for transcript in Script::documented(include_str!("../../src/lib.rs")).expect("a transcript") {
        world.play(&transcript).await.assert_same();
    }
    assert_eq!(service.asked.all(), ["hi\nis there a pool\nand until when?", "Can my dog come?"]);
}

#[tokio::test]
async fn what_is_written_while_the_service_thinks_is_the_next_question() {
    let (world, service) = (World::start().await, Service::start().await);
    let _bot = world.bot(|it| bot(it, Brain::at(service.url()).expect("a client"))).await;
    let ada = world.customer("Ada").await;
    ada.says("is there a pool").await;
    world.settled().await;
    world.moves_clock(seconds(3)).await;
    service.gate.reached().await;
    ada.says("and a sauna").await;
    ada.says("with a pool?").await;
    world.told().await;
    service.gate.lets_one_pass();
    ada.hears("The pool is open until ten.").await;
    ada.hears_nothing().await;
    service.gate.lets_one_pass();
    world.advance(seconds(3)).await;
    ada.hears("The pool is open until ten.").await;
    assert_eq!(service.asked.all(), ["is there a pool", "and a sauna\nwith a pool?"]);
}

#[tokio::test]
async fn a_service_that_fails_gives_the_chat_to_people() {
    let (world, service) = (World::start().await, Service::start().await);
    let _bot = world.bot(|it| bot(it, Brain::at(service.url()).expect("a client"))).await;
    let ada = world.customer("Ada").await;
    service.breaks();
    ada.says("is there a pool").await;
    ada.hears_nothing().await;
    world.advance(seconds(3)).await;
    ada.hears(COLLEAGUE).await;
    assert_eq!(world.admin().owner(&ada).await, (None, Some(world.admin().group_id("Regular user").await)));
    let events = world.admin().get(&format!("/api/v1/chat_tagging_events/?wa_id={}", ada.wa_id())).await;
    let note = &events["results"][0]["extra"]["note"];
    assert_eq!(note, "Question: is there a pool\nThe bot's guess: the service did not answer", "{events}");
    ada.says("hello?").await;
    world.advance(hours(1)).await;
    ada.hears_nothing().await;
}

#[tokio::test]
async fn a_picture_is_for_people() {
    let (world, service) = (World::start().await, Service::start().await);
    let _bot = world.bot(|it| bot(it, Brain::at(service.url()).expect("a client"))).await;
    let ada = world.customer("Ada").await;
    ada.says("what is this?").await;
    ada.hears_nothing().await;
    ada.sends_picture("in my room").await;
    ada.hears(COLLEAGUE).await;
    world.advance(minutes(1)).await;
    ada.hears_nothing().await;
    assert!(service.asked.all().is_empty());
}
