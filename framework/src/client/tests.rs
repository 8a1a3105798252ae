//! The client against real sockets: how every failure is told, and what leaves.

mod authorization;
#[cfg(feature = "embedded-inbox")]
mod embedded;
mod limits;
mod lists;
mod operations;
mod resources;
mod retries;

use std::error::Error;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use http_body_util::BodyExt;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::fake::{self, Manner, RawServer, Server};
use super::{Api, ApiConfig, ApiError, ApiErrorKind, EventQuery, InboxUrl, MessageQuery, Paging, Timeouts, transport};
use crate::clock::SystemClock;
use crate::wire::content::{Content, Text};
use crate::wire::{
    ChatAssignmentRequest, CreateMessageRequest, MessageId, OutgoingMessage, Secret, Timestamp, UserId, WaId, assignment::Change,
};

const PHONE: &str = "491713920001";

fn ada() -> WaId {
    WaId::new(PHONE).unwrap()
}

fn hello() -> CreateMessageRequest {
    let text: Text = serde_json::from_value(json!({"body": "hello"})).unwrap();
    CreateMessageRequest { wa_id: ada(), message: OutgoingMessage::new(Content::Text(text)) }
}

/// A request as it arrived.
#[derive(Debug, Clone, PartialEq)]
struct Seen {
    line: String,
    authorization: Option<String>,
    body: Value,
}

type Log = Arc<Mutex<Vec<Seen>>>;

/// Answers every request alike, and keeps it.
async fn recorder(status: StatusCode, headers: &[(&'static str, &'static str)], body: Value) -> (Server, Log) {
    let log = Log::default();
    let headers: HeaderMap = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
    let answer = (status, headers, body.to_string());
    let handler = async move |State(log): State<Log>, request: Request| -> Response {
        let (head, body) = request.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        log.lock().unwrap().push(Seen {
            line: format!("{} {}", head.method, head.uri),
            authorization: head.headers.get("authorization").map(|value| value.to_str().unwrap().to_owned()),
            body: serde_json::from_slice(&body).unwrap_or_default(),
        });
        answer.into_response()
    };
    (Server::start(Router::new().fallback(any(handler)).with_state(Arc::clone(&log))).await, log)
}

async fn refusal(status: u16, headers: &[(&'static str, &'static str)], body: Value) -> ApiError {
    let (server, _log) = recorder(StatusCode::from_u16(status).unwrap(), headers, body).await;
    server.api().create_message(&hello()).await.unwrap_err()
}

/// No text that the error can print holds the token, the phone number or a URL.
fn assert_silent(error: &ApiError) {
    let mut printed = format!("{error} {error:?} {:?}", error.reason());
    let mut source = error.source();
    while let Some(cause) = source {
        printed += &format!(" {cause} {cause:?}");
        source = cause.source();
    }
    for secret in ["s3cret", PHONE, "http://", "/api/"] {
        assert!(!printed.contains(secret), "{secret}: {printed}");
    }
}

#[tokio::test]
async fn a_message_leaves_as_the_contract_says() {
    let (server, log) = recorder(StatusCode::ACCEPTED, &[], json!({"id": "m-1", "reason": "queued"})).await;
    let answer = server.api().create_message(&hello()).await.unwrap();
    assert_eq!(answer.id, MessageId::new("m-1"));
    let expected = Seen {
        line: "POST /api/v1/messages/".to_owned(),
        authorization: Some("Token s3cret".to_owned()),
        body: json!({"wa_id": PHONE, "type": "text", "text": {"body": "hello"}}),
    };
    assert_eq!(*log.lock().unwrap(), [expected]);
}

#[tokio::test]
async fn a_list_is_asked_for_with_what_narrows_it() {
    let (server, log) = recorder(StatusCode::OK, &[], json!({"count": 0, "results": []})).await;
    let api = server.api();
    let query = MessageQuery {
        since_time: Some(Timestamp::from_seconds(5)),
        from_us: Some(true),
        paging: Paging { limit: Some(10), offset: None },
        search: Some("a&b".to_owned()),
        ..MessageQuery::of_chat(ada())
    };
    api.list_messages(&query).await.unwrap();
    let query = EventQuery { before_time: Some(Timestamp::text_from_seconds(7)), ..EventQuery::default() };
    api.list_chat_assignment_events(&query).await.unwrap();
    let lines: Vec<_> = log.lock().unwrap().iter().map(|seen| seen.line.clone()).collect();
    assert_eq!(
        lines,
        [
            "GET /api/v1/messages/?limit=10&wa_id=491713920001&since_time=5&from_us=true&search=a%26b",
            "GET /api/v1/chat_assignment_events/?before_time=7",
        ]
    );
}

