//! Reading the values of filters: words, texts, paths, durations.

use syn::{Error, Path};

use super::attribute::{Entry, Given, Value};
use crate::suggest::did_you_mean;

/// The values of `name = ..`.
pub(super) fn values(entry: &Entry) -> syn::Result<&[Value]> {
    let name = &entry.name;
    match &entry.given {
        Given::Values(values) => Ok(values),
        Given::Nothing => Err(Error::new(name.span(), format!("a filter is written `name = value`: `{name} = ..`"))),
        Given::Filters(_) => Err(Error::new(name.span(), format!("`{name}` holds no filters: write `{name} = ..`"))),
    }
}

/// The one value of `name = value`.
pub(super) fn single(entry: &Entry) -> syn::Result<&Value> {
    match values(entry)? {
        [value] => Ok(value),
        _ => Err(Error::new(entry.name.span(), format!("`{}` takes one value", entry.name))),
    }
}

/// That nothing stands behind a flag.
pub(super) fn flag(entry: &Entry) -> syn::Result<bool> {
    match entry.given {
        Given::Nothing => Ok(true),
        Given::Values(_) | Given::Filters(_) => {
            Err(Error::new(entry.name.span(), format!("`{}` stands alone: write it without a value", entry.name)))
        }
    }
}

pub(super) fn quoted(value: &Value, filter: &str) -> syn::Result<String> {
    match value {
        Value::Text(text) => Ok(text.value()),
        Value::Word(word) => Err(Error::new(word.span(), format!("`{filter}` takes a text in quotes: `{filter} = \"{word}\"`"))),
        Value::Path(_) => Err(Error::new(value.span(), format!("`{filter}` takes a text in quotes"))),
    }
}

/// A text in quotes that is not empty and has no blanks around it.
pub(super) fn trimmed(value: &Value, filter: &str) -> syn::Result<String> {
    let text = quoted(value, filter)?;
    if text.trim() != text || text.is_empty() {
        return Err(Error::new(value.span(), "a text is compared without the blanks around it: write it without them, and not empty"));
    }
    Ok(text)
}

pub(super) fn word(value: &Value, filter: &str, known: &[&str]) -> syn::Result<String> {
    let word = match value {
        Value::Word(word) => word.to_string(),
        Value::Text(text) => text.value(),
        Value::Path(_) => String::new(),
    };
    let is_word = matches!(value, Value::Word(_));
    if is_word && known.contains(&word.as_str()) {
        return Ok(word);
    }
    let all = known.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    let message = if known.contains(&word.as_str()) {
        format!("write it without quotes: `{filter} = {word}`")
    } else {
        format!("`{filter}` is one of {all}{}", did_you_mean(&word, known))
    };
    Err(Error::new(value.span(), message))
}

/// A word that is known, or any in quotes: what this version does not know yet.
pub(super) fn open_word(value: &Value, filter: &str, known: &[&str]) -> syn::Result<String> {
    match value {
        Value::Text(text) => Ok(text.value()),
        Value::Word(_) | Value::Path(_) => word(value, filter, known),
    }
}

/// The path of a function.
pub(super) fn function(entry: &Entry, example: &str) -> syn::Result<Path> {
    match single(entry)? {
        Value::Word(word) => Ok(word.clone().into()),
        Value::Path(path) => Ok(path.clone()),
        Value::Text(text) => {
            Err(Error::new(text.span(), format!("`{}` takes the name of a function, without quotes: {example}", entry.name)))
        }
    }
}

/// A duration as the configuration writes it, in milliseconds.
pub(super) fn duration(entry: &Entry) -> syn::Result<u64> {
    let value = single(entry)?;
    let text = quoted(value, &entry.name.to_string())?;
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let scale = match unit {
        "ms" => Some(1),
        "s" => Some(1_000),
        "m" => Some(60_000),
        "h" => Some(3_600_000),
        _ => None,
    };
    let milliseconds = number.parse::<u64>().ok().zip(scale).and_then(|(number, scale)| number.checked_mul(scale));
    // A hundred years: what is longer cannot be added to a time.
    match milliseconds.filter(|milliseconds| (1..=3_155_760_000_000).contains(milliseconds)) {
        Some(milliseconds) => Ok(milliseconds),
        None => Err(Error::new(value.span(), "a duration is a whole number and a unit: `\"500ms\"`, `\"5s\"`, `\"10m\"`, `\"24h\"`")),
    }
}
