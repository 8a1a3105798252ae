//! From a request to a websocket.

use axum::body::Body;
use axum::http::header::{CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use axum::response::IntoResponse;
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use tokio::sync::watch;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

use super::session;
use crate::api::error::ApiError;
use crate::app::App;

/// The largest frame that a client may send: it sends a token, and nothing else.
const LARGEST: usize = 64 * 1024;

/// Whether a request is for the websocket.
pub(crate) fn is_asked(request: &Parts) -> bool {
    match request.uri.path().trim_end_matches('/') {
        "/ws" => true,
        "" => names(&request.headers, &UPGRADE, "websocket"),
        _ => false,
    }
}

/// Answers the request, and serves the websocket until either side closes it or the inbox stops.
pub(crate) fn upgrade(app: App, mut request: Request<Incoming>, mut stopping: watch::Receiver<bool>) -> Response<Body> {
    let headers = request.headers();
    let key = headers.get(SEC_WEBSOCKET_KEY).cloned();
    let is_websocket = names(headers, &UPGRADE, "websocket") && names(headers, &CONNECTION, "upgrade");
    let is_version_13 = headers.get(SEC_WEBSOCKET_VERSION).is_some_and(|version| version == "13");
    let (Some(key), true, &Method::GET) = (key.filter(|_| is_websocket && is_version_13), true, request.method()) else {
        let mut refused = ApiError::detail(StatusCode::UPGRADE_REQUIRED, "This is a websocket.").into_response();
        refused.headers_mut().insert(UPGRADE, HeaderValue::from_static("websocket"));
        refused.headers_mut().insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
        return refused;
    };
    let upgraded = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        let served = async {
            let Ok(upgraded) = upgraded.await else { return };
            let config = WebSocketConfig::default().max_message_size(Some(LARGEST)).max_frame_size(Some(LARGEST));
            let socket = WebSocketStream::from_raw_socket(TokioIo::new(upgraded), Role::Server, Some(config)).await;
            session::serve(&app, socket).await;
        };
        tokio::select! {
            () = served => {}
            _ = stopping.wait_for(|stop| *stop) => {}
        }
    });
    let mut response = StatusCode::SWITCHING_PROTOCOLS.into_response();
    let headers = response.headers_mut();
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    if let Ok(accept) = HeaderValue::try_from(derive_accept_key(key.as_bytes())) {
        headers.insert(SEC_WEBSOCKET_ACCEPT, accept);
    }
    response
}

/// Whether a header that is a list names this.
fn names(headers: &HeaderMap, header: &HeaderName, wanted: &str) -> bool {
    let lists = headers.get_all(header).iter().filter_map(|value| value.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|name| name.trim().eq_ignore_ascii_case(wanted))
}
