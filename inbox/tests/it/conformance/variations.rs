//! Requests that differ from a good one in one thing: every parameter, and everything that can be wrong with a request.

use serde_json::{Value, json};

use super::document::{Body, Operation, Parameter};
use super::walk::Request;
use crate::world::ADA;

/// A request that differs in one thing.
pub(super) struct Variation {
    pub(super) what: String,
    pub(super) request: Request,
    pub(super) due: Due,
}

/// What the document says of its answer.
#[derive(Debug, Clone, Copy)]
pub(super) enum Due {
    Success,
    /// One object, or 404 when a filter leaves it out.
    Filtered,
    /// 400, and 422 by the Partner API.
    Refusal,
    /// 404, to those who may look for it.
    NotFound,
    /// Not this type of body.
    ForeignType,
    /// One of the statuses that the operation has.
    Any,
}

/// What the document leaves to the server.
const LEFT_OPEN: [(&str, &str); 5] = [
    // "A server does well to take a missing type as the one content member present."
    ("createMessage", "without type"),
    // A number that nobody knows is an answer: `person` may be null.
    ("resolveContact", "with the wa_id 491713920099"),
    // A subdomain is taken once, and these examples, which are sent several times, have the same.
    ("createInstance", "with example 0"),
    ("createInstance", "with example 2"),
    // The document has two forms of the body, of which this is the other.
    ("updateProfileAbout", "without settings"),
];

type Add<'a> = dyn FnMut(String, Due, &dyn Fn(&mut Request)) + 'a;

/// Every variation that the document lets one think of.
pub(super) fn of(operation: &Operation, good: &Request) -> Vec<Variation> {
    let mut found = Vec::new();
    let mut add = |what: String, due, change: &dyn Fn(&mut Request)| {
        let due = if LEFT_OPEN.contains(&(operation.id.as_str(), what.as_str())) { Due::Any } else { due };
        let mut request = good.clone();
        change(&mut request);
        found.push(Variation { what, request, due });
    };
    for parameter in operation.path_parameters() {
        of_path(parameter, &mut add);
    }
    let taken = if operation.path_parameters().next().is_none() { Due::Success } else { Due::Filtered };
    for parameter in operation.query_parameters() {
        of_query(parameter, taken, good, &mut add);
    }
    if let Some(body) = &operation.body {
        of_body(body, good, &mut add);
    }
    found
}

fn of_path(parameter: &Parameter, add: &mut Add<'_>) {
    let unknown: &[&str] = match parameter.schema["type"].as_str() {
        Some("integer") => &["999999999", "none", "-1", "99999999999999999999999"],
        _ if parameter.name == "wa_id" => &["491713920099", "none"],
        _ => &["none", "0b2e6f0a-7a7e-4c0f-9d7b-0c9a3f6d1e55"],
    };
    for value in unknown {
        add(format!("with the {} {value}", parameter.name), Due::NotFound, &|request| {
            request.at.insert(parameter.name.clone(), (*value).to_owned());
        });
    }
}

fn of_query(parameter: &Parameter, taken: Due, good: &Request, add: &mut Add<'_>) {
    let name = &parameter.name;
    let given = good.query.iter().any(|(other, _)| other == name);
    if given {
        let due = if parameter.required { Due::Refusal } else { Due::Any };
        add(format!("without the parameter {name}"), due, &|request| request.query.retain(|(other, _)| other != name));
    }
    let kind = parameter.schema["type"].as_str().unwrap_or_default();
    let right: Vec<&str> = match (kind, name.as_str()) {
        _ if given => Vec::new(),
        ("boolean", _) => vec!["true", "false"],
        ("integer", "before_time" | "messages_before_time") => vec!["4102444800"],
        ("integer", _) => vec!["1"],
        (_, "wa_id" | "phone_number") => vec![ADA],
        (_, "this_instance") => vec!["true"],
        (_, "mime_type_type") => vec!["image"],
        (_, "mime_type_subtype") => vec!["png"],
        // A cursor is taken from an answer; the lists' own tests follow it.
        (_, "pages") => Vec::new(),
        _ => parameter.schema["enum"].as_array().map_or(vec!["open"], |words| words.iter().filter_map(Value::as_str).collect()),
    };
    let mut with = |value: &str, due| {
        add(format!("with {name}={value}"), due, &|request| request.query.push((name.clone(), value.to_owned())));
    };
    for value in right {
        with(value, taken);
    }
    if matches!(kind, "boolean" | "integer") {
        for value in ["wrong", "-1", "99999999999999999999999", ""] {
            with(value, Due::Any);
        }
    }
}

fn of_body(body: &Body, good: &Request, add: &mut Add<'_>) {
    let is_needed = body.required && (!body.required_members.is_empty() || !body.is_json());
    let needed = if is_needed { Due::Refusal } else { Due::Any };
    add(String::from("without a body"), needed, &|request| (request.kind, request.body) = (None, Vec::new()));
    add(String::from("with a body of a foreign type"), Due::ForeignType, &|request| {
        (request.kind, request.body) = (Some("text/xml"), "<body/>".into());
    });
    if !body.is_json() {
        let empty = "--edge\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nx\r\n--edge--\r\n";
        add(String::from("without a file"), Due::Refusal, &|request| request.body = empty.into());
        add(String::from("with a body that breaks off"), Due::Refusal, &|request| request.body = empty[..20].into());
        return;
    }
    for text in ["{", "[]", "\"text\"", "17", "null"] {
        let due = if text == "null" { needed } else { Due::Refusal };
        add(format!("with the body {text}"), due, &|request| (request.kind, request.body) = (Some("application/json"), text.into()));
    }
    for (number, example) in body.examples.iter().enumerate() {
        add(format!("with example {number}"), Due::Success, &|request| request.carry(example));
    }
    let with = |name: &str, value: Option<Value>| {
        let mut members = good.members.clone();
        match value {
            Some(value) => members.insert(name.to_owned(), value),
            None => members.remove(name),
        };
        Value::Object(members)
    };
    for name in &body.required_members {
        add(format!("without {name}"), Due::Refusal, &|request| request.carry(&with(name, None)));
    }
    for name in good.members.keys() {
        // What the document does not know, or leaves open, has no wrong type.
        let Some(other) = body.members.get(name).and_then(other_type) else { continue };
        add(format!("with {name} = {other}"), Due::Refusal, &|request| request.carry(&with(name, Some(other.clone()))));
    }
}

/// A value of a type that a schema does not allow.
fn other_type(schema: &Value) -> Option<Value> {
    let types = &schema["type"];
    let allowed = |name: &str| types == name || types.as_array().is_some_and(|types| types.contains(&json!(name)));
    if types.is_null() {
        return None;
    }
    [("object", json!({"wrong": true})), ("array", json!([[]])), ("string", json!("wrong"))]
        .into_iter()
        .find_map(|(name, value)| (!allowed(name)).then_some(value))
}
