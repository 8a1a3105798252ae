use switchboard_wire::event::{Broken, UnknownEvent};
use switchboard_wire::{Content, Event, MessageEvent, decode};

use crate::expected::EXPECTED;
use crate::golden::folder;

#[test]
fn every_golden_delivery_tells_what_it_should() {
    let files = folder("events");
    let told: Vec<(String, Vec<String>)> = files.iter().map(|(name, body)| (name.clone(), tell(body))).collect();
    for (name, told) in &told {
        let expected = EXPECTED.iter().find(|(expected, _)| expected == name);
        assert_eq!(expected.map(|(_, lines)| lines.to_vec()), Some(told.iter().map(String::as_str).collect()), "{name}");
    }
    assert_eq!(told.len(), EXPECTED.len(), "a golden file is missing");
}

fn tell(body: &[u8]) -> Vec<String> {
    let decoded = decode(body).expect("a golden delivery is an object");
    let broken = decoded.broken.iter().map(|Broken { name, cause, .. }| format!("broken {name} | {cause}"));
    decoded.events.iter().map(in_words).chain(broken).collect()
}

fn in_words(event: &Event) -> String {
    match event {
        Event::Message(message) => message_in_words(message),
        Event::Status(status) => {
            let id = status.id.as_ref().map_or("-", |id| id.as_str());
            let getchat_id = status.getchat_id.as_ref().map_or("-", |id| id.as_str());
            let errors: Vec<_> = status.errors.iter().filter_map(|error| error.code).collect();
            let recipient = status.recipient_id.as_ref().map_or("-", |wa_id| wa_id.as_str());
            let seconds = status.timestamp.map_or(0, |timestamp| timestamp.as_seconds());
            format!("status {} {recipient} {id} {getchat_id} {seconds} {errors:?}", status.status)
        }
        Event::ChatAssignment(change) => {
            let user = match (&change.assigned_to_user_set, change.assigned_to_user_was_cleared) {
                (Some(user), _) => format!("set to {}", user.username),
                (None, true) => "cleared".to_owned(),
                (None, false) => "kept".to_owned(),
            };
            let group = match (&change.assigned_group_set, change.assigned_group_was_cleared) {
                (Some(group), _) => format!("set to {}", group.id),
                (None, true) => "cleared".to_owned(),
                (None, false) => "kept".to_owned(),
            };
            let by = change.done_by.as_ref().map_or("-", |user| &user.username);
            format!("chat_assignment {} {} user {user}, group {group}, by {by}", change.wa_id.as_str(), change.timestamp.as_seconds())
        }
        Event::ChatTagging(event) => {
            let by = event.done_by.as_ref().map_or("-", |user| &user.username);
            let (action, tag, chat) = (event.action, &event.tag.name, event.chat.as_str());
            format!("chat_tagging {chat} {} {action:?} {tag} by {by}", event.timestamp.as_seconds())
        }
        Event::MessageTagging(event) => {
            let by = event.done_by.as_ref().map_or("-", |user| &user.username);
            let (action, tag, message) = (event.action, &event.tag.name, &event.message);
            format!("message_tagging {message} {} {action:?} {tag} by {by}", event.timestamp.as_seconds())
        }
        Event::Error(error) => format!("error {:?} {:?}", error.code, error.explanation()),
        Event::ChatResolved(event) => format!("chat_resolved {} {}", event.wa_id.as_str(), event.resolved),
        Event::UserAvailability(event) => format!("user_availability {} {}", event.user.username, event.is_available),
        Event::Unknown(UnknownEvent { name, value }) => format!("unknown {name} {value}"),
        _ => "an event that this test does not know".to_owned(),
    }
}

fn message_in_words(event: &MessageEvent) -> String {
    let names: Vec<&str> = [
        (event.names.messages, "messages"),
        (event.names.incoming, "incoming"),
        (event.names.outgoing, "outgoing"),
        (event.names.assigned, "assigned"),
    ]
    .into_iter()
    .filter_map(|(there, name)| there.then_some(name))
    .collect();
    let content = match &event.waba.content {
        Content::Text(text) => format!("{:?}", text.body),
        other => match other.media_link() {
            Some(_) => format!("{} with link", other.kind()),
            None => other.kind().to_owned(),
        },
    };
    format!(
        "message {} {} {} {} profile {} {content} as {}",
        event.chat.as_str(),
        if event.is_outgoing() { "out" } else { "in" },
        event.waba.id.as_ref().map_or("-", |id| id.as_str()),
        event.message.as_ref().and_then(|message| message.id.as_ref()).map_or("-", |id| id.as_str()),
        event.profile_name.as_deref().unwrap_or("-"),
        names.join("+"),
    )
}
