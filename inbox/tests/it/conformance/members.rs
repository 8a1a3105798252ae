//! Which of the members that the document names an answer has.

use std::collections::BTreeSet;

use serde_json::Value;

/// Members by the schema that names them, such as `Chat.tags`; of a nested object by the way to it.
pub(super) type Members = BTreeSet<String>;

/// Notes the members of a value.
pub(super) fn note(components: &Value, name: &str, schema: &Value, value: &Value, found: &mut Members) {
    if value.is_null() {
        return;
    }
    let (name, schema) = named(components, name, schema);
    for form in forms(schema) {
        note(components, &name, form, value, found);
    }
    for (member, schema) in schema["properties"].as_object().into_iter().flatten() {
        if let Some(value) = value.get(member) {
            let name = format!("{name}.{member}");
            found.insert(name.clone());
            note(components, &name, schema, value, found);
        }
    }
    for value in value.as_array().into_iter().flatten() {
        note(components, &name, &schema["items"], value, found);
    }
}

/// All members that a schema names.
pub(super) fn all(components: &Value, name: &str, schema: &Value, found: &mut Members) {
    let (name, schema) = named(components, name, schema);
    for form in forms(schema).chain(schema.get("items")) {
        all(components, &name, form, found);
    }
    for (member, schema) in schema["properties"].as_object().into_iter().flatten() {
        let name = format!("{name}.{member}");
        // A schema that comes again, as a message in a message does, ends it.
        if found.insert(name.clone()) {
            all(components, &name, schema, found);
        }
    }
}

fn named<'a>(components: &'a Value, name: &str, schema: &'a Value) -> (String, &'a Value) {
    match schema["$ref"].as_str().and_then(|place| place.strip_prefix("#/components/schemas/")) {
        Some(reference) => named(components, reference, &components["schemas"][reference]),
        None => (name.to_owned(), schema),
    }
}

fn forms(schema: &Value) -> impl Iterator<Item = &Value> {
    ["oneOf", "anyOf"].into_iter().flat_map(|word| schema[word].as_array()).flatten()
}
