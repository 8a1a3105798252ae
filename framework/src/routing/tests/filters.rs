//! Filters that are asked one by one, alone and composed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{handled, name};
use crate::handler::sample::{ME, ada, assignment, chat_tagging, facts, facts_without_chat, message, says, unknown};
use crate::handler::{Registration, States};
use crate::handover::Hours;
use crate::kind::EventKind;
use crate::prelude::*;
use crate::routing::{ChatTags, Router};
use crate::turn::{Outcome, SessionRecord, TurnFacts};
use crate::wire::content::{self, Interactive};
use crate::wire::{self, Content, Event, MessageEvent, TaggingAction, Timestamp, User};

const MESSAGE: &[EventKind] = &[EventKind::IncomingMessages];

/// Which of these gets Ada's words.
async fn gets(handlers: &'static [Registration], words: &str) -> Option<&'static str> {
    name(handlers, says(words)).await
}

fn changed(content: Content, change: impl FnOnce(&mut MessageEvent)) -> Turn {
    let mut event = message(content);
    if let Event::Message(message) = &mut event {
        change(message);
    }
    Turn::new(facts(event, MESSAGE))
}

fn words(text: &str) -> Content {
    Content::Text(content::Text::new(text))
}

#[on(incoming_messages, text = ["Öffnungszeiten", "HOURS"], ignore_case)]
async fn folded() {}

#[on(incoming_messages, prefix = ["#", "Nr. "])]
async fn number() {}

#[on(incoming_messages, word = "Stop", ignore_case)]
async fn stop() {}

#[on(incoming_messages, any(text = "yes", all(prefix = "y", not(word = "you"))))]
async fn composed() {}

#[tokio::test]
async fn texts_are_compared_as_they_are_asked_for() {
    let handlers = handlers![folded, number, stop, composed];
    for (text, expected) in [
        ("öffnungsZEITEN", Some("folded")),
        (" hours ", Some("folded")),
        ("#12", Some("number")),
        ("Nr. 12", Some("number")),
        ("nr. 12", None),
        ("please STOP!", Some("stop")),
        ("stopping", None),
        ("yes", Some("composed")),
        ("yeah", Some("composed")),
        ("yo you", None),
        ("no", None),
    ] {
        assert_eq!(gets(handlers, text).await, expected, "{text}");
    }
}

#[on(incoming_messages, kind = [image, "poll"])]
async fn pictures() {}

#[on(incoming_messages, kind = voice)]
async fn voice() {}

#[on(incoming_messages, mime = ["application/pdf", "audio/*"])]
async fn files() {}

#[on(incoming_messages, not(kind = text))]
async fn others() {}

#[tokio::test]
async fn kinds_and_media_types_are_told_apart() {
    let handlers = handlers![pictures, voice, files, others];
    let document = |mime: &str| Content::Document(content::Document { mime_type: Some(mime.to_owned()), ..Default::default() });
    let audio =
        |voice| Content::Audio(content::Audio { mime_type: Some("Audio/ogg; codecs=opus".to_owned()), voice, ..Default::default() });
    for (content, expected) in [
        (Content::Image(content::Image::default()), Some("pictures")),
        (Content::Other { kind: "poll".to_owned(), body: None }, Some("pictures")),
        (document("application/pdf"), Some("files")),
        (document("application/zip"), Some("others")),
        (audio(None), Some("files")),
        (audio(Some(true)), Some("voice")),
        (words("x"), None),
    ] {
        let turn = Turn::new(facts(message(content.clone()), MESSAGE));
        assert_eq!(name(handlers, turn).await, expected, "{content:?}");
    }
}

#[on(incoming_messages, button = "again")]
async fn again() {}

#[on(incoming_messages, row = ["s", "m"])]
async fn size() {}

#[tokio::test]
async fn presses_are_known_by_id() {
    let press = |button: Option<&str>, row: Option<&str>| {
        let button_reply = button.map(|id| content::Reply { id: id.to_owned(), ..Default::default() });
        let list_reply = row.map(|id| content::Row { id: id.to_owned(), ..Default::default() });
        Turn::new(facts(message(Content::Interactive(Box::new(Interactive { button_reply, list_reply, ..Default::default() }))), MESSAGE))
    };
    let handlers = handlers![again, size];
    assert_eq!(name(handlers, press(Some("again"), None)).await, Some("again"));
    assert_eq!(name(handlers, press(None, Some("m"))).await, Some("size"));
    assert_eq!(name(handlers, press(Some("m"), Some("again"))).await, None);
}

#[on(incoming_messages, quoting = me)]
async fn to_me() {}

#[on(incoming_messages, quoting)]
async fn to_somebody() {}

#[on(incoming_messages, referral)]
async fn from_ad() {}

fn quoted(sender: Option<User>) -> Turn {
    changed(words("what?"), |event| {
        event.waba.context = Some(wire::message::WabaContext { id: Some(WabaId::new("wamid.0")), ..Default::default() });
        let wrapped = |waba: wire::WabaMessage, sender: Option<User>, context| wire::Message {
            id: None,
            waba_payload: waba,
            waba_statuses: None,
            contact: None,
            from_us: sender.is_some(),
            received: false,
            sender: sender.map(Box::new),
            context,
            customer_wa_id: ada(),
            tags: Vec::new(),
            chat_tags: Vec::new(),
            extra: wire::Members::new(),
        };
        let context = sender.map(|sender| Box::new(wrapped(wire::WabaMessage::new(words("hm")), Some(sender), None)));
        event.message = Some(wrapped(event.waba.clone(), None, context));
    })
}

#[tokio::test]
async fn quotes_and_advertisements_are_seen() {
    let handlers = handlers![to_me, to_somebody, from_ad];
    assert_eq!(name(handlers, quoted(Some(User::new(ME, "bot")))).await, Some("to_me"));
    assert_eq!(name(handlers, quoted(Some(User::new(wire::UserId::new(8), "mira")))).await, Some("to_somebody"));
    assert_eq!(name(handlers, quoted(None)).await, Some("to_somebody"));
    let referred = changed(words("hi"), |event| event.waba.referral = Some(wire::message::Referral::default()));
    assert_eq!(name(handlers, referred).await, Some("from_ad"));
    assert_eq!(gets(handlers, "hi").await, None);
}

#[on(incoming_messages, new_chat)]
async fn welcome() {}

#[on(incoming_messages, first_in = "24h")]
async fn welcome_back() {}

#[on(incoming_messages, once_in = "10m", text = "menu")]
async fn menu() {}

#[on(incoming_messages)]
async fn rest() {}

/// A message at a time, in a chat whose records are what the turns before left.
async fn at(router: &Router, minutes: i64, text: &str, records: &mut BTreeMap<String, SessionRecord>) -> Option<&'static str> {
    let mut event = message(words(text));
    if let Event::Message(message) = &mut event {
        message.waba.timestamp = Some(Timestamp::from_seconds(minutes * 60));
    }
    let now = jiff::Timestamp::from_second(minutes * 60 + 1).unwrap();
    let Outcome { handler, sessions, .. } =
        router.dispatch(&Turn::new(TurnFacts { now, sessions: records.clone(), ..facts(event, MESSAGE) })).await.unwrap();
    for (name, record) in sessions {
        assert!(name.starts_with("switchboard."), "{name}");
        records.insert(name, record.unwrap());
    }
    handler.map(|handler| handler.name)
}

