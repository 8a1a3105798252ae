//! Every operation of the API document has a method, which calls what the document says and reads what it answers.

use std::collections::BTreeSet;
use std::future::Future;
use std::path::Path;
use std::pin::Pin;

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{Seen, ada, hello, recorder};
use crate::client::{AccountQuery, Api, ApiError, ChatQuery, ContactQuery, EventQuery, MessageQuery, Paging, ReferralQuery, Upload};
use crate::wire::*;

const IDS: &str = include_str!("../../../../wire/contract/operation-ids.txt");

type Answer<'a> = Pin<Box<dyn Future<Output = Result<(), ApiError>> + Send + 'a>>;

/// An operation: its name, the line and the body of its request, the answer, and the method.
struct Row {
    name: &'static str,
    line: &'static str,
    body: Value,
    answer: Value,
    call: fn(&Api) -> Answer<'_>,
}

/// A golden file of the contract, or a page with one in it.
fn golden(name: &str) -> Value {
    let (is_page, name) = name.strip_prefix("page of ").map_or((false, name), |name| (true, name));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../wire/contract/golden/objects").join(format!("{name}.json"));
    let text = std::fs::read(&path).unwrap_or_else(|cause| panic!("{name}: {cause}"));
    let value: Value = serde_json::from_slice(&text).unwrap();
    if is_page { json!({"count": 1, "next": null, "previous": null, "results": [value]}) } else { value }
}

fn read<T: serde::de::DeserializeOwned>(name: &str) -> T {
    serde_json::from_value(golden(name)).unwrap()
}

macro_rules! rows {
    ($($name:literal: $line:literal, $body:expr => $answer:expr, |$api:ident| $call:expr;)*) => {
        vec![$(Row { name: $name, line: $line, body: $body, answer: $answer, call: |$api| Box::pin(async move { $call.await.map(drop) }) }),*]
    };
}

fn nothing() -> Value {
    Value::Null
}

fn rows() -> Vec<Row> {
    let mut rows = messages_and_chats();
    rows.extend(tags_and_assignment());
    rows.extend(settings());
    rows.extend(users());
    rows
}

