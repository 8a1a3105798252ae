//! People do not answer in time.

use super::*;

fn five_minutes() -> Policy {
    Policy::default().unanswered(minutes(5))
}

by_both_ways!(a_message_that_mira_does_not_answer_is_the_bots_after_the_time);
async fn a_message_that_mira_does_not_answer_is_the_bots_after_the_time(by: Transport) {
    let (world, bot, ada, mira) = desk_by(by, five_minutes()).await;
    ada.is_called("Ada").await;
    mira.takes_over(&ada).await;
    ada.says("hello?").await;
    passes(&world, minutes(5) - seconds(1)).await;
    ada.hears_nothing().await;
    assert_eq!(owner(&world, &ada).await.0, Some(mira.id()));

    passes(&world, seconds(1)).await;
    ada.hears("re: hello?").await;
    assert_eq!(owner(&world, &ada).await, me(&bot));
    ada.says("thank you").await;
    ada.hears("re: thank you").await;
}

#[tokio::test]
async fn a_message_that_a_group_or_nobody_answers_is_the_bots_too() {
    for to in [To::Group("Regular user"), To::Nobody] {
        let (world, bot, ada, mira) = desk(five_minutes()).await;
        ada.is_called("Ada").await;
        mira.gives_to(&ada, to).await;
        ada.says("hello?").await;
        passes(&world, minutes(5)).await;
        ada.hears("re: hello?").await;
        assert_eq!(owner(&world, &ada).await.0, me(&bot).0, "{to:?}");
    }
}

by_both_ways!(an_answer_ends_the_time_and_the_next_message_begins_a_new_one);
async fn an_answer_ends_the_time_and_the_next_message_begins_a_new_one(by: Transport) {
    let (world, bot, ada, mira) = desk_by(by, five_minutes()).await;
    ada.is_called("Ada").await;
    mira.takes_over(&ada).await;
    ada.says("hello?").await;
    passes(&world, minutes(3)).await;
    mira.writes(&ada, "Mira here").await;
    ada.hears("Mira here").await;
    ada.says("and then?").await;
    passes(&world, minutes(4)).await;
    ada.hears_nothing().await;
    assert_eq!(owner(&world, &ada).await.0, Some(mira.id()));
    passes(&world, minutes(1)).await;
    ada.hears("re: and then?").await;
    assert_eq!(owner(&world, &ada).await, me(&bot));
}

#[tokio::test]
async fn s62_an_answer_of_which_the_bot_was_not_told_is_found_in_the_list() {
    let (world, bot, ada, mira) = desk(five_minutes()).await;
    ada.is_called("Ada").await;
    mira.takes_over(&ada).await;
    ada.says("hello?").await;
    world.settled().await;
    world.faults([Fault::webhook().telling("outgoing_messages").never_comes()]).await;
    mira.writes(&ada, "Mira here").await;
    ada.hears("Mira here").await;
    passes(&world, hours(1)).await;
    ada.hears_nothing().await;
    assert_eq!(owner(&world, &ada).await.0, Some(mira.id()));
    assert!(world.calls(BOT, "PATCH", "/api/v1/chat_assignment/").await.is_empty());
    let listed = world.calls(BOT, "GET", "/api/v1/messages/").await;
    assert_eq!(listed.iter().filter(|call| call.query.contains("wa_id=")).count(), 1, "the list showed it");

    world.no_faults().await;
    ada.says("still there?").await;
    passes(&world, minutes(5)).await;
    ada.hears("re: still there?").await;
    drop(bot);
}

#[tokio::test]
async fn who_assigns_the_chat_while_the_bot_takes_it_keeps_it() {
    let (world, bot, ada, mira) = desk(five_minutes()).await;
    let ben = world.agent("ben").await;
    ada.is_called("Ada").await;
    mira.takes_over(&ada).await;
    ada.says("hello?").await;
    world.settled().await;
    // The PATCH is under way for a second. Meanwhile Ben has the chat.
    world.faults([Fault::call("PATCH /api/v1/chat_assignment/").by(BOT).begins_late(seconds(1)).times(1)]).await;
    world.moves_clock(minutes(5)).await;
    world.until_calls(BOT, "PATCH", "/api/v1/chat_assignment/", 1).await;
    ben.takes_over(&ada).await;
    world.moves_clock(seconds(1)).await;
    world.settled().await;
    ada.hears_nothing().await;
    assert_eq!(owner(&world, &ada).await.0, Some(ben.id()));
    assert_eq!(bot.counters().get(switchboard::engine::Count::TakeConflicts), 1);
}

#[tokio::test]
async fn a_take_whose_answer_is_lost_is_read_and_not_repeated() {
    let (world, bot, ada, mira) = desk(five_minutes()).await;
    ada.is_called("Ada").await;
    mira.takes_over(&ada).await;
    ada.says("hello?").await;
    world.settled().await;
    let lost = Fault::call("PATCH /api/v1/chat_assignment/").by(BOT).loses_its_answer().times(1);
    world.faults([lost, Fault::webhook().telling("chat_assignment").never_comes()]).await;
    passes(&world, minutes(5)).await;
    ada.hears("re: hello?").await;
    assert_eq!(owner(&world, &ada).await, me(&bot));
    assert_eq!(world.calls(BOT, "PATCH", "/api/v1/chat_assignment/").await.len(), 1);
}

#[tokio::test]
async fn a_message_whose_answer_was_withdrawn_waits_for_people_and_then_for_the_bot() {
    let (world, bot, ada, mira) = desk(Policy::take_unassigned().unanswered(minutes(5))).await;
    let held = Fault::call("POST /api/v1/messages/").by(BOT).is_refused(503).retry_after(60).times(1);
    world.faults([held]).await;
    ada.says("hello?").await;
    world.settled().await;
    mira.takes_over(&ada).await;
    passes(&world, minutes(1)).await;
    ada.hears_nothing().await;
    passes(&world, minutes(5)).await;
    ada.hears("re: hello?").await;
    assert_eq!(owner(&world, &ada).await, me(&bot));
}

#[tokio::test]
async fn who_asked_for_people_and_was_not_given_to_them_waits_for_who_took_the_chat_and_then_for_the_bot() {
    let (world, _bot, ada, mira) = desk(Policy::take_unassigned().give_back_on("agent").unanswered(minutes(5))).await;
    ada.says("hello?").await;
    ada.hears("re: hello?").await;
    let held = Fault::call("PATCH /api/v1/chat_assignment/").by(BOT).is_refused(503).retry_after(60).times(1);
    world.faults([held]).await;
    ada.says("agent").await;
    world.settled().await;
    mira.takes_over(&ada).await;
    passes(&world, minutes(1)).await;
    assert_eq!(owner(&world, &ada).await.0, Some(mira.id()));
    passes(&world, minutes(5)).await;
    world.settled().await;
    assert_eq!(owner(&world, &ada).await, (None, Some(world.admin().group_id("Regular user").await)), "it is given to people again");
}
