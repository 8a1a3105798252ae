use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value, json};

/// The golden files of one folder, by name without `.json`.
pub(crate) fn folder(name: &str) -> BTreeMap<String, Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("contract/golden").join(name);
    std::fs::read_dir(&folder)
        .expect("the folder of golden files")
        .map(|file| file.expect("a golden file").path())
        .map(|path| {
            let stem = path.file_stem().and_then(|stem| stem.to_str()).expect("a plain name").to_owned();
            (stem, std::fs::read(&path).expect("a readable golden file"))
        })
        .collect()
}

pub(crate) fn json_of(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("golden files are JSON")
}

/// Gives every object inside, at any depth, a member that no version knows. The members of `headers` are texts by
/// definition and stay as they are.
pub(crate) fn with_unknown_members(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(with_unknown_members),
        Value::Object(members) => {
            members.iter_mut().filter(|(name, _)| *name != "headers").for_each(|(_, value)| with_unknown_members(value));
            members.insert("from_tomorrow".to_owned(), json!({"kept": [1, null, "as it came"]}));
        }
        _ => {}
    }
}

/// Whether everything that `read` has stands in `written` as it was.
pub(crate) fn holds(written: &Value, read: &Value) -> bool {
    match (written, read) {
        (Value::Object(written), Value::Object(read)) => {
            read.iter().all(|(name, read)| written.get(name).is_some_and(|written| holds(written, read)))
        }
        (Value::Array(written), Value::Array(read)) => {
            written.len() == read.len() && written.iter().zip(read).all(|(written, read)| holds(written, read))
        }
        _ => written == read,
    }
}

/// Leaves out what counts as absent: null, and the defaults that the types write although the payload left them out.
pub(crate) fn without_defaults(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(without_defaults).collect(),
        Value::Object(members) => Value::Object(
            members.into_iter().map(|(name, value)| (name, without_defaults(value))).filter(|(_, value)| !is_default(value)).collect(),
        ),
        other => other,
    }
}

fn is_default(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => *members == Map::new(),
        Value::Bool(true) | Value::Number(_) => false,
    }
}
