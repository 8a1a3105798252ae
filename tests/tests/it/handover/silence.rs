//! Chats in which the bot is silent.

use super::*;

#[on(incoming_messages, owner = any)]
async fn talks_to_everybody(text: Text) -> String {
    format!("all: {text}")
}

#[on(assigned_messages)]
async fn answers_and_reminds(text: Text, chat: &Chat) -> String {
    chat.remind(hours(1), "later");
    format!("re: {text}")
}

#[on(timer)]
async fn reminded(_: Timer<String>) -> &'static str {
    "as promised"
}

by_both_ways!(a_chat_with_the_off_tag_is_never_taken_and_gets_no_word);
async fn a_chat_with_the_off_tag_is_never_taken_and_gets_no_word(by: Transport) {
    let (world, bot, ada, mira) = desk_by(by, Policy::take_unassigned().off_tag("no bot").unanswered(minutes(5))).await;
    ada.is_called("Ada").await;
    mira.gives_to(&ada, To::Nobody).await;
    mira.tags(&ada, "no bot").await;
    ada.says("hello?").await;
    ada.hears_nothing().await;
    passes(&world, hours(1)).await;
    ada.hears_nothing().await;
    assert_eq!(owner(&world, &ada).await, (None, None));

    mira.untags(&ada, "no bot").await;
    ada.says("and now?").await;
    ada.hears("re: and now?").await;
    assert_eq!(owner(&world, &ada).await, me(&bot));
}

by_both_ways!(what_was_planned_is_withdrawn_when_the_off_tag_is_put_on);
async fn what_was_planned_is_withdrawn_when_the_off_tag_is_put_on(by: Transport) {
    let (world, _bot, ada, mira) = desk_by(by, Policy::take_unassigned().off_tag("no bot")).await;
    world.faults([Fault::call("POST /api/v1/messages/").by(BOT).is_refused(503).retry_after(60).times(1)]).await;
    ada.says("hi").await;
    world.settled().await;
    mira.tags(&ada, "no bot").await;
    passes(&world, minutes(2)).await;
    ada.hears_nothing().await;
    mira.untags(&ada, "no bot").await;
    ada.says("again").await;
    ada.hears("re: again").await;
}

#[tokio::test]
async fn the_off_tag_silences_handlers_that_talk_to_everybody_and_is_known_after_a_restart() {
    let world = World::start().await;
    let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
    mira.takes_over(&ada).await;
    mira.tags(&ada, "no bot").await;
    let _bot = world.bot(|bot| bot.handover(Policy::default().off_tag("no bot")).handlers(handlers![talks_to_everybody])).await;
    ada.says("hi").await;
    ada.hears_nothing().await;
    mira.untags(&ada, "no bot").await;
    ada.says("hi again").await;
    ada.hears("all: hi again").await;
}

fn stops() -> Policy {
    Policy::take_unassigned().stop_on("STOP", "You get no more automatic messages.").start_on("START", "Welcome back.").back_on("bot")
}

#[tokio::test]
async fn who_stops_automatic_messages_gets_people_until_the_start_word() {
    let world = World::start().await;
    let handlers = handlers![answers_and_reminds, reminded];
    let bot = world.bot(|bot| bot.handover(stops()).handlers(handlers)).await;
    let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
    ada.says("hi").await;
    ada.hears("re: hi").await;
    ada.says(" Stop").await;
    ada.hears("You get no more automatic messages.").await;
    world.settled().await;
    assert_eq!(owner(&world, &ada).await, (None, Some(PEOPLE)));
    for words in ["hello?", "bot"] {
        ada.says(words).await;
        ada.hears_nothing().await;
    }
    passes(&world, hours(13)).await;
    ada.hears_nothing().await;
    mira.gives_to(&ada, To::Bot).await;
    ada.says("are you there?").await;
    ada.hears_nothing().await;
    assert_eq!(owner(&world, &ada).await, (None, Some(PEOPLE)), "the customer's messages go to people");

    ada.says("start").await;
    ada.hears("Welcome back.").await;
    ada.hears_nothing().await;
    assert_eq!(owner(&world, &ada).await.0, me(&bot).0);
    ada.says("hi").await;
    ada.hears("re: hi").await;
}

#[tokio::test]
async fn in_a_persons_chat_the_stop_word_counts_and_nothing_is_said() {
    let (world, _bot, ada, mira) = desk(stops()).await;
    ada.is_called("Ada").await;
    mira.takes_over(&ada).await;
    ada.says("STOP").await;
    ada.hears_nothing().await;
    mira.gives_to(&ada, To::Nobody).await;
    ada.says("hello?").await;
    ada.hears_nothing().await;
    assert_eq!(owner(&world, &ada).await, (None, Some(PEOPLE)));
    mira.takes_over(&ada).await;
    ada.says("START").await;
    ada.hears_nothing().await;
    mira.gives_to(&ada, To::Bot).await;
    ada.says("hi").await;
    ada.hears("re: hi").await;
}

#[tokio::test]
async fn what_a_customer_stopped_stays_stopped_after_a_restart() {
    let folder = switchboard_tests::folder();
    let path = folder.path().join("bot.db");
    let keys = [("store.path", path.to_str().expect("a path"))];
    let world = World::start().await;
    let ada = world.customer("Ada").await;
    let first = world.bot_with(&keys, |bot| bot.handover(stops()).handlers(handlers![answer])).await;
    ada.says("stop").await;
    ada.hears("You get no more automatic messages.").await;
    world.settled().await;
    first.stop().await;
    let _second = world.bot_with(&keys, |bot| bot.handover(stops()).handlers(handlers![answer])).await;
    ada.says("bot").await;
    ada.hears_nothing().await;
}

#[tokio::test]
async fn a_customer_who_wants_the_bot_again_gets_it_although_a_person_took_the_chat_meanwhile() {
    let policy = Policy::take_unassigned().stop_on("STOP", "You get no more automatic messages.").start_on("START", "Welcome back.");
    let (world, _bot, ada, mira) = desk(policy).await;
    ada.says("STOP").await;
    ada.hears("You get no more automatic messages.").await;
    world.settled().await;
    let assignment = "/api/v1/chat_assignment/";
    let asked = world.calls(BOT, "GET", assignment).await.len();
    let lost = Fault::call(format!("PATCH {assignment}")).by(BOT).is_refused(502).times(1);
    world.faults([lost, Fault::call(format!("GET {assignment}")).by(BOT).begins_late(seconds(1)).times(1)]).await;
    ada.says("START").await;
    world.until_calls(BOT, "GET", assignment, asked + 1).await;
    mira.takes_over(&ada).await;
    world.told().await;
    world.moves_clock(seconds(1)).await;
    world.settled().await;
    mira.gives_to(&ada, To::Bot).await;
    ada.says("hi").await;
    ada.hears("re: hi").await;
}
