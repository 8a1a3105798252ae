//! The service that knows the answers: `POST` with `{"question": ".."}`, answered with `{"answer": "..", "certainty": 0.9}`.

use reqwest::Client;
use serde::{Deserialize, Serialize};
use switchboard::prelude::*;

/// A client of the service.
#[derive(Debug, Clone)]
pub struct Brain {
    http: Client,
    url: String,
}

/// What the service makes of a question.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Thought {
    pub(crate) answer: String,
    /// 0 to 1.
    pub(crate) certainty: f64,
}

#[derive(Serialize)]
struct Question<'a> {
    question: &'a str,
}

impl Brain {
    /// The service at this URL.
    ///
    /// # Errors
    /// When the machine has no certificates to check it by.
    pub fn at(url: impl Into<String>) -> Result<Self> {
        // What the framework uses, too; a second one would be compiled beside it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // Less than `turn.timeout`, so that the error says what it waited for.
        let http = Client::builder().timeout(seconds(20)).build()?;
        Ok(Self { http, url: url.into() })
    }

    pub(crate) async fn thinks_about(&self, question: &str) -> reqwest::Result<Thought> {
        let thought = self.asks(question).await;
        thought.inspect_err(|cause| tracing::warn!(?cause, "the service does not answer"))
    }

    async fn asks(&self, question: &str) -> reqwest::Result<Thought> {
        let answer = self.http.post(&self.url).json(&Question { question }).send().await?;
        answer.error_for_status()?.json().await
    }
}
