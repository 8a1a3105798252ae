//! The document's schemas, and answers that are held against them.

use std::sync::{Arc, OnceLock};

use jsonschema::{Draft, Validator};
use serde_json::{Value, json};

use super::members::{self, Members};
use crate::world::Answer;

/// A schema of the document.
pub(super) struct Schema {
    schema: Value,
    /// What it may refer to.
    components: Arc<Value>,
    validator: OnceLock<Validator>,
}

impl Schema {
    pub(super) fn new(schema: &Value, components: &Arc<Value>) -> Self {
        let mut schema = schema.clone();
        close(&mut schema);
        Self { schema, components: Arc::clone(components), validator: OnceLock::new() }
    }

    /// How a value differs, in words.
    pub(super) fn differences(&self, value: &Value) -> Vec<String> {
        let validator = self.validator.get_or_init(|| self.validator());
        validator.iter_errors(value).map(|error| format!("{}: {error}", place(&error.instance_path().to_string()))).collect()
    }

    /// Notes which of the document's members a value has; `name` is that of a schema without one.
    fn note(&self, name: &str, value: &Value, found: &mut Members) {
        members::note(&self.components, name, &self.schema, value, found);
    }

    fn validator(&self) -> Validator {
        let whole = json!({"$ref": "#/schema", "schema": self.schema, "components": *self.components});
        jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .offline()
            .build(&whole)
            .unwrap_or_else(|error| panic!("the document's schema is no JSON Schema: {error}"))
    }
}

/// An answer as the document has it.
pub(super) struct Expected {
    /// The media type, which may be a pattern, and the schema; nothing when the answer has no body.
    content: Option<(String, Schema)>,
}

impl Expected {
    pub(super) fn new(answer: &Value, components: &Arc<Value>) -> Self {
        let content = answer.get("content").and_then(Value::as_object).map(|kinds| {
            let (kind, content) = kinds.iter().next().expect("a media type");
            assert_eq!(kinds.len(), 1, "an answer has one media type");
            (kind.clone(), Schema::new(&content["schema"], components))
        });
        Self { content }
    }

    /// Notes which of the document's members an answer has. `name` is that of a schema without one.
    pub(super) fn note(&self, name: &str, answer: &Answer, found: &mut Members) {
        if let (Some((_, schema)), Ok(body)) = (&self.content, serde_json::from_slice(&answer.bytes)) {
            schema.note(name, &body, found);
        }
    }

    /// All members that the document names.
    pub(super) fn members(&self, name: &str, found: &mut Members) {
        if let Some((_, schema)) = &self.content {
            members::all(&schema.components, name, &schema.schema, found);
        }
    }

    /// How an answer differs, in words.
    pub(super) fn differences(&self, answer: &Answer) -> Vec<String> {
        let kind = answer.headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let Some((expected, schema)) = &self.content else {
            return if answer.bytes.is_empty() { Vec::new() } else { vec![format!("a body ({kind}) where there is none")] };
        };
        if !matches(expected, kind) {
            return vec![format!("its type is {kind:?}, not {expected}")];
        }
        if expected != "application/json" {
            return Vec::new();
        }
        match serde_json::from_slice(&answer.bytes) {
            Ok(body) => schema.differences(&body),
            Err(_) => vec![String::from("it is no JSON")],
        }
    }
}

fn place(pointer: &str) -> &str {
    if pointer.is_empty() { "the body" } else { pointer }
}

/// Whether a media type, without its parameters, fits one that may have stars.
fn matches(expected: &str, kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or_default().trim();
    match expected.split_once('/') {
        Some((main, "*")) => kind.split_once('/').is_some_and(|(found, _)| main == "*" || main == found),
        _ => kind == expected,
    }
}

/// A client must expect members that the document lacks; the embedded inbox has none. So every object is closed of which the document
/// names members without saying that there may be more.
pub(super) fn close(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.values_mut().for_each(close);
            if members.get("properties").is_some_and(Value::is_object) && !members.contains_key("additionalProperties") {
                members.insert(String::from("additionalProperties"), Value::Bool(false));
            }
        }
        Value::Array(values) => values.iter_mut().for_each(close),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
