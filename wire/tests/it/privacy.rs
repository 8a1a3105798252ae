use switchboard_wire::event::{Broken, decode_value};
use switchboard_wire::{Secret, WaId, decode};

use crate::golden::{folder, json_of};

#[test]
fn a_chat_is_not_told_by_debug() {
    for number in 1..=99 {
        let digits = format!("4917139200{number:02}");
        let printed = format!("{:?}", WaId::new(&digits).expect("digits"));
        assert!(!printed.contains(&digits) && !printed.contains("49171392"), "{printed}");
    }
    let chats: std::collections::HashSet<_> = (1..=99).map(|n| format!("{:?}", WaId::new(format!("4917139200{n:02}")))).collect();
    assert_eq!(chats.len(), 99);
}

#[test]
fn a_secret_prints_stars() {
    assert_eq!(format!("{:?}", Secret::new("5f1c0d9be2a7")), "Secret(***)");
    assert_eq!(Secret::new("5f1c0d9be2a7").expose(), "5f1c0d9be2a7");
}

#[test]
fn causes_never_repeat_a_value() {
    for text in ["+491713920001", "4917139200011713920001", "Ada Moreno", "folded"] {
        for (name, body) in folder("events") {
            // Every text of every delivery in turn becomes one that may not show, or an object of it.
            let delivery = json_of(&body);
            for index in 0..200 {
                for replacement in [serde_json::json!(text), serde_json::json!([text]), serde_json::json!({"x": text})] {
                    let mut delivery = delivery.clone();
                    let mut left = index;
                    if !replace_nth(&mut delivery, &mut left, &replacement) {
                        break;
                    }
                    for Broken { cause, .. } in decode_value(delivery).expect("an object").broken {
                        assert!(!cause.contains(text) && !cause.contains("49171392"), "{name}: {cause}");
                    }
                }
            }
        }
    }
}

#[test]
fn debug_of_a_broken_part_leaves_out_the_part() {
    let decoded = decode(br#"{"messages": [{"from": "+491713920001", "id": "x"}]}"#).expect("an object");
    assert_eq!(decoded.broken.len(), 1);
    let printed = format!("{decoded:?}");
    assert!(!printed.contains("49171392"), "{printed}");
}

fn replace_nth(value: &mut serde_json::Value, left: &mut usize, replacement: &serde_json::Value) -> bool {
    use serde_json::Value;
    match value {
        Value::Array(items) => items.iter_mut().any(|item| replace_nth(item, left, replacement)),
        Value::Object(members) => members.iter_mut().any(|(_, value)| replace_nth(value, left, replacement)),
        scalar if *left == 0 => {
            *scalar = replacement.clone();
            true
        }
        _ => {
            *left -= 1;
            false
        }
    }
}
