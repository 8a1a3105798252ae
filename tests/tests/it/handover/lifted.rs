//! The bot may speak again in a chat with an open conversation.

use super::*;

#[conversation(assigned_messages, text = "book")]
async fn book(talk: &mut Talk) -> Result<String> {
    let name = talk.ask("Your name?").await?;
    let days = talk.ask("How many days?").await?;
    Ok(format!("{name}: {days}"))
}

/// A bot in the middle of a conversation, under this policy.
async fn booking(policy: Policy) -> (World, Running, Customer, Agent) {
    let world = World::start().await;
    let bot = world.bot(|bot| bot.handover(policy).conversations(conversations![book]).handlers(handlers![answer])).await;
    let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
    ada.says("book").await;
    ada.hears("Your name?").await;
    world.settled().await;
    (world, bot, ada, mira)
}

#[tokio::test]
async fn a_conversation_asks_again_when_the_off_tag_is_taken_off() {
    let (world, _bot, ada, mira) = booking(Policy::take_unassigned().off_tag("no bot")).await;
    mira.tags(&ada, "no bot").await;
    ada.says("hello?").await;
    ada.hears_nothing().await;
    mira.untags(&ada, "no bot").await;
    ada.hears("Your name?").await;
    ada.says("Ada").await;
    ada.hears("How many days?").await;
    // Nothing else is said once more.
    passes(&world, hours(1)).await;
    ada.hears_nothing().await;
}

#[tokio::test]
async fn what_was_said_before_the_bot_may_speak_again_is_no_answer() {
    let (world, _bot, ada, mira) = booking(Policy::take_unassigned().off_tag("no bot")).await;
    mira.tags(&ada, "no bot").await;
    world.settled().await;
    // The bot learns only after a while whether it may speak, and both wait for that.
    world.faults([Fault::call("GET /api/v1/chat_assignment/").by(BOT).is_refused(503).times(4)]).await;
    mira.untags(&ada, "no bot").await;
    world.told().await;
    ada.says("are you there?").await;
    world.told().await;
    world.no_faults().await;
    world.advance(minutes(1)).await;
    ada.hears("Your name?").await;
    // What was said before that question is no answer to it.
    ada.hears("re: are you there?").await;
    ada.says("Ada").await;
    ada.hears("How many days?").await;
}

fn stops() -> Policy {
    Policy::take_unassigned().stop_on("STOP", "You get no more automatic messages.").start_on("START", "Welcome back.")
}

#[tokio::test]
async fn a_conversation_asks_again_after_stop_and_start() {
    let (world, _bot, ada, _mira) = booking(stops()).await;
    ada.says("STOP").await;
    ada.hears("You get no more automatic messages.").await;
    ada.says("hello?").await;
    ada.hears_nothing().await;
    ada.says("START").await;
    ada.hears("Welcome back.").await;
    ada.hears("Your name?").await;
    ada.says("Ada").await;
    ada.hears("How many days?").await;
    passes(&world, hours(1)).await;
    ada.hears_nothing().await;
}

#[tokio::test]
async fn it_asks_again_also_when_the_chat_could_not_be_given_to_people() {
    let (world, _bot, ada, _mira) = booking(stops()).await;
    world.faults([Fault::call("PATCH /api/v1/chat_assignment/").by(BOT).is_refused(403).times(1)]).await;
    ada.says("STOP").await;
    ada.hears("You get no more automatic messages.").await;
    world.settled().await;
    ada.says("START").await;
    ada.hears("Welcome back.").await;
    ada.hears("Your name?").await;
    ada.says("Ada").await;
    ada.hears("How many days?").await;
}