fn messages_and_chats() -> Vec<Row> {
    rows! {
        "listMessages": "GET /api/v1/messages/?wa_id=491713920001&mark_as_received=1", nothing() => golden("page-of-messages"),
            |api| api.list_messages(&MessageQuery { mark_as_received: true, ..MessageQuery::of_chat(ada()) });
        "createMessage": "POST /api/v1/messages/", json!({"wa_id": "491713920001", "type": "text", "text": {"body": "hello"}}) =>
            golden("create-message-response"), |api| async { api.create_message(&hello()).await };
        "retrieveMessage": "GET /api/v1/messages/m-1/", nothing() => golden("message-incoming"),
            |api| async { api.retrieve_message(&MessageId::new("m-1")).await };
        "retrieveMessage": "GET /api/v1/messages/m-1/?wa_id=491713920001&since_time=5&from_us=false&mark_as_received=1&before_time=9",
            nothing() => golden("message-incoming"), |api| async {
                let (since_time, before_time) = (Some(Timestamp::from_seconds(5)), Some(Timestamp::from_seconds(9)));
                let from_customer = MessageQuery { from_us: Some(false), mark_as_received: true, ..MessageQuery::of_chat(ada()) };
                api.retrieve_message_of(&MessageId::new("m-1"), &MessageQuery { since_time, before_time, ..from_customer }).await
            };
        "createReceivedMessageMark": "POST /api/v1/mark_as_received/", golden("received-mark") => json!({}),
            |api| async { api.create_received_message_mark(&read("received-mark")).await };
        "retrievePerson": "GET /api/v1/persons/491713920001/", nothing() => golden("person"),
            |api| async { api.retrieve_person(&ada()).await };
        "listPeople": "GET /api/v1/persons/?limit=5&search=ada", nothing() => golden("page of person"),
            |api| api.list_people(Some("ada"), Paging { limit: Some(5), offset: None });
        "listContacts": "GET /api/v1/contacts/?limit=5&search=ada&pages=c-1", nothing() => golden("page of contact"), |api| async {
            api.list_contacts(&ContactQuery { search: Some("ada".into()), limit: Some(5), pages: Some("c-1".into()) }).await
        };
        "listBlockedContacts": "GET /api/v1/contacts/blocked/?phone_number=491713920001&offset=2", nothing() => golden("blocked-contacts"),
            |api| async { api.list_blocked_contacts(Some(&ada()), Paging { limit: None, offset: Some(2) }).await };
        "resolveContact": "GET /api/v1/contacts/491713920001/", nothing() => golden("resolved-contact"),
            |api| async { api.resolve_contact(&ada()).await };
        "verifyContacts": "POST /api/v1/contacts/verify/", golden("verify-contacts-request") => golden("verified-contacts"),
            |api| async { api.verify_contacts(&read("verify-contacts-request")).await };
        "blockContact": "POST /api/v1/contacts/block/?wa_id=491713920001", golden("block-request") => json!({}),
            |api| async { api.block_contact(&ada(), &read("block-request")).await };
        "unblockContact": "POST /api/v1/contacts/unblock/?wa_id=491713920001", golden("block-request") => json!({}),
            |api| async { api.unblock_contact(&ada(), &read("block-request")).await };
        "reportContact": "POST /api/v1/contacts/report/?wa_id=491713920001", golden("report-request") => json!({}),
            |api| async { api.report_contact(Some(&ada()), &read("report-request")).await };
        "listChats": "GET /api/v1/chats/?search=a+b&unread=true&message_referral_source_type=ad", nothing() => golden("page-of-chats"),
            |api| async {
                let referral = ReferralQuery { source_type: Some("ad".into()), ..ReferralQuery::default() };
                api.list_chats(&ChatQuery { search: Some("a b".into()), unread: Some(true), referral, ..ChatQuery::default() }).await
            };
        "retrieveChat": "GET /api/v1/chats/491713920001/", nothing() => golden("chat"), |api| async { api.retrieve_chat(&ada()).await };
        "resolveChat": "PATCH /api/v1/chats/491713920001/resolve", json!({"resolved": true}) => golden("resolved-state"),
            |api| async { api.resolve_chat(&ada(), &ResolvedState::resolved()).await };
        "createChatImport": "POST /api/v1/chat_import/", golden("chat-import-request") => golden("chat"),
            |api| async { api.create_chat_import(&read("chat-import-request")).await };
    }
}

fn tags_and_assignment() -> Vec<Row> {
    rows! {
        "listTags": "GET /api/v1/tags/", nothing() => golden("page-of-tags"), |api| api.list_tags(Paging::default());
        "createTag": "POST /api/v1/tags/", golden("new-tag") => golden("tag"), |api| async { api.create_tag(&read("new-tag")).await };
        "destroyTag": "DELETE /api/v1/tags/4/", nothing() => nothing(), |api| api.destroy_tag(TagId::new(4));
        "createChatTagging": "POST /api/v1/chat_tagging/", golden("new-chat-tagging") => golden("chat-tagging"),
            |api| async { api.create_chat_tagging(&read("new-chat-tagging")).await };
        "retrieveChatTagging": "GET /api/v1/chat_tagging/7/", nothing() => golden("chat-tagging"),
            |api| api.retrieve_chat_tagging(TaggingId::new(7));
        "destroyChatTagging": "DELETE /api/v1/chat_tagging/7/", nothing() => nothing(),
            |api| api.destroy_chat_tagging(TaggingId::new(7));
        "listChatTaggingEvents": "GET /api/v1/chat_tagging_events/?wa_id=491713920001&since_time=5", nothing() =>
            golden("page of chat-tagging-event"), |api| async {
                let since_time = Some(Timestamp::from_seconds(5));
                api.list_chat_tagging_events(&EventQuery { wa_id: Some(ada()), since_time, ..EventQuery::default() }).await
            };
        "createMessageTagging": "POST /api/v1/message_tagging/", golden("new-message-tagging") => golden("message-tagging"),
            |api| async { api.create_message_tagging(&read("new-message-tagging")).await };
        "retrieveMessageTagging": "GET /api/v1/message_tagging/7/", nothing() => golden("message-tagging"),
            |api| api.retrieve_message_tagging(TaggingId::new(7));
        "destroyMessageTagging": "DELETE /api/v1/message_tagging/7/", nothing() => nothing(),
            |api| api.destroy_message_tagging(TaggingId::new(7));
        "listMessageTaggingEvents": "GET /api/v1/message_tagging_events/?message_id=wamid.1", nothing() =>
            golden("page of message-tagging-event"),
            |api| async { api.list_message_tagging_events(&EventQuery::default(), Some(&WabaId::new("wamid.1"))).await };
        "retrieveChatAssignment": "GET /api/v1/chat_assignment/491713920001/", nothing() => golden("chat-assignment"),
            |api| async { api.retrieve_chat_assignment(&ada()).await };
        "updateChatAssignment": "PUT /api/v1/chat_assignment/491713920001/", golden("chat-assignment-request") => golden("chat-assignment"),
            |api| async { api.update_chat_assignment(&ada(), &read("chat-assignment-request")).await };
        "partialUpdateChatAssignment": "PATCH /api/v1/chat_assignment/491713920001/", golden("chat-assignment-request-of-one-member") =>
            golden("chat-assignment"),
            |api| async { api.partial_update_chat_assignment(&ada(), &read("chat-assignment-request-of-one-member")).await };
        "listChatAssignmentEvents": "GET /api/v1/chat_assignment_events/?before_time=7", nothing() => golden("page of chat-assignment-event"),
            |api| async {
                api.list_chat_assignment_events(&EventQuery { before_time: Some(Timestamp::from_seconds(7)), ..EventQuery::default() }).await
            };
    }
}

