//! The members of a request's body, JSON, form or multipart, with the complaints about them.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use serde_json::{Map, Value, json};
use switchboard_wire::Members;

use super::error::ApiError;
use super::multipart;

/// A body's members. What is wrong is collected, so that one answer names every field.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    members: Members,
    /// The fields of a form, as they came; nothing for JSON. In a form everything is text, an empty one may stand for null, and a list
    /// is a field that comes several times.
    form: Option<Vec<(String, String)>>,
    wrong: Map<String, Value>,
}

/// Whether a text looks like an e-mail address. Whether somebody reads what is sent there, only a mail can tell.
pub(crate) fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("application/json").to_owned();
        let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let body = Bytes::from_request(request, state).await.map_err(|_| ApiError::too_large())?;
        // As in the service's framework, nothing is a body without members, whatever type it is said to have.
        if body.is_empty() {
            return Ok(Self::default());
        }
        match essence.as_str() {
            "application/x-www-form-urlencoded" => Ok(Self::from_form(form_urlencoded::parse(&body).into_owned().collect())),
            "multipart/form-data" => Self::from_multipart(&kind, &body),
            essence if essence == "application/json" || essence.ends_with("+json") => Self::from_json(&body),
            other => Err(ApiError::detail(StatusCode::UNSUPPORTED_MEDIA_TYPE, format!("Unsupported media type \"{other}\" in request."))),
        }
    }
}

impl Fields {
    /// These members, as if they were a body.
    pub(crate) fn of(members: Members) -> Self {
        Self { members, ..Self::default() }
    }

    fn from_json(body: &[u8]) -> Result<Self, ApiError> {
        if body.iter().all(u8::is_ascii_whitespace) {
            return Ok(Self::default());
        }
        let value = serde_json::from_slice(body)
            .map_err(|error| ApiError::detail(StatusCode::BAD_REQUEST, format!("JSON parse error - {error}")))?;
        match value {
            Value::Object(members) => Ok(Self { members, form: None, wrong: Map::new() }),
            _ => Err(ApiError::field("non_field_errors", "Invalid data. Expected a dictionary.")),
        }
    }

    /// Of a field that comes several times the last one counts, unless a list is asked for.
    fn from_form(pairs: Vec<(String, String)>) -> Self {
        let members = pairs.iter().map(|(name, value)| (name.clone(), Value::String(value.clone()))).collect();
        Self { members, form: Some(pairs), wrong: Map::new() }
    }

    /// Parts that are no text are files: no operation that takes fields has one.
    fn from_multipart(kind: &str, body: &[u8]) -> Result<Self, ApiError> {
        let malformed =
            || ApiError::detail(StatusCode::BAD_REQUEST, "Multipart form parse error - the body does not end, or has no boundary.");
        let boundary = multipart::boundary(kind).ok_or_else(malformed)?;
        let parts = multipart::parts(body, boundary).ok_or_else(malformed)?;
        let texts = parts.iter().filter_map(|part| Some((part.name.to_owned(), std::str::from_utf8(part.data).ok()?.to_owned())));
        Ok(Self::from_form(texts.collect()))
    }

    fn is_form(&self) -> bool {
        self.form.is_some()
    }

    /// All members, as they came.
    pub(crate) fn into_members(self) -> Members {
        self.members
    }

    /// A member as it came; null is none.
    pub(crate) fn value(&self, name: &str) -> Option<&Value> {
        self.members.get(name).filter(|value| !value.is_null())
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.members.contains_key(name)
    }

    /// Complains about a field.
    pub(crate) fn wrong(&mut self, name: &str, text: impl Into<String>) {
        let text = text.into();
        self.wrong.entry(name.to_owned()).or_insert_with(|| json!([text]));
    }

