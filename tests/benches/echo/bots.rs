//! The two that are compared.

use std::io::Write as _;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use serde::Deserialize;
use serde_json::json;
use switchboard::prelude::*;

#[on(incoming_messages)]
async fn echo(text: Text) -> String {
    text.into()
}

/// The bot of the example `echo`.
pub(crate) async fn bot() -> Result<()> {
    Bot::from_config()?.handlers(handlers![echo]).run().await
}

/// An echo with nothing around it: it parses, posts the reply, and answers when that is done.
pub(crate) async fn bare(inbox: String) -> Result<()> {
    // reqwest wants a provider of TLS even where it needs none.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let target = Target { http: reqwest::Client::builder().no_proxy().build()?, messages: format!("{inbox}/api/v1/messages/") };
    let app = Router::new().route("/webhook", post(answer)).with_state(Arc::new(target));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    writeln!(std::io::stdout(), "ready at http://{}/webhook", listener.local_addr()?)?;
    Ok(axum::serve(listener, app).await?)
}

struct Target {
    http: reqwest::Client,
    messages: String,
}

#[derive(Deserialize)]
struct Delivery {
    messages: Vec<Incoming>,
}

#[derive(Deserialize)]
struct Incoming {
    from: String,
    text: Words,
}

#[derive(Deserialize)]
struct Words {
    body: String,
}

async fn answer(State(target): State<Arc<Target>>, body: Bytes) -> StatusCode {
    let Ok(delivery) = serde_json::from_slice::<Delivery>(&body) else { return StatusCode::BAD_REQUEST };
    for message in delivery.messages {
        let reply = json!({ "wa_id": message.from, "type": "text", "text": { "body": message.text.body } });
        let sent = target.http.post(&target.messages).header("Authorization", "Token token").json(&reply).send().await;
        if !sent.is_ok_and(|answer| answer.status().is_success()) {
            return StatusCode::BAD_GATEWAY;
        }
    }
    StatusCode::OK
}
