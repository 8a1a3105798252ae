//! The webhook: an axum router that answers 200 once the events are on disk.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use tokio::sync::Semaphore;

use super::secret::WebhookSecrets;
use crate::engine::Engine;

/// The largest body that is read: 4 MiB. WhatsApp's own calls have 3 MB at most.
pub(crate) const BODY_LIMIT: usize = 4 * 1024 * 1024;

/// How long a body may take to come in.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// How many calls are taken in at once; further ones are asked to come again.
const AT_ONCE: usize = 256;

/// Where calls go: to nobody before the bot is ready, then to its engine.
#[derive(Clone, Debug, Default)]
pub(crate) struct Target(Arc<OnceLock<Ready>>);

#[derive(Debug)]
struct Ready {
    engine: Arc<Engine>,
    secrets: WebhookSecrets,
    room: Semaphore,
}

impl Target {
    /// From now on calls are taken in.
    pub(crate) fn open(&self, engine: Arc<Engine>, secrets: WebhookSecrets) {
        // Opened twice is opened: a bot runs once.
        let _ = self.0.set(Ready { engine, secrets, room: Semaphore::new(AT_ONCE) });
    }
}

/// A router that takes webhook calls at `path`.
pub(crate) fn router(path: &str, target: Target) -> Router {
    Router::new().route(path, post(receive)).with_state(target)
}

/// A router that takes webhook calls at whatever path it is nested.
pub(crate) fn fallback(target: Target) -> Router {
    Router::new().fallback(post(receive)).with_state(target)
}

async fn receive(State(target): State<Target>, request: Request<Body>) -> Response {
    let Some(ready) = target.0.get() else {
        return come_again("the bot is starting");
    };
    let (head, body) = request.into_parts();
    if !ready.secrets.admit(&head.headers, head.uri.query()) {
        return (StatusCode::UNAUTHORIZED, "the secret is missing or wrong").into_response();
    }
    if is_compressed(&head.headers) {
        return (StatusCode::UNSUPPORTED_MEDIA_TYPE, "send the body as it is, without Content-Encoding").into_response();
    }
    let Ok(_room) = ready.room.try_acquire() else {
        return come_again("too many calls at once");
    };
    let body = match tokio::time::timeout(BODY_TIMEOUT, Limited::new(body, BODY_LIMIT).collect()).await {
        Err(_) => return (StatusCode::REQUEST_TIMEOUT, "the body did not come in time").into_response(),
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(cause)) if cause.downcast_ref::<LengthLimitError>().is_some() => {
            return (StatusCode::PAYLOAD_TOO_LARGE, "a body has 4 MiB at most").into_response();
        }
        Ok(Err(_)) => return (StatusCode::BAD_REQUEST, "the body broke off").into_response(),
    };
    match ready.engine.intake(body.into()).await {
        Ok(()) => (StatusCode::OK, [(header::CONTENT_TYPE, "application/json")], "{}").into_response(),
        Err(cause) => {
            tracing::warn!(%cause, "a webhook call could not be stored; the inbox is asked to repeat it");
            come_again("the events could not be stored")
        }
    }
}

fn is_compressed(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_ENCODING).is_some_and(|encoding| encoding != HeaderValue::from_static("identity"))
}

fn come_again(why: &'static str) -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "1")], why).into_response()
}
