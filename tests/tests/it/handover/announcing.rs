//! What customers are told when a chat changes hands.

use super::*;

by_both_ways!(each_change_of_hands_is_announced_once);
async fn each_change_of_hands_is_announced_once(by: Transport) {
    let policy = Policy::take_unassigned()
        .give_back_on("agent")
        .back_on("bot")
        .announce_take("I am the assistant.")
        .announce("A colleague will be with you.")
        .announce_return("It is me again.");
    let (_world, _bot, ada, mira) = desk_by(by, policy).await;
    ada.says("one").await;
    ada.hears("I am the assistant.").await;
    ada.hears("re: one").await;
    ada.says("two").await;
    ada.hears("re: two").await;
    ada.says("agent").await;
    ada.hears("A colleague will be with you.").await;
    ada.says("bot").await;
    ada.hears("It is me again.").await;
    ada.hears("re: bot").await;
    mira.takes_over(&ada).await;
    ada.says("three").await;
    ada.hears_nothing().await;
    mira.gives_to(&ada, To::Bot).await;
    ada.hears("It is me again.").await;
    ada.hears("re: three").await;
    ada.says("four").await;
    ada.hears("re: four").await;
    ada.hears_nothing().await;
}

#[tokio::test]
async fn a_chat_that_nobody_answered_is_taken_with_a_word() {
    let (world, _bot, ada, mira) = desk(Policy::default().unanswered(minutes(5)).announce_take("Our people are busy.")).await;
    ada.is_called("Ada").await;
    mira.takes_over(&ada).await;
    ada.says("hello?").await;
    passes(&world, minutes(5)).await;
    ada.hears("Our people are busy.").await;
    ada.hears("re: hello?").await;
    ada.hears_nothing().await;
}

#[tokio::test]
async fn what_is_announced_is_withdrawn_with_the_rest_when_a_person_takes_over() {
    let (world, _bot, ada, mira) = desk(Policy::take_unassigned().announce_take("I am the assistant.")).await;
    world.faults([Fault::call("POST /api/v1/messages/").by(BOT).is_refused(503).retry_after(60).times(1)]).await;
    ada.says("one").await;
    world.settled().await;
    mira.takes_over(&ada).await;
    passes(&world, minutes(2)).await;
    ada.hears_nothing().await;
}