#[tokio::test]
async fn what_was_seen_before_counts() {
    let router = Router::build(handlers![welcome, welcome_back, menu, rest], States::new()).unwrap();
    let records = &mut BTreeMap::new();
    for (minutes, text, expected) in [
        (0, "hi", "welcome"),
        (1, "menu", "menu"),
        (2, "menu", "rest"),
        (11, "menu", "menu"),
        (12, "menu", "rest"),
        (12 + 24 * 60, "menu", "welcome_back"),
        (13 + 24 * 60, "x", "rest"),
    ] {
        assert_eq!(at(&router, minutes, text, records).await, Some(expected), "after {minutes} minutes");
    }
    // Nothing is written where nobody asks.
    let plain = Router::build(handlers![rest], States::new()).unwrap();
    assert!(plain.dispatch(&says("x")).await.unwrap().sessions.is_empty());
}

fn office() -> Hours {
    "UTC; Mon-Fri 09:00-17:00".parse().unwrap()
}

fn is_short(turn: &Turn) -> bool {
    matches!(turn.event(), Event::Message(message) if message.waba.content.text().is_some_and(|text| text.len() < 4))
}

#[on(incoming_messages, not(hours = office))]
async fn closed() {}

#[on(incoming_messages, guard = is_short)]
async fn short() {}

#[tokio::test]
async fn hours_and_functions_are_asked() {
    let handlers = handlers![closed, short];
    // The epoch was a Thursday.
    for (hour, text, expected) in [(3, "abc", Some("closed")), (10, "abc", Some("short")), (10, "abcd", None), (17, "abcd", Some("closed"))]
    {
        let now = jiff::Timestamp::from_second(hour * 3600).unwrap();
        let turn = Turn::new(TurnFacts { now, ..facts(message(words(text)), MESSAGE) });
        assert_eq!(name(handlers, turn).await, expected, "{hour}: {text}");
    }
}

#[derive(Debug, Default, Serialize, Deserialize)]
enum Order {
    #[default]
    Idle,
    Address(String),
    Payment {
        sum: u32,
    },
}

#[on(incoming_messages, in_state = Order::Address)]
async fn address() {}

#[on(incoming_messages, in_state = [Order::Idle, Order::Payment])]
async fn idle_or_paying(order: &Session<Order>) -> String {
    match &**order {
        Order::Payment { sum } => sum.to_string(),
        Order::Address(street) => street.clone(),
        Order::Idle => "idle".to_owned(),
    }
}

