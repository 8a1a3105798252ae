//! Choices as a bot sends them and gets them back.

use serde_json::json;

use super::id::{Press, Proof, Scope, open, read};
use super::{ChoiceKey, Choices, Mark, Spec, Stale};
use crate::action::Action;
use crate::handler::sample::{ada, facts, message};
use crate::handler::{Registration, States};
use crate::kind::EventKind;
use crate::prelude::*;
use crate::routing::Router;
use crate::turn::{Outcome, TurnFacts};
use crate::wire::{Content, Event, OutgoingMessage, Secret, limits};

const BEGIN: i64 = 1_763_632_800;

#[derive(Debug, Clone, Copy, PartialEq, Choice)]
enum Size {
    #[choice("Small")]
    S,
    #[choice("Medium")]
    M,
}

#[derive(Debug, PartialEq, Choice)]
#[choice(name = "drink", version = 2, list = "Menu")]
enum Beverage {
    #[choice("Tea", section = "Hot", description = "Green or black")]
    Tea,
    #[choice("Water", section = "Cold", id = "h2o")]
    Water,
    #[choice("Cocoa", section = "Hot")]
    Cocoa,
}

#[derive(Debug, PartialEq, Choice)]
#[choice(signed, expires = "24h")]
enum Booking {
    #[choice("Yes")]
    Yes,
    #[choice("No")]
    No,
}

#[derive(Debug, PartialEq, Choice)]
enum Count {
    #[choice("One")]
    One,
    #[choice("Two")]
    Two,
    #[choice("Three")]
    Three,
    #[choice("Four")]
    Four,
}

fn interactive(message: impl IntoMessage) -> serde_json::Value {
    serde_json::to_value(message.into_message().unwrap()).unwrap()["interactive"].clone()
}

fn ids(message: &OutgoingMessage) -> Vec<String> {
    let Content::Interactive(interactive) = &message.content else { panic!("{message:?}") };
    interactive.action.iter().flat_map(|action| &action.buttons).map(|button| button.reply.id.clone()).collect()
}

/// Ada's press on what has this id, so many seconds after the beginning.
fn presses(id: &str, second: i64) -> Turn {
    let pressed = json!({ "type": "interactive", "interactive": { "type": "button_reply", "button_reply": { "id": id, "title": "?" } } });
    let pressed = serde_json::from_value::<OutgoingMessage>(pressed).unwrap().content;
    let now = jiff::Timestamp::from_second(BEGIN + second).unwrap();
    Turn::new(TurnFacts { now, ..facts(message(pressed), &[EventKind::IncomingMessages]) })
}

async fn run(handlers: &'static [Registration], turn: Turn) -> Result<Outcome> {
    Router::build(handlers, States::new().with(ChoiceKey::new(Secret::new("k")))).unwrap().dispatch(&turn).await
}

fn tags(outcome: &Outcome) -> Vec<String> {
    let tag = |action: &Action| if let Action::Tag { name, .. } = action { Some(name.clone()) } else { None };
    outcome.actions.iter().filter_map(tag).collect()
}

#[test]
fn up_to_three_are_buttons_and_their_ids_name_enum_version_and_variant() {
    assert_eq!(
        interactive(choose::<Size>("Which size?").footer("All in stock")),
        json!({ "type": "button", "body": { "text": "Which size?" }, "footer": { "text": "All in stock" }, "action": { "buttons": [
            { "type": "reply", "reply": { "id": "size.1:s", "title": "Small" } },
            { "type": "reply", "reply": { "id": "size.1:m", "title": "Medium" } },
        ] } })
    );
}

#[test]
fn a_list_is_shown_when_asked_for_or_from_four_on() {
    assert_eq!(
        interactive(choose::<Beverage>("What may I bring?"))["action"],
        json!({ "button": "Menu", "sections": [
            { "title": "Hot", "rows": [
                { "id": "drink.2:tea", "title": "Tea", "description": "Green or black" }, { "id": "drink.2:cocoa", "title": "Cocoa" },
            ] },
            { "title": "Cold", "rows": [{ "id": "drink.2:h2o", "title": "Water" }] },
        ] })
    );
    assert_eq!(interactive(choose::<Count>("How many?"))["action"]["button"], "Choose");
    for number in 0..4 {
        assert!(Count::from_number(number).is_some());
    }
    assert_eq!(Count::from_number(4), None);
}

#[test]
fn a_question_may_quote_a_message() {
    let message = choose::<Size>("Which?").quote(crate::wire::WabaId::new("wamid.1")).into_message().unwrap();
    assert_eq!(message.quotes.unwrap().as_str(), "wamid.1");
}

