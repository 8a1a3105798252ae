use std::fmt;

use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::DecodeError;

/// A parsed body. Its members stay in the order of the delivery, and a name that occurs twice tells twice.
pub(super) enum Body {
    Object(Vec<(String, Value)>),
    Other(&'static str),
}

impl Body {
    pub(super) fn parse(body: &[u8]) -> Result<Self, DecodeError> {
        let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
        serde_json::from_slice(body).map_err(|error| DecodeError::NotJson { line: error.line().max(1), column: error.column().max(1) })
    }
}

impl<'de> Deserialize<'de> for Body {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyBody;

        impl<'de> Visitor<'de> for AnyBody {
            type Value = Body;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Body, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Body::Object(members))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Body, A::Error> {
                while items.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Body::Other("an array"))
            }

            fn visit_str<E>(self, _: &str) -> Result<Body, E> {
                Ok(Body::Other("a string"))
            }

            fn visit_unit<E>(self) -> Result<Body, E> {
                Ok(Body::Other("null"))
            }

            fn visit_bool<E>(self, _: bool) -> Result<Body, E> {
                Ok(Body::Other("a boolean"))
            }

            fn visit_u64<E>(self, _: u64) -> Result<Body, E> {
                Ok(Body::Other("a number"))
            }

            fn visit_i64<E>(self, _: i64) -> Result<Body, E> {
                Ok(Body::Other("a number"))
            }

            fn visit_f64<E>(self, _: f64) -> Result<Body, E> {
                Ok(Body::Other("a number"))
            }
        }

        deserializer.deserialize_any(AnyBody)
    }
}
