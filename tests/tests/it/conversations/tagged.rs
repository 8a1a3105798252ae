//! Tags that were there first, tags that came while a person had the chat, and assignments.

use serde_json::json;
use switchboard::handover::Policy;
use switchboard::prelude::*;
use switchboard_tests::{Transport, World, by_both_ways};

#[conversation(assigned_messages, text = "refund")]
async fn refund(talk: &mut Talk) -> Result<&'static str> {
    talk.say("Somebody will look at this.");
    talk.wait_for(tag_added("approved")).await?;
    talk.say("Approved.");
    // It is still there, and does not answer twice.
    talk.wait_for(tag_added("approved")).await?;
    Ok("Approved again.")
}

#[conversation(assigned_messages, text = "wait")]
async fn waits(talk: &mut Talk) -> Result<&'static str> {
    talk.tag("waiting");
    talk.wait_for(tag_removed("waiting")).await?;
    Ok("It is your turn.")
}

#[conversation(assigned_messages, text = "expert")]
async fn expert(talk: &mut Talk) -> Result<String> {
    talk.say("One moment.");
    let (user, group) = talk.wait_for(assignment()).await?;
    Ok(format!("{} {}", user.unwrap_or_default(), group.unwrap_or_default()))
}

fn office(bot: Bot) -> Bot {
    bot.handover(Policy::take_unassigned()).conversations(conversations![refund, waits, expert])
}

#[tokio::test]
async fn a_tag_that_is_there_answers_at_once_and_only_once() {
    let world = World::standing_still().await;
    let bot = world.bot(office).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    ada.says("hi").await;
    world.settled(&bot).await;
    mira.tags(&ada, "approved").await;
    world.settled(&bot).await;
    ada.says("refund").await;
    ada.hears("Somebody will look at this.").await;
    ada.hears("Approved.").await;
    world.settled(&bot).await;
    assert_eq!(ada.heard_from("testbot").await.len(), 2, "{}", ada.transcript().await);
    // Taggings have whole seconds and no ids: two alike within one second are one.
    world.advance(1).await;
    mira.untags(&ada, "approved").await;
    mira.tags(&ada, "approved").await;
    ada.hears("Approved again.").await;
}

by_both_ways!(a_tag_that_a_person_puts_on_while_having_the_chat_answers_on_return);
async fn a_tag_that_a_person_puts_on_while_having_the_chat_answers_on_return(by: Transport) {
    let world = World::standing_still_by(by).await;
    let bot = world.bot(office).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    ada.says("refund").await;
    ada.hears("Somebody will look at this.").await;
    world.settled(&bot).await;
    mira.takes_over(&ada).await;
    mira.tags(&ada, "approved").await;
    world.settled(&bot).await;
    assert_eq!(ada.heard_from("testbot").await.len(), 1);
    mira.assigns(&ada, &json!({ "assigned_to_user": bot.user().id })).await;
    ada.hears("Approved.").await;
}

#[tokio::test]
async fn a_tag_of_the_conversations_own_is_there_before_it_has_left() {
    let world = World::standing_still().await;
    let bot = world.bot(office).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    ada.says("wait").await;
    world.settled(&bot).await;
    assert!(ada.heard_from("testbot").await.is_empty());
    mira.takes_over(&ada).await;
    mira.untags(&ada, "waiting").await;
    world.settled(&bot).await;
    mira.assigns(&ada, &json!({ "assigned_to_user": bot.user().id })).await;
    ada.hears("It is your turn.").await;
}

by_both_ways!(the_assignment_by_which_the_chat_comes_back_is_one);
async fn the_assignment_by_which_the_chat_comes_back_is_one(by: Transport) {
    let world = World::standing_still_by(by).await;
    let bot = world.bot(office).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    ada.says("expert").await;
    ada.hears("One moment.").await;
    world.settled(&bot).await;
    mira.takes_over(&ada).await;
    world.settled(&bot).await;
    assert_eq!(ada.heard_from("testbot").await.len(), 1);
    mira.assigns(&ada, &json!({ "assigned_to_user": bot.user().id })).await;
    ada.hears("testbot ").await;
}
