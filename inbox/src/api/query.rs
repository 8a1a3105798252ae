//! The query of a request.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::error::ApiError;

/// Its parameters, in the order in which they came.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    pairs: Vec<(String, String)>,
}

impl<S: Sync> FromRequestParts<S> for Query {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let pairs = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()).into_owned();
        // The service's framework strips them too. What is searched for ends at the first one otherwise, in the middle of its quotes.
        Ok(Self { pairs: pairs.map(|(name, value)| (name, value.replace('\0', ""))).collect() })
    }
}

impl Query {
    /// A parameter that is there and not empty.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// # Errors
    /// When it is no whole number.
    pub(crate) fn integer(&self, name: &str) -> Result<Option<i64>, ApiError> {
        let parse = |text: &str| text.trim().parse().map_err(|_| ApiError::field(name, "Enter a whole number."));
        self.text(name).map(parse).transpose()
    }

    /// # Errors
    /// When it is neither true nor false.
    pub(crate) fn boolean(&self, name: &str) -> Result<Option<bool>, ApiError> {
        let parse = |text: &str| match text.to_ascii_lowercase().as_str() {
            "true" | "1" | "on" | "yes" => Ok(true),
            "false" | "0" | "off" | "no" => Ok(false),
            _ => Err(ApiError::field(name, "Must be a valid boolean.")),
        };
        self.text(name).map(parse).transpose()
    }

    /// The same query with other values of two parameters; a value of zero leaves the parameter out.
    pub(super) fn with(&self, limit: i64, offset: i64) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("limit", &limit.to_string());
        if offset > 0 {
            query.append_pair("offset", &offset.to_string());
        }
        let others = self.pairs.iter().filter(|(key, _)| key != "limit" && key != "offset");
        query.extend_pairs(others);
        query.finish()
    }

    /// The same query from another cursor on.
    pub(super) fn with_cursor(&self, limit: i64, name: &str, at: usize) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("limit", &limit.to_string()).append_pair(name, &at.to_string());
        query.extend_pairs(self.pairs.iter().filter(|(key, _)| !["limit", "offset", name].contains(&key.as_str())));
        query.finish()
    }
}
