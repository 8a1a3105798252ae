//! Buttons that outlive their question: a press on one answers no other question.

use serde_json::{Value, json};
use switchboard::handover::Policy;
use switchboard::prelude::*;
use switchboard_tests::{Customer, Notes, Transport, World, by_both_ways, fault};

#[derive(Debug, Choice)]
#[choice(expires = "1h")]
enum Size {
    #[choice("Small")]
    S,
    #[choice("Large")]
    L,
}

/// The same choice twice, a confirmation twice, and words.
#[conversation(assigned_messages, text = "order")]
async fn order(talk: &mut Talk) -> Result<String> {
    let (shirt, coat): (Size, Size) = (talk.choose("Shirt?").await?, talk.choose("Coat?").retry("One of these.").await?);
    let (gift, express) = (talk.confirm("A gift?").await?, talk.confirm("Express?").await?);
    let name = talk.ask("Which name?").await?;
    Ok(format!("{shirt:?} {coat:?} {gift} {express} {name}"))
}

#[on(assigned_messages, text = "help", interrupts)]
async fn help() -> impl IntoOutcome {
    buttons("How?").button("call", "Call me").button("write", "Write me")
}

#[on(assigned_messages, button = ["call", "write"])]
async fn helped(button: ButtonReply) -> String {
    format!("I will {}.", button.id)
}

#[on(assigned_messages)]
async fn size(Choice(size): Choice<Size>) -> String {
    format!("{size:?} to a handler")
}

#[on(assigned_messages)]
async fn other(State(notes): State<Notes>) {
    notes.add("other");
}

fn shop(notes: &Notes) -> impl Fn(Bot) -> Bot + use<> {
    let notes = notes.clone();
    move |bot| {
        let bot = bot.state(notes.clone()).handover(Policy::take_unassigned());
        bot.conversations(conversations![order]).handlers(handlers![help, helped, size, other])
    }
}

/// The press on a button of this message, as the phone sends it.
fn press(message: &Value, number: usize) -> Value {
    let reply = message["interactive"]["action"]["buttons"][number]["reply"].clone();
    json!({ "type": "interactive", "interactive": { "type": "button_reply", "button_reply": reply } })
}

async fn hears(customer: &Customer, words: &str) -> Value {
    let heard = customer.receives().await;
    assert_eq!(heard.wording(), words);
    heard.payload().clone()
}

by_both_ways!(a_press_on_an_older_question_answers_no_other);
async fn a_press_on_an_older_question_answers_no_other(by: Transport) {
    let world = World::standing_still_by(by).await;
    let notes = Notes::default();
    let bot = world.bot(shop(&notes)).await;
    let ada = world.customer(1);
    ada.says("order").await;
    let shirt = hears(&ada, "Shirt? [Small] [Large]").await;
    ada.sends(&press(&shirt, 1)).await;
    let coat = hears(&ada, "Coat? [Small] [Large]").await;
    world.settled(&bot).await;
    // The second tap on the first list: the words of `retry`, and the question with its buttons.
    ada.sends(&press(&shirt, 1)).await;
    ada.hears("One of these.").await;
    hears(&ada, "Coat? [Small] [Large]").await;
    // Other words get those of `retry` alone, as long as the buttons count.
    ada.says("green").await;
    ada.hears("One of these.").await;
    world.settled(&bot).await;
    // Once they do not, words bring them again as well.
    world.advance(60 * 60).await;
    ada.says("blue").await;
    ada.hears("One of these.").await;
    hears(&ada, "Coat? [Small] [Large]").await;
    ada.sends(&press(&coat, 0)).await;
    ada.hears("One of these.").await;
    let again = hears(&ada, "Coat? [Small] [Large]").await;
    ada.sends(&press(&again, 0)).await;
    let gift = hears(&ada, "A gift? [Yes] [No]").await;
    ada.sends(&press(&gift, 0)).await;
    let express = hears(&ada, "Express? [Yes] [No]").await;
    world.settled(&bot).await;
    ada.sends(&press(&gift, 0)).await;
    hears(&ada, "Express? [Yes] [No]").await;
    // What was said first counts as well as what was said again.
    ada.sends(&press(&express, 1)).await;
    ada.hears("Which name?").await;
    world.settled(&bot).await;
    ada.sends(&press(&express, 1)).await;
    ada.hears("Which name?").await;
    ada.says("Ada").await;
    ada.hears("L S true false Ada").await;
    world.settled(&bot).await;

    // With no conversation open, it is for the handlers; in the next one, it is no answer.
    ada.sends(&press(&again, 1)).await;
    ada.hears("L to a handler").await;
    ada.says("order").await;
    let shirt = hears(&ada, "Shirt? [Small] [Large]").await;
    world.settled(&bot).await;
    ada.sends(&press(&again, 1)).await;
    hears(&ada, "Shirt? [Small] [Large]").await;
    ada.sends(&press(&shirt, 1)).await;
    hears(&ada, "Coat? [Small] [Large]").await;
    assert!(notes.all().is_empty(), "{:?}", notes.all());
}

#[tokio::test]
async fn a_double_tap_says_nothing_and_a_handlers_button_is_the_handlers() {
    let world = World::standing_still().await;
    let notes = Notes::default();
    let bot = world.bot(shop(&notes)).await;
    let ada = world.customer(1);
    ada.says("order").await;
    let shirt = hears(&ada, "Shirt? [Small] [Large]").await;
    world.settled(&bot).await;
    // Both taps are there before the next question has left.
    world.faults(json!([fault::held("testbot", "POST /api/v1/messages/")])).await;
    ada.sends(&press(&shirt, 0)).await;
    world.until_calls("testbot", "POST", "/api/v1/messages/", 2).await;
    ada.sends(&press(&shirt, 0)).await;
    world.told().await;
    world.lets_go("testbot").await;
    hears(&ada, "Coat? [Small] [Large]").await;
    world.settled(&bot).await;
    let heard = ada.heard_from("testbot").await.len();
    ada.says("help").await;
    let how = hears(&ada, "How? [Call me] [Write me]").await;
    assert_eq!(heard, 2, "the second tap says nothing: {}", ada.transcript().await);
    ada.sends(&press(&how, 0)).await;
    ada.hears("I will call.").await;
    ada.presses("Large").await;
    hears(&ada, "A gift? [Yes] [No]").await;
    world.settled(&bot).await;
    assert!(notes.all().is_empty(), "{:?}", notes.all());
}
