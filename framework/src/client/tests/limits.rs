//! What would be refused does not leave.

use axum::http::StatusCode;
use serde_json::json;

use super::{ada, assert_silent, hello, recorder};
use crate::builder::BrokenLimit;
use crate::client::{ApiError, ApiErrorKind};
use crate::wire::content::{Content, Text};
use crate::wire::{BlockRequest, ChatImportRequest, Members, NewTag, NewUserRequest, ReportRequest, UserId, UserUpdateRequest};

#[tokio::test]
async fn a_broken_limit_names_field_limit_and_length_and_nothing_leaves() {
    let (server, log) = recorder(StatusCode::OK, &[], json!({})).await;
    let api = server.api();
    let long = |characters: usize| "s3cret ".repeat(characters / 7 + 1)[..characters].to_owned();
    let mut message = hello();
    message.message.content = Content::Text(Text::new(long(4097)));
    let report = ReportRequest { reason: long(61), ..ReportRequest::default() };
    let mut import = ChatImportRequest::new("", 0, "en-US");
    import.chat_participants = vec![Members::new(); 3];
    let user = NewUserRequest { username: "mira".into(), first_name: Some(long(151)), last_name: None, email: None, profile: None };
    let update = UserUpdateRequest { last_name: Some(long(151)), ..UserUpdateRequest::default() };
    let errors: Vec<(&str, usize, ApiError)> = vec![
        ("the text", 4096, api.create_message(&message).await.unwrap_err()),
        ("the reason", 60, api.block_contact(&ada(), &BlockRequest::new(long(61))).await.unwrap_err()),
        ("the reason", 60, api.unblock_contact(&ada(), &BlockRequest::new(long(61))).await.unwrap_err()),
        ("the reason", 60, api.report_contact(None, &report).await.unwrap_err()),
        ("the tag's name", 1000, api.create_tag(&NewTag { name: long(1001), web_inbox_color: None }).await.unwrap_err()),
        ("the tag's colour", 1000, api.create_tag(&NewTag { name: "a".into(), web_inbox_color: Some(long(1001)) }).await.unwrap_err()),
        ("participants", 2, api.create_chat_import(&import).await.unwrap_err()),
        ("the first name", 150, api.create_new_user(&user).await.unwrap_err()),
        ("the last name", 150, api.partial_update_user(UserId::new(1), &update).await.unwrap_err()),
        ("the last name", 150, api.update_user(UserId::new(1), &update).await.unwrap_err()),
    ];
    for (named, allowed, error) in errors {
        assert_eq!((error.kind(), error.may_have_happened(), error.is_retryable()), (ApiErrorKind::OutOfBounds, false, false));
        let (field, limit, length) = match error.broken_limit().unwrap() {
            BrokenLimit::TooLong { field, limit, length } => (*field, *limit, *length),
            BrokenLimit::TooMany { field, limit, count } => (*field, *limit, *count),
            other => panic!("{other}"),
        };
        assert_eq!((field, limit, length), (named, allowed, allowed + 1));
        assert!(error.to_string().contains(&length.to_string()), "{error}");
        assert_silent(&error);
    }
    assert!(log.lock().unwrap().is_empty());
}

#[tokio::test]
async fn what_fits_exactly_leaves() {
    let (server, log) = recorder(StatusCode::OK, &[], json!({})).await;
    server.api().block_contact(&ada(), &BlockRequest::new("r".repeat(60))).await.unwrap();
    assert_eq!(log.lock().unwrap().len(), 1);
}
