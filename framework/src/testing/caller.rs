//! Calls of the inbox, in somebody's name or nobody's.

use std::panic::Location;

use reqwest::{Method, StatusCode};
use serde::Serialize;
use serde_json::Value;

use crate::wire::Secret;

/// The line of a test that asked for something: what a failing expectation names.
pub(super) type Place = &'static Location<'static>;

/// Whoever calls an inbox.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    http: reqwest::Client,
    url: String,
    token: Option<Secret>,
}

/// The inbox says no.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) text: String,
}

impl Caller {
    /// Nobody in particular: the sandbox asks for no credentials.
    pub(super) fn nobody(url: String) -> Self {
        // One that was installed before is the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().build().unwrap_or_else(|cause| panic!("no HTTP client: {cause}"));
        Self { http, url, token: None }
    }

    /// Somebody, with a token.
    pub(super) fn with_token(&self, token: Secret) -> Self {
        Self { token: Some(token), ..self.clone() }
    }

    pub(super) const fn http(&self) -> &reqwest::Client {
        &self.http
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    pub(super) async fn get(&self, path: &str, at: Place) -> Value {
        self.call(Method::GET, path, None::<&()>, at).await
    }

    pub(super) async fn post(&self, path: &str, body: &impl Serialize, at: Place) -> Value {
        self.call(Method::POST, path, Some(body), at).await
    }

    /// Calls, and answers the JSON of the answer, which must be a success.
    pub(super) async fn call(&self, method: Method, path: &str, body: Option<&impl Serialize>, at: Place) -> Value {
        let answer = self.try_call(&method, path, body, at).await;
        answer.unwrap_or_else(|refusal| panic!("{at}: the inbox refuses {method} {path} with {}: {}", refusal.status, refusal.text))
    }

    /// Calls, and answers the JSON of the answer.
    pub(super) async fn try_call(&self, method: &Method, path: &str, body: Option<&impl Serialize>, at: Place) -> Result<Value, Refusal> {
        let mut request = self.http.request(method.clone(), format!("{}{path}", self.url));
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Token {}", token.expose()));
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await.unwrap_or_else(|cause| panic!("{at}: {method} {path}: the inbox does not answer: {cause}"));
        let status = answer.status();
        let text = answer.text().await.unwrap_or_default();
        if !status.is_success() {
            return Err(Refusal { status, text });
        }
        Ok(serde_json::from_str(&text).unwrap_or(Value::Null))
    }
}
