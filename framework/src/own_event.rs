//! The framework's own events: what no inbox tells, and handlers get all the same.
//!
//! They travel like the inbox's events, through the journal and a chat's lane. Their bodies have one member under a name that
//! no inbox uses, so that they are read by the same decoder; a delivery from outside that uses such a name is not believed.

use serde_json::{Value, json};

use crate::kind::EventKind;
use crate::wire::Event;
use crate::wire::event::UnknownEvent;

const TIMER: &str = "switchboard.timer";
const WITHDRAWN: &str = "switchboard.withdrawn";
const CONVERSATION: &str = "switchboard.conversation";
const POLICY: &str = "switchboard.policy";
const MOVED: &str = "switchboard.moved";
const RAW: &str = "switchboard.raw";

/// The kind of the framework's own event of this name.
pub(crate) fn kind(name: &str) -> Option<EventKind> {
    match name {
        TIMER => Some(EventKind::Timer),
        WITHDRAWN => Some(EventKind::Withdrawn),
        CONVERSATION => Some(EventKind::Conversation),
        MOVED => Some(EventKind::Moved),
        POLICY => Some(EventKind::Policy),
        RAW => Some(EventKind::Raw),
        _ => None,
    }
}

/// An event of the framework's own; nothing for the kinds that only an inbox tells.
pub(crate) fn event(kind: EventKind, value: Value) -> Option<Event> {
    Some(Event::Unknown(UnknownEvent { name: name(kind)?.to_owned(), value }))
}

/// The body under which the journal keeps it.
pub(crate) fn body(kind: EventKind, value: &Value) -> Option<Vec<u8>> {
    serde_json::to_vec(&json!({ name(kind)?: value })).ok()
}

/// What such an event tells.
pub(crate) fn value(event: &Event) -> Option<&Value> {
    match event {
        Event::Unknown(event) => kind(&event.name).map(|_| &event.value),
        _ => None,
    }
}

fn name(kind: EventKind) -> Option<&'static str> {
    match kind {
        EventKind::Timer => Some(TIMER),
        EventKind::Withdrawn => Some(WITHDRAWN),
        EventKind::Conversation => Some(CONVERSATION),
        EventKind::Moved => Some(MOVED),
        EventKind::Policy => Some(POLICY),
        EventKind::Raw => Some(RAW),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::decode;

    #[test]
    fn what_the_journal_keeps_is_read_back() {
        for kind in [EventKind::Timer, EventKind::Withdrawn, EventKind::Conversation, EventKind::Policy, EventKind::Raw] {
            let told = json!({ "value": [1, 2] });
            let decoded = decode(&body(kind, &told).unwrap()).unwrap();
            assert_eq!(decoded.events, [event(kind, told.clone()).unwrap()]);
            assert_eq!(EventKind::of(&decoded.events[0]), kind);
            assert_eq!(value(&decoded.events[0]), Some(&told));
        }
        assert!(event(EventKind::Statuses, Value::Null).is_none());
    }
}