#[on(incoming_messages)]
async fn fresh(Choice(size): Choice<Size>, chat: &Chat) {
    chat.tag(format!("{size:?}"));
}

#[on(incoming_messages)]
async fn either(pressed: Pressed<Size>, chat: &Chat) {
    chat.tag(format!("{pressed:?}"));
}

#[on(incoming_messages)]
async fn anything(chosen: Option<Choice<Size>>, chat: &Chat) {
    chat.tag(format!("{chosen:?}"));
}

#[tokio::test]
async fn a_press_brings_its_value_and_one_that_is_stale_is_told_apart() {
    let pressed = async |id: &str| tags(&run(handlers![fresh, either, anything], presses(id, 0)).await.unwrap()).remove(0);
    assert_eq!(pressed("size.1:m").await, "M");
    assert_eq!(pressed("size.2:m").await, "Stale(OtherVersion)");
    assert_eq!(pressed("size.1:xl").await, "Stale(Unknown)");
    for foreign in ["shoe.1:m", "size", "size.1", "size.x:m", "size.1:", "", "m"] {
        assert_eq!(pressed(foreign).await, "None", "{foreign:?}");
    }
}

#[tokio::test]
async fn a_row_of_a_list_and_a_templates_button_are_presses_too() {
    let row = json!({ "type": "interactive", "interactive": { "type": "list_reply", "list_reply": { "id": "size.1:s", "title": "?" } } });
    let button = json!({ "type": "button", "button": { "text": "?", "payload": "size.1:s" } });
    for pressed in [row, button] {
        let pressed = serde_json::from_value::<OutgoingMessage>(pressed).unwrap().content;
        let turn = Turn::new(facts(message(pressed), &[EventKind::IncomingMessages]));
        assert_eq!(tags(&run(handlers![fresh], turn).await.unwrap()), ["S"]);
    }
}

#[on(incoming_messages)]
async fn booked(pressed: Pressed<Booking>, chat: &Chat) {
    chat.tag(format!("{pressed:?}"));
}

#[on(incoming_messages)]
async fn ask() -> impl IntoOutcome {
    (choose::<Booking>("Book it?"), choose::<Size>("Which?"), buttons("Mine").button("mine;m?", "A").button("a.1:b;x", "B"))
}

#[tokio::test]
async fn a_signed_choice_counts_for_its_customer_and_its_time_only() {
    let said = run(handlers![ask], presses("", 0)).await.unwrap();
    let said = said.actions.iter().map(|action| ids(action.message().unwrap())).collect::<Vec<_>>();
    assert_eq!(said[1], ["size.1:s", "size.1:m"]);
    assert_eq!(said[2], ["mine;m?", "a.1:b;x"], "what a handler writes itself stays as it is");
    let until = BEGIN + 24 * 60 * 60;
    let (yes, no) = (&said[0][0], &said[0][1]);
    assert!(yes.starts_with(&format!("booking.1:yes;e{until};m")) && yes.len() == "booking.1:yes;e1763719200;m".len() + 20, "{yes}");

    let pressed = async |id: &str, second| tags(&run(handlers![booked], presses(id, second)).await.unwrap()).remove(0);
    assert_eq!(pressed(yes, 0).await, "Fresh(Yes)");
    assert_eq!(pressed(no, 24 * 60 * 60 - 1).await, "Fresh(No)");
    assert_eq!(pressed(no, 24 * 60 * 60).await, "Stale(Expired)");
    let longer = yes.replace(&until.to_string(), &(until + 1).to_string());
    let other = yes.replace("yes", "no");
    for forged in [longer.as_str(), &other, "booking.1:yes", &format!("booking.1:yes;e{until}"), "booking.1:yes;e+86400;m?"] {
        assert_eq!(pressed(forged, 0).await, "Stale(Forged)", "{forged}");
    }
    let read_by = |chat: &WaId, key: Option<&str>| {
        let key = key.map(|key| ChoiceKey::new(Secret::new(key)));
        let now = jiff::Timestamp::from_second(BEGIN).unwrap();
        read(yes, &Booking::SPEC, now, Proof::Signature(Scope { chat, now, key: key.as_ref() }))
    };
    assert_eq!(read_by(&ada(), Some("k")), Press::Fresh(0));
    assert_eq!(read_by(&WaId::new("491713920002").unwrap(), Some("k")), Press::Stale(Stale::Forged));
    assert_eq!(read_by(&ada(), Some("other")), Press::Stale(Stale::Forged));
    assert_eq!(read_by(&ada(), None), Press::Stale(Stale::Forged));
}

