use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use tokio::sync::watch;

use crate::ingress::secret::{HEADER, WebhookSecrets};
use crate::lifecycle::{NoRandomness, fresh_secret};
use crate::wire::Secret;
use crate::wire::partner::{Configurator, InstanceEvent};

/// Receives what the Partner API tells of orders. Clones share it.
///
/// Each order has a path and a secret of its own, so no two are mistaken for each other, and nobody else can pretend that an instance is
/// ready. What nobody waits for any more is answered 404, so that the service does not take it for told.
#[derive(Debug, Clone)]
pub struct Callbacks {
    url: Arc<str>,
    waiting: Arc<Mutex<HashMap<String, Waiting>>>,
}

#[derive(Debug)]
struct Waiting {
    secret: Secret,
    told: watch::Sender<Option<InstanceEvent>>,
}

impl Callbacks {
    /// At the public URL under which [`Callbacks::router`] is reached.
    pub fn at(url: impl AsRef<str>) -> Self {
        Self { url: url.as_ref().trim_end_matches('/').into(), waiting: Arc::default() }
    }

    /// What receives the calls: to be nested where [`Callbacks::at`] says.
    pub fn router(&self) -> Router {
        Router::new().route("/{order}", post(receive)).with_state(self.clone())
    }

    /// Begins to wait for what is told of an order of this configurator.
    pub(super) fn await_order(&self, user_name: &str) -> Result<(Configurator, Expected), NoRandomness> {
        let (order, secret) = (fresh_secret()?.expose()[..32].to_owned(), fresh_secret()?);
        let mut configurator = Configurator::new(user_name, format!("{}/{order}", self.url));
        configurator.webhook_headers.insert(HEADER.to_owned(), secret.expose().to_owned());
        let (told, event) = watch::channel(None);
        self.lock().insert(order.clone(), Waiting { secret, told });
        Ok((configurator, Expected { order, callbacks: self.clone(), event }))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is told of one order, once it is. Dropping it ends the waiting.
#[derive(Debug)]
pub(super) struct Expected {
    order: String,
    callbacks: Callbacks,
    event: watch::Receiver<Option<InstanceEvent>>,
}

impl Expected {
    /// What is told, the same each time, since the service tells a token once; nothing when the receiver is gone.
    pub(super) async fn told(&mut self) -> Option<InstanceEvent> {
        self.event.wait_for(Option::is_some).await.ok()?.clone()
    }
}

impl Drop for Expected {
    fn drop(&mut self) {
        self.callbacks.lock().remove(&self.order);
    }
}

async fn receive(State(callbacks): State<Callbacks>, Path(order): Path<String>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let waiting = callbacks.lock();
    let Some(waiting) = waiting.get(&order) else { return StatusCode::NOT_FOUND };
    if !WebhookSecrets::new([&waiting.secret]).admit(&headers, None) {
        return StatusCode::UNAUTHORIZED;
    }
    let Ok(event) = serde_json::from_slice(&body) else { return StatusCode::BAD_REQUEST };
    // The service may tell it again: what it told first holds.
    waiting.told.send_if_modified(|told| {
        let is_first = told.is_none();
        told.get_or_insert(event);
        is_first
    });
    StatusCode::OK
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt as _;

    use super::*;

    /// What the receiver answers to a call with this secret.
    async fn told(callbacks: &Callbacks, path: &str, secret: &str, body: &str) -> u16 {
        let request = Request::post(path).header(HEADER, secret).body(Body::from(body.to_owned())).expect("a request");
        callbacks.router().oneshot(request).await.expect("an answer").status().as_u16()
    }

    #[tokio::test]
    async fn only_the_service_can_tell_what_became_of_an_order() {
        let callbacks = Callbacks::at("https://acme.example/instances/");
        let (configurator, mut expected) = callbacks.await_order("installer").expect("randomness");
        let path = configurator.webhook_url.strip_prefix("https://acme.example/instances").expect("below the URL").to_owned();
        let secret = configurator.webhook_headers[HEADER].clone();
        let token = r#"{"token": "5f1c"}"#;
        assert_eq!(told(&callbacks, "/guessed", &secret, token).await, 404);
        assert_eq!(told(&callbacks, &path, "guessed", token).await, 401);
        assert_eq!(told(&callbacks, &path, &secret, "[]").await, 400);
        assert_eq!(told(&callbacks, &path, &secret, token).await, 200);
        let first = Some(InstanceEvent::Token { token: Secret::new("5f1c") });
        assert_eq!(expected.told().await, first);
        assert_eq!(told(&callbacks, &path, &secret, r#"{"token": "later"}"#).await, 200, "it may be told again");
        assert_eq!(expected.told().await, first, "it is kept");
        assert!(!format!("{callbacks:?}").contains(&secret));
        drop(expected);
        assert_eq!(told(&callbacks, &path, &secret, token).await, 404, "nobody waits for it");
    }
}
