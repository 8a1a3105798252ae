//! The shapes of the WhatsApp inbox Integration API 1.4.10: ids, messages, objects, events.
//!
//! This crate does no I/O. It says what travels between a bot and an inbox, keeps the members that it does not
//! know, and decodes every documented form of an event ([`event::decode`]).

pub mod assignment;
pub mod auth;
pub mod chat;
pub mod content;
pub mod error_body;
pub mod event;
pub mod health;
pub mod id;
pub mod limits;
pub mod media;
pub mod message;
pub mod outgoing;
pub mod page;
pub mod partner;
mod reading;
pub mod secret;
pub mod status;
pub mod tag;
pub mod template;
pub mod timestamp;
pub mod user;
pub mod webhook;

pub use assignment::{ChatAssignment, ChatAssignmentEvent, ChatAssignmentRequest};
pub use auth::{
    ChangeMyPasswordRequest, ChangeUserPasswordRequest, ConvertIdTokenRequest, ConvertRefreshTokenRequest, CreateAuthTokenRequest,
    RefreshToken,
};
pub use chat::{Chat, ChatTag, Person, ResolvedState};
pub use content::Content;
pub use error_body::ErrorBody;
pub use event::{Decoded, Event, MessageEvent, decode};
pub use health::HealthStatus;
pub use id::{GroupId, InvalidId, MediaId, MessageId, TagId, TaggingId, UserId, WaId, WabaId, WebhookId};
pub use media::MediaFile;
pub use message::{Message, ReceivedMark, WabaMessage, WabaStatuses};
pub use outgoing::{CreateMessageRequest, CreateMessageResponse, OutgoingMessage};
pub use page::Page;
pub use secret::Secret;
pub use status::{WabaErrorItem, WabaStatus};
pub use tag::{
    ChatTagging, ChatTaggingEvent, MessageTagging, MessageTaggingEvent, NewChatTagging, NewMessageTagging, NewTag, Tag, TaggingAction,
};
pub use template::{Template, TemplateComponent, TemplateStatus};
pub use timestamp::Timestamp;
pub use user::{
    AuthToken, Availability, ChatAccess, Group, NewUser, NewUserRequest, Role, User, UserPermissions, UserProfile, UserShort,
    UserUpdateRequest,
};
pub use webhook::{WabaWebhook, WabaWebhookRequest};

/// A JSON object whose members are kept as they came.
pub type Members = serde_json::Map<String, serde_json::Value>;
