mod body;
mod cloud;
mod delivery;
mod messages;

use std::fmt;

use serde_json::Value;

use super::Event;
use body::Body;
use delivery::Delivery;

/// What one delivery told.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Decoded {
    /// The events: assignments, then messages, then the rest, each in the order in which the delivery told them.
    pub events: Vec<Event>,
    /// Parts that have a known name and an impossible shape.
    pub broken: Vec<Broken>,
}

/// A part of a delivery that could not be decoded, while the rest could. `Debug` leaves out the part: it may hold phone numbers.
#[derive(Clone, PartialEq)]
pub struct Broken {
    /// The member it stood in.
    pub name: String,
    /// The part as it came.
    pub value: Value,
    /// What is wrong with it. It names members and shapes, never values.
    pub cause: String,
}

impl fmt::Debug for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Broken").field("name", &self.name).field("cause", &self.cause).finish_non_exhaustive()
    }
}

/// A body of which nothing could be decoded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// It is not JSON at all.
    #[error("not JSON (line {line}, column {column})")]
    NotJson {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
    /// It is JSON, but no object.
    #[error("not a JSON object, but {0}")]
    NotAnObject(&'static str),
}

/// Decodes the body of a webhook call in every form that is known: flat, Cloud API, and both at once.
///
/// A message that occurs under several names is one [`Event::Message`]. Members that are not known become
/// [`Event::Unknown`], except a Cloud API call's `metadata` and `messaging_product` and a page's `count`, `next` and
/// `previous`, which tell nothing that happened.
///
/// # Errors
/// When the body is no JSON object. A broken part of an object is no error: see [`Decoded::broken`].
pub fn decode(body: &[u8]) -> Result<Decoded, DecodeError> {
    match Body::parse(body)? {
        Body::Object(members) => Ok(decode_members(members)),
        Body::Other(shape) => Err(DecodeError::NotAnObject(shape)),
    }
}

/// Decodes a payload that is JSON already, such as the `waba_payload` of a websocket frame, as [`decode`] does a body.
///
/// # Errors
/// When the payload is no object.
pub fn decode_value(payload: Value) -> Result<Decoded, DecodeError> {
    match payload {
        Value::Object(members) => Ok(decode_members(members.into_iter().collect())),
        other => Err(DecodeError::NotAnObject(crate::reading::shape(&other))),
    }
}

fn decode_members(members: Vec<(String, Value)>) -> Decoded {
    let is_page = members.iter().any(|(name, _)| name == "results");
    let mut delivery = Delivery::default();
    for (name, value) in members {
        match name.as_str() {
            "object" => {}
            "count" | "next" | "previous" if is_page => {}
            "entry" => delivery.entries(value),
            "results" => delivery.results(value),
            _ => delivery.member(name, value),
        }
    }
    delivery.finish()
}
