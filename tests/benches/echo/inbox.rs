//! The least of an inbox that a bot can be at home in.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};
use tokio::sync::watch;

/// An inbox where no chat belongs to anybody. It counts replies and keeps none.
#[derive(Debug)]
pub(crate) struct Inbox {
    url: String,
    told: Arc<Told>,
}

#[derive(Debug, Default)]
struct Told {
    replies: watch::Sender<usize>,
    webhook: watch::Sender<Option<String>>,
}

impl Inbox {
    pub(crate) async fn start() -> switchboard::Result<Self> {
        let told = Arc::new(Told::default());
        let app = Router::new()
            .route("/api/v1/users/current/", get(async || answer(StatusCode::OK, &user())))
            .route("/api/v1/users/", get(empty))
            .route("/api/v1/groups/", get(empty))
            .route("/api/v1/webhooks/waba/", get(empty).post(register))
            .route("/api/v1/webhooks/waba/{id}/test/", post(async || answer(StatusCode::OK, &json!({}))))
            .route("/api/v1/chat_assignment/{wa_id}/", get(owner))
            .route("/api/v1/messages/", post(reply))
            .with_state(told.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        tokio::spawn(async move { axum::serve(listener, app).await });
        Ok(Self { url, told })
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The URL of the webhook that was registered.
    pub(crate) fn webhook(&self) -> String {
        self.told.webhook.borrow().clone().expect("a bot that is ready has registered its webhook")
    }

    /// Returns when there were this many replies.
    ///
    /// # Panics
    /// When there were more.
    pub(crate) async fn answered(&self, replies: usize) {
        let mut told = self.told.replies.subscribe();
        let count = *told.wait_for(|count| *count >= replies).await.expect("the inbox lives");
        assert_eq!(count, replies, "something was said twice");
    }
}

async fn register(State(told): State<Arc<Told>>, body: Bytes) -> Response {
    let Ok(mut webhook) = serde_json::from_slice::<Value>(&body) else { return StatusCode::BAD_REQUEST.into_response() };
    told.webhook.send_replace(webhook["url"].as_str().map(str::to_owned));
    webhook["id"] = json!(1);
    webhook["user"] = user();
    answer(StatusCode::CREATED, &webhook)
}

async fn owner(Path(wa_id): Path<String>) -> Response {
    answer(StatusCode::OK, &json!({ "wa_id": wa_id, "assigned_to_user": null, "assigned_group": null }))
}

async fn reply(State(told): State<Arc<Told>>, _: Bytes) -> Response {
    let mut number = 0;
    told.replies.send_modify(|replies| {
        *replies += 1;
        number = *replies;
    });
    answer(StatusCode::CREATED, &json!({ "id": number.to_string() }))
}

async fn empty() -> Response {
    answer(StatusCode::OK, &json!({ "count": 0, "next": null, "previous": null, "results": [] }))
}

fn user() -> Value {
    json!({ "id": 7, "username": "echo", "profile": { "role": "app" }, "groups": [] })
}

fn answer(status: StatusCode, body: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}
