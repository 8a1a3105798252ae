//! The shapes of the WhatsApp inbox Integration API 1.4.10: ids, messages, objects, events.
//!
//! This crate does no I/O. It says what travels between a bot and an inbox, keeps the members that it does not
//! know, and decodes every documented form of an event ([`event::decode`]).

pub mod account;
pub mod assignment;
pub mod auth;
pub mod business_profile;
pub mod chat;
pub mod chat_import;
pub mod contact;
pub mod content;
pub mod error_body;
pub mod event;
pub mod fcm;
pub mod health;
pub mod id;
pub mod limits;
pub mod media;
pub mod message;
pub mod outgoing;
pub mod page;
pub mod partner;
mod reading;
pub mod refresh;
pub mod saved_response;
pub mod secret;
pub mod status;
pub mod tag;
pub mod template;
pub mod timestamp;
pub mod user;
pub mod waba_error;
pub mod webhook;

pub use account::WhatsAppAccount;
pub use assignment::{ChatAssignment, ChatAssignmentEvent, ChatAssignmentRequest};
pub use auth::{
    ChangeMyPasswordRequest, ChangeUserPasswordRequest, ConvertIdTokenRequest, ConvertRefreshTokenRequest, CreateAuthTokenRequest,
    RefreshToken,
};
pub use business_profile::{BusinessProfile, ProfileAbout};
pub use chat::{Chat, ChatTag, Person, ResolvedState};
pub use chat_import::ChatImportRequest;
pub use contact::{
    BlockRequest, BlockedContacts, Contact, ReportRequest, ResolvedContact, VerifiedContact, VerifiedContacts, VerifyContactsRequest,
};
pub use content::Content;
pub use error_body::ErrorBody;
pub use event::{Decoded, Event, MessageEvent, decode};
pub use fcm::{FcmDeviceToken, NewFcmDeviceToken};
pub use health::HealthStatus;
pub use id::{
    FcmDeviceTokenId, GroupId, InvalidId, MediaId, MessageId, SavedResponseId, TagId, TaggingId, UserId, WaId, WabaErrorId, WabaId,
    WebhookId,
};
pub use media::MediaFile;
pub use message::{Message, ReceivedMark, WabaMessage, WabaStatuses};
pub use outgoing::{CreateMessageRequest, CreateMessageResponse, OutgoingMessage};
pub use page::Page;
pub use refresh::RefreshStatus;
pub use saved_response::{NewSavedResponse, SavedResponse};
pub use secret::Secret;
pub use status::{WabaErrorItem, WabaStatus};
pub use tag::{
    ChatTagging, ChatTaggingEvent, MessageTagging, MessageTaggingEvent, NewChatTagging, NewMessageTagging, NewTag, Tag, TaggingAction,
};
pub use template::{NewTemplate, Template, TemplateComponent, TemplateStatus};
pub use timestamp::Timestamp;
pub use user::{
    AuthToken, Availability, ChatAccess, Group, NewUser, NewUserRequest, Role, User, UserPermissions, UserProfile, UserShort,
    UserUpdateRequest,
};
pub use waba_error::WabaError;
pub use webhook::{WabaWebhook, WabaWebhookRequest};

/// A JSON object whose members are kept as they came.
pub type Members = serde_json::Map<String, serde_json::Value>;
