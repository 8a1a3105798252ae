//! What messages hold, extractors that are not mine, and structs of them.

use super::{run, words};
use crate::handler::sample::{facts, message, says, says_with, status};
use crate::handler::{Registration, States, Upgrades};
use crate::kind::EventKind;
use crate::prelude::*;
use crate::turn::TurnFacts;
use crate::wire::content::{self, Interactive};
use crate::wire::{Content, Event as WireEvent, MediaId};

const MESSAGE: &[EventKind] = &[EventKind::IncomingMessages];

async fn says_what(handlers: &'static [Registration], turn: Turn) -> Vec<String> {
    words(&run(handlers, States::new(), turn).await.unwrap())
}

fn sends(content: Content) -> Turn {
    Turn::new(facts(message(content), MESSAGE))
}

#[on(incoming_messages)]
async fn place(place: &Location) -> String {
    format!("{} {}", place.latitude, place.longitude)
}

#[on(incoming_messages)]
async fn cards(cards: ContactCards) -> String {
    cards.len().to_string()
}

#[on(incoming_messages)]
async fn emoji(Reaction(reaction): Reaction) -> String {
    reaction.emoji.unwrap_or_default()
}

#[on(incoming_messages)]
async fn button(button: ButtonReply) -> String {
    button.id.clone()
}

#[on(incoming_messages)]
async fn row(row: ListReply) -> String {
    row.id.clone()
}

#[on(incoming_messages)]
async fn advertised(referral: &Referral) -> String {
    referral.headline.clone().unwrap_or_default()
}

#[on(incoming_messages)]
async fn file(media: &Media) -> Result<String> {
    assert!(media.bytes().await.is_err_and(|error| error.to_string().contains("made by hand")));
    Ok(format!("{} {:?} {:?} {:?} {}", media.kind(), media.mime(), media.filename(), media.caption(), media.is_voice_note()))
}

#[on(incoming_messages)]
async fn quote(quoted: Quoted) -> String {
    format!("{:?} {}", quoted.id(), quoted.is_mine())
}

#[tokio::test]
async fn each_kind_of_message_has_its_extractor() {
    let handlers = handlers![place, cards, emoji, button, row, file, advertised, quote];
    let interactive = |interactive| Content::Interactive(Box::new(interactive));
    let reply = content::Reply { id: "again".to_owned(), ..Default::default() };
    let chosen = content::Row { id: "s".to_owned(), ..Default::default() };
    let document = content::Document {
        id: Some(MediaId::new("7")),
        mime_type: Some("application/pdf".to_owned()),
        filename: Some("a.pdf".to_owned()),
        caption: Some("mine".to_owned()),
        ..Default::default()
    };
    for (content, said) in [
        (Content::Location(content::Location { latitude: 1.5, longitude: 2.5, ..Default::default() }), "1.5 2.5"),
        (Content::Contacts(vec![content::ContactCard::default()]), "1"),
        (interactive(Interactive { button_reply: Some(reply), ..Default::default() }), "again"),
        (interactive(Interactive { list_reply: Some(chosen), ..Default::default() }), "s"),
        (Content::Document(document), r#"document Some("application/pdf") Some("a.pdf") Some("mine") false"#),
        (Content::Voice(content::Audio::default()), "voice None None None true"),
        (Content::Sticker(content::Sticker::default()), "sticker None None None false"),
    ] {
        assert_eq!(says_what(handlers, sends(content)).await, [said]);
    }
    let mut referred = message(Content::Text(content::Text::new("hi")));
    if let WireEvent::Message(message) = &mut referred {
        message.waba.referral = Some(crate::wire::message::Referral { headline: Some("Tea".to_owned()), ..Default::default() });
    }
    assert_eq!(says_what(handlers, Turn::new(facts(referred, MESSAGE))).await, ["Tea"]);
    assert!(says_what(handlers, says("plain")).await.is_empty());
}

#[on(incoming_messages, text = "where")]
async fn link(chat: &Chat, inbox: Inbox) -> String {
    assert_eq!(chat.link(), inbox.chat_link(chat.wa_id()));
    assert!(inbox.url().is_none());
    chat.link()
}

#[on(incoming_messages, text = "history")]
async fn history(_: History<3>) {}

#[tokio::test]
async fn a_chat_has_an_address_in_the_inbox() {
    assert_eq!(says_what(handlers![link], says("where")).await, ["https://inbox.example/main/chat/491713920001"]);
    let error = run(handlers![history], States::new(), says("history")).await.unwrap_err();
    assert!(error.to_string().contains("made by hand"), "{error}");
}

/// Not mine, and why.
#[derive(Debug)]
struct Grown;

#[derive(Debug, thiserror::Error)]
#[error("you are {0}")]
struct TooYoung(u8);

impl<E: MessageEvent> Extract<E> for Grown {
    async fn extract(turn: &Turn, slot: &Slot<'_>) -> Result<Option<Self>> {
        let Some(Text(words)) = turn.extract::<E, Text>(slot).await? else { return Ok(None) };
        match words.trim().parse()? {
            age if age < 18 => Err(Error::not_mine(TooYoung(age))),
            _ => Ok(Some(Self)),
        }
    }
}

#[on(incoming_messages)]
async fn grown(_: Grown) -> &'static str {
    "Welcome."
}

