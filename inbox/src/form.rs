//! Forms of JSON values, as the API's documents give them to what WhatsApp carries.

pub(crate) mod message;
pub(crate) mod template;

use serde_json::Value;

/// What a value has to look like.
#[derive(Debug)]
pub(crate) enum Form {
    Text,
    Flag,
    /// A number, or a text that is one.
    Number,
    TextOrNumber,
    TextOrWholeNumber,
    List(&'static Form),
    /// An object with these members, none of them needed. Others are left as they are.
    Object(Named),
}

/// Members and their forms.
pub(crate) type Named = &'static [(&'static str, Form)];

impl Form {
    /// Makes a value fit: a member that is null is taken out, and a text that is to be a number becomes one.
    ///
    /// # Errors
    /// What is wrong, and where. A value that does not fit must not be kept: it would come out of every list.
    pub(crate) fn settle(&self, value: &mut Value) -> Result<(), String> {
        self.settle_at(value, "")
    }

    fn settle_at(&self, value: &mut Value, path: &str) -> Result<(), String> {
        let expected = match (self, &mut *value) {
            (Self::Text, Value::String(_)) | (Self::Flag, Value::Bool(_)) | (Self::TextOrNumber, Value::String(_) | Value::Number(_)) => {
                return Ok(());
            }
            (Self::Number, Value::Number(_)) | (Self::TextOrWholeNumber, Value::String(_)) => return Ok(()),
            (Self::TextOrWholeNumber, Value::Number(number)) if !number.is_f64() => return Ok(()),
            (Self::Number, Value::String(text)) if let Some(number) = number(text) => {
                *value = number;
                return Ok(());
            }
            (Self::List(form), Value::Array(items)) => {
                return items.iter_mut().enumerate().try_for_each(|(index, item)| form.settle_at(item, &format!("{path}[{index}]")));
            }
            (Self::Object(members), Value::Object(object)) => {
                object.retain(|name, value| !value.is_null() || members.iter().all(|(known, _)| known != name));
                return members.iter().try_for_each(|(name, form)| match object.get_mut(*name) {
                    Some(value) if path.is_empty() => form.settle_at(value, name),
                    Some(value) => form.settle_at(value, &format!("{path}.{name}")),
                    None => Ok(()),
                });
            }
            (Self::Text | Self::TextOrNumber | Self::TextOrWholeNumber, _) => "a string",
            (Self::Flag, _) => "true or false",
            (Self::Number, _) => "a number",
            (Self::List(_), _) => "a list of items",
            (Self::Object(_), _) => "a dictionary of items",
        };
        Err(if path.is_empty() { format!("Expected {expected}.") } else { format!("`{path}`: expected {expected}.") })
    }
}

fn number(text: &str) -> Option<Value> {
    let number = text.trim().parse().ok().and_then(serde_json::Number::from_f64)?;
    Some(Value::Number(number))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Form;

    const PLACES: Form =
        Form::List(&Form::Object(&[("name", Form::Text), ("height", Form::Number), ("seen", Form::Flag), ("id", Form::TextOrNumber)]));

    #[test]
    fn a_value_is_made_to_fit() {
        let mut places = json!([{"name": null, "height": "1.5", "id": 7, "unknown": null}, {"name": "Home", "seen": true, "id": "7"}]);
        PLACES.settle(&mut places).expect("it fits");
        assert_eq!(places, json!([{"height": 1.5, "id": 7, "unknown": null}, {"name": "Home", "seen": true, "id": "7"}]));
    }

    #[test]
    fn what_does_not_fit_is_named_with_its_place() {
        for (mut value, complaint) in [
            (json!({}), "Expected a list of items."),
            (json!([null]), "`[0]`: expected a dictionary of items."),
            (json!([{}, {"name": 5}]), "`[1].name`: expected a string."),
            (json!([{"height": "NaN"}]), "`[0].height`: expected a number."),
            (json!([{"seen": "true"}]), "`[0].seen`: expected true or false."),
            (json!([{"id": []}]), "`[0].id`: expected a string."),
        ] {
            assert_eq!(PLACES.settle(&mut value).expect_err("it does not fit"), complaint);
        }
    }
}