#[tokio::test]
async fn both_members_of_an_assignment_leave_in_one_patch() {
    let (server, log) = recorder(StatusCode::OK, &[], json!({"wa_id": PHONE, "assigned_to_user": 4, "assigned_group": null})).await;
    let wanted = ChatAssignmentRequest { wa_id: Some(ada()), assigned_to_user: Change::Set(UserId::new(4)), assigned_group: Change::Clear };
    let answer = server.api().partial_update_chat_assignment(&ada(), &wanted).await.unwrap();
    assert_eq!(answer.assigned_to_user, Some(UserId::new(4)));
    let seen = log.lock().unwrap().remove(0);
    assert_eq!(seen.line, "PATCH /api/v1/chat_assignment/491713920001/");
    assert_eq!(seen.body, json!({"wa_id": PHONE, "assigned_to_user": 4, "assigned_group": null}));
}

#[tokio::test]
async fn a_login_carries_no_token() {
    let (server, log) = recorder(StatusCode::OK, &[], json!({"token": "t"})).await;
    server.api().create_auth_token("admin", &Secret::new("admin")).await.unwrap();
    let seen = log.lock().unwrap().remove(0);
    assert_eq!((seen.line.as_str(), seen.authorization), ("POST /api/v1/auth/token/", None));
}

#[tokio::test]
async fn one_message_is_read_in_both_documented_forms() {
    let message = json!({"id": "m-1", "waba_payload": {"type": "text", "text": {"body": "hi"}}, "from_us": false, "customer_wa_id": PHONE});
    for answer in [message.clone(), json!({"count": 1, "next": null, "previous": null, "results": [message]})] {
        let (server, _log) = recorder(StatusCode::OK, &[], answer).await;
        let message = server.api().retrieve_message(&MessageId::new("m-1")).await.unwrap();
        assert_eq!(message.waba_payload.content.text(), Some("hi"));
    }
}

#[tokio::test]
async fn a_list_is_read_to_its_end_and_each_entry_once() {
    // Between the two pages a user came in front, so that the second page begins with one that was seen.
    let page = async |request: Request| {
        let ids: &[u64] = if request.uri().query().is_some_and(|query| query.ends_with("offset=0")) { &[1, 2] } else { &[2, 3] };
        let users: Vec<_> = ids.iter().map(|id| json!({"id": id, "username": format!("user{id}")})).collect();
        json!({"count": 4, "results": users}).to_string()
    };
    let server = Server::start(Router::new().route("/api/v1/users/", any(page))).await;
    let users = server.api().all_users().await.unwrap();
    assert_eq!(users.iter().map(|user| user.id.get()).collect::<Vec<_>>(), [1, 2, 3]);
}

#[tokio::test]
async fn a_refused_connection_surely_did_nothing() {
    let error = fake::api(fake::nobody()).create_message(&hello()).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_happened(), error.is_retryable()), (ApiErrorKind::Unreachable, false, true));
    assert_silent(&error);
}

#[tokio::test]
async fn an_unknown_host_surely_did_nothing() {
    let base = InboxUrl::allowing_http("http://inbox.invalid").unwrap();
    let config = ApiConfig { base, token: None, timeouts: Timeouts::default(), clock: Arc::new(SystemClock) };
    let error = Api::new(config).unwrap().retrieve_current_user().await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_happened()), (ApiErrorKind::Unreachable, false));
}

#[tokio::test]
async fn a_failed_handshake_surely_did_nothing() {
    let server = RawServer::start(Manner::Reset);
    let base = InboxUrl::new(&format!("https://{}", server.address)).unwrap();
    // Whom this machine trusts does not matter: it does not come so far.
    let http = transport::http_client(Timeouts::default(), transport::Roots::Nobody).unwrap();
    let api = Api::with_http(http, ApiConfig { base, token: None, timeouts: Timeouts::default(), clock: Arc::new(SystemClock) });
    let error = api.create_message(&hello()).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_happened()), (ApiErrorKind::Unreachable, false));
}

