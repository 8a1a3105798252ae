//! A place inside a message's content, which says by its name what is wrong there.

use serde_json::Value;

/// A value, and how it is reached from the content.
#[derive(Debug)]
pub(super) struct Part<'a> {
    value: &'a Value,
    path: String,
}

impl<'a> Part<'a> {
    pub(super) fn new(value: &'a Value, path: &str) -> Self {
        Self { value, path: path.to_owned() }
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    pub(super) fn must_be_object(&self) -> Result<(), String> {
        match (self.value.is_object(), self.path.as_str()) {
            (true, _) => Ok(()),
            (false, "") => Err(String::from("Expected a dictionary of items.")),
            (false, path) => Err(format!("`{path}`: expected a dictionary of items.")),
        }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.value.get(name).is_some_and(|value| !value.is_null())
    }

    /// An object inside, which has to be there.
    pub(super) fn member(&self, name: &str) -> Result<Part<'a>, String> {
        let path = self.path_of(name);
        match self.value.get(name) {
            Some(value) if value.is_object() => Ok(Part { value, path }),
            None | Some(Value::Null) => Err(format!("`{path}` is required.")),
            Some(_) => Err(format!("`{path}`: expected a dictionary of items.")),
        }
    }

    /// A list inside, of so many entries at most; empty when it is not there.
    pub(super) fn list(&self, name: &str, most: usize) -> Result<Vec<Part<'a>>, String> {
        let path = self.path_of(name);
        let entries = self.value.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        if entries.len() > most {
            return Err(format!("`{path}` has no more than {most} entries, here are {}.", entries.len()));
        }
        Ok(entries.iter().enumerate().map(|(index, value)| Part { value, path: format!("{path}[{index}]") }).collect())
    }

    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        self.value.get(name).and_then(Value::as_str)
    }

    /// A number, or a text that is one.
    pub(super) fn number(&self, name: &str) -> Option<f64> {
        let value = self.value.get(name)?;
        value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())
    }

    /// A text that has to be there, of so many characters at most.
    pub(super) fn needed(&self, name: &str, most: usize) -> Result<(), String> {
        if self.text(name).is_none_or(|text| text.trim().is_empty()) {
            return Err(format!("`{}` is required and may not be blank.", self.path_of(name)));
        }
        self.allowed(name, most)
    }

    /// A text of so many characters at most, if it is there.
    pub(super) fn allowed(&self, name: &str, most: usize) -> Result<(), String> {
        match self.text(name).map(|text| text.chars().count()) {
            Some(count) if count > most => Err(format!("`{}` has no more than {most} characters, here are {count}.", self.path_of(name))),
            _ => Ok(()),
        }
    }
}
