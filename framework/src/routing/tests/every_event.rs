//! Every kind of event with the filters that are about no event in particular: they let it in, and they keep it out.

use jiff::civil::Weekday;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::handler::sample::{ME, ada, assignment, chat_tagging, message, message_tagging, status, unknown};
use crate::handler::{Registration, States};
use crate::handover::Hours;
use crate::kind::EventKind;
use crate::own_event;
use crate::prelude::*;
use crate::routing::{ChatTags, Router};
use crate::turn::TurnFacts;
use crate::wire::{Content, Event as WireEvent, TaggingAction, content, decode};

#[derive(Default, Serialize, Deserialize)]
enum Order {
    #[default]
    Open,
    Paid {
        sum: u32,
    },
}

fn always() -> Hours {
    Hours::new("UTC").unwrap().between(Weekday::Monday, Weekday::Sunday, "00:00", "24:00").unwrap()
}

fn yes(_: &Turn) -> bool {
    true
}

fn no(_: &Turn) -> bool {
    false
}

/// For each event a list of pairs: a handler whose filter lets the sample in, and one whose filter keeps it out.
macro_rules! pairs {
    ($list:ident: $($event:ident)*; $filters:tt) => {
        fn $list(kind: EventKind) -> Vec<[&'static Registration; 2]> {
            match kind.name() {
                $(stringify!($event) => pairs!(@ $event $filters),)*
                _ => Vec::new(),
            }
        }
    };
    (@ $event:ident { $([$($holds:tt)*] / [$($fails:tt)*])* }) => {
        vec![$({
            #[on($event, $($holds)*)]
            async fn let_in() {}
            #[on($event, $($fails)*)]
            async fn kept_out() {}
            [&handlers![let_in][0], &handlers![kept_out][0]]
        }),*]
    };
}

pairs! {
    of_any: incoming_messages outgoing_messages assigned_messages chat_assignment chat_tagging message_tagging statuses chat_resolved
        user_availability timer withdrawn raw errors unknown; {
    [guard = yes] / [guard = no]
    [hours = always] / [not(hours = always)]
    [any(guard = no, guard = yes)] / [any(guard = no)]
    [all(guard = yes, hours = always)] / [all(guard = yes, guard = no)]
    [not(guard = no)] / [not(any(guard = no, guard = yes))]
    }
}

pairs! {
    of_chats: incoming_messages outgoing_messages assigned_messages chat_assignment chat_tagging message_tagging statuses chat_resolved
        timer withdrawn; {
    [tagged = ["gold", "vip"]] / [tagged = "silver"]
    [in_state = Order::Paid] / [in_state = Order::Open]
    [once_in = "2h"] / [not(tagged = "vip")]
    [any(tagged = "silver", in_state = Order::Paid)] / [all(tagged = "vip", in_state = Order::Open)]
    }
}

pairs! {
    of_owned: incoming_messages outgoing_messages chat_assignment chat_tagging message_tagging statuses chat_resolved timer withdrawn; {
    [owner = any] / [owner = [me, group]]
    [owner = nobody] / [owner = person]
    }
}

/// An event of each kind, in Ada's chat where it has one.
fn sample(kind: EventKind) -> WireEvent {
    let told = |json: &str| decode(json.as_bytes()).unwrap().events.remove(0);
    match kind {
        EventKind::ChatAssignment => assignment(None),
        EventKind::ChatTagging => chat_tagging("x", TaggingAction::Added),
        EventKind::MessageTagging => message_tagging("x", TaggingAction::Added),
        EventKind::Statuses => status("read"),
        EventKind::ChatResolved => told(r#"{"chat_resolved": {"wa_id": "491713920001", "resolved": true}}"#),
        EventKind::UserAvailability => {
            told(r#"{"user_availability": {"user": {"id": 9, "username": "mira", "profile": {"role": "user"}}, "is_available": true}}"#)
        }
        EventKind::Errors => told(r#"{"errors": [{"code": 1, "title": "x"}]}"#),
        EventKind::Timer | EventKind::Withdrawn | EventKind::Raw => own_event::event(kind, json!({})).unwrap(),
        EventKind::Unknown => unknown(),
        _ => message(Content::Text(content::Text::new("x"))),
    }
}

fn turn(kind: EventKind) -> Turn {
    let kinds = EventKind::ALL.iter().position(|known| *known == kind).map_or(&[][..], |at| &EventKind::ALL[at..=at]);
    let mut facts = TurnFacts { kinds, ..TurnFacts::new(sample(kind), ME, "2026-01-05T12:00:00Z".parse().unwrap()) };
    let paid = crate::turn::SessionRecord { version: 1, json: r#"{"Paid":{"sum":3}}"#.to_owned() };
    facts.sessions.insert("Order".to_owned(), paid);
    facts.tags = ChatTags::known(ada(), ["vip".to_owned()]);
    // Own events, statuses and tags of messages get their chat from the lane they come in.
    if !matches!(kind, EventKind::UserAvailability | EventKind::Raw | EventKind::Errors | EventKind::Unknown) {
        facts.chat = Some(crate::handler::sample::chat(crate::handover::OwnerClass::Nobody));
    }
    if kind == EventKind::AssignedMessages {
        facts.chat = Some(crate::handler::sample::chat(crate::handover::OwnerClass::Me));
    }
    Turn::new(facts)
}

#[tokio::test]
async fn filters_mean_the_same_for_every_event() {
    let mut asked = 0;
    for kind in EventKind::ALL {
        for [let_in, kept_out] in [of_any(*kind), of_chats(*kind), of_owned(*kind)].concat() {
            assert_eq!(let_in.kind(), *kind);
            let router = Router::build([kept_out, let_in], States::new()).unwrap();
            let handler = router.dispatch(&turn(*kind)).await.unwrap().handler;
            assert_eq!(handler.map(|handler| handler.name), Some("let_in"), "{kind}: {:?}, {:?}", let_in.filters, kept_out.filters);
            asked += 1;
        }
    }
    assert_eq!(asked, 14 * 5 + 10 * 4 + 9 * 2);
}
