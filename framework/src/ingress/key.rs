use std::fmt::Write as _;

use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::store::EventKey;
use crate::wire::{ChatAssignmentEvent, Event, MessageEvent, TaggingAction, WaId};

const HOUR: i64 = 3600;
const MINUTE: i64 = 60;

/// The same event always gets the same key, whatever form, name or transport it came by (events.md, section 7).
///
/// What has neither an id nor a time of its own is told apart by content and the hour in which it came; what tells of a state that goes
/// to and fro, by the minute: a chat is often resolved, opened by one more word, and resolved again within the hour.
pub(crate) fn natural_key(event: &Event, received_at: Timestamp) -> EventKey {
    EventKey::new(match event {
        Event::Message(message) => message_key(message),
        Event::Status(status) => {
            let id = status.getchat_id.as_ref().map(ToString::to_string).or_else(|| status.id.as_ref().map(ToString::to_string));
            match id {
                Some(id) => format!("s:{id}:{}", status.status),
                None => format!("sc:{}", undated(status, received_at)),
            }
        }
        Event::ChatAssignment(event) => assignment_key(event),
        Event::ChatTagging(event) => {
            format!("tc:{}:{}:{}:{}", event.chat.as_str(), event.tag.id, sign(event.action), event.timestamp.as_seconds())
        }
        Event::MessageTagging(event) => {
            format!("tm:{}:{}:{}:{}", event.message, event.tag.id, sign(event.action), event.timestamp.as_seconds())
        }
        Event::Error(error) => format!("e:{}", undated(error, received_at)),
        Event::ChatResolved(event) => format!("r:{}", undated_within(MINUTE, event, received_at)),
        Event::UserAvailability(event) => format!("v:{}", undated_within(MINUTE, event, received_at)),
        Event::Unknown(event) => format!("u:{}:{}", event.name, undated(&event.value, received_at)),
        other => format!("u:{}", digest(format!("{other:?}").as_bytes())),
    })
}

/// The chat that an event belongs to, as far as it tells.
pub(crate) fn chat_of(event: &Event) -> Option<&WaId> {
    match event {
        Event::Message(message) => Some(&message.chat),
        Event::Status(status) => status.recipient_id.as_ref(),
        Event::ChatAssignment(event) => Some(&event.wa_id),
        Event::ChatTagging(event) => Some(&event.chat),
        Event::ChatResolved(event) => Some(&event.wa_id),
        _ => None,
    }
}

/// SHA-256 in hexadecimal digits.
pub(crate) fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn message_key(event: &MessageEvent) -> String {
    let inbox_id = event.message.as_ref().and_then(|message| message.id.as_ref());
    let whatsapp_id = event.waba.id.as_ref();
    match (event.is_outgoing(), inbox_id, whatsapp_id) {
        // An outgoing message has no WhatsApp id while it is queued, and is told again when it has one.
        (true, Some(id), _) => format!("o:{id}"),
        (true, None, Some(id)) => format!("ow:{id}"),
        (false, _, Some(id)) => format!("m:{id}"),
        (false, Some(id), None) => format!("mi:{id}"),
        (_, None, None) => format!("mc:{}", digest(format!("{:?}", event.waba).as_bytes())),
    }
}

fn assignment_key(event: &ChatAssignmentEvent) -> String {
    let user = event.assigned_to_user_set.as_ref().map(|user| user.id.get());
    let group = event.assigned_group_set.as_ref().map(|group| group.id.get());
    let by = event.done_by.as_ref().map(|user| user.id.get());
    format!(
        "a:{}:{}:{user:?}:{}:{group:?}:{}:{by:?}",
        event.wa_id.as_str(),
        event.timestamp.as_seconds(),
        event.assigned_to_user_was_cleared,
        event.assigned_group_was_cleared
    )
}

const fn sign(action: TaggingAction) -> char {
    match action {
        TaggingAction::Added => '+',
        TaggingAction::Removed => '-',
    }
}

fn undated(content: &impl Serialize, received_at: Timestamp) -> String {
    undated_within(HOUR, content, received_at)
}

fn undated_within(seconds: i64, content: &impl Serialize, received_at: Timestamp) -> String {
    let time = received_at.as_second() / seconds;
    format!("{}:{time}", digest(&serde_json::to_vec(content).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::decode;

    fn key(status: &str) -> EventKey {
        let body = format!(r#"{{"statuses": [{status}]}}"#);
        let event = decode(body.as_bytes()).expect("a body").events.remove(0);
        natural_key(&event, Timestamp::from_second(1_763_632_800).expect("a time of this century"))
    }

    #[test]
    fn a_status_is_known_by_its_message_and_one_that_names_none_by_its_content() {
        let told = |second: i64| key(&format!(r#"{{"id": "wamid.1", "status": "sent", "timestamp": "{second}"}}"#));
        assert_eq!(told(1), told(2));
        let nameless = |second: i64| key(&format!(r#"{{"status": "sent", "timestamp": "{second}"}}"#));
        assert_eq!(nameless(1), nameless(1));
        assert_ne!(nameless(1), nameless(2));
    }

    #[test]
    fn a_chat_that_is_resolved_again_is_news_and_a_repeated_call_is_none() {
        let resolved = |resolved: bool, second: i64| {
            let body = format!(r#"{{"chat_resolved": {{"wa_id": "491713920001", "resolved": {resolved}}}}}"#);
            let event = decode(body.as_bytes()).expect("a body").events.remove(0);
            natural_key(&event, Timestamp::from_second(1_763_632_800 + second).expect("a time of this century"))
        };
        assert_eq!(resolved(true, 0), resolved(true, 30));
        assert_ne!(resolved(true, 0), resolved(false, 30));
        assert_ne!(resolved(true, 0), resolved(true, 120));
    }
}
