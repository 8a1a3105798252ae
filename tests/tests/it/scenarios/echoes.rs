//! Handlers that answer a failure, where their answer fails as well.

use switchboard::handover::Policy;
use switchboard::prelude::*;
use switchboard::testing::{Fault, World};
use switchboard_tests::{Transport, by_both_ways};

use super::{BOT, MESSAGES, SPEAK, answer};

#[on(errors)]
async fn apologize(_: ErrorEvent) -> &'static str {
    "That did not work."
}

#[on(withdrawn)]
async fn complain(_: Withdrawn) -> &'static str {
    "I was not done."
}

#[on(statuses, status = failed)]
async fn say_it_again(_: Status) -> &'static str {
    "Did you get that?"
}

fn policy() -> Policy {
    Policy::take_unassigned()
}

#[tokio::test]
async fn what_a_handler_of_errors_says_is_refused_once() {
    let world = World::start().await;
    let _bot = world.bot(|bot| bot.handover(policy()).handlers(handlers![answer, apologize])).await;
    let ada = world.customer("Ada").await;
    world.faults([Fault::call(SPEAK).by(BOT).is_refused(400)]).await;
    ada.says("hi").await;
    world.settled().await;
    assert_eq!(world.calls(BOT, "POST", MESSAGES).await.len(), 2, "the answer, and the word about it");
    world.no_faults().await;
    ada.says("again").await;
    ada.hears("re: again").await;
}

#[tokio::test]
async fn what_a_handler_of_withdrawn_says_is_withdrawn_once() {
    let world = World::start().await;
    let bot = world.bot(|bot| bot.handover(policy()).handlers(handlers![answer, complain, apologize])).await;
    let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
    world.faults([Fault::call(SPEAK).by(BOT).is_refused(503).retry_after(60).times(1)]).await;
    ada.says("hi").await;
    world.settled().await;
    mira.takes_over(&ada).await;
    world.advance(minutes(2)).await;
    ada.hears_nothing().await;
    assert_eq!(bot.counters().get(switchboard::engine::Count::WithdrawnRows), 2, "the answer, and the word about it");
}

by_both_ways!(what_a_handler_of_statuses_says_fails_once);
async fn what_a_handler_of_statuses_says_fails_once(by: Transport) {
    let world = World::builder().transport(by).start().await;
    let _bot = world.bot(|bot| bot.handover(policy()).handlers(handlers![answer, say_it_again])).await;
    let ada = world.customer("Ada").await;
    world.faults([Fault::undelivered(131_026)]).await;
    ada.says("hi").await;
    world.settled().await;
    world.advance(minutes(1)).await;
    assert_eq!(world.calls(BOT, "POST", MESSAGES).await.len(), 2, "the answer, and the word about it");
}

by_both_ways!(a_status_that_comes_before_the_answer_is_known_for_what_was_said_about_a_failure);
async fn a_status_that_comes_before_the_answer_is_known_for_what_was_said_about_a_failure(by: Transport) {
    let world = World::builder().transport(by).start().await;
    let _bot = world.bot(|bot| bot.handover(policy()).handlers(handlers![answer, say_it_again])).await;
    let ada = world.customer("Ada").await;
    let late = Fault::call(SPEAK).by(BOT).is_answered_late(seconds(5)).times(2);
    world.faults([Fault::undelivered(131_026), late]).await;
    ada.says("hi").await;
    for said in 1..=2 {
        world.until_calls(BOT, "POST", MESSAGES, said).await;
        world.told().await;
        world.moves_clock(seconds(6)).await;
    }
    world.settled().await;
    assert_eq!(world.calls(BOT, "POST", MESSAGES).await.len(), 2, "the answer, and the word about it");
}
