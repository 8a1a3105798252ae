//! The operations that are called, each with its method and path.
//!
//! Paths are written once, here, with their final slash: the contract marks many as inferred, and a correction is one line.

use reqwest::Method;

/// One operation of the Integration API.
#[derive(Debug, Clone, Copy)]
pub(super) struct Operation {
    /// Its name in the API document; what errors print in place of the URL, which may hold a phone number.
    pub(super) name: &'static str,
    /// The HTTP method.
    pub(super) verb: Verb,
    /// Below the inbox's URL. `{}` stands for the object's id.
    pub(super) path: &'static str,
}

/// Operations beside the reading ones that come to the same when they are called twice: a mark up to a time, a registration that is no
/// error when it exists, and a refresh that runs already.
const HARMLESS_TWICE: &[&str] =
    &["createReceivedMessageMark", "registerFcmDeviceToken", "issueTemplateRefreshRequest", "issueSettingsRefreshRequest"];

impl Operation {
    /// Whether the client may call it again by itself. Not so for an activation, which uses its code up, and a logout, which ends its token; nor for a PUT of an assignment,
    /// which could take a chat from a person.
    pub(super) fn may_be_repeated(self) -> bool {
        match self.verb {
            Verb::Get => ![ACTIVATE_USER.name, LOGOUT.name].contains(&self.name),
            Verb::Post | Verb::Put | Verb::Patch | Verb::Delete => HARMLESS_TWICE.contains(&self.name),
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Verb {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Verb {
    pub(super) const fn method(self) -> Method {
        match self {
            Self::Get => Method::GET,
            Self::Post => Method::POST,
            Self::Put => Method::PUT,
            Self::Patch => Method::PATCH,
            Self::Delete => Method::DELETE,
        }
    }
}

macro_rules! operations {
    ($($constant:ident = $name:literal $verb:ident $path:literal;)*) => {
        $(pub(super) const $constant: Operation = Operation { name: $name, verb: Verb::$verb, path: $path };)*

        #[cfg(test)]
        const ALL: &[Operation] = &[$($constant),*];
    };
}

operations! {
    RETRIEVE_API_ROOT = "retrieveApiRoot" Get "api/v1/";
    RETRIEVE_REFRESH_TOKEN = "retrieveRefreshToken" Get "api/v1/auth/refresh_token/{}/";
    CONVERT_ID_TOKEN = "convertIdToken" Post "api/v1/auth/convert_id_token/";
    CONVERT_REFRESH_TOKEN = "convertRefreshToken" Post "api/v1/auth/convert_refresh_token/";
    LOGOUT = "logout" Get "api/v1/auth/logout/";
    CREATE_AUTH_TOKEN = "createAuthToken" Post "api/v1/auth/token/";

    LIST_WHATS_APP_ACCOUNTS = "listWhatsAppAccounts" Get "api/v1/whatsapp_accounts/";

    LIST_MESSAGES = "listMessages" Get "api/v1/messages/";
    CREATE_MESSAGE = "createMessage" Post "api/v1/messages/";
    RETRIEVE_MESSAGE = "retrieveMessage" Get "api/v1/messages/{}/";
    CREATE_RECEIVED_MESSAGE_MARK = "createReceivedMessageMark" Post "api/v1/mark_as_received/";

    RETRIEVE_PERSON = "retrievePerson" Get "api/v1/persons/{}/";
    LIST_PEOPLE = "listPeople" Get "api/v1/persons/";

    LIST_CONTACTS = "listContacts" Get "api/v1/contacts/";
    LIST_BLOCKED_CONTACTS = "listBlockedContacts" Get "api/v1/contacts/blocked/";
    RESOLVE_CONTACT = "resolveContact" Get "api/v1/contacts/{}/";
    VERIFY_CONTACTS = "verifyContacts" Post "api/v1/contacts/verify/";
    BLOCK_CONTACT = "blockContact" Post "api/v1/contacts/block/";
    REPORT_CONTACT = "reportContact" Post "api/v1/contacts/report/";
    UNBLOCK_CONTACT = "unblockContact" Post "api/v1/contacts/unblock/";

    LIST_CHATS = "listChats" Get "api/v1/chats/";
    RETRIEVE_CHAT = "retrieveChat" Get "api/v1/chats/{}/";
    RESOLVE_CHAT = "resolveChat" Patch "api/v1/chats/{}/resolve";
    CREATE_CHAT_IMPORT = "createChatImport" Post "api/v1/chat_import/";

    LIST_TAGS = "listTags" Get "api/v1/tags/";
    CREATE_TAG = "createTag" Post "api/v1/tags/";
    DESTROY_TAG = "destroyTag" Delete "api/v1/tags/{}/";
    CREATE_CHAT_TAGGING = "createChatTagging" Post "api/v1/chat_tagging/";
    RETRIEVE_CHAT_TAGGING = "retrieveChatTagging" Get "api/v1/chat_tagging/{}/";
    DESTROY_CHAT_TAGGING = "destroyChatTagging" Delete "api/v1/chat_tagging/{}/";
    LIST_CHAT_TAGGING_EVENTS = "listChatTaggingEvents" Get "api/v1/chat_tagging_events/";
    CREATE_MESSAGE_TAGGING = "createMessageTagging" Post "api/v1/message_tagging/";
    RETRIEVE_MESSAGE_TAGGING = "retrieveMessageTagging" Get "api/v1/message_tagging/{}/";
    DESTROY_MESSAGE_TAGGING = "destroyMessageTagging" Delete "api/v1/message_tagging/{}/";
    LIST_MESSAGE_TAGGING_EVENTS = "listMessageTaggingEvents" Get "api/v1/message_tagging_events/";

    RETRIEVE_CHAT_ASSIGNMENT = "retrieveChatAssignment" Get "api/v1/chat_assignment/{}/";
    UPDATE_CHAT_ASSIGNMENT = "updateChatAssignment" Put "api/v1/chat_assignment/{}/";
    PARTIAL_UPDATE_CHAT_ASSIGNMENT = "partialUpdateChatAssignment" Patch "api/v1/chat_assignment/{}/";
    LIST_CHAT_ASSIGNMENT_EVENTS = "listChatAssignmentEvents" Get "api/v1/chat_assignment_events/";

    LIST_SAVED_RESPONSES = "listSavedResponses" Get "api/v1/saved_responses/";
    CREATE_SAVED_RESPONSE = "createSavedResponse" Post "api/v1/saved_responses/";
    DELETE_SAVED_RESPONSE = "deleteSavedResponse" Delete "api/v1/saved_responses/{}/";

    CREATE_MEDIA_FILE = "createMediaFile" Post "api/v1/media/";
    RETRIEVE_MEDIA_FILE = "retrieveMediaFile" Get "api/v1/media/{}/";

    CHECK_SETTINGS_REFRESH_STATUS = "checkSettingsRefreshStatus" Get "api/v1/settings/refresh/status/";
    ISSUE_SETTINGS_REFRESH_REQUEST = "issueSettingsRefreshRequest" Post "api/v1/settings/refresh/issue/";
    RETRIEVE_BUSINESS_PROFILE_SETTINGS = "retrieveBusinessProfileSettings" Get "api/v1/settings/business/profile/";
    PARTIAL_UPDATE_BUSINESS_PROFILE_SETTINGS = "partialUpdateBusinessProfileSettings" Patch "api/v1/settings/business/profile/";
    RETRIEVE_PROFILE_ABOUT = "retrieveProfileAbout" Get "api/v1/settings/profile/about/";
    UPDATE_PROFILE_ABOUT = "updateProfileAbout" Patch "api/v1/settings/profile/about/";
    RETRIEVE_PROFILE_PHOTO = "retrieveProfilePhoto" Get "api/v1/settings/profile/photo/";
    UPDATE_PROFILE_PHOTO = "updateProfilePhoto" Post "api/v1/settings/profile/photo/";
    DELETE_PROFILE_PHOTO = "deleteProfilePhoto" Delete "api/v1/settings/profile/photo/";

    LIST_USERS = "listUsers" Get "api/v1/users/";
    CREATE_NEW_USER = "createNewUser" Post "api/v1/users/";
    RETRIEVE_CURRENT_USER = "retrieveCurrentUser" Get "api/v1/users/current/";
    RETRIEVE_USER = "retrieveUser" Get "api/v1/users/{}/";
    UPDATE_USER = "updateUser" Put "api/v1/users/{}/";
    PARTIAL_UPDATE_USER = "partialUpdateUser" Patch "api/v1/users/{}/";
    UPDATE_USER_AVAILABILITY = "updateUserAvailability" Patch "api/v1/users/{}/availability";
    CHANGE_USER_PASSWORD = "changeUserPassword" Put "api/v1/users/{}/password/change/";
    CHANGE_MY_PASSWORD = "changeMyPassword" Put "api/v1/users/password/change/";
    RESEND_ACTIVATION_EMAIL_NOTIFICATION = "resendActivationEmailNotification" Post "api/v1/notifications/email/activation/resend/";

    LIST_GROUPS = "listGroups" Get "api/v1/groups/";
    RETRIEVE_GROUP = "retrieveGroup" Get "api/v1/groups/{}/";

    LIST_TEMPLATES = "listTemplates" Get "api/v1/templates/";
    CREATE_TEMPLATE = "createTemplate" Post "api/v1/templates/";
    DESTROY_TEMPLATE = "destroyTemplate" Delete "api/v1/templates/{}/";
    CHECK_TEMPLATE_REFRESH_STATUS = "checkTemplateRefreshStatus" Get "api/v1/templates/refresh/status/";
    ISSUE_TEMPLATE_REFRESH_REQUEST = "issueTemplateRefreshRequest" Post "api/v1/templates/refresh/issue/";

    LIST_WABA_WEBHOOKS = "listWabaWebhooks" Get "api/v1/webhooks/waba/";
    CREATE_WABA_WEBHOOK = "createWabaWebhook" Post "api/v1/webhooks/waba/";
    RETRIEVE_WABA_WEBHOOK = "retrieveWabaWebhook" Get "api/v1/webhooks/waba/{}/";
    UPDATE_WABA_WEBHOOK = "updateWabaWebhook" Put "api/v1/webhooks/waba/{}/";
    DELETE_WABA_WEBHOOK = "deleteWabaWebhook" Delete "api/v1/webhooks/waba/{}/";
    TEST_WABA_WEBHOOK = "testWabaWebhook" Post "api/v1/webhooks/waba/{}/test/";

    LIST_HEALTH_STATUSES = "listHealthStatuses" Get "api/v1/status/health/";

    LIST_WABA_ERRORS = "listWabaErrors" Get "api/v1/errors/waba/";
    RETRIEVE_WABA_ERROR = "retrieveWabaError" Get "api/v1/errors/waba/{}/";

    LIST_FCM_DEVICE_TOKENS = "listFcmDeviceTokens" Get "api/v1/fcm_device_tokens/";
    REGISTER_FCM_DEVICE_TOKEN = "registerFcmDeviceToken" Post "api/v1/fcm_device_tokens/";
    UPDATE_FCM_DEVICE_TOKEN = "updateFcmDeviceToken" Put "api/v1/fcm_device_tokens/{}/";
    DEREGISTER_FCM_DEVICE_TOKEN = "deregisterFcmDeviceToken" Delete "api/v1/fcm_device_tokens/{}/";
}

/// The login form of the web inbox: no operation of the API, and the way to a session.
pub(super) const LOG_IN_FORM: Operation = Operation { name: "login", verb: Verb::Get, path: "login/" };

/// The form, filled in.
pub(super) const LOG_IN: Operation = Operation { name: "login", verb: Verb::Post, path: "login/" };

/// The one call whose URL is not ours to make: it comes whole, as `activation_url`.
pub(super) const ACTIVATE_USER: Operation = Operation { name: "activateUser", verb: Verb::Get, path: "confirm_account" };

/// The operations of the Partner API.
pub(super) mod partner {
    use super::{Operation, Verb};

    pub(in crate::client) const API_ROOT: Operation = Operation { name: "apiRoot", verb: Verb::Get, path: "" };
    pub(in crate::client) const API_VERSION1_ROOT: Operation = Operation { name: "apiVersion1Root", verb: Verb::Get, path: "v1" };
    pub(in crate::client) const GET_PARTNER_ID: Operation = Operation { name: "getPartnerId", verb: Verb::Get, path: "v1/partner_id" };
    pub(in crate::client) const CREATE_INSTANCE: Operation = Operation { name: "createInstance", verb: Verb::Post, path: "v1/instances" };
}

/// The project's copy of the API document; a line is a path, and below it stand its methods with their operation ids.
#[cfg(test)]
const CONTRACT: &str = include_str!("../../../wire/contract/integration-api.openapi.yaml");

/// The ids of all operations of the API document.
#[cfg(test)]
pub(super) fn documented() -> Vec<String> {
    CONTRACT.lines().filter_map(|line| Some(line.trim().strip_prefix("operationId: ")?.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::{ALL, CONTRACT};

    const PARTNER_CONTRACT: &str = include_str!("../../../wire/contract/partner-api.openapi.yaml");

    /// What the guide's page calls a source.
    fn word(source: Option<&str>) -> &str {
        match source {
            None => "document",
            Some("web-app") => "web inbox",
            Some("docs") => "newer pages",
            Some("docs, web-app") => "newer pages, web inbox",
            Some(other) => other,
        }
    }

    /// The lines of the guide's table, made from the document.
    fn certainties() -> Vec<String> {
        let (mut path, mut method, mut name, mut sources, mut rows) = ("", String::new(), "", None::<BTreeMap<&str, &str>>, Vec::new());
        for line in CONTRACT.lines().take_while(|line| *line != "webhooks:").chain(["  /:"]) {
            let indent = line.len() - line.trim_start().len();
            if indent < 6 {
                if let Some(sources) = sources.take() {
                    let [how, place, status] = ["method", "path", "status"].map(|part| word(sources.get(part).copied()));
                    rows.push(format!("| `{name}` | `{method} {path}` | {how} | {place} | {status} |"));
                }
                match (indent, line.trim_start().trim_end_matches(':')) {
                    (2, found) => path = found,
                    (4, found) => method = found.to_ascii_uppercase(),
                    _ => {}
                }
            } else if let Some(found) = line.trim().strip_prefix("operationId: ") {
                (name, sources) = (found, Some(BTreeMap::new()));
            } else if indent == 8
                && let (Some(sources), Some((part, source))) = (&mut sources, line.trim().split_once(": "))
                && ["method", "path", "status"].contains(&part)
            {
                sources.insert(part, source);
            }
        }
        rows
    }

    #[test]
    fn the_guide_says_of_every_operation_what_is_certain() {
        let page = include_str!("../docs/what-is-certain.md");
        let rows = certainties();
        assert_eq!(rows.len(), 84);
        for row in rows {
            assert!(page.lines().any(|line| line == row), "docs/what-is-certain.md lacks\n{row}");
        }
    }

    #[test]
    fn the_partner_apis_operations_are_called_as_the_contract_says() {
        use super::partner::{API_ROOT, API_VERSION1_ROOT, CREATE_INSTANCE, GET_PARTNER_ID};

        for operation in [API_ROOT, API_VERSION1_ROOT, GET_PARTNER_ID, CREATE_INSTANCE] {
            let (path, method) = (operation.path, operation.verb.method().as_str().to_ascii_lowercase());
            let documented = format!("  /{path}:\n    {method}:\n      operationId: {}\n", operation.name);
            assert!(PARTNER_CONTRACT.contains(&documented), "{operation:?}");
        }
    }

    #[test]
    fn every_operation_is_called_as_the_contract_says() {
        let mut documented = BTreeSet::new();
        let (mut path, mut method) = ("", "");
        for line in CONTRACT.lines() {
            if let Some(found) = line.strip_prefix("  /").and_then(|rest| rest.strip_suffix(':')) {
                path = found;
            } else if let Some(found) = line.strip_prefix("    ").and_then(|rest| rest.strip_suffix(':')) {
                method = found;
            } else if let Some(name) = line.trim().strip_prefix("operationId: ") {
                documented.insert((name, method, path.split('{').count(), path.replace(['{', '}'], "")));
            }
        }
        for operation in ALL {
            let method = operation.verb.method().as_str().to_ascii_lowercase();
            let placeholders = operation.path.split("{}").count();
            let known = documented.iter().any(|(name, documented, count, path)| {
                let mut rest = path.as_str();
                *name == operation.name
                    && **documented == method
                    && *count == placeholders
                    && operation.path.split("{}").all(|part| rest.find(part).map(|at| rest = &rest[at + part.len()..]).is_some())
                    && rest.is_empty()
            });
            assert!(known, "{operation:?} differs from the contract");
        }
    }
}
