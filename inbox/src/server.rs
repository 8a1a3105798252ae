//! The HTTP server: one task for each connection, every request through the log, the caller's token and the faults. The Partner API's
//! requests go to its router alone.

mod connections;

use std::convert::Infallible;
use std::time::{Duration, UNIX_EPOCH};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::header::{DATE, RETRY_AFTER};
use axum::http::{HeaderValue, Method, Request, Response, StatusCode, Uri, request};
use axum::response::IntoResponse;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Incoming;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower::ServiceExt;

use crate::api::caller::Caller;
use crate::api::error::ApiError;
use crate::app::App;
use crate::clock::Clock;
use crate::fault::{Fault, Moment, Subject};
use crate::house::{House, Site};
use crate::request_log::Entry;
use crate::websocket;
use connections::accept;

/// The largest body: WhatsApp's largest files have 100 MB.
const LARGEST_BODY: usize = 104 * 1024 * 1024;

/// Serves all inboxes at an address until it is told to stop.
pub(crate) async fn serve(listener: TcpListener, house: House, stopping: watch::Receiver<bool>) {
    let until = stopping.clone();
    accept(listener, stopping, move |request| handle(house.clone(), request, until.clone())).await;
}

/// Serves a router until it is told to stop.
pub(crate) async fn serve_router(listener: TcpListener, router: Router, clock: Clock, stopping: watch::Receiver<bool>) {
    let answer = move |request: Request<Incoming>| {
        let (router, clock) = (router.clone(), clock.clone());
        async move {
            let mut response = pass(router, request.map(Body::new)).await;
            put_date(&mut response, &clock);
            Ok::<_, Infallible>(response)
        }
    };
    accept(listener, stopping, answer).await;
}

/// The answer is lost: hyper closes the connection without a byte.
#[derive(Debug, thiserror::Error)]
#[error("the answer was lost by a fault")]
struct Lost;

async fn handle(house: House, request: Request<Incoming>, stopping: watch::Receiver<bool>) -> Result<Response<Body>, Lost> {
    let (mut parts, body) = request.into_parts();
    let Site { app, router } = house.site_of(&mut parts);
    if websocket::is_asked(&parts) {
        return Ok(websocket::upgrade(app, Request::from_parts(parts, body), stopping));
    }
    trim_final_slash(&mut parts);
    let caller = Caller::of(&app, &parts.method, &parts.headers);
    let logged = is_api(parts.uri.path()).then(|| app.requests.begin(entry(&app, &parts, &caller)));
    let _left = logged.map(|seq| Left { app: app.clone(), seq });
    let (mut response, lost) = answer(&app, router, parts, body, caller, logged).await;
    put_date(&mut response, &app.core.clock);
    if let Some(seq) = logged {
        app.requests.end(seq, response.status().as_u16(), app.core.clock.now_millis(), lost);
    }
    if lost { Err(Lost) } else { Ok(response) }
}

fn put_date(response: &mut Response<Body>, clock: &Clock) {
    if let Some(date) = http_date(clock.now_millis()).and_then(|date| HeaderValue::try_from(date).ok()) {
        response.headers_mut().insert(DATE, date);
    }
}

/// A time as headers write it. The format has four digits for the year; a clock that was moved beyond goes without.
pub(crate) fn http_date(millis: i64) -> Option<String> {
    let date = UNIX_EPOCH + Duration::from_millis(millis.max(0).unsigned_abs());
    (millis < 253_402_300_800_000).then(|| httpdate::fmt_http_date(date))
}

/// A call that is under way. When the caller goes away, hyper drops it, and the log tells so.
struct Left {
    app: App,
    seq: u64,
}

impl Drop for Left {
    fn drop(&mut self) {
        self.app.requests.abandon(self.seq, self.app.core.clock.now_millis());
    }
}

