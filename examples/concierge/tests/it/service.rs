use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use switchboard::testing::{Gate, Notes};

/// A service that knows about pools. It thinks until the test lets it answer.
#[derive(Debug, Clone)]
pub(crate) struct Service {
    address: SocketAddr,
    /// Where it thinks.
    pub(crate) gate: Gate,
    /// What it was asked while it was whole.
    pub(crate) asked: Notes,
    is_broken: Arc<AtomicBool>,
}

impl Service {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let service = Self { address, gate: Gate::default(), asked: Notes::default(), is_broken: Arc::default() };
        let router = Router::new().route("/answer", post(answer)).with_state(service.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        service
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/answer", self.address)
    }

    pub(crate) fn breaks(&self) {
        self.is_broken.store(true, Ordering::Relaxed);
    }
}

async fn answer(State(service): State<Service>, Json(body): Json<Value>) -> Result<Json<Value>, StatusCode> {
    if service.is_broken.load(Ordering::Relaxed) {
        return Err(StatusCode::BAD_GATEWAY);
    }
    let question = body["question"].as_str().ok_or(StatusCode::BAD_REQUEST)?;
    service.asked.add(question);
    service.gate.pass().await;
    Ok(Json(match question.contains("pool") {
        true => json!({ "answer": "The pool is open until ten.", "certainty": 0.9 }),
        false => json!({ "answer": "Perhaps.", "certainty": 0.2 }),
    }))
}
