//! Answers as the types of the wire crate: each can be read, and written again without loss.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Error, Value};
use switchboard_wire::partner::{Instance, PartnerHealth, PartnerId};
use switchboard_wire::{
    AuthToken, Availability, BlockedContacts, BusinessProfile, Chat, ChatAssignment, ChatAssignmentEvent, ChatTagging, ChatTaggingEvent,
    Contact, CreateMessageResponse, FcmDeviceToken, Group, HealthStatus, MediaFile, Members, Message, MessageTagging, MessageTaggingEvent,
    NewUser, Page, Person, ProfileAbout, RefreshStatus, RefreshToken, ResolvedContact, ResolvedState, SavedResponse, Tag, Template, User,
    VerifiedContacts, WabaError, WabaWebhook, WhatsAppAccount,
};

/// What is lost of an answer when it goes through its type.
///
/// # Panics
/// When the operation has no type here.
pub(super) fn losses(operation: &str, answer: &Value) -> Vec<String> {
    let Some(again) = type_of(operation) else { return Vec::new() };
    let mut lost = Vec::new();
    match again(answer) {
        Ok(written) => compare("", answer, &written, &mut lost),
        Err(error) => lost.push(format!("it cannot be read: {error}")),
    }
    lost
}

/// Where two values differ. What is null, and a list of nothing, may be left out.
fn compare(place: &str, told: &Value, read: &Value, lost: &mut Vec<String>) {
    match (told, read) {
        (Value::Object(told), Value::Object(read)) => {
            for name in told.keys().chain(read.keys()) {
                let (told, read) = (told.get(name).unwrap_or(&Value::Null), read.get(name).unwrap_or(&Value::Null));
                compare(&format!("{place}/{name}"), told, read, lost);
            }
        }
        (Value::Array(told), Value::Array(read)) if told.len() == read.len() => {
            for (told, read) in told.iter().zip(read) {
                compare(place, told, read, lost);
            }
        }
        (told, read) if is_nothing(told) && is_nothing(read) => {}
        (told, read) if told != read => lost.push(format!("{place} is {told} and reads as {read}")),
        _ => {}
    }
}

fn is_nothing(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

type Again = fn(&Value) -> Result<Value, Error>;

fn again<T: DeserializeOwned + Serialize>(answer: &Value) -> Result<Value, Error> {
    serde_json::to_value(T::deserialize(answer)?)
}

/// How the answer of an operation is read; nothing when it says nothing, or is a file.
fn type_of(operation: &str) -> Option<Again> {
    Some(match operation {
        "activateUser" | "convertIdToken" | "convertRefreshToken" | "createAuthToken" => again::<AuthToken>,
        "retrieveRefreshToken" => again::<RefreshToken>,
        "retrieveApiRoot" => again::<Members>,
        "listHealthStatuses" => again::<Vec<HealthStatus>>,
        "listWhatsAppAccounts" => again::<Page<WhatsAppAccount>>,
        "listMessages" => again::<Page<Message>>,
        "retrieveMessage" => again::<Message>,
        "createMessage" => again::<CreateMessageResponse>,
        "listPeople" => again::<Page<Person>>,
        "retrievePerson" => again::<Person>,
        "listContacts" => again::<Page<Contact>>,
        "resolveContact" => again::<ResolvedContact>,
        "verifyContacts" => again::<VerifiedContacts>,
        "listBlockedContacts" => again::<BlockedContacts>,
        "listChats" => again::<Page<Chat>>,
        "retrieveChat" | "createChatImport" => again::<Chat>,
        "resolveChat" => again::<ResolvedState>,
        "listTags" => again::<Page<Tag>>,
        "createTag" => again::<Tag>,
        "createChatTagging" | "retrieveChatTagging" => again::<ChatTagging>,
        "createMessageTagging" | "retrieveMessageTagging" => again::<MessageTagging>,
        "listChatTaggingEvents" => again::<Page<ChatTaggingEvent>>,
        "listMessageTaggingEvents" => again::<Page<MessageTaggingEvent>>,
        "retrieveChatAssignment" | "updateChatAssignment" | "partialUpdateChatAssignment" => again::<ChatAssignment>,
        "listChatAssignmentEvents" => again::<Page<ChatAssignmentEvent>>,
        "listSavedResponses" => again::<Page<SavedResponse>>,
        "createSavedResponse" => again::<SavedResponse>,
        "listTemplates" => again::<Page<Template>>,
        "createTemplate" => again::<Template>,
        "checkTemplateRefreshStatus" | "checkSettingsRefreshStatus" => again::<RefreshStatus>,
        "retrieveBusinessProfileSettings" | "partialUpdateBusinessProfileSettings" => again::<BusinessProfile>,
        "retrieveProfileAbout" | "updateProfileAbout" => again::<ProfileAbout>,
        "createMediaFile" => again::<MediaFile>,
        "listUsers" => again::<Page<User>>,
        "createNewUser" => again::<NewUser>,
        "retrieveCurrentUser" | "retrieveUser" | "updateUser" | "partialUpdateUser" => again::<User>,
        "updateUserAvailability" => again::<Availability>,
        "listGroups" => again::<Page<Group>>,
        "retrieveGroup" => again::<Group>,
        "listWabaWebhooks" => again::<Page<WabaWebhook>>,
        "createWabaWebhook" | "retrieveWabaWebhook" | "updateWabaWebhook" => again::<WabaWebhook>,
        "listWabaErrors" => again::<Page<WabaError>>,
        "retrieveWabaError" => again::<WabaError>,
        "listFcmDeviceTokens" => again::<Page<FcmDeviceToken>>,
        "registerFcmDeviceToken" | "updateFcmDeviceToken" => again::<FcmDeviceToken>,
        "apiRoot" | "apiVersion1Root" => again::<PartnerHealth>,
        "getPartnerId" => again::<PartnerId>,
        "createInstance" => again::<Instance>,
        "blockContact"
        | "unblockContact"
        | "reportContact"
        | "createReceivedMessageMark"
        | "logout"
        | "changeMyPassword"
        | "changeUserPassword"
        | "resendActivationEmailNotification"
        | "issueTemplateRefreshRequest"
        | "issueSettingsRefreshRequest"
        | "updateProfilePhoto"
        | "retrieveProfilePhoto"
        | "retrieveMediaFile"
        | "testWabaWebhook" => return None,
        deleting if ["destroy", "delete", "deregister"].iter().any(|word| deleting.starts_with(word)) => return None,
        other => panic!("{other} has no type"),
    })
}
