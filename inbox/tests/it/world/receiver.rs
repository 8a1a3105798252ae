//! A receiver of webhook calls.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::{Http, PATIENCE};

/// One call, as it came.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
    pub(crate) body: Value,
}

/// Answers 200, unless it was told other answers; keeps what comes.
pub(crate) struct Receiver {
    pub(crate) url: String,
    calls: mpsc::UnboundedReceiver<Call>,
    answers: Arc<Mutex<VecDeque<u16>>>,
}

#[derive(Clone)]
struct Shared {
    calls: mpsc::UnboundedSender<Call>,
    answers: Arc<Mutex<VecDeque<u16>>>,
}

async fn receive(State(shared): State<Shared>, uri: Uri, headers: HeaderMap, bytes: Bytes) -> StatusCode {
    let body = serde_json::from_slice(&bytes).expect("a call is JSON");
    let answer = shared.answers.lock().expect("no test failed here").pop_front().unwrap_or(200);
    let _ = shared.calls.send(Call { uri, headers, bytes, body });
    StatusCode::from_u16(answer).expect("a status")
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/hook", listener.local_addr().expect("its address"));
        let (sender, calls) = mpsc::unbounded_channel();
        let answers = Arc::default();
        let router = Router::new().fallback(receive).with_state(Shared { calls: sender, answers: Arc::clone(&answers) });
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, calls, answers }
    }

    /// A receiver that is registered with every switch on. The webhook's id.
    pub(crate) async fn of(user: &Http) -> (Self, i64) {
        Self::with(user, json!({"on_incoming_message": true, "on_outgoing_message": true, "on_assigned": true})).await
    }

    /// A receiver that is registered with these switches.
    pub(crate) async fn with(user: &Http, mut webhook: Value) -> (Self, i64) {
        let receiver = Self::start().await;
        webhook["url"] = json!(receiver.url);
        let id = user.post("/api/v1/webhooks/waba/", webhook).await.created()["id"].as_i64().expect("an id");
        (receiver, id)
    }

    /// The next answers; 200 after them.
    pub(crate) fn answer(&self, statuses: impl IntoIterator<Item = u16>) {
        self.answers.lock().expect("no test failed here").extend(statuses);
    }

    /// The next call.
    pub(crate) async fn call(&mut self) -> Call {
        tokio::time::timeout(PATIENCE, self.calls.recv()).await.expect("a call comes").expect("the receiver runs")
    }

    /// The next call that has a member.
    pub(crate) async fn call_with(&mut self, member: &str) -> Call {
        loop {
            let call = self.call().await;
            if call.body.get(member).is_some() {
                return call;
            }
        }
    }

    /// What has come and nobody has looked at.
    pub(crate) fn rest(&mut self) -> Vec<Call> {
        std::iter::from_fn(|| self.calls.try_recv().ok()).collect()
    }
}
