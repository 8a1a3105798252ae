//! Answers: JSON that is written already.

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::json;

/// A status and a JSON body.
#[derive(Debug)]
pub(crate) struct Answer {
    status: StatusCode,
    body: String,
}

impl Answer {
    pub(crate) fn new(status: StatusCode, body: String) -> Self {
        Self { status, body }
    }

    /// 200 with a body that is JSON already.
    pub(crate) fn ok(body: String) -> Self {
        Self::new(StatusCode::OK, body)
    }

    /// 200 with a value.
    pub(crate) fn json(value: &(impl Serialize + ?Sized)) -> Self {
        Self::ok(json::text(value))
    }

    /// 201 with a value.
    pub(crate) fn created(value: &(impl Serialize + ?Sized)) -> Self {
        Self::new(StatusCode::CREATED, json::text(value))
    }

    /// 200 with an empty object.
    pub(crate) fn empty() -> Self {
        Self::ok(String::from("{}"))
    }

    /// 204.
    pub(crate) fn no_content() -> Self {
        Self::new(StatusCode::NO_CONTENT, String::new())
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        if self.status == StatusCode::NO_CONTENT {
            return self.status.into_response();
        }
        let mut response = (self.status, self.body).into_response();
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response
    }
}
