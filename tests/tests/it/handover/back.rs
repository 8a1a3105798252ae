//! The ways back to the bot.

use super::*;

#[tokio::test]
async fn the_customers_word_brings_the_bot_back() {
    let (world, bot, ada, mira) = desk(Policy::take_unassigned().give_back_on("agent").back_on("bot")).await;
    ada.says("agent").await;
    world.settled().await;
    assert_eq!(owner(&world, &ada).await, (None, Some(PEOPLE)));
    ada.says("Bot").await;
    ada.hears("re: Bot").await;
    assert_eq!(owner(&world, &ada).await.0, me(&bot).0);

    mira.takes_over(&ada).await;
    ada.says("bot").await;
    ada.hears("re: bot").await;
    assert_eq!(owner(&world, &ada).await.0, me(&bot).0);
    ada.says("more").await;
    ada.hears("re: more").await;
}

by_both_ways!(a_tag_brings_the_bot_back_and_it_answers_what_waits);
async fn a_tag_brings_the_bot_back_and_it_answers_what_waits(by: Transport) {
    let (world, bot, ada, mira) = desk_by(by, Policy::take_unassigned().back_on_tag("bot")).await;
    ada.is_called("Ada").await;
    mira.takes_over(&ada).await;
    ada.says("hello?").await;
    mira.tags(&ada, "vip").await;
    ada.hears_nothing().await;
    mira.tags(&ada, "bot").await;
    ada.hears("re: hello?").await;
    assert_eq!(owner(&world, &ada).await, me(&bot));
}

#[tokio::test]
async fn a_chat_in_which_nobody_writes_comes_back_by_itself() {
    let (world, bot, ada, mira) = desk(Policy::take_unassigned().back_after(hours(1))).await;
    ada.is_called("Ada").await;
    mira.takes_over(&ada).await;
    ada.says("hello?").await;
    passes(&world, minutes(50)).await;
    mira.writes(&ada, "Mira here").await;
    ada.hears("Mira here").await;
    passes(&world, minutes(59)).await;
    assert_eq!(owner(&world, &ada).await.0, Some(mira.id()), "somebody wrote in between");
    passes(&world, minutes(1)).await;
    assert_eq!(owner(&world, &ada).await, me(&bot));
    ada.hears_nothing().await;
    ada.says("me again").await;
    ada.hears("re: me again").await;
}

#[tokio::test]
async fn a_chat_that_was_silent_since_people_have_it_comes_back_with_the_next_message() {
    let (world, bot, ada, mira) = desk(Policy::take_unassigned().back_after(hours(1))).await;
    ada.says("hi").await;
    ada.hears("re: hi").await;
    mira.takes_over(&ada).await;
    passes(&world, hours(2)).await;
    assert_eq!(owner(&world, &ada).await.0, Some(mira.id()), "nobody needs the bot yet");
    ada.says("hello?").await;
    ada.hears("re: hello?").await;
    assert_eq!(owner(&world, &ada).await, me(&bot));
}

#[tokio::test]
async fn the_silence_of_who_has_just_got_a_chat_begins_when_they_get_it() {
    let (world, _bot, ada, mira) = desk(Policy::take_unassigned().give_back_on("agent").back_after(minutes(7))).await;
    ada.says("hi").await;
    ada.hears("re: hi").await;
    passes(&world, minutes(9)).await;
    mira.takes_over(&ada).await;
    passes(&world, seconds(20)).await;
    ada.says("hello Mira").await;
    ada.hears_nothing().await;
    // With a message that waits, too: the time that was set for its first owner is not up for the next one.
    passes(&world, minutes(6)).await;
    let mike = world.agent("mike").await;
    mike.takes_over(&ada).await;
    passes(&world, minutes(2)).await;
    assert_eq!(owner(&world, &ada).await.0, Some(mike.id()));
    passes(&world, minutes(5)).await;
    ada.hears("re: hello Mira").await;
}

by_both_ways!(a_resolved_chat_comes_back_with_the_next_message);
async fn a_resolved_chat_comes_back_with_the_next_message(by: Transport) {
    let (world, bot, ada, mira) = desk_by(by, Policy::take_unassigned().back_on_resolved()).await;
    ada.is_called("Ada").await;
    mira.takes_over(&ada).await;
    ada.says("hello?").await;
    mira.writes(&ada, "Mira here").await;
    ada.hears("Mira here").await;
    mira.resolves(&ada).await;
    world.settled().await;
    assert_eq!(owner(&world, &ada).await.0, Some(mira.id()), "to resolve leaves the assignment");
    ada.says("one more thing").await;
    ada.hears("re: one more thing").await;
    assert_eq!(owner(&world, &ada).await, me(&bot));
}

#[tokio::test]
async fn a_resolved_chat_comes_back_also_from_who_took_it_while_the_customer_was_silent() {
    let (world, bot, ada, mira) = desk(Policy::take_unassigned().back_on_resolved()).await;
    ada.says("hi").await;
    ada.hears("re: hi").await;
    mira.takes_over(&ada).await;
    mira.writes(&ada, "Mira here").await;
    ada.hears("Mira here").await;
    mira.resolves(&ada).await;
    world.settled().await;
    world.advance(seconds(1)).await;
    ada.says("one more thing").await;
    ada.hears("re: one more thing").await;
    assert_eq!(owner(&world, &ada).await, me(&bot));
}

#[tokio::test]
async fn a_person_who_goes_on_after_resolving_keeps_the_chat() {
    let (world, _bot, ada, mira) = desk(Policy::take_unassigned().back_on_resolved()).await;
    ada.is_called("Ada").await;
    mira.takes_over(&ada).await;
    ada.says("hello?").await;
    // The way back is for what comes after the resolving, as the bot was told of it.
    world.settled().await;
    mira.resolves(&ada).await;
    passes(&world, seconds(1)).await;
    mira.writes(&ada, "By the way").await;
    ada.hears("By the way").await;
    ada.says("yes?").await;
    ada.hears_nothing().await;
    assert_eq!(owner(&world, &ada).await.0, Some(mira.id()));
}

by_both_ways!(an_answer_that_left_before_a_takeover_and_arrives_after_the_return_answers_nothing_that_came_since);
async fn an_answer_that_left_before_a_takeover_and_arrives_after_the_return_answers_nothing_that_came_since(by: Transport) {
    let (world, _bot, ada, mira) = desk_by(by, Policy::take_unassigned()).await;
    let said = "POST /api/v1/messages/";
    world.faults([Fault::call(said).by(BOT).begins_late(seconds(1)).times(1)]).await;
    ada.says("first").await;
    world.until_calls(BOT, "POST", "/api/v1/messages/", 1).await;
    mira.takes_over(&ada).await;
    ada.says("second").await;
    mira.gives_to(&ada, To::Bot).await;
    world.told().await;
    world.moves_clock(seconds(1)).await;
    ada.hears("re: first").await;
    ada.hears("re: second").await;
    ada.hears_nothing().await;
}
