use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use switchboard_wire::auth::{
    ChangeMyPasswordRequest, ChangeUserPasswordRequest, ConvertIdTokenRequest, ConvertRefreshTokenRequest, CreateAuthTokenRequest,
    RefreshToken,
};
use switchboard_wire::chat::{ChatResolved, UserAvailability};
use switchboard_wire::{
    AuthToken, Availability, Chat, ChatAssignment, ChatAssignmentEvent, ChatAssignmentRequest, ChatTagging, ChatTaggingEvent,
    CreateMessageRequest, CreateMessageResponse, ErrorBody, Group, HealthStatus, MediaFile, Message, MessageTagging, MessageTaggingEvent,
    NewChatTagging, NewMessageTagging, NewTag, NewUser, NewUserRequest, Page, Person, ReceivedMark, ResolvedState, Tag, Template, User,
    UserUpdateRequest, WabaErrorItem, WabaMessage, WabaStatus, WabaWebhook, WabaWebhookRequest,
};

use crate::golden::{folder, holds, json_of, with_unknown_members, without_defaults};

type RoundTrip = fn(Value) -> Result<Value, serde_json::Error>;

fn through<T: DeserializeOwned + Serialize>(value: Value) -> Result<Value, serde_json::Error> {
    serde_json::to_value(serde_json::from_value::<T>(value)?)
}

/// The types of the golden objects: the file's name, the trip through the type, and whether unknown members survive it.
const OBJECTS: &[(&str, RoundTrip, bool)] = &[
    ("auth-change-my-password", through::<ChangeMyPasswordRequest>, false),
    ("auth-change-user-password", through::<ChangeUserPasswordRequest>, false),
    ("auth-convert-id-token", through::<ConvertIdTokenRequest>, false),
    ("auth-convert-refresh-token", through::<ConvertRefreshTokenRequest>, false),
    ("auth-create-token", through::<CreateAuthTokenRequest>, false),
    ("auth-refresh-token", through::<RefreshToken>, false),
    ("auth-token", through::<AuthToken>, false),
    ("availability", through::<Availability>, true),
    ("chat", through::<Chat>, true),
    ("chat-assignment", through::<ChatAssignment>, true),
    ("chat-assignment-event", through::<ChatAssignmentEvent>, true),
    ("chat-assignment-request", through::<ChatAssignmentRequest>, false),
    ("chat-assignment-request-of-one-member", through::<ChatAssignmentRequest>, false),
    ("chat-resolved", through::<ChatResolved>, true),
    ("chat-tagging", through::<ChatTagging>, true),
    ("chat-tagging-event", through::<ChatTaggingEvent>, true),
    ("chat-unassigned", through::<Chat>, true),
    ("create-message-response", through::<CreateMessageResponse>, false),
    ("error-detail", through::<ErrorBody>, true),
    ("error-fields", through::<ErrorBody>, true),
    ("error-reason", through::<ErrorBody>, true),
    ("group", through::<Group>, true),
    ("health", through::<Vec<HealthStatus>>, true),
    ("media-file", through::<MediaFile>, true),
    ("message-incoming", through::<Message>, true),
    ("message-outgoing", through::<Message>, true),
    ("message-quoting", through::<Message>, true),
    ("message-tagging", through::<MessageTagging>, true),
    ("message-tagging-event", through::<MessageTaggingEvent>, true),
    ("new-chat-tagging", through::<NewChatTagging>, false),
    ("new-message-tagging", through::<NewMessageTagging>, false),
    ("new-tag", through::<NewTag>, false),
    ("new-user", through::<NewUser>, true),
    ("new-user-request", through::<NewUserRequest>, false),
    ("page-of-chats", through::<Page<Chat>>, false),
    ("page-of-messages", through::<Page<Message>>, false),
    ("page-of-tags", through::<Page<Tag>>, false),
    ("page-of-users", through::<Page<User>>, false),
    ("person", through::<Person>, true),
    ("received-mark", through::<ReceivedMark>, false),
    ("resolved-state", through::<ResolvedState>, true),
    ("resolved-state-request", through::<ResolvedState>, true),
    ("status", through::<WabaStatus>, true),
    ("status-cloud", through::<WabaStatus>, true),
    ("status-cloud-failed", through::<WabaStatus>, true),
    ("status-failed", through::<WabaStatus>, true),
    ("tag", through::<Tag>, true),
    ("template", through::<Template>, true),
    ("template-paused", through::<Template>, true),
    ("user", through::<User>, true),
    ("user-app", through::<User>, true),
    ("user-availability", through::<UserAvailability>, true),
    ("user-update-request", through::<UserUpdateRequest>, false),
    ("waba-error", through::<WabaErrorItem>, true),
    ("webhook", through::<WabaWebhook>, true),
    ("webhook-request", through::<WabaWebhookRequest>, true),
];

