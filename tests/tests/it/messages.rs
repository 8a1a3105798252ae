//! Every kind of message that a bot can say, as it comes to the customer's phone.

use serde_json::{Value, json};
use switchboard::prelude::*;
use switchboard_tests::World;

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
        let message = ada.receives().await["waba_payload"].clone();
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
        assert_eq!(ada.receives().await["waba_payload"]["template"]["language"]["code"], language);
    }
    world.settled(&bot).await;
}
