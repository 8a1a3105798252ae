use serde_json::json;
use switchboard_wire::event::{DecodeError, decode_value};
use switchboard_wire::{Event, decode};

#[test]
fn two_good_parts_and_a_broken_one_give_two_events_and_the_broken_part() {
    let part = |from: &str, id: &str| json!({"from": from, "id": id, "timestamp": "1763632801", "type": "text", "text": {"body": "Hi"}});
    let broken = part("not digits", "b");
    let body = json!({"messages": [part("491713920001", "a"), broken, part("491713920003", "c")]});
    let decoded = decode(body.to_string().as_bytes()).expect("an object");
    assert_eq!(decoded.events.len(), 2);
    assert_eq!(decoded.broken.len(), 1);
    assert_eq!(decoded.broken[0].name, "messages");
    assert_eq!(decoded.broken[0].value, broken);
}

#[test]
fn what_is_no_object_says_what_it_is() {
    for (body, expected) in [
        ("[]", "not a JSON object, but an array"),
        ("[1, {\"a\": 2}]", "not a JSON object, but an array"),
        ("\"hi\"", "not a JSON object, but a string"),
        ("null", "not a JSON object, but null"),
        ("true", "not a JSON object, but a boolean"),
        ("1", "not a JSON object, but a number"),
        ("-1", "not a JSON object, but a number"),
        ("1.5", "not a JSON object, but a number"),
        ("", "not JSON (line 1, column 1)"),
        ("{\"a\": 1", "not JSON (line 1, column 7)"),
        ("{} {}", "not JSON (line 1, column 4)"),
    ] {
        assert_eq!(decode(body.as_bytes()).expect_err("no object").to_string(), expected);
    }
    assert!(matches!(decode_value(json!([])), Err(DecodeError::NotAnObject("an array"))));
    assert!(matches!(decode(b"\xff"), Err(DecodeError::NotJson { .. })));
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    let decoded = decode(b"\xEF\xBB\xBF{\"chat_resolved\": {\"wa_id\": \"491713920001\", \"resolved\": true}}").expect("an object");
    assert_eq!(decoded.events.len(), 1);
}

#[test]
fn deep_nesting_is_refused_and_what_is_allowed_fits_the_stack() {
    let nested = |depth: usize| {
        let open = r#"{"from_us": false, "customer_wa_id": "491713920001", "waba_payload": {"id": "a", "type": "text"}, "context": "#;
        format!(r#"{{"incoming_messages": [{}null{}]}}"#, open.repeat(depth), "}".repeat(depth))
    };
    assert!(matches!(decode(nested(1000).as_bytes()), Err(DecodeError::NotJson { .. })));
    let decoded = decode(nested(120).as_bytes()).expect("within the limit");
    assert_eq!(decoded.events.len(), 1);
    assert!(decode("[".repeat(100_000).as_bytes()).is_err());
}

#[test]
fn a_name_that_occurs_twice_tells_twice() {
    let body = br#"{"chat_resolved": {"wa_id": "491713920001", "resolved": true}, "chat_resolved": {"wa_id": "491713920002", "resolved": true, "resolved": false}}"#;
    let decoded = decode(body).expect("an object");
    assert_eq!(decoded.events.len(), 2);
    assert!(decoded.broken.is_empty());
}

#[test]
fn events_come_in_the_order_of_the_delivery_behind_assignments_and_messages() {
    let body = br#"{
        "weather": 1,
        "statuses": [{"id": "a", "status": "sent"}, {"id": "b", "status": "sent"}],
        "messages": [{"from": "491713920002", "id": "m2"}, {"from": "491713920001", "id": "m1"}],
        "errors": [{"code": 1}],
        "chat_assignment": {"wa_id": "491713920001", "timestamp": 1},
        "air": 2
    }"#;
    let decoded = decode(body).expect("an object");
    let order: Vec<String> = decoded
        .events
        .iter()
        .map(|event| match event {
            Event::ChatAssignment(_) => "assignment".to_owned(),
            Event::Message(message) => message.waba.id.as_ref().map(|id| id.to_string()).unwrap_or_default(),
            Event::Status(status) => status.id.as_ref().map(|id| id.to_string()).unwrap_or_default(),
            Event::Error(_) => "error".to_owned(),
            Event::Unknown(unknown) => unknown.name.clone(),
            _ => "another".to_owned(),
        })
        .collect();
    assert_eq!(order, ["assignment", "m2", "m1", "weather", "a", "b", "error", "air"]);
}

#[test]
fn a_message_with_neither_chat_nor_id_is_broken_and_so_is_one_whose_chat_nobody_tells() {
    let decoded =
        decode(br#"{"messages": [{"type": "text", "text": {"body": "?"}}, {"id": "a"}, {"from": "491713920001"}]}"#).expect("an object");
    assert_eq!(decoded.events.len(), 1);
    assert_eq!(decoded.broken.len(), 2);
}

#[test]
fn times_that_no_calendar_holds_are_broken() {
    for time in ["1763632801000", "\"1763632801000\"", "1e300", "-9e18", "18446744073709551615", "\"soon\"", "true"] {
        let body = format!(r#"{{"chat_assignment": {{"wa_id": "491713920001", "timestamp": {time}}}}}"#);
        let decoded = decode(body.as_bytes()).expect("an object");
        assert_eq!((decoded.events.len(), decoded.broken.len()), (0, 1), "{time}");
    }
}

#[test]
fn the_richest_wrapped_message_is_kept() {
    let payload = json!({"from": "491713920001", "id": "w", "type": "text", "text": {"body": "Hi"}});
    let poor = json!({"id": "g", "waba_payload": payload, "from_us": false, "customer_wa_id": "491713920001"});
    let mut rich = poor.clone();
    rich["contact"] = json!({"wa_id": "491713920001", "waba_payload": {"wa_id": "491713920001", "profile": {"name": "Ada Moreno"}}});
    for body in [
        json!({"assigned_messages": [poor], "incoming_messages": [rich]}),
        json!({"assigned_messages": [rich], "incoming_messages": [poor]}),
    ] {
        let decoded = decode_value(body).expect("an object");
        let [Event::Message(message)] = decoded.events.as_slice() else { panic!("one message, but {decoded:?}") };
        assert_eq!(message.profile_name.as_deref(), Some("Ada Moreno"));
        assert!(message.message.as_ref().is_some_and(|message| message.contact.is_some()));
        assert!(message.names.incoming && message.names.assigned && !message.names.messages && !message.names.outgoing);
    }
}