fn settings() -> Vec<Row> {
    rows! {
        "listWhatsAppAccounts": "GET /api/v1/whatsapp_accounts/?this_instance=true", nothing() => golden("page of account"),
            |api| api.list_whats_app_accounts(AccountQuery { this_instance: Some(true), ..AccountQuery::default() });
        "listSavedResponses": "GET /api/v1/saved_responses/?text=hi", nothing() => golden("page of saved-response"),
            |api| api.list_saved_responses(Some("hi"), Paging::default());
        "createSavedResponse": "POST /api/v1/saved_responses/", golden("new-saved-response") => golden("saved-response-by-name"),
            |api| async { api.create_saved_response(&read("new-saved-response")).await };
        "deleteSavedResponse": "DELETE /api/v1/saved_responses/3/", nothing() => nothing(),
            |api| api.delete_saved_response(SavedResponseId::new(3), None);
        "deleteSavedResponse": "DELETE /api/v1/saved_responses/3/?text=Hello", nothing() => nothing(),
            |api| api.delete_saved_response(SavedResponseId::new(3), Some("Hello"));
        "listTemplates": "GET /api/v1/templates/", nothing() => golden("page of template"), |api| api.list_templates(Paging::default());
        "createTemplate": "POST /api/v1/templates/", golden("new-template") => golden("template"),
            |api| async { api.create_template(&read("new-template")).await };
        "destroyTemplate": "DELETE /api/v1/templates/order_update/", nothing() => nothing(), |api| api.destroy_template("order_update");
        "checkTemplateRefreshStatus": "GET /api/v1/templates/refresh/status/", nothing() => golden("refresh-status"),
            |api| api.check_template_refresh_status();
        "issueTemplateRefreshRequest": "POST /api/v1/templates/refresh/issue/", json!({}) => json!({}),
            |api| api.issue_template_refresh_request();
        "checkSettingsRefreshStatus": "GET /api/v1/settings/refresh/status/", nothing() => golden("refresh-status"),
            |api| api.check_settings_refresh_status();
        "issueSettingsRefreshRequest": "POST /api/v1/settings/refresh/issue/", json!({}) => json!({}),
            |api| api.issue_settings_refresh_request();
        "retrieveBusinessProfileSettings": "GET /api/v1/settings/business/profile/", nothing() => golden("business-profile"),
            |api| api.retrieve_business_profile_settings();
        "partialUpdateBusinessProfileSettings": "PATCH /api/v1/settings/business/profile/", golden("business-profile-of-one-member") =>
            golden("business-profile"),
            |api| async { api.partial_update_business_profile_settings(&read("business-profile-of-one-member")).await };
        "retrieveProfileAbout": "GET /api/v1/settings/profile/about/", nothing() => golden("profile-about"), |api| api.retrieve_profile_about();
        "updateProfileAbout": "PATCH /api/v1/settings/profile/about/", golden("profile-about") => golden("profile-about"),
            |api| async { api.update_profile_about(&read("profile-about")).await };
        "retrieveProfilePhoto": "GET /api/v1/settings/profile/photo/", nothing() => nothing(), |api| api.retrieve_profile_photo();
        "updateProfilePhoto": "POST /api/v1/settings/profile/photo/", nothing() => json!({}),
            |api| api.update_profile_photo(Upload::new("image/png", vec![1]));
        "deleteProfilePhoto": "DELETE /api/v1/settings/profile/photo/", nothing() => nothing(), |api| api.delete_profile_photo();
        "retrieveMediaFile": "GET /api/v1/media/7c1b/", nothing() => nothing(),
            |api| async { api.retrieve_media_file(&MediaId::new("7c1b")).await };
        "retrieveMediaFile": "GET /api/v1/media/7c1b/?mime_type_type=image&mime_type_subtype=svg%2Bxml", nothing() => nothing(),
            |api| async { api.retrieve_media_file_as(&MediaId::new("7c1b"), "image/svg+xml").await };
        "createMediaFile": "POST /api/v1/media/", nothing() => golden("media-file"),
            |api| api.create_media_file(Upload::new("image/png", vec![1]));
        "listWabaWebhooks": "GET /api/v1/webhooks/waba/", nothing() => golden("page of webhook"),
            |api| api.list_waba_webhooks(Paging::default());
        "createWabaWebhook": "POST /api/v1/webhooks/waba/", golden("webhook-request") => golden("webhook"),
            |api| async { api.create_waba_webhook(&read("webhook-request")).await };
        "retrieveWabaWebhook": "GET /api/v1/webhooks/waba/3/", nothing() => golden("webhook"),
            |api| api.retrieve_waba_webhook(WebhookId::new(3));
        "updateWabaWebhook": "PUT /api/v1/webhooks/waba/3/", golden("webhook-request") => golden("webhook"),
            |api| async { api.update_waba_webhook(WebhookId::new(3), &read("webhook-request")).await };
        "deleteWabaWebhook": "DELETE /api/v1/webhooks/waba/3/", nothing() => nothing(), |api| api.delete_waba_webhook(WebhookId::new(3));
        "testWabaWebhook": "POST /api/v1/webhooks/waba/3/test/", nothing() => json!({}), |api| api.test_waba_webhook(WebhookId::new(3));
        "retrieveApiRoot": "GET /api/v1/", nothing() => json!({"messages": "https://inbox.example/api/v1/messages/"}),
            |api| api.retrieve_api_root();
        "listHealthStatuses": "GET /api/v1/status/health/", nothing() => golden("health"), |api| api.list_health_statuses();
        "listWabaErrors": "GET /api/v1/errors/waba/", nothing() => golden("page of waba-error-listed"),
            |api| api.list_waba_errors(Paging::default());
        "retrieveWabaError": "GET /api/v1/errors/waba/9/", nothing() => golden("waba-error-listed"),
            |api| api.retrieve_waba_error(WabaErrorId::new(9));
    }
}

