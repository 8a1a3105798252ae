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
    CREATE_AUTH_TOKEN = "createAuthToken" Post "api/v1/auth/token/";

    LIST_MESSAGES = "listMessages" Get "api/v1/messages/";
    CREATE_MESSAGE = "createMessage" Post "api/v1/messages/";
    RETRIEVE_MESSAGE = "retrieveMessage" Get "api/v1/messages/{}/";
    CREATE_RECEIVED_MESSAGE_MARK = "createReceivedMessageMark" Post "api/v1/mark_as_received/";

    RETRIEVE_PERSON = "retrievePerson" Get "api/v1/persons/{}/";

    LIST_CHATS = "listChats" Get "api/v1/chats/";
    RETRIEVE_CHAT = "retrieveChat" Get "api/v1/chats/{}/";
    RESOLVE_CHAT = "resolveChat" Patch "api/v1/chats/{}/resolve";

    LIST_TAGS = "listTags" Get "api/v1/tags/";
    CREATE_TAG = "createTag" Post "api/v1/tags/";
    CREATE_CHAT_TAGGING = "createChatTagging" Post "api/v1/chat_tagging/";
    DESTROY_CHAT_TAGGING = "destroyChatTagging" Delete "api/v1/chat_tagging/{}/";
    LIST_CHAT_TAGGING_EVENTS = "listChatTaggingEvents" Get "api/v1/chat_tagging_events/";
    CREATE_MESSAGE_TAGGING = "createMessageTagging" Post "api/v1/message_tagging/";
    DESTROY_MESSAGE_TAGGING = "destroyMessageTagging" Delete "api/v1/message_tagging/{}/";
    LIST_MESSAGE_TAGGING_EVENTS = "listMessageTaggingEvents" Get "api/v1/message_tagging_events/";

    RETRIEVE_CHAT_ASSIGNMENT = "retrieveChatAssignment" Get "api/v1/chat_assignment/{}/";
    UPDATE_CHAT_ASSIGNMENT = "updateChatAssignment" Put "api/v1/chat_assignment/{}/";
    PARTIAL_UPDATE_CHAT_ASSIGNMENT = "partialUpdateChatAssignment" Patch "api/v1/chat_assignment/{}/";
    LIST_CHAT_ASSIGNMENT_EVENTS = "listChatAssignmentEvents" Get "api/v1/chat_assignment_events/";

    CREATE_MEDIA_FILE = "createMediaFile" Post "api/v1/media/";
    RETRIEVE_MEDIA_FILE = "retrieveMediaFile" Get "api/v1/media/{}/";

    LIST_USERS = "listUsers" Get "api/v1/users/";
    CREATE_NEW_USER = "createNewUser" Post "api/v1/users/";
    RETRIEVE_CURRENT_USER = "retrieveCurrentUser" Get "api/v1/users/current/";
    RETRIEVE_USER = "retrieveUser" Get "api/v1/users/{}/";
    PARTIAL_UPDATE_USER = "partialUpdateUser" Patch "api/v1/users/{}/";
    UPDATE_USER_AVAILABILITY = "updateUserAvailability" Patch "api/v1/users/{}/availability";
    CHANGE_USER_PASSWORD = "changeUserPassword" Put "api/v1/users/{}/password/change/";

    LIST_GROUPS = "listGroups" Get "api/v1/groups/";
    RETRIEVE_GROUP = "retrieveGroup" Get "api/v1/groups/{}/";

    LIST_TEMPLATES = "listTemplates" Get "api/v1/templates/";

    LIST_WABA_WEBHOOKS = "listWabaWebhooks" Get "api/v1/webhooks/waba/";
    CREATE_WABA_WEBHOOK = "createWabaWebhook" Post "api/v1/webhooks/waba/";
    RETRIEVE_WABA_WEBHOOK = "retrieveWabaWebhook" Get "api/v1/webhooks/waba/{}/";
    UPDATE_WABA_WEBHOOK = "updateWabaWebhook" Put "api/v1/webhooks/waba/{}/";
    DELETE_WABA_WEBHOOK = "deleteWabaWebhook" Delete "api/v1/webhooks/waba/{}/";
    TEST_WABA_WEBHOOK = "testWabaWebhook" Post "api/v1/webhooks/waba/{}/test/";

    LIST_HEALTH_STATUSES = "listHealthStatuses" Get "api/v1/status/health/";
}

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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::ALL;

    /// The project's copy of the API document; a line is a path, and below it stand its methods with their operation ids.
    const CONTRACT: &str = include_str!("../../../wire/contract/integration-api.openapi.yaml");
    const PARTNER_CONTRACT: &str = include_str!("../../../wire/contract/partner-api.openapi.yaml");

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
