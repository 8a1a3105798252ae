//! JSON objects that are put together from parts that are JSON already.
//!
//! A message's payload is stored as text and goes out as text: it is never parsed again on the way to a list or a webhook.

use serde::Serialize;

/// An object that is being written.
#[derive(Debug)]
pub(crate) struct Object(String);

impl Object {
    pub(crate) fn new() -> Self {
        Self(String::from("{"))
    }

    fn key(&mut self, name: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        self.0.push_str(&text(name));
        self.0.push(':');
    }

    /// A member whose value is JSON already.
    pub(crate) fn raw(mut self, name: &str, json: &str) -> Self {
        self.key(name);
        self.0.push_str(json);
        self
    }

    /// A member that is written as JSON now.
    pub(crate) fn member(mut self, name: &str, value: &(impl Serialize + ?Sized)) -> Self {
        self.key(name);
        self.0.push_str(&text(value));
        self
    }

    pub(crate) fn finish(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

/// A value as JSON.
pub(crate) fn text(value: &(impl Serialize + ?Sized)) -> String {
    // Maps with keys that are no strings and failing writers are the only causes; neither occurs here.
    serde_json::to_string(value).unwrap_or_else(|_| String::from("null"))
}

/// An array of parts that are JSON already.
pub(crate) fn array<T: AsRef<str>>(parts: impl IntoIterator<Item = T>) -> String {
    let mut out = String::from("[");
    for part in parts {
        if out.len() > 1 {
            out.push(',');
        }
        out.push_str(part.as_ref());
    }
    out.push(']');
    out
}