#[on(incoming_messages)]
async fn told_why(grown: Result<Grown, TooYoung>) -> String {
    grown.map_or_else(|why| why.to_string(), |_| "again".to_owned())
}

#[on(incoming_messages)]
async fn any_reason(grown: Result<Grown>, maybe: Option<Text>) -> String {
    format!("{:?} {}", grown.is_err(), maybe.is_some())
}

#[on(incoming_messages)]
async fn optional(grown: Option<Grown>) -> &'static str {
    if grown.is_some() { "grown" } else { "not grown" }
}

#[tokio::test]
async fn why_an_event_is_not_mine_can_be_asked() {
    assert_eq!(says_what(handlers![grown], says("18")).await, ["Welcome."]);
    assert!(says_what(handlers![grown], says("17")).await.is_empty());
    assert_eq!(says_what(handlers![grown, told_why], says("17")).await, ["you are 17"]);
    assert_eq!(says_what(handlers![optional], says("17")).await, ["not grown"]);
    // Another error is none of a type that was not asked for.
    assert!(run(handlers![told_why], States::new(), says("old")).await.is_err());
    assert!(run(handlers![optional], States::new(), says("old")).await.is_err());
    assert_eq!(says_what(handlers![any_reason], says("old")).await, ["true true"]);
}

#[derive(Extract)]
struct Shopper {
    contact: Contact,
    id: Arg<u8>,
    note: Option<Arg<String>>,
    r#type: Option<Media>,
}

#[on(incoming_messages, command = "order <id> [note]..")]
async fn order(shopper: Shopper) -> String {
    let Shopper { contact, id: Arg(id), note, r#type } = shopper;
    format!("{} {id} {} {}", contact.name(), note.map_or_else(String::new, |Arg(note)| note), r#type.is_none())
}

#[derive(Extract)]
#[extract(chats)]
struct Place {
    chat: Chat,
    owner: Owner,
}

#[on(statuses)]
async fn anywhere(place: &Place) {
    place.chat.tag(if place.owner.is_nobody() { "nobody's" } else { "somebody's" });
}

#[tokio::test]
async fn a_struct_of_extractors_is_one() {
    let handlers = handlers![order];
    assert_eq!(says_what(handlers, says("order 7 no milk")).await, ["Ada 7 no milk true"]);
    assert_eq!(says_what(handlers, says("order 7")).await, ["Ada 7  true"]);
    assert!(says_what(handlers, says("order x")).await.is_empty());
    let outcome = run(handlers![anywhere], States::new(), Turn::new(facts(status("sent"), &[EventKind::Statuses]))).await.unwrap();
    assert_eq!(outcome.actions, [Action::Tag { name: "nobody's".to_owned(), extra: None }]);
}

#[derive(Default, serde::Serialize, serde::Deserialize)]
struct Visits {
    count: u32,
}

#[on(incoming_messages, text = "count")]
async fn count(mut visits: Session<Visits>) -> String {
    visits.count += 1;
    visits.count.to_string()
}

#[on(incoming_messages, text = "peek")]
async fn peek(visits: Session<Visits>) -> String {
    visits.count.to_string()
}

#[tokio::test]
async fn an_old_session_is_upgraded_when_it_is_read() {
    let states = || {
        let mut upgrades = Upgrades::default();
        upgrades.add(1, |count: u32| Visits { count });
        States::new().with(upgrades)
    };
    let outcome = run(handlers![count], states(), says_with("count", "Visits", "4")).await.unwrap();
    let written = outcome.sessions["Visits"].clone().unwrap();
    assert_eq!((words(&outcome)[0].as_str(), written.version, written.json.as_str()), ("5", 2, r#"{"count":5}"#));
    let peeked = run(handlers![peek], states(), says_with("peek", "Visits", "4")).await.unwrap();
    assert_eq!((words(&peeked)[0].as_str(), peeked.sessions.len()), ("4", 0));
    // A bot that was set back to the version before.
    let mut newer = facts(says("peek").event().clone(), MESSAGE);
    newer.sessions.insert("Visits".to_owned(), written);
    let error = run(handlers![peek], States::new(), Turn::new(TurnFacts { late: false, ..newer })).await.unwrap_err();
    assert!(error.to_string().contains("newer version of the bot (2; this one knows 1)"), "{error}");
}
