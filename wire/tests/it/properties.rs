use proptest::prelude::*;
use serde_json::{Map, Value, json};
use switchboard_wire::event::decode_value;
use switchboard_wire::{Event, Message, WabaMessage, decode};

use crate::golden::{folder, json_of, without_defaults};

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-z0-9+ ]{0,12}".prop_map(Value::from),
        Just(json!("491713920001")),
        Just(json!("1763632801")),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(member(), inner, 0..6).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn member() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "object",
        "entry",
        "changes",
        "field",
        "value",
        "contacts",
        "messages",
        "statuses",
        "errors",
        "incoming_messages",
        "outgoing_messages",
        "assigned_messages",
        "chat_assignment",
        "chat_tagging",
        "message_tagging",
        "tagged_messages",
        "tagged_chats",
        "chat_resolved",
        "user_availability",
        "results",
        "count",
        "metadata",
        "waba_payload",
        "from_us",
        "customer_wa_id",
        "from",
        "to",
        "id",
        "timestamp",
        "type",
        "text",
        "body",
        "context",
        "contact",
        "wa_id",
        "profile",
        "name",
        "tag",
        "chat",
        "message",
        "action",
        "status",
        "code",
        "sender",
        "username",
        "resolved",
        "extra",
        "referral",
    ]);
    prop_oneof![4 => known.prop_map(str::to_owned), 1 => "[a-z_]{0,8}"]
}

/// A corpus file in which one part, anywhere, was replaced.
fn damaged(files: Vec<Value>) -> impl Strategy<Value = Value> {
    (prop::sample::select(files), any::<prop::sample::Index>(), any_json()).prop_map(|(mut delivery, place, part)| {
        let mut left = place.index(count(&delivery));
        put_at(&mut delivery, &mut left, &part);
        delivery
    })
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum(),
        _ => 0,
    }
}

fn put_at(value: &mut Value, left: &mut usize, part: &Value) -> bool {
    if *left == 0 {
        *value = part.clone();
        return true;
    }
    *left -= 1;
    match value {
        Value::Array(items) => items.iter_mut().any(|item| put_at(item, left, part)),
        Value::Object(members) => members.values_mut().any(|value| put_at(value, left, part)),
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_object_decodes_the_same_twice(delivery in any_json()) {
        assert_steady(delivery.to_string().as_bytes());
    }

    #[test]
    fn a_damaged_delivery_decodes_the_same_twice(delivery in damaged(corpus())) {
        assert_steady(delivery.to_string().as_bytes());
    }

    #[test]
    fn a_member_that_nobody_knows_is_an_event_of_its_own(name in "zz[a-z]{1,8}", value in any_json(), delivery in damaged(corpus())) {
        let mut members = delivery.as_object().cloned().unwrap_or_default();
        members.insert(name.clone(), value.clone());
        let decoded = decode_value(Value::Object(members)).expect("an object");
        let is_kept = |event: &Event| matches!(event, Event::Unknown(unknown) if unknown.name == name && unknown.value == value);
        prop_assert!(decoded.events.iter().any(is_kept));
    }

    #[test]
    fn what_a_message_holds_survives(extra in prop::collection::btree_map("x[a-z]{1,8}", any_json(), 0..4), content in any_json()) {
        let mut members: Map<String, Value> = extra.into_iter().collect();
        members.insert("from".to_owned(), json!("491713920001"));
        members.insert("type".to_owned(), json!("text"));
        members.insert("text".to_owned(), content);
        let message = Value::Object(members);
        let once = serde_json::to_value(serde_json::from_value::<WabaMessage>(message.clone()).expect("a message")).expect("JSON");
        prop_assert_eq!(without_defaults(once.clone()), without_defaults(message));
        let twice = serde_json::to_value(serde_json::from_value::<WabaMessage>(once.clone()).expect("a message")).expect("JSON");
        prop_assert_eq!(twice, once);
    }

    #[test]
    fn a_good_neighbour_is_never_lost(parts in prop::collection::vec(any_json(), 0..5), place in any::<prop::sample::Index>()) {
        let good = json!({"from": "491713920098", "id": "wamid.GOOD", "timestamp": "1763632801", "type": "text", "text": {"body": "Hi"}});
        let mut parts = parts;
        parts.insert(place.index(parts.len() + 1), good);
        let decoded = decode_value(json!({"messages": parts})).expect("an object");
        let is_good = |event: &Event| matches!(event, Event::Message(message) if message.waba.content.text() == Some("Hi"));
        prop_assert_eq!(decoded.events.iter().filter(|event| is_good(event)).count(), 1);
        prop_assert!(decoded.events.len() + decoded.broken.len() <= parts.len());
    }
}

#[test]
fn bytes_that_were_changed_never_panic() {
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        usize::try_from(random % below.max(1) as u64).unwrap_or(0)
    };
    let files: Vec<Vec<u8>> =
        ["events", "objects", "messages", "requests"].into_iter().flat_map(|name| folder(name).into_values()).collect();
    for file in &files {
        for _ in 0..100 {
            let mut body = file.clone();
            for _ in 0..=next(4) {
                let at = next(body.len() - 1);
                match next(5) {
                    0 => body[at] = next(256) as u8,
                    1 => drop(body.splice(at..=at, [b' ', b' '])),
                    2 => body.insert(at, b"{}[]\",:0-e\\ tfn"[next(15)]),
                    3 => body.truncate(at + 2),
                    _ => {
                        let other = &files[next(files.len())];
                        body.splice(at..at, other[next(other.len())..].iter().take(40).copied());
                    }
                }
            }
            assert_steady(&body);
        }
    }
}

fn corpus() -> Vec<Value> {
    folder("events").values().map(|body| json_of(body)).collect()
}

/// Decodes twice, and writes and reads again what a message event holds.
fn assert_steady(body: &[u8]) {
    let (Ok(once), Ok(twice)) = (decode(body), decode(body)) else {
        assert!(decode(body).is_err());
        return;
    };
    assert_eq!(once, twice);
    for event in &once.events {
        if let Event::Message(event) = event {
            let written = serde_json::to_value(&event.waba).expect("JSON");
            assert_eq!(serde_json::from_value::<WabaMessage>(written).expect("a message"), event.waba);
            if let Some(message) = &event.message {
                let written = serde_json::to_value(message).expect("JSON");
                assert_eq!(&serde_json::from_value::<Message>(written).expect("a message"), message);
            }
        }
    }
}