#[tokio::test]
async fn a_questions_mark_is_signed_and_handlers_do_not_see_it() {
    let mark = Mark::of("a conversation", 0, "Book it?");
    assert_eq!(mark, Mark::of("a conversation", 0, "Book it?"), "the same in every run");
    assert_ne!(mark, Mark::of("a conversation", 1, "Book it?"));
    assert_ne!(mark, Mark::of("another one", 0, "Book it?"));
    let marked = |message: OutgoingMessage| {
        let mut message = message;
        mark.put_on(&mut message).unwrap();
        message
    };
    let plain = marked(choose::<Size>("Which?").into_message().unwrap());
    assert!(ids(&plain)[0].starts_with("size.1:s;q") && ids(&plain)[0].len() == "size.1:s;q01234567".len(), "{plain:?}");
    assert_eq!(tags(&run(handlers![fresh], presses(&ids(&plain)[0], 0)).await.unwrap()), ["S"]);

    let mut actions = [Action::Send(marked(choose::<Booking>("Book it?").into_message().unwrap()))];
    let turn = presses("", 0);
    turn.lend_states(&States::new().with(ChoiceKey::new(Secret::new("k"))));
    super::seal(&mut actions, &turn).unwrap();
    let yes = ids(actions[0].message().unwrap()).remove(0);
    let pressed = async |id: &str| tags(&run(handlers![booked], presses(id, 0)).await.unwrap()).remove(0);
    assert_eq!(pressed(&yes).await, "Fresh(Yes)", "{yes}");
    let at = yes.find(";q").unwrap();
    let other = format!("{};q00000000{}", &yes[..at], &yes[at + 10..]);
    assert_eq!(pressed(&other).await, "Stale(Forged)", "{other}");

    let own = marked(buttons("Mine").button("cancel", "A").button("x;y", "B").into_message().unwrap());
    let written = |id: &str| match presses(id, 0).event() {
        Event::Message(message) => super::extract::pressed_id(&message.waba.content).unwrap().to_owned(),
        _ => panic!("no message"),
    };
    assert_eq!(ids(&own).iter().map(|id| written(id)).collect::<Vec<_>>(), ["cancel", "x;y"]);
    assert_eq!(written("cancel;q12345"), "cancel;q12345", "what is no mark stays");
    let mut long = buttons("Mine").button("i".repeat(250), "A").into_message().unwrap();
    assert!(mark.put_on(&mut long).unwrap_err().to_string().contains("260 characters"));
}

#[tokio::test]
async fn a_signed_choice_without_a_key_is_not_said() {
    let router = Router::build(handlers![ask], States::new()).unwrap();
    let error = router.dispatch(&presses("", 0)).await.unwrap_err().to_string();
    assert!(error.contains("needs the bot's key"), "{error}");
    assert_eq!(format!("{:?}", ChoiceKey::new(Secret::new("k"))), "ChoiceKey(***)");
}

/// The derive may not import the limits: what it lets pass just so is what they say.
#[test]
fn what_the_derive_lets_pass_just_fits() {
    #[derive(Choice)]
    #[choice(list = "twenty characters ok", signed, expires = "365d")]
    enum Rows {
        #[choice(
            "twenty-four letters fits",
            section = "twenty-four letters fits",
            description = "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd",
            id = "iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii"
        )]
        A,
    }

    #[derive(Choice)]
    enum Keys {
        #[choice(
            "twenty characters ok",
            id = "iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii"
        )]
        A,
    }

    let row = &Rows::SPEC.options[0];
    assert_eq!((row.title.len(), row.section.unwrap().len()), (limits::ROW_TITLE, limits::SECTION_TITLE));
    assert_eq!((row.description.unwrap().len(), Rows::SPEC.list.unwrap().len()), (limits::ROW_DESCRIPTION, limits::LIST_BUTTON));
    let closed = format!("rows.1:{};q01234567;e17636328000;m0123456789abcdef0123", row.id);
    assert_eq!(closed.len() + 27, limits::ROW_ID, "with a question's mark, and a time of eleven digits");
    let button = &Keys::SPEC.options[0];
    assert_eq!((button.title.len(), open(&Keys::SPEC, button).len() + ";q01234567".len() + 27), (limits::BUTTON_TITLE, limits::BUTTON_ID));
    assert!(choose::<Rows>("?").into_message().is_ok() && choose::<Keys>("?").into_message().is_ok());
    assert!(Spec::STUB.options.is_empty());
}
