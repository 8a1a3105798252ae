//! A small HTTP client with a token.

use axum::body::Bytes;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

/// Calls one inbox as one caller.
#[derive(Debug, Clone)]
pub(crate) struct Http {
    base: String,
    authorization: Option<String>,
    client: Client<HttpConnector, Full<Bytes>>,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
}

impl Answer {
    /// The body as JSON; null when there is none.
    pub(crate) fn json(&self) -> Value {
        if self.bytes.is_empty() { Value::Null } else { serde_json::from_slice(&self.bytes).expect("the answer is JSON") }
    }

    /// The body of an answer with this status.
    pub(crate) fn with_status(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", String::from_utf8_lossy(&self.bytes));
        self.json()
    }

    pub(crate) fn ok(self) -> Value {
        self.with_status(200)
    }

    pub(crate) fn created(self) -> Value {
        self.with_status(201)
    }
}

impl Http {
    /// What the caller proves itself by.
    pub(crate) fn token(&self) -> &str {
        self.authorization.as_deref().and_then(|header| header.strip_prefix("Token ")).unwrap_or_default()
    }

    pub(crate) fn new(base: &str, token: Option<&str>) -> Self {
        Self::authorized(base, token.map(|token| format!("Token {token}")))
    }

    /// A partner, with a key of the Partner API.
    pub(crate) fn partner(base: &str, key: &str) -> Self {
        Self::authorized(base, Some(format!("Bearer {key}")))
    }

    fn authorized(base: &str, authorization: Option<String>) -> Self {
        Self { base: base.to_owned(), authorization, client: Client::builder(TokioExecutor::new()).build_http() }
    }

    /// The answer, or nothing when the connection was closed without one.
    pub(crate) async fn try_call(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Option<Answer> {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.base) };
        let mut request = Request::builder().method(method).uri(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(authorization) = &self.authorization {
            request = request.header("Authorization", authorization);
        }
        let response = self.client.request(request.body(Full::from(body)).expect("a request")).await.ok()?;
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.ok()?.to_bytes();
        Some(Answer { status: parts.status, headers: parts.headers, bytes })
    }

    pub(crate) async fn call(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
        self.try_call(method, path, headers, body).await.expect("an answer")
    }

    async fn with_json(&self, method: Method, path: &str, body: Value) -> Answer {
        self.call(method, path, &[("Content-Type", "application/json")], body.to_string().into_bytes()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, &[], Vec::new()).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.call(Method::DELETE, path, &[], Vec::new()).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.with_json(Method::POST, path, body).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        self.with_json(Method::PUT, path, body).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        self.with_json(Method::PATCH, path, body).await
    }

    /// A form.
    pub(crate) async fn form(&self, method: Method, path: &str, body: &str) -> Answer {
        self.call(method, path, &[("Content-Type", "application/x-www-form-urlencoded")], body.as_bytes().to_vec()).await
    }

    /// The fields of a form as multipart.
    pub(crate) async fn multipart(&self, method: Method, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut body = String::new();
        for (name, value) in fields {
            body.push_str(&format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
        }
        body.push_str("--edge--\r\n");
        self.call(method, path, &[("Content-Type", "multipart/form-data; boundary=edge")], body.into_bytes()).await
    }

    /// Says something to a customer. The message's id.
    pub(crate) async fn says(&self, wa_id: &str, text: &str) -> String {
        let body = serde_json::json!({"wa_id": wa_id, "type": "text", "text": {"body": text}});
        self.post("/api/v1/messages/", body).await.created()["id"].as_str().expect("an id").to_owned()
    }
}
