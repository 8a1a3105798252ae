//! Messages to which nobody waits for an answer: too old, or answered while the bot was away. Handlers with `stale` get them.

use std::collections::HashSet;

use serde_json::Value;

use crate::wire::{Event, WabaId};

/// The member that a sweep puts beside such a message in the body that the journal keeps, so that it is one also after a restart.
const STALE: &str = "switchboard.stale";

/// Marks those of a body's messages that are among these.
pub(super) fn mark(body: &mut Value, stale: &HashSet<WabaId>) {
    let is_one = |message: &Value| message["waba_payload"]["id"].as_str().is_some_and(|id| stale.contains(&WabaId::new(id)));
    let messages = body.get_mut("incoming_messages").and_then(Value::as_array_mut);
    for message in messages.into_iter().flatten().filter(|message| is_one(message)) {
        message[STALE] = true.into();
    }
}

/// Whether a message is marked.
pub(super) fn is_stale(event: &Event) -> bool {
    match event {
        Event::Message(message) => message.message.as_ref().is_some_and(|message| message.extra.contains_key(STALE)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::decode;

    #[test]
    fn the_mark_is_read_back_from_the_journal_and_is_on_no_other_message() {
        let message = |id: &str| {
            serde_json::json!({
                "id": id, "from_us": false, "customer_wa_id": "491713920001",
                "waba_payload": { "type": "text", "text": { "body": "hi" }, "id": id, "from": "491713920001", "timestamp": "1" },
            })
        };
        let mut body = serde_json::json!({ "incoming_messages": [message("old"), message("new")] });
        mark(&mut body, &HashSet::from([WabaId::new("old")]));
        let events = decode(body.to_string().as_bytes()).unwrap().events;
        assert_eq!(events.iter().map(is_stale).collect::<Vec<_>>(), [true, false]);
        let mut others = serde_json::json!({ "chat_tagging": [] });
        mark(&mut others, &HashSet::from([WabaId::new("old")]));
        assert_eq!(others, serde_json::json!({ "chat_tagging": [] }), "nothing is added to other bodies");
    }
}