#[tokio::test]
async fn states_of_a_session_are_filters() {
    let handlers = handlers![address, idle_or_paying];
    let with = |json: &str| crate::handler::sample::says_with("x", "Order", json);
    assert_eq!(name(handlers, with(r#"{"Address":"Main Street"}"#)).await, Some("address"));
    assert_eq!(name(handlers, with(r#"{"Payment":{"sum":3}}"#)).await, Some("idle_or_paying"));
    assert_eq!(name(handlers, says("x")).await, Some("idle_or_paying"));
    let broken = Router::build(handlers, States::new()).unwrap().dispatch(&with("[]")).await.unwrap_err();
    assert!(broken.to_string().contains("`Order`"), "{broken}");
}

#[on(incoming_messages, tagged = ["vip", "gold"])]
async fn vip() {}

#[on(incoming_messages, any(text = "vip?", not(tagged = "vip")))]
async fn not_vip() {}

#[tokio::test]
async fn tags_of_the_chat_are_read_once_and_kept() {
    let turn = |text: &str, tags: &ChatTags| Turn::new(TurnFacts { tags: tags.clone(), ..facts(message(words(text)), MESSAGE) });
    let known = |names: &[&str]| ChatTags::known(ada(), names.iter().map(|name| (*name).to_owned()));
    let handlers = handlers![vip, not_vip];
    assert_eq!(name(handlers, turn("x", &known(&["gold"]))).await, Some("vip"));
    assert_eq!(name(handlers, turn("x", &known(&["silver"]))).await, Some("not_vip"));
    assert_eq!(name(handlers, turn("vip?", &known(&["vip"]))).await, Some("vip"));

    // What can be told without the tags does not read them: this turn has no client to read with.
    let unread = known(&["gold"]);
    unread.forget(&ada());
    assert_eq!(name(handlers![not_vip], turn("vip?", &unread)).await, Some("not_vip"));
    let error = Router::build(handlers![not_vip], States::new()).unwrap().dispatch(&turn("x", &unread)).await.unwrap_err();
    assert!(error.to_string().contains("made by hand"), "{error}");
}

#[on(chat_assignment, any(to = nobody, by = app))]
async fn freed() {}

#[on(chat_tagging, by = [admin, person], any(tag = "a", all(tag = "b", action = removed)))]
async fn tagged_by_people() {}

#[on(raw, guard = always)]
async fn guarded() {}

fn always(_: &Turn) -> bool {
    true
}

#[tokio::test]
async fn other_events_compose_too() {
    let role = |role: &str| -> User {
        serde_json::from_value(serde_json::json!({ "id": 9, "username": "x", "profile": { "role": role } })).unwrap()
    };
    let assigned = |user: Option<User>, by: Option<User>| {
        let Event::ChatAssignment(mut event) = assignment(user) else { panic!("an assignment") };
        event.done_by = by;
        Turn::new(facts(Event::ChatAssignment(event), &[EventKind::ChatAssignment]))
    };
    assert_eq!(name(handlers![freed], assigned(None, None)).await, Some("freed"));
    assert_eq!(name(handlers![freed], assigned(Some(role("user")), Some(role("app")))).await, Some("freed"));
    assert_eq!(name(handlers![freed], assigned(Some(role("user")), Some(role("user")))).await, None);

    let tagged = |tag: &str, action, by: Option<User>| {
        let Event::ChatTagging(mut event) = chat_tagging(tag, action) else { panic!("a tagging") };
        event.done_by = by;
        Turn::new(facts(Event::ChatTagging(event), &[EventKind::ChatTagging]))
    };
    for (tag, action, by, taken) in [
        ("a", TaggingAction::Added, Some(role("admin")), true),
        ("b", TaggingAction::Removed, Some(role("user")), true),
        ("b", TaggingAction::Added, Some(role("user")), false),
        ("a", TaggingAction::Added, Some(role("app")), false),
        ("a", TaggingAction::Added, None, false),
    ] {
        assert_eq!(name(handlers![tagged_by_people], tagged(tag, action, by)).await.is_some(), taken, "{tag} {action:?}");
    }
    let raw = crate::own_event::event(EventKind::Raw, serde_json::json!({})).unwrap();
    assert!(handled(handlers![guarded], Turn::new(facts_without_chat(raw, &[EventKind::Raw]))).await.is_some());
    assert!(handled(handlers![guarded], Turn::new(facts_without_chat(unknown(), &[EventKind::Unknown]))).await.is_none());
}

#[on(incoming_messages, text = "stop", interrupts, stale)]
async fn flagged() {}

#[test]
fn flags_are_kept_for_the_engine() {
    let [handler, plain] = [&handlers![flagged][0], &handlers![rest][0]];
    assert_eq!((handler.interrupts(), handler.takes_stale()), (true, true));
    assert_eq!((plain.interrupts(), plain.takes_stale()), (false, false));
}

#[tokio::test]
async fn a_message_to_which_nobody_waits_for_an_answer_reaches_only_handlers_that_want_such() {
    let stop = |stale| {
        let turn = says("stop");
        Turn::new(TurnFacts { stale, ..turn.facts().clone() })
    };
    for (stale, expected) in [(false, "rest"), (true, "flagged")] {
        assert_eq!(name(handlers![rest, flagged], stop(stale)).await, Some(expected), "{stale}");
    }
    assert_eq!(name(handlers![rest], stop(true)).await, None);
}
