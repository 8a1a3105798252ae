//! Requests, with what the house supplies.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::document::Operation;
use super::house::{Caller, House, picture};
use super::table::{Carried, Line};
use crate::world::Answer;

/// A request whose names were supplied.
#[derive(Clone)]
pub(super) struct Request {
    pub(super) at: BTreeMap<String, String>,
    pub(super) query: Vec<(String, String)>,
    pub(super) kind: Option<&'static str>,
    pub(super) body: Vec<u8>,
    /// The members of the body, when it has some.
    pub(super) members: Map<String, Value>,
}

impl Request {
    /// One with this body and nothing else.
    pub(super) fn carrying(body: Option<Value>) -> Self {
        let mut request = Self { at: BTreeMap::new(), query: Vec::new(), kind: None, body: Vec::new(), members: Map::new() };
        if let Some(Value::Object(members)) = body {
            request.carry(&Value::Object(members.clone()));
            request.members = members;
        }
        request
    }

    pub(super) async fn of(line: &Line, house: &House, caller: &Caller) -> Self {
        let mut request = Self::carrying(None);
        for (name, value) in &line.at {
            request.at.insert((*name).to_owned(), plain(&supplied(house, caller, &Value::from(*value)).await));
        }
        for (name, value) in &line.query {
            request.query.push(((*name).to_owned(), plain(&supplied(house, caller, &Value::from(*value)).await)));
        }
        match &line.body {
            None => {}
            Some(Carried::Json(body)) => {
                for (name, value) in body.as_object().into_iter().flatten() {
                    request.members.insert(name.clone(), supplied(house, caller, value).await);
                }
                request.carry(&Value::Object(request.members.clone()));
            }
            Some(Carried::File) => {
                let (kind, body) = picture();
                (request.kind, request.body) = (Some(kind), body);
            }
        }
        request
    }

    /// Takes this body instead.
    pub(super) fn carry(&mut self, body: &Value) {
        (self.kind, self.body) = (Some("application/json"), body.to_string().into_bytes());
    }

    /// Takes the members in another media type. A form has texts only; a list is a field that comes several times, null an empty one.
    pub(super) fn write_as(&mut self, kind: &str) {
        let mut fields = Vec::new();
        for (name, value) in &self.members {
            match value {
                Value::Array(values) => fields.extend(values.iter().map(|value| (name, plain(value)))),
                Value::Null => fields.push((name, String::new())),
                // What is nested has no place in a form.
                Value::Object(_) => {}
                Value::Bool(_) | Value::Number(_) | Value::String(_) => fields.push((name, plain(value))),
            }
        }
        (self.kind, self.body) = if kind == "multipart/form-data" {
            let part =
                |(name, value): &(&String, String)| format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            let parts: String = fields.iter().map(part).collect();
            (Some("multipart/form-data; boundary=edge"), format!("{parts}--edge--\r\n").into_bytes())
        } else {
            let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
            (Some("application/x-www-form-urlencoded"), form.into_bytes())
        };
    }

    pub(super) async fn send(&self, operation: &Operation, caller: &Caller) -> Answer {
        self.send_to(&operation.path, operation, caller).await
    }

    /// With the final slash where the document has none, and without where it has one.
    pub(super) async fn send_to_the_other_path(&self, operation: &Operation, caller: &Caller) -> Answer {
        let path = operation.path.strip_suffix('/').map_or_else(|| format!("{}/", operation.path), str::to_owned);
        self.send_to(&path, operation, caller).await
    }

    async fn send_to(&self, path: &str, operation: &Operation, caller: &Caller) -> Answer {
        let mut path = path.to_owned();
        for (name, value) in &self.at {
            path = path.replace(&format!("{{{name}}}"), value);
        }
        if !self.query.is_empty() {
            let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.query).finish();
            path = format!("{path}?{query}");
        }
        let own = caller.headers.iter().map(|(name, value)| (*name, value.as_str()));
        let headers: Vec<_> = self.kind.map(|kind| ("Content-Type", kind)).into_iter().chain(own).collect();
        caller.http.call(operation.method.clone(), &path, &headers, self.body.clone()).await
    }
}

/// A value of the table as it is sent.
async fn supplied(house: &House, caller: &Caller, value: &Value) -> Value {
    match value.as_str().and_then(|text| text.strip_prefix('@')) {
        Some(name) => house.supply(name, caller).await,
        None => value.clone(),
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
