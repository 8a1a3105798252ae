//! Filters, extractors and routes that ask the inbox, or remember from one message to the next.

mod points;
mod routes;

use switchboard::prelude::*;
use switchboard::testing::{Customer, Gate, World};

#[on(incoming_messages, new_chat)]
async fn welcome() -> &'static str {
    "welcome"
}

#[on(incoming_messages, first_in = "24h")]
async fn welcome_back() -> &'static str {
    "welcome back"
}

#[on(incoming_messages, text = "menu", once_in = "10m")]
async fn menu() -> &'static str {
    "tea or water"
}

#[on(incoming_messages, tagged = "vip", text = "who am I")]
async fn vip() -> &'static str {
    "a very important person"
}

#[on(incoming_messages, text = "make me one")]
async fn make(chat: &Chat) {
    chat.tag("vip");
    chat.say("done");
}

#[on(incoming_messages, quoting = me)]
async fn quotes_me(quoted: Quoted) -> Result<String> {
    let words = quoted.fetch().await?.and_then(|message| message.waba_payload.content.text().map(str::to_owned));
    Ok(format!("I said {}", words.unwrap_or_default()))
}

#[on(incoming_messages)]
async fn picture(media: Media) -> Result<String> {
    let too_large = media.clone().at_most(1).bytes().await.is_err();
    Ok(format!("{} of {} bytes, {too_large}", media.mime().unwrap_or_default(), media.bytes().await?.len()))
}

#[on(incoming_messages, text = "history")]
async fn history(history: &History<2>) -> String {
    let words = history.iter().filter_map(|message| message.waba_payload.content.text());
    words.collect::<Vec<_>>().join(", ")
}

/// Counts up.
#[on(incoming_messages, command = "count <number>")]
async fn count(Arg(number): Arg<u8>) -> Result<String> {
    Ok(number.checked_add(1).ok_or("too large")?.to_string())
}

async fn sorry(_: Turn, error: Error) -> String {
    format!("sorry: {error}")
}

#[on(incoming_messages)]
async fn rest() -> &'static str {
    "?"
}

#[on(incoming_messages, text = "wait")]
async fn waits(State(gate): State<Gate>) -> &'static str {
    gate.pass().await;
    "waited"
}

#[on(incoming_messages, text = ["hey", "HEY"])]
async fn up_to(history: &History<3>) -> String {
    let words = history.iter().filter_map(|message| message.waba_payload.content.text());
    words.collect::<Vec<_>>().join(", ")
}

async fn asks(customer: &Customer, words: &str, answer: &str) {
    customer.says(words).await;
    customer.hears(answer).await;
}

#[tokio::test]
async fn what_was_said_and_tagged_before_counts() {
    let world = World::start().await;
    let routes = Routes::new().handlers(handlers![welcome, welcome_back, menu, vip, make, quotes_me, history, rest]);
    let bot = world.bot(|bot| bot.routes(routes)).await;
    let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
    asks(&ada, "hi", "welcome").await;
    asks(&ada, "menu", "tea or water").await;
    asks(&ada, "menu", "?").await;
    world.advance(minutes(11)).await;
    asks(&ada, "menu", "tea or water").await;
    asks(&ada, "history", "tea or water, history").await;

    asks(&ada, "who am I", "?").await;
    mira.tags(&ada, "vip").await;
    world.told().await;
    asks(&ada, "who am I", "a very important person").await;
    mira.untags(&ada, "vip").await;
    world.told().await;
    asks(&ada, "who am I", "?").await;
    asks(&ada, "make me one", "done").await;
    world.settled().await;
    asks(&ada, "who am I", "a very important person").await;

    world.advance(days(1)).await;
    asks(&ada, "menu", "welcome back").await;
    bot.stop().await;
}

#[tokio::test]
async fn a_history_ends_with_the_message_of_its_turn() {
    for apart in [seconds(0), seconds(2)] {
        let world = World::start().await;
        let gate = Gate::default();
        let _bot = world.bot(|bot| bot.state(gate.clone()).handlers(handlers![waits, up_to, rest])).await;
        let ada = world.customer("Ada").await;
        asks(&ada, "before", "?").await;
        ada.says("wait").await;
        gate.reached().await;
        for words in ["HEY", "hey", "after"] {
            world.moves_clock(apart).await;
            ada.says(words).await;
        }
        // All of them are listed by now.
        gate.lets_one_pass();
        for words in ["waited", "?, wait, HEY", "wait, HEY, hey", "?"] {
            ada.hears(words).await;
        }
        world.settled().await;
        asks(&ada, "hey", "wait, HEY, hey, ?, hey").await;
    }
}

#[tokio::test]
async fn quotes_and_files_are_fetched_and_commands_explained() {
    let world = World::start().await;
    let shop = Routes::new().handlers(handlers![count]).on_error(sorry);
    let bot = world.bot(|bot| bot.help("help").handlers(handlers![quotes_me, picture]).routes(shop)).await;
    let ada = world.customer("Ada").await;
    asks(&ada, "count 1", "2").await;
    asks(&ada, "COUNT  255", "sorry: too large").await;
    asks(&ada, "count me", "count <number>: Counts up.").await;
    asks(&ada, "help", "count <number>: Counts up.").await;
    let said = ada.says("count 6").await;
    let answer = ada.receives().await;
    ada.quotes(answer.id().expect("an id"), "what?").await;
    ada.hears("I said 7").await;
    ada.quotes(&said, "that was me").await;
    ada.sends_picture("look").await;
    let heard = ada.receives().await;
    assert!(heard.text().is_some_and(|text| text.starts_with("image/") && text.ends_with("bytes, true")), "{heard:?}");
    bot.stop().await;
}