async fn answer(
    app: &App,
    router: Router,
    mut parts: request::Parts,
    body: Incoming,
    caller: Caller,
    logged: Option<u64>,
) -> (Response<Body>, bool) {
    let body = match Limited::new(body, LARGEST_BODY).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => return (ApiError::too_large().into_response(), false),
        Err(_) => return (ApiError::detail(StatusCode::BAD_REQUEST, "The body could not be read.").into_response(), false),
    };
    let mut late = 0;
    let mut lost = false;
    if let Some(seq) = logged {
        // Those of strangers are not kept: they could drive out everybody else's.
        if caller.account().is_some() && shows_body(parts.uri.path()) && !body.is_empty() {
            app.requests.body(seq, &body);
        }
        match strike(app, &parts, &body, &caller).await {
            Struck::Refused(response) => return (response, false),
            Struck::Done { late_by, lose } => (late, lost) = (late_by, lose),
        }
    }
    // The router would refuse such a path as text; nothing has a name like that.
    if percent_encoding::percent_decode_str(parts.uri.path()).decode_utf8().is_err() {
        return (ApiError::not_found().into_response(), lost);
    }
    parts.extensions.insert(caller);
    let response = pass(router, Request::from_parts(parts, Body::from(body))).await;
    if late > 0 {
        app.core.clock.sleep(Duration::from_millis(late)).await;
    }
    (response, lost)
}

async fn pass(router: Router, request: Request<Body>) -> Response<Body> {
    router.oneshot(request).await.unwrap_or_else(|never: Infallible| match never {})
}

/// What the faults do to a request.
enum Struck {
    Refused(Response<Body>),
    Done { late_by: u64, lose: bool },
}

async fn strike(app: &App, parts: &request::Parts, body: &Bytes, caller: &Caller) -> Struck {
    let user = caller.account().map(|account| account.user.username.as_str());
    let subject = Subject::Request {
        method: parts.method.as_str(),
        path: parts.uri.path(),
        query: parts.uri.query().unwrap_or_default(),
        body,
        user,
    };
    let (mut late_by, mut lose) = (0, false);
    for fault in app.core.faults.strike(subject) {
        match fault {
            Fault::Latency(ms, Moment::Before) => app.core.clock.sleep(Duration::from_millis(ms.unsigned_abs())).await,
            Fault::Latency(ms, Moment::After) => late_by += ms.unsigned_abs(),
            Fault::LostResponse => lose = true,
            Fault::Status(status, retry_after) => return Struck::Refused(refused(status, retry_after)),
            Fault::Drop | Fault::Disconnect | Fault::Silence | Fault::Duplicate | Fault::Reorder | Fault::Failed(_) => {}
        }
    }
    Struck::Done { late_by, lose }
}

fn refused(status: u16, retry_after: Option<u64>) -> Response<Body> {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = ApiError::detail(status, "A fault of the sandbox.").into_response();
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// Every path is taken with and without its final slash.
fn trim_final_slash(parts: &mut request::Parts) {
    let path = parts.uri.path();
    if path.len() > 1 && path.ends_with('/') {
        let trimmed = path.trim_end_matches('/');
        let trimmed = if trimmed.is_empty() { "/" } else { trimmed };
        let target = parts.uri.query().map_or_else(|| trimmed.to_owned(), |query| format!("{trimmed}?{query}"));
        if let Ok(uri) = target.parse::<Uri>() {
            parts.uri = uri;
        }
    }
}

fn is_api(path: &str) -> bool {
    path == "/confirm_account" || path == "/api" || path.starts_with("/api/")
}

/// Bodies that hold no secrets are shown in the log.
fn shows_body(path: &str) -> bool {
    ["/api/v1/messages", "/api/v1/chat_assignment/", "/api/v1/mark_as_received", "/api/v1/chat_tagging", "/api/v1/message_tagging"]
        .iter()
        .any(|shown| path.starts_with(shown))
}

fn entry(app: &App, parts: &request::Parts, caller: &Caller) -> Entry {
    // With its final slash, as the API's documents write it.
    let path = parts.uri.path();
    let slash = if path == "/confirm_account" || parts.method == Method::OPTIONS { "" } else { "/" };
    Entry {
        at: app.core.clock.now_millis(),
        user: caller.account().map(|account| (account.id, account.user.username.clone())),
        method: parts.method.to_string(),
        path: format!("{path}{slash}"),
        // An activation code is as good as the token that it brings.
        query: if slash.is_empty() { String::new() } else { parts.uri.query().unwrap_or_default().to_owned() },
        body: None,
        status: None,
        done_at: None,
        lost: false,
    }
}