#[test]
fn every_object_is_written_as_it_was_read() {
    let files = folder("objects");
    for (name, round_trip, keeps_unknown) in OBJECTS {
        let value = json_of(files.get(*name).unwrap_or_else(|| panic!("no golden file {name}")));
        assert_survives(name, *round_trip, *keeps_unknown, value);
    }
    assert_eq!(files.len(), OBJECTS.len(), "a golden file is not read");
}

#[test]
fn every_message_is_written_as_it_was_read() {
    for (name, body) in folder("messages") {
        let value = json_of(&body);
        assert_survives(&name, through::<WabaMessage>, true, value);
    }
}

#[test]
fn every_request_to_send_is_written_as_it_was_read() {
    for (name, body) in folder("requests") {
        let value = json_of(&body);
        assert_survives(&name, through::<CreateMessageRequest>, true, value);
    }
}

#[test]
fn known_types_are_decoded_as_what_they_are() {
    for (name, body) in folder("messages").into_iter().chain(folder("requests")) {
        let message: WabaMessage = serde_json::from_slice(&body).unwrap_or_else(|cause| panic!("{name}: {cause}"));
        let is_other = matches!(message.content, switchboard_wire::Content::Other { .. });
        assert_eq!(is_other, ["in-unsupported", "in-unknown-type"].contains(&name.as_str()), "{name}");
    }
}

#[test]
fn null_and_absent_members_are_the_same() {
    let bare = json!({"waba_payload": {"type": "text", "text": {"body": "Hi"}}, "from_us": false, "customer_wa_id": "491713920001"});
    let mut with_nulls = bare.clone();
    for name in ["id", "waba_statuses", "contact", "received", "sender", "context", "tags", "chat_tags"] {
        with_nulls[name] = Value::Null;
    }
    for name in ["id", "from", "to", "timestamp", "context", "referral", "errors"] {
        with_nulls["waba_payload"][name] = Value::Null;
    }
    let read = |value| serde_json::from_value::<Message>(value).expect("a message");
    assert_eq!(read(with_nulls), read(bare));
}

#[test]
fn a_message_without_a_type_is_what_its_one_content_member_says() {
    let request = json!({"wa_id": "491713920001", "text": {"body": "Hi"}});
    let request: CreateMessageRequest = serde_json::from_value(request).expect("a request");
    assert_eq!(request.message.content.text(), Some("Hi"));
}

#[test]
fn what_stands_beside_a_message_in_another_shape_is_kept() {
    let odd =
        json!({"from": "491713920001", "id": "x", "type": "text", "text": {"body": "Hi"}, "context": 5, "referral": [], "errors": "none"});
    let message: WabaMessage = serde_json::from_value(odd.clone()).expect("a message");
    assert_eq!(message.content.text(), Some("Hi"));
    assert_eq!(serde_json::to_value(message).expect("JSON"), odd);
}

#[test]
fn a_content_in_another_shape_is_kept() {
    for odd in [
        json!({"type": "text", "text": "Hi"}),
        json!({"type": "text"}),
        json!({"type": 5, "text": {"body": "Hi"}}),
        json!({"type": "", "text": {"body": "Hi"}}),
        json!({"type": "location", "location": {"latitude": "north"}}),
        json!({"type": "type"}),
    ] {
        let message: WabaMessage = serde_json::from_value(odd.clone()).expect("a message");
        assert!(matches!(message.content, switchboard_wire::Content::Other { .. }));
        assert_eq!(serde_json::to_value(message).expect("JSON"), odd);
    }
}

/// Reads and writes: everything that was there is there again, and only absent members' defaults come in addition.
fn assert_survives(name: &str, round_trip: RoundTrip, keeps_unknown: bool, mut value: Value) {
    let again = |value: &Value| round_trip(value.clone()).unwrap_or_else(|cause| panic!("{name}: {cause}"));
    let written = again(&value);
    assert!(holds(&written, &value), "{name}: {written} instead of {value}");
    assert_eq!(without_defaults(written), without_defaults(value.clone()), "{name}");

    let known = value.clone();
    with_unknown_members(&mut value);
    let written = again(&value);
    assert!(holds(&written, if keeps_unknown { &value } else { &known }), "{name}: {written} instead of {value}");
}
