use serde_json::{Value, json};

use super::{Said, of, quote, quoting};
use crate::wire::WabaMessage;
use crate::wire::content::{Content, Text};

fn wording(message: Value) -> String {
    of(&serde_json::from_value::<WabaMessage>(message).unwrap().content)
}

#[test]
fn words_are_words_and_everything_else_stands_in_brackets() {
    let buttons = json!([{ "type": "reply", "reply": { "id": "s", "title": "Small" } }, { "type": "reply", "reply": { "id": "l", "title": "Large" } }]);
    let sections = json!([{ "title": "Tea", "rows": [{ "id": "1", "title": "Assam" }, { "id": "2", "title": "Ceylon" }] }]);
    for (message, line) in [
        (json!({ "type": "text", "text": { "body": "hi" } }), "hi"),
        (json!({ "type": "text", "text": { "body": "[sic] he said" } }), "\\[sic] he said"),
        (json!({ "type": "image", "image": { "id": "1", "caption": "Your parcel" } }), "[image] Your parcel"),
        (json!({ "type": "voice", "voice": { "id": "1" } }), "[voice]"),
        (json!({ "type": "document", "document": { "filename": "menu.pdf", "caption": "Ours" } }), "[document menu.pdf] Ours"),
        (
            json!({ "type": "location", "location": { "latitude": 52.5, "longitude": 13.25, "name": "Shop" } }),
            "[location 52.5, 13.25, Shop]",
        ),
        (json!({ "type": "reaction", "reaction": { "message_id": "w", "emoji": "👍" } }), "[reaction 👍]"),
        (
            json!({ "type": "interactive", "interactive": { "type": "button", "body": { "text": "Which size?" }, "action": { "buttons": buttons } } }),
            "Which size? [Small] [Large]",
        ),
        (
            json!({ "type": "interactive", "interactive": { "type": "list", "body": { "text": "Which tea?" }, "action": { "button": "Teas", "sections": sections } } }),
            "Which tea? [Teas > Tea: Assam, Ceylon]",
        ),
        (
            json!({ "type": "interactive", "interactive": { "type": "button_reply", "button_reply": { "id": "l", "title": "Large" } } }),
            "[Large]",
        ),
        (
            json!({ "type": "template", "template": { "name": "reminder", "components": [{ "type": "body", "parameters": [{ "type": "text", "text": "10:00" }] }] } }),
            "[template reminder: 10:00]",
        ),
        (json!({ "type": "unsupported" }), "[unsupported]"),
    ] {
        assert_eq!(wording(message), line);
    }
}

#[test]
fn what_a_customer_said_is_read_back() {
    for message in [
        json!({ "type": "text", "text": { "body": "hi [there]" } }),
        json!({ "type": "text", "text": { "body": "[sic]" } }),
        json!({ "type": "text", "text": { "body": "\\o/" } }),
        json!({ "type": "location", "location": { "latitude": 52.5, "longitude": -13.25, "name": "Shop", "address": "Main St, 1" } }),
        json!({ "type": "contacts", "contacts": [{ "name": { "formatted_name": "Robin" } }] }),
        json!({ "type": "order", "order": { "catalog_id": "c", "product_items": [] } }),
    ] {
        assert_eq!(Said::read(&wording(message.clone())), Said::Message(message));
    }
    let media =
        |kind: &str, name: &str, caption: &str| Said::Media { kind: kind.to_owned(), name: name.to_owned(), caption: caption.to_owned() };
    assert_eq!(Said::read("[image] Your parcel"), media("image", "", "Your parcel"));
    assert_eq!(Said::read("[document my menu.pdf]"), media("document", "my menu.pdf", ""));
    assert_eq!(Said::read("[voice]"), media("voice", "", ""));
    assert_eq!(Said::read("[reaction 👍]"), Said::Reaction("👍".to_owned()));
    assert_eq!(Said::read("[reaction taken back]"), Said::Reaction(String::new()));
    let form = json!({ "type": "nfm_reply", "nfm_reply": { "response_json": "{\"day\":\"Monday\"}", "name": "flow", "body": "Sent" } });
    let form = json!({ "type": "interactive", "interactive": form });
    assert_eq!(wording(form.clone()), "[form {\"day\":\"Monday\"}]");
    assert_eq!(Said::read(&wording(form.clone())), Said::Message(form));
    assert_eq!(Said::read("[Extra large]"), Said::Press("Extra large".to_owned()));
    assert_eq!(Said::read("[broken"), Said::Message(json!({ "type": "text", "text": { "body": "[broken" } })));
}

#[test]
fn a_quote_shows_the_first_line_of_what_it_answers() {
    let text = |body: &str| Content::Text(Text::new(body));
    let line = quoting(&text("Which \"size\"?\nSmall or large"), &text("[small]"));
    assert_eq!(line, "(to \"Which 'size'?\") \\[small]");
    assert_eq!(quote(&line), Some(("Which 'size'?", "\\[small]")));
    assert_eq!(quote(&of(&text("(to \"be\") or not"))), None, "words are no quote");
}