fn users() -> Vec<Row> {
    rows! {
        "retrieveRefreshToken": "GET /api/v1/auth/refresh_token/4/", nothing() => golden("auth-refresh-token"),
            |api| api.retrieve_refresh_token(UserId::new(4));
        "convertRefreshToken": "POST /api/v1/auth/convert_refresh_token/", golden("auth-convert-refresh-token") => golden("auth-token"),
            |api| async { api.convert_refresh_token(&read("auth-convert-refresh-token")).await };
        "convertIdToken": "POST /api/v1/auth/convert_id_token/", golden("auth-convert-id-token") => golden("auth-token"),
            |api| async { api.convert_id_token(&read("auth-convert-id-token")).await };
        "createAuthToken": "POST /api/v1/auth/token/", golden("auth-create-token") => golden("auth-token"), |api| async {
            let request: CreateAuthTokenRequest = read("auth-create-token");
            api.create_auth_token(&request.username, &request.password).await
        };
        "logout": "GET /api/v1/auth/logout/", nothing() => json!({}), |api| api.logout();
        "listUsers": "GET /api/v1/users/", nothing() => golden("page-of-users"), |api| api.list_users(Paging::default());
        "createNewUser": "POST /api/v1/users/", golden("new-user-request") => golden("new-user"),
            |api| async { api.create_new_user(&read("new-user-request")).await };
        "retrieveCurrentUser": "GET /api/v1/users/current/", nothing() => golden("user"), |api| api.retrieve_current_user();
        "retrieveUser": "GET /api/v1/users/4/", nothing() => golden("user"), |api| api.retrieve_user(UserId::new(4));
        "updateUser": "PUT /api/v1/users/4/", golden("user-update-request") => golden("user"),
            |api| async { api.update_user(UserId::new(4), &read("user-update-request")).await };
        "partialUpdateUser": "PATCH /api/v1/users/4/", golden("user-update-request") => golden("user"),
            |api| async { api.partial_update_user(UserId::new(4), &read("user-update-request")).await };
        "changeMyPassword": "PUT /api/v1/users/password/change/", golden("auth-change-my-password") => json!({}),
            |api| async { api.change_my_password(&read("auth-change-my-password")).await };
        "changeUserPassword": "PUT /api/v1/users/4/password/change/", golden("auth-change-user-password") => json!({}), |api| async {
            let request: ChangeUserPasswordRequest = read("auth-change-user-password");
            api.change_user_password(UserId::new(4), &request.password).await
        };
        "updateUserAvailability": "PATCH /api/v1/users/4/availability", json!({"is_available": true}) => golden("availability"),
            |api| async { api.update_user_availability(UserId::new(4), &Availability::available()).await };
        "listGroups": "GET /api/v1/groups/", nothing() => golden("page of group"), |api| api.list_groups(Paging::default());
        "retrieveGroup": "GET /api/v1/groups/4/", nothing() => golden("group"), |api| api.retrieve_group(GroupId::new(4));
        "resendActivationEmailNotification": "POST /api/v1/notifications/email/activation/resend/", json!({}) => json!({}),
            |api| api.resend_activation_email_notification();
        "listFcmDeviceTokens": "GET /api/v1/fcm_device_tokens/?token=fcm-1", nothing() => golden("page of fcm-device-token"),
            |api| async { api.list_fcm_device_tokens(Some(&Secret::new("fcm-1"))).await };
        "registerFcmDeviceToken": "POST /api/v1/fcm_device_tokens/", golden("new-fcm-device-token") => golden("fcm-device-token"),
            |api| async { api.register_fcm_device_token(&read("new-fcm-device-token")).await };
        "updateFcmDeviceToken": "PUT /api/v1/fcm_device_tokens/2/", golden("new-fcm-device-token") => golden("fcm-device-token"),
            |api| async { api.update_fcm_device_token(FcmDeviceTokenId::new(2), &read("new-fcm-device-token")).await };
        "deregisterFcmDeviceToken": "DELETE /api/v1/fcm_device_tokens/2/", nothing() => nothing(),
            |api| api.deregister_fcm_device_token(FcmDeviceTokenId::new(2));
    }
}

