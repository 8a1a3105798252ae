//! Every kind of message that a bot can say, as it comes to the customer's phone.

use serde_json::{Value, json};
use switchboard::handover::Policy;
use switchboard::prelude::*;
use switchboard_tests::{Transport, World, by_both_ways, folder};

const FILE: &str = "https://shop.example/file";

/// Says one of each, all of those that can quoting what the customer wrote.
#[on(incoming_messages)]
async fn everything(chat: &Chat, message: &Message) {
    chat.say(text("words").preview_link().quote(message));
    chat.say(image(FILE).caption("a picture").quote(message));
    chat.say(video(FILE).quote(message));
    chat.say(audio(FILE).quote(message));
    chat.say(document(FILE).filename("bill.pdf").quote(message));
    chat.say(sticker(FILE).quote(message));
    chat.say(location(52.5208, 13.4094).name("Shop").quote(message));
    chat.say(contacts([contact_card("Mira Lang").phone("+49 171 39200 02")]).quote(message));
    chat.say(buttons("?").button("a", "A").header("above").footer("below").quote(message));
    chat.say(list("?", "Menu").section("All").described_row("a", "A", "the first").quote(message));
    chat.say(template("due").body(["Ada"]).quote(message));
    chat.say(reaction(message, "👍"));
}

#[tokio::test]
async fn the_inbox_takes_every_message_and_shows_what_it_quotes() {
    let world = World::standing_still().await;
    world.put("/sandbox/templates/due", &json!({ "components": [{ "type": "BODY", "text": "It is due, {{1}}." }] })).await;
    let bot = world.bot(|bot| bot.handlers(handlers![everything])).await;
    let ada = world.customer(1);
    let quoted = ada.says("hi").await;
    let kinds = [
        "text",
        "image",
        "video",
        "audio",
        "document",
        "sticker",
        "location",
        "contacts",
        "interactive",
        "interactive",
        "template",
        "reaction",
    ];
    for kind in kinds {
        let message = ada.receives().await.payload().clone();
        assert_eq!(message["type"], kind, "{message}");
        match kind {
            "reaction" => assert_eq!(message["reaction"]["message_id"], Value::from(quoted.as_str())),
            _ => assert_eq!(message["context"]["message_id"], Value::from(quoted.as_str()), "{message}"),
        }
    }
    world.settled(&bot).await;
}

#[on(incoming_messages)]
async fn in_german() -> impl IntoOutcome {
    (template("due").body(["Ada"]), template("due").language("en").body(["Ada"]))
}

#[tokio::test]
async fn a_template_that_names_no_language_has_the_configured_one() {
    let world = World::standing_still().await;
    for language in ["en", "de"] {
        let due = json!({ "language": language, "components": [{ "type": "BODY", "text": "{{1}}" }] });
        world.put("/sandbox/templates/due", &due).await;
    }
    let bot = world.bot_with(&[("outbox.template_language", "de")], |bot| bot.handlers(handlers![in_german])).await;
    let ada = world.customer(1);
    ada.says("hi").await;
    for language in ["de", "en"] {
        assert_eq!(ada.receives().await.payload()["template"]["language"]["code"], language);
    }
    world.settled(&bot).await;
}

#[on(assigned_messages, text = "order")]
async fn order(chat: &Chat) {
    chat.say_after(minutes(10), "How was it?");
    chat.say_after(minutes(5), choose::<Verdict>("Has it come?"));
    chat.say("On its way.");
}

#[derive(Debug, Choice)]
#[choice(signed, expires = "1h")]
enum Verdict {
    #[choice("Yes")]
    Yes,
}

#[on(assigned_messages, text = "hush")]
async fn hush(chat: &Chat) {
    chat.unsay();
}

#[on(assigned_messages)]
async fn echo(text: Text) -> Text {
    text
}

fn delays(bot: Bot) -> Bot {
    bot.handover(Policy::take_unassigned()).handlers(handlers![order, hush, echo])
}

#[tokio::test]
async fn what_is_said_after_a_while_holds_nothing_up_and_survives_a_restart() {
    let world = World::standing_still().await;
    let folder = folder();
    let store = folder.path().join("switchboard.db");
    let keys = [("store.path", store.to_str().expect("a path"))];
    let ada = world.customer(1);
    let bot = world.bot_with(&keys, delays).await;
    ada.says("order").await;
    ada.hears("On its way.").await;
    ada.says("thanks").await;
    ada.hears("thanks").await;
    world.advance(5 * 60).await;
    let question = ada.receives().await.payload()["interactive"].clone();
    let id = question["action"]["buttons"][0]["reply"]["id"].as_str().expect("an id").to_owned();
    let until = world.now().await.as_second() + 60 * 60;
    assert!(id.starts_with(&format!("verdict.1:yes;e{until};m")), "it counts from when it left: {id}");
    world.settled(&bot).await;
    bot.stop().await;
    let bot = world.bot_with(&keys, delays).await;
    world.advance(5 * 60).await;
    ada.hears("How was it?").await;
    world.settled(&bot).await;
    bot.stop().await;
}

by_both_ways!(what_is_said_after_a_while_is_withdrawn_by_a_takeover_and_by_the_bot_itself);
async fn what_is_said_after_a_while_is_withdrawn_by_a_takeover_and_by_the_bot_itself(by: Transport) {
    let world = World::standing_still_by(by).await;
    let bot = world.bot(delays).await;
    let (ada, ben, mira) = (world.customer(1), world.customer(2), world.mira().await);
    for customer in [&ada, &ben] {
        customer.says("order").await;
        customer.hears("On its way.").await;
    }
    mira.takes_over(&ada).await;
    ben.says("hush").await;
    world.settled(&bot).await;
    world.advance(60 * 60).await;
    world.settled(&bot).await;
    for customer in [&ada, &ben] {
        assert_eq!(customer.heard_from("testbot").await, ["On its way."]);
    }
}
