//! Nobody answers those to whom the bot gave the chat, and it comes back.

use super::*;

#[on(assigned_messages, text = "agent")]
async fn to_mira_and_back() -> Handover {
    let desk = Handover::to_group("Regular user").announce("Somebody of our team will answer you.");
    let back = Handover::take().announce("Nobody is there. I am the assistant again.");
    Handover::to_user("mira").announce("Mira will write to you.").escalate(minutes(5), desk.escalate(minutes(5), back))
}

async fn escalating(policy: Policy) -> (World, Running, Customer, Agent) {
    let world = World::start().await;
    let bot = world.bot(|bot| bot.handover(policy).handlers(handlers![to_mira_and_back, answer])).await;
    let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
    (world, bot, ada, mira)
}

#[tokio::test]
async fn the_chat_comes_back_with_its_words_and_what_nobody_answered_is_answered() {
    let (world, bot, ada, _mira) = escalating(Policy::take_unassigned().announce_return("It is me again.")).await;
    ada.says("agent").await;
    ada.hears("Mira will write to you.").await;
    ada.says("where is my order?").await;
    passes(&world, minutes(5)).await;
    ada.hears("Somebody of our team will answer you.").await;
    passes(&world, minutes(5)).await;
    ada.hears("Nobody is there. I am the assistant again.").await;
    ada.hears("re: where is my order?").await;
    ada.hears_nothing().await;
    assert_eq!(owner(&world, &ada).await.0, me(&bot).0);
}

#[tokio::test]
async fn nothing_is_announced_when_a_person_has_answered() {
    let (world, _bot, ada, mira) = escalating(Policy::take_unassigned()).await;
    ada.says("agent").await;
    ada.hears("Mira will write to you.").await;
    ada.says("where is my order?").await;
    passes(&world, minutes(5)).await;
    ada.hears("Somebody of our team will answer you.").await;
    mira.writes(&ada, "On its way.").await;
    ada.hears("On its way.").await;
    passes(&world, hours(1)).await;
    ada.hears_nothing().await;
    assert_eq!(owner(&world, &ada).await, (None, Some(PEOPLE)));
}

#[tokio::test]
async fn a_greeting_whose_answer_was_withdrawn_is_no_answer() {
    let (world, bot, ada, mira) = desk(Policy::take_unassigned().announce_take("I am the assistant.")).await;
    // The greeting leaves; the answer has to wait, and Mira is faster.
    world.faults([Fault::call("POST /api/v1/messages/").by(BOT).is_refused(503).retry_after(60).after(1).times(1)]).await;
    ada.says("hello?").await;
    ada.hears("I am the assistant.").await;
    world.settled().await;
    mira.takes_over(&ada).await;
    passes(&world, minutes(2)).await;
    ada.hears_nothing().await;
    world.no_faults().await;
    mira.gives_to(&ada, To::Bot).await;
    ada.hears("re: hello?").await;
    assert_eq!(owner(&world, &ada).await.0, me(&bot).0);
}