#[test]
fn every_operation_of_the_documents_has_a_method() {
    // `activateUser` is called at the URL that the inbox made, and has a test of its own.
    let called: BTreeSet<_> = rows().iter().map(|row| row.name).chain(["activateUser"]).collect();
    let missing: Vec<_> = IDS.lines().filter(|name| !called.contains(name)).collect();
    assert!(missing.is_empty(), "no method is called for {missing:?}");
    let documented: BTreeSet<_> = super::super::path::documented().into_iter().collect();
    assert_eq!(called, documented.iter().map(String::as_str).collect(), "the OpenAPI document");
    assert_eq!(called.len(), 84);
}

#[tokio::test]
async fn every_method_calls_what_the_documents_say_and_reads_the_answer() {
    for Row { name, line, body, answer, call } in rows() {
        let (server, log) = recorder(StatusCode::OK, &[], answer).await;
        call(&server.api()).await.unwrap_or_else(|error| panic!("{name}: {error:?}"));
        let seen: Vec<Seen> = log.lock().unwrap().clone();
        let authorization =
            (!["createAuthToken", "convertRefreshToken", "convertIdToken"].contains(&name)).then(|| "Token s3cret".to_owned());
        assert_eq!(seen, [Seen { line: line.to_owned(), authorization, body }], "{name}");
    }
}