#[tokio::test]
async fn a_late_answer_may_have_done_it() {
    let server = RawServer::start(Manner::Silence);
    let timeouts = Timeouts { request: Duration::from_millis(100), ..Timeouts::default() };
    let error = fake::api_within(server.address, timeouts).create_message(&hello()).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_happened(), error.is_retryable()), (ApiErrorKind::TimedOut, true, true));
    assert_silent(&error);
}

#[tokio::test]
async fn a_broken_connection_may_have_done_it_and_nothing_is_repeated() {
    let head = "HTTP/1.1 202 Accepted\r\ncontent-length: 99\r\n\r\n{\"id\": \"m";
    for manner in [Manner::Reset, Manner::Answer(head), Manner::Answer("HTTP/1.1 202 Acc"), Manner::Answer("")] {
        let server = RawServer::start(manner);
        let error = fake::api(server.address).create_message(&hello()).await.unwrap_err();
        let told = (error.kind(), error.may_have_happened(), error.is_retryable());
        assert_eq!(told, (ApiErrorKind::Interrupted, true, true), "{manner:?}: {error:?}");
        assert_eq!(server.requests(), 1, "{manner:?}");
        assert_silent(&error);
    }
}

#[tokio::test]
async fn a_kept_connection_that_breaks_is_not_tried_again() {
    let server = RawServer::start(Manner::AnswerOnce("HTTP/1.1 202 Accepted\r\ncontent-length: 13\r\n\r\n{\"id\": \"m-1\"}"));
    let api = fake::api(server.address);
    api.create_message(&hello()).await.unwrap();
    let error = api.create_message(&hello()).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_happened()), (ApiErrorKind::Interrupted, true));
    assert_eq!(server.requests(), 2);
}

#[tokio::test]
async fn an_answer_that_is_cut_off_counts_as_none_whatever_its_status() {
    let server = RawServer::start(Manner::Answer("HTTP/1.1 400 Bad Request\r\ncontent-length: 99\r\n\r\n{\"reason\""));
    let error = fake::api(server.address).create_message(&hello()).await.unwrap_err();
    assert_eq!((error.status(), error.kind(), error.may_have_happened()), (Some(400), ApiErrorKind::Interrupted, true));
}

#[tokio::test]
async fn an_answer_that_is_not_understood_may_have_done_it() {
    for (answer, reason) in
        [(json!({"state": PHONE}), "missing field `id`"), (json!({"id": [PHONE]}), "unexpected type"), (json!(PHONE), "type")]
    {
        let error = refusal(202, &[], answer).await;
        assert_eq!((error.kind(), error.may_have_happened(), error.is_retryable()), (ApiErrorKind::Unreadable, true, false));
        assert!(error.reason().unwrap().contains(reason), "{error}");
        assert_silent(&error);
    }
}

#[tokio::test]
async fn what_each_status_says() {
    // Status, may have happened, is worth another try.
    for (status, may_have_happened, is_retryable) in [
        (301, false, false),
        (302, true, false),
        (308, false, false),
        (400, false, false),
        (401, false, false),
        (403, false, false),
        (404, false, false),
        (408, true, true),
        (413, false, false),
        (429, false, true),
        (453, false, false),
        (500, true, true),
        (501, true, false),
        (502, true, true),
        (503, false, true),
        (504, true, true),
    ] {
        let error = refusal(status, &[("location", "http://127.0.0.1:1/")], json!({"detail": "no"})).await;
        assert_eq!(error.kind(), ApiErrorKind::Refused, "{status}");
        assert_eq!((error.may_have_happened(), error.is_retryable()), (may_have_happened, is_retryable), "{status}");
        assert_eq!(error.status(), Some(status));
        assert_eq!(error.is_window_closed(), status == 453);
        assert_eq!(error.is_unauthorized(), status == 401, "{status}");
        assert_eq!(error.reason(), Some("no"));
        assert_eq!(error.operation(), "createMessage");
        assert_silent(&error);
    }
}

#[tokio::test]
async fn a_403_is_about_the_token_only_when_it_asks_who_i_am() {
    let (server, _log) = recorder(StatusCode::FORBIDDEN, &[], json!({"detail": "Authentication credentials were not provided."})).await;
    assert!(server.api().retrieve_current_user().await.unwrap_err().is_unauthorized());
    assert!(!server.api().all_users().await.unwrap_err().is_unauthorized());
}

