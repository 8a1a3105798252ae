//! The bot is not there.

use super::*;
use switchboard::handover::{OnStop, TooLate};

by_both_ways!(a_bot_that_stops_gives_its_chats_to_people);
async fn a_bot_that_stops_gives_its_chats_to_people(by: Transport) {
    let (world, running, ada, mira) = desk_by(by, Policy::take_unassigned().on_stop(OnStop::HandOver)).await;
    let bea = world.customer("Bea").await;
    for customer in [&ada, &bea] {
        customer.says("hi").await;
        customer.hears("re: hi").await;
    }
    mira.takes_over(&bea).await;
    world.settled().await;
    running.stop().await;
    assert_eq!(owner(&world, &ada).await, (None, Some(PEOPLE)));
    assert_eq!(owner(&world, &bea).await.0, Some(mira.id()), "it was not the bot's to give");
    assert_eq!(ada.heard_from(BOT).await, ["re: hi"], "nothing is announced");
}

#[tokio::test]
async fn a_bot_keeps_its_chats_unless_the_policy_says_otherwise() {
    let (world, running, ada, _mira) = desk(Policy::take_unassigned()).await;
    ada.says("hi").await;
    ada.hears("re: hi").await;
    let me = me(&running);
    running.stop().await;
    assert_eq!(owner(&world, &ada).await, me);
}

/// What two messages lead to that waited for three hours, of which the bot was to be told after two at most.
async fn late(too_late: TooLate) -> (World, Running, Customer) {
    let policy = Policy::take_unassigned().too_late(hours(2), too_late).announce("A colleague will write to you.");
    let (world, bot, ada, mira) = desk(policy).await;
    let asleep = Fault::webhook().telling("incoming_messages").is_refused(503);
    world.faults([asleep]).await;
    ada.says("one").await;
    ada.says("two").await;
    passes(&world, hours(3)).await;
    world.no_faults().await;
    passes(&world, minutes(1)).await;
    drop(mira);
    (world, bot, ada)
}

#[tokio::test]
async fn messages_that_waited_too_long_bring_people_once() {
    let (world, _bot, ada) = late(TooLate::HandOver).await;
    ada.hears("A colleague will write to you.").await;
    ada.hears_nothing().await;
    assert_eq!(owner(&world, &ada).await, (None, Some(PEOPLE)));
    assert_eq!(world.calls(BOT, "PATCH", "/api/v1/chat_assignment/").await.len(), 1);
}

#[tokio::test]
async fn messages_that_waited_too_long_may_be_ignored_or_handled() {
    let (world, bot, ada) = late(TooLate::Ignore).await;
    ada.hears_nothing().await;
    assert_eq!(owner(&world, &ada).await, (None, None));
    ada.says("three").await;
    ada.hears("re: three").await;
    assert_eq!(owner(&world, &ada).await, me(&bot));

    let (_world, _bot, ada) = late(TooLate::Handle).await;
    ada.hears("re: one").await;
    ada.hears("re: two").await;
}

#[tokio::test]
async fn what_waited_for_people_is_not_late_for_the_bot() {
    let (world, _bot, ada, mira) = desk(Policy::take_unassigned().too_late(hours(2), TooLate::HandOver)).await;
    ada.is_called("Ada").await;
    mira.takes_over(&ada).await;
    ada.says("one").await;
    passes(&world, hours(3)).await;
    mira.gives_to(&ada, To::Bot).await;
    ada.hears("re: one").await;
}
