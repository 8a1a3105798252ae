//! The messages as they are sent, compared with what WhatsApp's documents write.

use serde_json::{Value, json};

use super::{IntoMessage, MessageRef, contact_card, contacts, image, list, location, sticker, template, text};
use crate::action::Action;
use crate::wire::{MediaId, WaId, WabaId};

fn sent(message: impl IntoMessage) -> Value {
    serde_json::to_value(message.into_message().unwrap()).unwrap()
}

fn refusal(message: impl IntoMessage) -> String {
    message.into_message().unwrap_err().to_string()
}

fn quoted() -> impl MessageRef {
    WabaId::new("wamid.1")
}

#[test]
fn a_list_has_a_button_sections_and_rows() {
    let menu = list("What may I bring?", "Menu").section("Hot").row("tea", "Tea").section("Cold").described_row("ice", "Ice", "Two balls");
    assert_eq!(
        sent(menu.header("Café").footer("Until six").quote(quoted())),
        json!({ "context": { "message_id": "wamid.1" }, "type": "interactive", "interactive": {
            "type": "list", "header": { "type": "text", "text": "Café" }, "body": { "text": "What may I bring?" },
            "footer": { "text": "Until six" },
            "action": { "button": "Menu", "sections": [
                { "title": "Hot", "rows": [{ "id": "tea", "title": "Tea" }] },
                { "title": "Cold", "rows": [{ "id": "ice", "title": "Ice", "description": "Two balls" }] },
            ] },
        } })
    );
    let short = sent(list("?", "Menu").row("a", "A"));
    assert_eq!(short["interactive"]["action"]["sections"], json!([{ "rows": [{ "id": "a", "title": "A" }] }]));
}

#[test]
fn a_lists_limits_name_field_limit_and_length() {
    let rows = |count: usize| (0..count).fold(list("?", "Menu"), |list, at| list.row(format!("r{at}"), "Row"));
    assert!(rows(10).into_message().is_ok());
    assert_eq!(refusal(rows(11)), "there are 11 rows; at most 10 are allowed");
    assert_eq!(refusal(list("?", "Menu")), "the list of rows is empty");
    assert_eq!(refusal(list("?", "m".repeat(21)).row("a", "A")), "the list's button has 21 characters; at most 20 are allowed");
    assert_eq!(refusal(list("?", "M").row("a", "t".repeat(25))), "a row's title has 25 characters; at most 24 are allowed");
    assert_eq!(refusal(list("?", "M").row("i".repeat(201), "A")), "a row's id has 201 characters; at most 200 are allowed");
    let described = list("?", "M").described_row("a", "A", "d".repeat(73));
    assert_eq!(refusal(described), "a row's description has 73 characters; at most 72 are allowed");
    assert_eq!(
        refusal(list("?", "M").section("s".repeat(25)).row("a", "A")),
        "a section's title has 25 characters; at most 24 are allowed"
    );
    assert_eq!(refusal(list("?", "M").row("a", "A").section("S").row("b", "B")), "a section's title is empty");
    assert_eq!(refusal(list("?", "M").section("S")), "a section is empty");
    assert_eq!(refusal(list("?", "M").row("a", "A").row("a", "B")), "two row ids are equal; they must differ");
}

#[test]
fn a_place_has_degrees_a_name_and_an_address() {
    assert_eq!(
        sent(location(52.5, 13.25).name("Shop").address("Alexanderplatz")),
        json!({ "type": "location", "location": { "latitude": 52.5, "longitude": 13.25, "name": "Shop", "address": "Alexanderplatz" } })
    );
    assert!(location(-90.0, 180.0).into_message().is_ok());
    assert_eq!(refusal(location(90.5, 0.0)), "the latitude is more than 90 degrees away from zero");
    assert_eq!(refusal(location(0.0, f64::NAN)), "the longitude is more than 180 degrees away from zero");
}

#[test]
fn a_card_names_a_person_in_whole_and_in_parts() {
    let mira = contact_card("Mira van Lang").phone("+49 171 39200 02").email("mira@shop.example").url("https://shop.example");
    let mira = mira.company("The shop").title("Baker").whatsapp(&WaId::new("491713920002").unwrap());
    let card = json!({
        "name": { "formatted_name": "Mira van Lang", "first_name": "Mira van", "last_name": "Lang" },
        "phones": [{ "phone": "+49 171 39200 02" }, { "phone": "+491713920002", "wa_id": "491713920002" }],
        "emails": [{ "email": "mira@shop.example" }], "urls": [{ "url": "https://shop.example" }],
        "org": { "company": "The shop", "title": "Baker" },
    });
    assert_eq!(sent(mira.clone()), json!({ "type": "contacts", "contacts": [card] }));
    assert_eq!(sent(contacts([mira.clone(), mira]).quote(quoted()))["contacts"].as_array().unwrap().len(), 2);
    assert_eq!(refusal(contacts([])), "the list of cards is empty");
    assert_eq!(refusal(contact_card(" ")), "a card's name is empty");
}

#[test]
fn a_sticker_is_a_file() {
    assert_eq!(sent(sticker(MediaId::new("7c1b"))), json!({ "type": "sticker", "sticker": { "id": "7c1b" } }));
    assert_eq!(refusal(sticker("hello.webp")), "the sticker is neither a link (`https://..`) nor a `MediaId`");
}

#[test]
fn a_template_fills_header_body_and_buttons() {
    let due = template("due").language("de").header("May").body(["Ada", "12.50"]).button("paid").url_button("7").quote(quoted());
    assert_eq!(
        sent(due)["template"],
        json!({ "name": "due", "language": { "code": "de" }, "components": [
            { "type": "header", "parameters": [{ "type": "text", "text": "May" }] },
            { "type": "body", "parameters": [{ "type": "text", "text": "Ada" }, { "type": "text", "text": "12.50" }] },
            { "type": "button", "sub_type": "quick_reply", "index": "0", "parameters": [{ "type": "payload", "payload": "paid" }] },
            { "type": "button", "sub_type": "url", "index": "1", "parameters": [{ "type": "text", "text": "7" }] },
        ] })
    );
    let picture = sent(template("due").header_image("https://x/y.png"));
    let header = json!({ "type": "header", "parameters": [{ "type": "image", "image": { "link": "https://x/y.png" } }] });
    assert_eq!(picture["template"]["components"], json!([header]));
    assert_eq!(refusal(template("")), "the template's name is empty");
}

#[test]
fn a_template_of_the_old_kind_is_written_as_the_old_documents_do() {
    #[expect(deprecated, reason = "it is what is tested")]
    let old = super::hsm("shop", "due").language("de").params(["Ada"]);
    assert_eq!(
        sent(old)["hsm"],
        json!({ "namespace": "shop", "element_name": "due", "language": { "policy": "deterministic", "code": "de" },
            "localizable_params": [{ "default": "Ada" }] })
    );
}

#[test]
fn a_message_may_have_a_template_instead() {
    let action = image("https://x").or_template("due", ["Ada"]).language("de").into_action().unwrap();
    let Action::SendOrTemplate { message, template: instead } = &action else { panic!("{action:?}") };
    assert_eq!(**message, image("https://x").into_message().unwrap());
    assert_eq!(**instead, template("due").body(["Ada"]).language("de").into_message().unwrap());
    let kept = serde_json::to_string(&action).unwrap();
    assert_eq!(serde_json::from_str::<Action>(&kept).unwrap(), action, "the outbox reads back what it keeps");
    assert!(text("").or_template("due", ["Ada"]).into_action().is_err());
    assert!(text("hi").or(template("")).into_action().is_err());
}
