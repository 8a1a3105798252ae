use serde_json::Value;

use super::delivery::Delivery;
use crate::Members;
use crate::reading::shape;

impl Delivery {
    /// Takes the `entry` of a Cloud API call.
    pub(super) fn entries(&mut self, entry: Value) {
        for mut entry in self.objects("entry", entry) {
            match entry.remove("changes") {
                Some(changes) => {
                    for change in self.objects("changes", changes) {
                        self.change(change);
                    }
                }
                None => self.broken("entry", Value::Object(entry), "`entry`: no `changes`"),
            }
        }
    }

    fn change(&mut self, mut change: Members) {
        let is_messages = match change.get("field") {
            None | Some(Value::Null) => true,
            Some(Value::String(field)) => field == "messages",
            Some(other) => {
                let cause = format!("`changes`: `field`: {}, not a string", shape(other));
                return self.broken("changes", Value::Object(change), cause);
            }
        };
        match (change.remove("value"), change.remove("field")) {
            (value, Some(Value::String(field))) if !is_messages => self.unknown(field, value.unwrap_or_default()),
            (Some(Value::Object(members)), _) => {
                for (name, value) in members {
                    self.member(name, value);
                }
            }
            (Some(other), _) => {
                let cause = format!("`changes`: `value`: {}, not an object", shape(&other));
                self.broken("changes", other, cause);
            }
            (None, _) => self.broken("changes", Value::Object(change), "`changes`: no `value`"),
        }
    }

    fn objects(&mut self, name: &str, list: Value) -> Vec<Members> {
        let items = match list {
            Value::Null => Vec::new(),
            Value::Array(items) => items,
            other => vec![other],
        };
        let mut objects = Vec::with_capacity(items.len());
        for item in items {
            match item {
                Value::Object(members) => objects.push(members),
                other => {
                    let cause = format!("`{name}`: {}, not an object", shape(&other));
                    self.broken(name, other, cause);
                }
            }
        }
        objects
    }
}
