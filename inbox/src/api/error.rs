//! Error answers, in the shapes of the service: `detail`, `reason`, or lists of texts by field.

use std::fmt;

use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::answer::Answer;

/// A refusal, with what its answer says.
#[derive(Debug)]
pub(crate) struct ApiError {
    status: StatusCode,
    body: Value,
}

impl ApiError {
    pub(crate) fn detail(status: StatusCode, detail: impl Into<String>) -> Self {
        Self { status, body: json!({"detail": detail.into()}) }
    }

    /// Neither token nor session.
    pub(crate) fn no_credentials() -> Self {
        Self::detail(StatusCode::FORBIDDEN, "Authentication credentials were not provided.")
    }

    pub(crate) fn invalid_token() -> Self {
        Self::detail(StatusCode::UNAUTHORIZED, "Invalid token.")
    }

    pub(crate) fn forbidden() -> Self {
        Self::detail(StatusCode::FORBIDDEN, "You do not have permission to perform this action.")
    }

    pub(crate) fn not_found() -> Self {
        Self::detail(StatusCode::NOT_FOUND, "Not found.")
    }

    pub(crate) fn method_not_allowed(method: &Method) -> Self {
        Self::detail(StatusCode::METHOD_NOT_ALLOWED, format!("Method \"{method}\" not allowed."))
    }

    pub(crate) fn too_large() -> Self {
        Self::detail(StatusCode::PAYLOAD_TOO_LARGE, "Too large.")
    }

    /// 400 with one reason.
    pub(crate) fn reason(reason: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, body: json!({"reason": reason.into()}) }
    }

    /// 400 about one field.
    pub(crate) fn field(name: &str, text: impl Into<String>) -> Self {
        let text = text.into();
        Self::fields(Map::from_iter([(name.to_owned(), json!([text]))]))
    }

    /// 400 about fields: lists of texts by name, and the first of them in words; without the words where a refused field has their name.
    pub(crate) fn fields(mut fields: Map<String, Value>) -> Self {
        let first = fields.iter().next().and_then(|(name, texts)| Some(format!("{name}: {}", texts.get(0)?.as_str()?)));
        if let Some(first) = first.filter(|_| !fields.contains_key("reason")) {
            fields.insert(String::from("reason"), first.into());
        }
        Self { status: StatusCode::BAD_REQUEST, body: Value::Object(fields) }
    }

    /// The window for free messages is closed.
    pub(crate) fn closed_window() -> Self {
        let status = StatusCode::from_u16(453).unwrap_or(StatusCode::FORBIDDEN);
        Self { status, body: json!({"reason": "More than 24 hours since the last message of the customer: only a template may be sent."}) }
    }

    /// Why a call was refused, in words.
    pub(crate) fn reason_in_words(&self) -> Option<&str> {
        self.body.get("reason").and_then(Value::as_str)
    }

    /// A complaint about a field, in the sandbox's shape.
    pub(crate) fn in_the_sandbox(self) -> Self {
        match self.reason_in_words() {
            Some(reason) => Self::detail(self.status, reason),
            None => self,
        }
    }

    /// What the sandbox says when a name is not known.
    pub(crate) fn sandbox_not_found(detail: &str) -> Self {
        Self::detail(StatusCode::NOT_FOUND, detail)
    }

    /// What the sandbox says of a call that is wrong.
    pub(crate) fn sandbox(detail: impl Into<String>) -> Self {
        Self::detail(StatusCode::BAD_REQUEST, detail)
    }

    /// The inbox itself failed, as it never should.
    pub(crate) fn broken(detail: &str) -> Self {
        Self::detail(StatusCode::SERVICE_UNAVAILABLE, detail)
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.status.as_u16(), self.body)
    }
}

impl std::error::Error for ApiError {}

impl From<rusqlite::Error> for ApiError {
    fn from(error: rusqlite::Error) -> Self {
        tracing::error!(%error, "the inbox's data failed");
        Self::broken("the inbox's data failed; its log says why")
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        Answer::new(self.status, self.body.to_string()).into_response()
    }
}
