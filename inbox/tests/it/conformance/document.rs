//! The project's copy of an OpenAPI document, as far as its operations can be tried.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use axum::http::Method;
use serde_json::{Map, Value, json};

use super::members::Members;
use super::schema::{Expected, Schema, close};

/// The Integration API.
pub(super) static INTEGRATION: LazyLock<Document> =
    LazyLock::new(|| Document::read(include_str!("../../../../wire/contract/integration-api.openapi.yaml")));

/// The Partner API.
pub(super) static PARTNER: LazyLock<Document> =
    LazyLock::new(|| Document::read(include_str!("../../../../wire/contract/partner-api.openapi.yaml")));

/// A document's operations, in its order.
pub(super) struct Document {
    pub(super) operations: Vec<Operation>,
    root: Value,
    components: Arc<Value>,
}

/// One operation.
pub(super) struct Operation {
    pub(super) id: String,
    pub(super) summary: String,
    pub(super) method: Method,
    /// With the names of its parameters in braces.
    pub(super) path: String,
    pub(super) parameters: Vec<Parameter>,
    pub(super) body: Option<Body>,
    /// Whether it asks for no credentials.
    pub(super) open: bool,
    answers: BTreeMap<u16, Expected>,
}

/// A parameter of the path or the query.
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) in_path: bool,
    pub(super) required: bool,
    pub(super) schema: Value,
}

/// What a request carries.
pub(super) struct Body {
    pub(super) required: bool,
    /// The media types, the first of them that of the schema.
    pub(super) kinds: Vec<String>,
    pub(super) schema: Schema,
    /// The members of the body, each with its schema.
    pub(super) members: Map<String, Value>,
    pub(super) required_members: Vec<String>,
    /// The document's named examples.
    pub(super) examples: Vec<Value>,
}

impl Document {
    /// # Panics
    /// When the text is no document of OpenAPI 3.1. Schemas are plain JSON Schema (2020-12) there; in 3.0 they were not.
    fn read(text: &str) -> Self {
        let root: Value = serde_saphyr::from_str(text).expect("the document is YAML");
        assert!(root["openapi"].as_str().is_some_and(|version| version.starts_with("3.1.")), "{}", root["openapi"]);
        assert_eq!(root.get("jsonSchemaDialect"), None, "the dialect is the one that OpenAPI 3.1 has by itself");
        let mut components = json!({"schemas": root["components"]["schemas"]});
        close(&mut components);
        let components = Arc::new(components);
        let mut operations = Vec::new();
        for (path, item) in members(&root["paths"]) {
            for (method, operation) in members(item) {
                let method = Method::from_bytes(method.to_ascii_uppercase().as_bytes()).expect("a method");
                operations.push(Operation::read(&root, &components, path, method, operation));
            }
        }
        Self { operations, root, components }
    }

    /// A schema by its name.
    pub(super) fn schema(&self, name: &str) -> Schema {
        Schema::new(&json!({"$ref": format!("#/components/schemas/{name}")}), &self.components)
    }

    /// The members of a schema.
    pub(super) fn members(&self, schema: &str) -> Vec<String> {
        members(&self.root["components"]["schemas"][schema]["properties"]).map(|(name, _)| name.to_owned()).collect()
    }

    /// The members that successful answers have, as far as the document names them.
    pub(super) fn members_of_answers(&self) -> Members {
        let mut found = Members::new();
        for operation in &self.operations {
            for (_, answer) in operation.answers.iter().filter(|(status, _)| **status < 300) {
                answer.members(&operation.id, &mut found);
            }
        }
        found
    }

    pub(super) fn operation(&self, id: &str) -> &Operation {
        self.operations.iter().find(|operation| operation.id == id).unwrap_or_else(|| panic!("the document has no {id}"))
    }
}

impl Operation {
    fn read(root: &Value, components: &Arc<Value>, path: &str, method: Method, operation: &Value) -> Self {
        let security = operation.get("security").unwrap_or(&root["security"]).as_array().expect("security is a list");
        let parameters = operation["parameters"].as_array().into_iter().flatten().map(|parameter| {
            let parameter = resolved(root, parameter);
            Parameter {
                name: text(&parameter["name"]),
                in_path: parameter["in"] == "path",
                required: parameter["required"] == true,
                schema: resolved(root, &parameter["schema"]).clone(),
            }
        });
        let answers = members(&operation["responses"]).map(|(status, answer)| {
            (status.parse().unwrap_or_else(|_| panic!("{path}: {status} is no status")), Expected::new(resolved(root, answer), components))
        });
        Self {
            id: text(&operation["operationId"]),
            summary: text(&operation["summary"]),
            method,
            path: path.to_owned(),
            parameters: parameters.collect(),
            body: operation.get("requestBody").map(|body| Body::read(root, components, body)),
            open: security.is_empty() || security.contains(&Value::Object(Map::new())),
            answers: answers.collect(),
        }
    }

    /// What an answer with this status looks like; nothing when there is none.
    pub(super) fn answer(&self, status: u16) -> Option<&Expected> {
        self.answers.get(&status)
    }

    pub(super) fn path_parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(|parameter| parameter.in_path)
    }

    pub(super) fn query_parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(|parameter| !parameter.in_path)
    }

    /// Method and path, with parameters without names: as two that differ in names alone are one.
    pub(super) fn place(&self) -> String {
        place(&self.method, &self.path)
    }
}

impl Body {
    fn read(root: &Value, components: &Arc<Value>, body: &Value) -> Self {
        let (kinds, contents): (Vec<_>, Vec<_>) = members(&body["content"]).map(|(kind, content)| (kind.to_owned(), content)).unzip();
        let content = contents.first().expect("a body has a media type");
        let whole = Schema::new(&content["schema"], components);
        let schema = resolved(root, &content["schema"]);
        // Of several forms the first is the one that the API document has.
        let schema = schema["oneOf"].get(0).map_or(schema, |first| resolved(root, first));
        let examples = members(&content["examples"]).map(|(_, example)| example["value"].clone());
        Self {
            required: body["required"] == true,
            kinds,
            schema: whole,
            members: members(&schema["properties"]).map(|(name, schema)| (name.to_owned(), resolved(root, schema).clone())).collect(),
            required_members: schema["required"].as_array().into_iter().flatten().map(text).collect(),
            examples: examples.collect(),
        }
    }

    pub(super) fn is_json(&self) -> bool {
        self.kinds.first().is_some_and(|kind| kind == "application/json")
    }
}

/// Method and path, without the final slash and the names of parameters.
pub(super) fn place(method: &Method, path: &str) -> String {
    let parts: Vec<&str> =
        path.split('/').filter(|part| !part.is_empty()).map(|part| if part.starts_with('{') { "{}" } else { part }).collect();
    format!("{method} /{}", parts.join("/"))
}

/// What stands behind a `$ref`, or the value itself.
pub(super) fn resolved<'a>(root: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str().and_then(|place| place.strip_prefix('#')) {
        Some(place) => resolved(root, root.pointer(place).unwrap_or_else(|| panic!("the document has no {place}"))),
        None => value,
    }
}

fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