    fn required<T>(&mut self, name: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            let text = if self.has(name) { "This field may not be null." } else { "This field is required." };
            self.wrong(name, text);
        }
        value
    }

    /// A text of at most so many characters; numbers count as text, as the service's framework has it.
    pub(crate) fn text(&mut self, name: &str, most: usize) -> Option<String> {
        let text = match self.members.get(name)? {
            Value::Null => return None,
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
                self.wrong(name, "Not a valid string.");
                return None;
            }
        };
        if text.contains('\0') {
            self.wrong(name, "Null characters are not allowed.");
        } else if text.chars().count() > most {
            self.wrong(name, format!("Ensure this field has no more than {most} characters."));
        } else {
            return Some(text);
        }
        None
    }

    /// A text that has to be there and must not be blank.
    pub(crate) fn required_text(&mut self, name: &str, most: usize) -> Option<String> {
        let text = self.text(name, most);
        let text = self.required(name, text)?;
        if text.trim().is_empty() {
            self.wrong(name, "This field may not be blank.");
            return None;
        }
        Some(text)
    }

    pub(crate) fn boolean(&mut self, name: &str) -> Option<bool> {
        let value = match self.members.get(name)? {
            Value::Bool(value) => Some(*value),
            Value::Null => return None,
            Value::String(text) => match text.to_ascii_lowercase().as_str() {
                "true" | "1" | "on" | "yes" | "t" | "y" => Some(true),
                "false" | "0" | "off" | "no" | "f" | "n" => Some(false),
                _ => None,
            },
            Value::Number(number) => match number.as_i64() {
                Some(1) => Some(true),
                Some(0) => Some(false),
                _ => None,
            },
            Value::Array(_) | Value::Object(_) => None,
        };
        if value.is_none() {
            self.wrong(name, "Must be a valid boolean.");
        }
        value
    }

    pub(crate) fn required_boolean(&mut self, name: &str) -> Option<bool> {
        let value = self.boolean(name);
        if self.wrong.contains_key(name) {
            return None;
        }
        self.required(name, value)
    }

    /// A whole number; null, and an empty text in a form, are none.
    pub(crate) fn integer(&mut self, name: &str) -> Option<i64> {
        let value = match self.members.get(name)? {
            Value::Null => return None,
            Value::String(text) if self.is_form() && text.is_empty() => return None,
            Value::String(text) => text.trim().parse().ok(),
            Value::Number(number) => number.as_i64(),
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        };
        if value.is_none() {
            self.wrong(name, "A valid integer is required.");
        }
        value
    }

    pub(crate) fn required_integer(&mut self, name: &str) -> Option<i64> {
        let value = self.integer(name);
        if self.wrong.contains_key(name) {
            return None;
        }
        self.required(name, value)
    }

    /// A nested object; a form has none, but may hold one as JSON.
    pub(crate) fn object(&mut self, name: &str) -> Option<Members> {
        let value = match self.members.get(name)? {
            Value::Null => return None,
            Value::Object(members) => Some(members.clone()),
            Value::String(text) if self.is_form() && text.is_empty() => return None,
            Value::String(text) if self.is_form() => serde_json::from_str(text).ok(),
            Value::String(_) | Value::Bool(_) | Value::Number(_) | Value::Array(_) => None,
        };
        if value.is_none() {
            self.wrong(name, "Expected a dictionary of items.");
        }
        value
    }

    /// A list of whole numbers. In a form the field comes several times, or once with commas; one that is empty is an empty list.
    pub(crate) fn integers(&mut self, name: &str) -> Option<Vec<i64>> {
        let value = match (self.members.get(name)?, &self.form) {
            (_, Some(pairs)) => {
                let texts = pairs.iter().filter(|(key, _)| key == name).flat_map(|(_, text)| text.split(','));
                texts.map(str::trim).filter(|text| !text.is_empty()).map(|text| text.parse().ok()).collect()
            }
            (Value::Array(items), None) => items.iter().map(Value::as_i64).collect(),
            (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_), None) => None,
        };
        if value.is_none() {
            self.wrong(name, "Expected a list of items.");
        }
        value
    }

    /// A list of texts that has to be there. In a form the field comes several times, or once with commas.
    pub(crate) fn required_texts(&mut self, name: &str) -> Option<Vec<String>> {
        let value = match (self.members.get(name), &self.form) {
            (None | Some(Value::Null), _) => return self.required(name, None),
            (Some(_), Some(pairs)) => {
                let texts = pairs.iter().filter(|(key, _)| key == name).flat_map(|(_, text)| text.split(','));
                Some(texts.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned).collect())
            }
            (Some(Value::Array(items)), None) => items.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
            (Some(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_)), None) => None,
        };
        if value.is_none() {
            self.wrong(name, "Expected a list of strings.");
        }
        value
    }

    /// # Errors
    /// When there were complaints.
    pub(crate) fn check(&self) -> Result<(), ApiError> {
        if self.wrong.is_empty() { Ok(()) } else { Err(ApiError::fields(self.wrong.clone())) }
    }

    /// A value that is there once nothing is wrong.
    ///
    /// # Errors
    /// When there were complaints.
    pub(crate) fn checked<T>(&self, value: Option<T>) -> Result<T, ApiError> {
        self.check()?;
        value.ok_or_else(|| ApiError::field("non_field_errors", "Invalid data."))
    }
}
