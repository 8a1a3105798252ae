use std::fmt;

use serde::de::{Deserializer, Error, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};

/// Of what a type is read.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One text: a number, a word, an enum.
    One,
    /// Named fields.
    Several,
    /// Of either, as far as can be told.
    Any,
}

/// Asks a type of what it is read: it is given nothing, and the question it asks first is the answer.
pub(super) fn of<'de, T: Deserialize<'de>>() -> Shape {
    match T::deserialize(Question) {
        Ok(_) => Shape::Any,
        Err(Asked(shape)) => shape,
    }
}

#[derive(Debug)]
struct Asked(Shape);

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the shape was asked for")
    }
}

impl std::error::Error for Asked {}

impl Error for Asked {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self(Shape::Any)
    }
}

struct Question;

macro_rules! one {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Asked> {
            Err(Asked(Shape::One))
        }
    )*};
}

impl<'de> Deserializer<'de> for Question {
    type Error = Asked;

    one! {
        deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128 deserialize_u8
        deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128 deserialize_f32 deserialize_f64 deserialize_char
        deserialize_str deserialize_string deserialize_bytes deserialize_byte_buf
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Asked> {
        Err(Asked(Shape::Any))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Asked> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Asked> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(self, _: &'static str, _: &'static [&'static str], _: V) -> Result<V::Value, Asked> {
        Err(Asked(Shape::One))
    }

    fn deserialize_map<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Asked> {
        Err(Asked(Shape::Several))
    }

    fn deserialize_struct<V: Visitor<'de>>(self, _: &'static str, _: &'static [&'static str], _: V) -> Result<V::Value, Asked> {
        Err(Asked(Shape::Several))
    }

    forward_to_deserialize_any! { unit unit_struct seq tuple tuple_struct identifier ignored_any }
}