#[tokio::test]
async fn the_inboxs_reason_is_told_in_each_of_its_forms() {
    for (body, reason, code) in [
        (json!({"reason": "no text"}), Some("no text"), None),
        (json!({"url": ["Enter a valid URL."]}), Some("url: Enter a valid URL."), None),
        (json!({"reason": ["Too long."], "wa_id": ["This parameter is required."]}), Some("reason: Too long."), None),
        (json!({"reason": [], "detail": "no"}), Some("no"), None),
        (json!({"waba_response": {"errors": [{"code": 470, "details": "too late"}]}}), Some("too late"), Some(470)),
        (json!({"detail": format!("{PHONE} is not known")}), Some("*** is not known"), None),
        (json!("<html>"), None, None),
    ] {
        let error = refusal(400, &[], body).await;
        assert_eq!((error.reason(), error.waba_code()), (reason, code));
    }
}

#[tokio::test]
async fn how_long_to_wait_is_told_in_both_forms() {
    let error = refusal(429, &[("retry-after", "7")], json!({})).await;
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    let dates = [("date", "Thu, 20 Nov 2025 12:00:00 GMT"), ("retry-after", "Thu, 20 Nov 2025 12:00:09 GMT")];
    assert_eq!(refusal(503, &dates, json!({})).await.retry_after(), Some(Duration::from_secs(9)));
    assert_eq!(refusal(429, &[("retry-after", "soon")], json!({})).await.retry_after(), None);
}

#[tokio::test]
async fn the_inboxs_clock_is_read_off_every_answer() {
    let (server, _log) = recorder(StatusCode::FORBIDDEN, &[("date", "Thu, 20 Nov 2036 12:00:00 GMT")], json!({})).await;
    let api = server.api();
    assert_eq!(api.clock_offset(), SignedDuration::ZERO);
    api.with_token(&Secret::new("another")).retrieve_current_user().await.unwrap_err();
    let then: jiff::Timestamp = "2036-11-20T12:00:00Z".parse().unwrap();
    assert!(api.inbox_now().duration_since(then).abs() < SignedDuration::from_mins(5), "{}", api.inbox_now());
}

#[tokio::test]
async fn a_token_that_no_header_carries_fails_before_anything_leaves() {
    let (server, log) = recorder(StatusCode::OK, &[], json!({})).await;
    let error = server.api().with_token(&Secret::new("s3cret\n")).retrieve_current_user().await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_happened()), (ApiErrorKind::Unsendable, false));
    assert!(log.lock().unwrap().is_empty());
    assert_silent(&error);
}

#[tokio::test]
async fn an_activation_url_is_called_as_it_stands_and_never_by_http_elsewhere() {
    let (server, log) = recorder(StatusCode::OK, &[], json!({"token": "t"})).await;
    let api = server.api();
    let url = Secret::new(format!("{}confirm_account?c=s3cret", api.base()));
    assert_eq!(api.activate(&url).await.unwrap().token.expose(), "t");
    let seen = log.lock().unwrap().remove(0);
    assert_eq!((seen.line.as_str(), seen.authorization), ("GET /confirm_account?c=s3cret", None));

    for url in ["http://inbox.example/confirm_account?c=s3cret", "s3cret", "file:///s3cret"] {
        let error = api.activate(&Secret::new(url)).await.unwrap_err();
        assert_eq!((error.kind(), error.may_have_happened()), (ApiErrorKind::Unsendable, false), "{url}");
        assert_silent(&error);
    }
}

#[tokio::test]
async fn a_handle_prints_no_token() {
    let (server, _log) = recorder(StatusCode::OK, &[], json!({})).await;
    let printed = format!("{:?}", server.api());
    assert!(printed.contains("127.0.0.1") && !printed.contains("s3cret"), "{printed}");
}

#[test]
fn an_inbox_by_https_needs_no_process_wide_provider() {
    let base = InboxUrl::new("https://inbox.example").unwrap();
    let config = ApiConfig { base, token: None, timeouts: Timeouts::default(), clock: Arc::new(SystemClock) };
    match Api::new(config) {
        Ok(_) => {}
        // A machine without authorities, as bare containers are.
        Err(error) => assert!(error.to_string().contains("ca-certificates"), "{error}"),
    }
}
