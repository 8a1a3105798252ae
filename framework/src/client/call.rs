use std::time::Duration;

use axum::body::Bytes;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{RequestBuilder, Response, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::path::Operation;
use super::{Api, ApiError, retries};
use crate::builder::BrokenLimit;
use crate::wire::Members;

/// The largest answer that is read, in bytes. A page of the largest messages stays far below.
const LARGEST_ANSWER: usize = 32 * 1024 * 1024;

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// One call on its way from its arguments to its answer.
pub(super) struct Call<'a> {
    api: &'a Api,
    operation: Operation,
    url: Url,
    body: Result<Option<Vec<u8>>, ApiError>,
}

impl Api {
    /// A call of an operation on a whole resource.
    pub(super) fn call(&self, operation: Operation) -> Call<'_> {
        self.call_on(operation, "")
    }

    /// A call of an operation on one object.
    pub(super) fn call_on(&self, operation: Operation, id: &str) -> Call<'_> {
        self.call_at(operation, self.shared.base.join(operation.path, id))
    }

    /// A call of an operation at a URL that the inbox made. The token goes there.
    pub(super) fn call_at(&self, operation: Operation, url: Url) -> Call<'_> {
        Call { api: self, operation, url, body: Ok(None) }
    }
}

impl Call<'_> {
    pub(super) const fn operation(&self) -> Operation {
        self.operation
    }

    /// Adds a parameter to the query, when there is a value.
    pub(super) fn query(mut self, name: &str, value: Option<impl ToString>) -> Self {
        if let Some(value) = value {
            self.url.query_pairs_mut().append_pair(name, &value.to_string());
        }
        self
    }

    /// Adds parameters to the query, those that have a value.
    pub(super) fn queries<'q>(self, parameters: impl IntoIterator<Item = (&'q str, Option<String>)>) -> Self {
        parameters.into_iter().fold(self, |call, (name, value)| call.query(name, value))
    }

    /// Fails the call before it leaves when a limit is broken.
    pub(super) fn within(mut self, checked: Result<(), BrokenLimit>) -> Self {
        if let Err(broken) = checked {
            self.body = Err(ApiError::out_of_bounds(self.operation, broken));
        }
        self
    }

    /// Sets the body of an operation that takes no members.
    pub(super) fn empty_object(self) -> Self {
        self.json(&Members::new())
    }

    /// Sets the body.
    pub(super) fn json(mut self, body: &impl Serialize) -> Self {
        let written = serde_json::to_vec(body).map_err(|_| ApiError::unsendable(self.operation, "the body cannot be written as JSON"));
        // What is wrong already stays wrong.
        self.body = self.body.and(written.map(Some));
        self
    }

    /// Sends the call and reads its answer.
    pub(super) async fn send<T: DeserializeOwned>(self) -> Result<T, ApiError> {
        let operation = self.operation;
        let (status, body) = self.send_for_body().await?;
        parse(operation, status, &body)
    }

    /// Sends the call; what the answer says does not matter.
    pub(super) async fn send_for_nothing(self) -> Result<(), ApiError> {
        self.send_for_body().await.map(drop)
    }

    /// Sends the call and reads the body of its answer.
    pub(super) async fn send_for_body(mut self) -> Result<(u16, Vec<u8>), ApiError> {
        let body = std::mem::replace(&mut self.body, Ok(None))?.map(Bytes::from);
        retries::repeated(self.api, self.operation, || self.attempt(body.clone())).await
    }

    async fn attempt(&self, body: Option<Bytes>) -> Result<(u16, Vec<u8>), ApiError> {
        let mut request = self.request()?;
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, JSON).body(body);
        }
        let (response, inbox_now) = self.exchange(request).await?;
        read(self.operation, response, inbox_now).await
    }

    /// The request with the caller's credentials and without a body.
    pub(super) fn request(&self) -> Result<RequestBuilder, ApiError> {
        let request = self.api.shared.http.request(self.operation.verb.method(), self.url.clone());
        let request = self.api.authorization.put_on(request, self.operation.verb, self.api.shared.base.as_str());
        request.ok_or_else(|| ApiError::unsendable(self.operation, "the token, key or session has characters that no header can carry"))
    }

    /// Sends a request of this call. The answer, with the time on the inbox's clock.
    pub(super) async fn exchange(&self, request: RequestBuilder) -> Result<(Response, Timestamp), ApiError> {
        let response = request.send().await.map_err(|cause| ApiError::unanswered(self.operation, None, cause))?;
        let date = self.api.shared.inbox_clock.note(response.headers().get(DATE).map(HeaderValue::as_bytes));
        Ok((response, date.unwrap_or_else(|| self.api.inbox_now())))
    }
}

/// Reads an answer whole: a 2xx with its body, anything else as an error.
pub(super) async fn read(operation: Operation, response: Response, inbox_now: Timestamp) -> Result<(u16, Vec<u8>), ApiError> {
    if !response.status().is_success() {
        return Err(refusal(operation, response, inbox_now).await);
    }
    let code = response.status().as_u16();
    Ok((code, whole(operation, response).await?))
}

/// What an answer that is not 2xx says.
pub(super) async fn refusal(operation: Operation, response: Response, inbox_now: Timestamp) -> ApiError {
    let (code, retry_after) = (response.status().as_u16(), retry_after(response.headers(), inbox_now));
    match whole(operation, response).await {
        Ok(body) => ApiError::refused(operation, code, retry_after, &body),
        Err(error) => error,
    }
}

async fn whole(operation: Operation, mut response: Response) -> Result<Vec<u8>, ApiError> {
    let code = response.status().as_u16();
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() <= LARGEST_ANSWER => body.extend_from_slice(&chunk),
            Ok(Some(_)) => return Err(ApiError::unreadable(operation, code, "it is larger than 32 MiB")),
            Ok(None) => return Ok(body),
            Err(cause) => return Err(ApiError::unanswered(operation, Some(code), cause)),
        }
    }
}

/// Makes the answer of an operation out of a body.
pub(super) fn parse<T: DeserializeOwned>(operation: Operation, status: u16, body: &[u8]) -> Result<T, ApiError> {
    serde_json::from_slice(body).map_err(|cause| ApiError::unreadable(operation, status, &outline(&cause)))
}

/// `Retry-After` in either form: seconds, or a date on the inbox's clock.
fn retry_after(headers: &HeaderMap, inbox_now: Timestamp) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let then = DateTimeParser::new().parse_timestamp(value).ok()?;
    Some(Duration::try_from(then.duration_since(inbox_now)).unwrap_or_default())
}

/// What is wrong with a JSON text, without any of its values: they may be secrets or a customer's words.
fn outline(cause: &serde_json::Error) -> String {
    let words = cause.to_string();
    let what = if words.starts_with("missing field") {
        words.split(" at line").next().unwrap_or_default()
    } else if cause.is_data() {
        "a member has an unexpected type"
    } else {
        "it is no whole JSON text"
    };
    format!("{what}, at line {} column {}", cause.line(), cause.column())
}
