//! Turns made by hand, for tests.

use jiff::Timestamp;

use crate::handover::{Owner, OwnerClass};
use crate::kind::EventKind;
use crate::turn::{ChatFacts, SessionRecord, Turn, TurnFacts};
use crate::wire::event::{MessageNames, UnknownEvent};
use crate::wire::{
    ChatAssignmentEvent, ChatTaggingEvent, Content, Event, Members, MessageEvent, MessageTaggingEvent, Tag, TagId, TaggingAction, User,
    UserId, WaId, WabaId, WabaMessage, WabaStatus, content,
};

/// The bot's own user in these turns.
pub(crate) const ME: UserId = UserId::new(7);

/// The customer of these turns.
pub(crate) fn ada() -> WaId {
    WaId::new("491713920001").unwrap()
}

/// The facts of an event in Ada's chat, which nobody owns.
pub(crate) fn facts(event: Event, kinds: &'static [EventKind]) -> TurnFacts {
    TurnFacts { chat: Some(chat(OwnerClass::Nobody)), ..facts_without_chat(event, kinds) }
}

/// The facts of an event that belongs to no chat.
pub(crate) fn facts_without_chat(event: Event, kinds: &'static [EventKind]) -> TurnFacts {
    TurnFacts { kinds, chat: None, ..TurnFacts::new(event, ME, Timestamp::UNIX_EPOCH) }
}

/// Ada's chat with an owner of this class.
pub(crate) fn chat(class: OwnerClass) -> ChatFacts {
    let user = (class == OwnerClass::Me).then(|| User::new(ME, "bot"));
    ChatFacts { wa_id: ada(), owner: Owner::new(ME, user, None), class, profile_name: Some("Ada".to_owned()), customer_wrote_at: None }
}

/// Ada's message with these words, in a chat that nobody owns.
pub(crate) fn says(words: &str) -> Turn {
    Turn::new(facts(message(Content::Text(content::Text::new(words))), &[EventKind::IncomingMessages]))
}

/// The same in a chat with an owner of this class; the bot's own are asked as assigned messages first.
pub(crate) fn says_to(class: OwnerClass, words: &str) -> Turn {
    let kinds: &[_] = match class {
        OwnerClass::Me => &[EventKind::AssignedMessages, EventKind::IncomingMessages],
        _ => &[EventKind::IncomingMessages],
    };
    let event = message(Content::Text(content::Text::new(words)));
    Turn::new(TurnFacts { chat: Some(chat(class)), ..facts(event, kinds) })
}

/// The same with a session.
pub(crate) fn says_with(words: &str, session: &str, json: &str) -> Turn {
    let mut facts = facts(message(Content::Text(content::Text::new(words))), &[EventKind::IncomingMessages]);
    facts.sessions.insert(session.to_owned(), SessionRecord { version: 1, json: json.to_owned() });
    Turn::new(facts)
}

/// Ada's message of any content.
pub(crate) fn message(content: Content) -> Event {
    let waba = WabaMessage { id: Some(WabaId::new("wamid.1")), from: Some(ada()), ..WabaMessage::new(content) };
    Event::Message(Box::new(MessageEvent {
        chat: ada(),
        waba,
        message: None,
        profile_name: Some("Ada".to_owned()),
        names: MessageNames { messages: true, ..MessageNames::default() },
    }))
}

/// A status of an own message.
pub(crate) fn status(status: &str) -> Event {
    Event::Status(Box::new(WabaStatus {
        id: None,
        getchat_id: None,
        recipient_id: Some(ada()),
        status: status.to_owned(),
        timestamp: None,
        errors: Vec::new(),
        extra: Members::new(),
    }))
}

/// A tag on Ada's chat.
pub(crate) fn chat_tagging(name: &str, action: TaggingAction) -> Event {
    let timestamp = crate::wire::Timestamp::from_seconds(1);
    Event::ChatTagging(Box::new(ChatTaggingEvent {
        timestamp,
        action,
        tag: tag(name),
        chat: ada(),
        extra: None,
        done_by: None,
        unknown: Members::new(),
    }))
}

/// A tag on a message that was never seen.
pub(crate) fn message_tagging(name: &str, action: TaggingAction) -> Event {
    let timestamp = crate::wire::Timestamp::from_seconds(1);
    let message = WabaId::new("wamid.2");
    Event::MessageTagging(Box::new(MessageTaggingEvent {
        timestamp,
        action,
        tag: tag(name),
        message,
        extra: None,
        done_by: None,
        unknown: Members::new(),
    }))
}

/// Ada's chat is assigned to a user, or taken from everybody.
pub(crate) fn assignment(user: Option<User>) -> Event {
    Event::ChatAssignment(Box::new(ChatAssignmentEvent {
        wa_id: ada(),
        timestamp: crate::wire::Timestamp::from_seconds(1),
        done_by: None,
        assigned_to_user_was_cleared: user.is_none(),
        assigned_to_user_set: user,
        assigned_group_set: None,
        assigned_group_was_cleared: false,
        extra: Members::new(),
    }))
}

/// Something new.
pub(crate) fn unknown() -> Event {
    Event::Unknown(UnknownEvent { name: "calls".to_owned(), value: serde_json::Value::Null })
}

fn tag(name: &str) -> Tag {
    Tag { id: TagId::new(1), name: name.to_owned(), web_inbox_color: None, extra: Members::new() }
}
