//! In whose name calls are made.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::routing::get;
use http_body_util::BodyExt;

use super::{assert_silent, hello};
use crate::client::fake::Server;
use crate::client::{ApiErrorKind, Session};
use crate::wire::Secret;

type Log = Arc<Mutex<Vec<(String, HeaderMap, String)>>>;

fn value(text: &'static str) -> HeaderValue {
    HeaderValue::from_static(text)
}

/// A login form as Django has it; everything else is refused, and kept.
async fn web() -> (Server, Log) {
    let log = Log::default();
    let form = async || [("set-cookie", "csrftoken=c-1; Path=/; Max-Age=31449600; SameSite=Lax")];
    let log_in = async |request: Request| -> Response {
        let (head, body) = request.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        assert_eq!((&head.headers["cookie"], &head.headers["x-csrftoken"]), (&value("csrftoken=c-1"), &value("c-1")));
        assert!(head.headers["referer"].to_str().unwrap().starts_with("http://127.0.0.1"));
        if body == "username=mira&password=a+%26b&csrfmiddlewaretoken=c-1" {
            let cookies = [("set-cookie", "csrftoken=c-2; Path=/"), ("set-cookie", "sessionid=s3cret-1; HttpOnly; Path=/")];
            return (StatusCode::FOUND, AppendHeaders(cookies)).into_response();
        }
        "the form again".into_response()
    };
    let keep = async |State(log): State<Log>, request: Request| {
        let (head, body) = request.into_parts();
        let body = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
        log.lock().unwrap().push((format!("{} {}", head.method, head.uri), head.headers, body));
        (StatusCode::FORBIDDEN, r#"{"detail": "no"}"#)
    };
    let router = Router::new().route("/login/", get(form).post(log_in)).fallback(keep).with_state(Arc::clone(&log));
    (Server::start(router).await, log)
}

#[tokio::test]
async fn a_session_carries_its_cookies_and_unsafe_calls_the_token_against_forgery() {
    let (server, log) = web().await;
    let session = server.api().log_in("mira", &Secret::new("a &b")).await.unwrap();
    assert_eq!((session.session_id.expose(), session.csrf_token.expose()), ("s3cret-1", "c-2"));
    let mira = server.api().with_session(&session);
    mira.retrieve_current_user().await.unwrap_err();
    mira.create_message(&hello()).await.unwrap_err();
    let seen = log.lock().unwrap().clone();
    for (_, headers, _) in &seen {
        assert_eq!(headers["cookie"], "sessionid=s3cret-1; csrftoken=c-2");
        assert!(!headers.contains_key("authorization"));
    }
    assert!(!seen[0].1.contains_key("x-csrftoken"));
    assert_eq!(seen[1].1["x-csrftoken"], "c-2");
    assert_eq!(seen[1].1["referer"], server.api().base().as_str());
    assert!(!format!("{mira:?} {session:?}").contains("s3cret"));
}

#[tokio::test]
async fn a_wrong_password_is_a_refusal() {
    let (server, _log) = web().await;
    let error = server.api().log_in("mira", &Secret::new("s3cret")).await.unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ApiErrorKind::Refused, "login"));
    assert!(error.reason().unwrap().contains("password"), "{error}");
    assert_silent(&error);
}

#[tokio::test]
async fn a_key_of_the_provider_travels_in_its_own_header() {
    let (server, log) = web().await;
    let api = server.api().with_provider_key(&Secret::new("s3cret-key"));
    api.retrieve_current_user().await.unwrap_err();
    let (line, headers, _) = log.lock().unwrap().remove(0);
    assert_eq!((line.as_str(), &headers["d360-api-key"]), ("GET /api/v1/users/current/", &value("s3cret-key")));
    assert!(!headers.contains_key("authorization") && !format!("{api:?}").contains("s3cret"));
}

#[tokio::test]
async fn what_no_header_carries_fails_before_anything_leaves() {
    let (server, log) = web().await;
    let session = |id: &str| Session { session_id: Secret::new(id), csrf_token: Secret::new("c") };
    for api in [
        server.api().with_provider_key(&Secret::new("s3cret\n")),
        server.api().with_session(&session("s3cret; x=y")),
        server.api().with_session(&session("")),
    ] {
        let error = api.retrieve_current_user().await.unwrap_err();
        assert_eq!((error.kind(), error.may_have_happened()), (ApiErrorKind::Unsendable, false));
        assert_silent(&error);
    }
    assert!(log.lock().unwrap().is_empty());
}
