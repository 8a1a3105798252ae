use std::fmt;

use serde::de::value::MapDeserializer;
use serde::de::{Deserializer, Error, IntoDeserializer, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};

/// The first field that a type cannot do without and that none of these groups gives. The type is read from stand-in
/// values; when it accepts none of them, nothing can be told, and nothing is.
pub(super) fn missing<'de, T: Deserialize<'de>>(groups: &'static [&'static str]) -> Option<&'static str> {
    let fields = MapDeserializer::new(groups.iter().map(|group| (*group, Dummy)));
    match T::deserialize(Fields(fields)) {
        Err(Refused { missing }) => missing,
        Ok(_) => None,
    }
}

#[derive(Debug)]
struct Refused {
    missing: Option<&'static str>,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a stand-in was refused")
    }
}

impl std::error::Error for Refused {}

impl Error for Refused {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self { missing: None }
    }

    fn missing_field(field: &'static str) -> Self {
        Self { missing: Some(field) }
    }
}

/// A struct's fields, by group.
struct Fields<I: Iterator<Item = (&'static str, Dummy)>>(MapDeserializer<'static, I, Refused>);

impl<'de, I: Iterator<Item = (&'static str, Dummy)>> Deserializer<'de> for Fields<I> {
    type Error = Refused;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_map(self.0)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

/// A stand-in for a group's text: whatever is asked for.
#[derive(Clone, Copy)]
struct Dummy;

impl<'de> IntoDeserializer<'de, Refused> for Dummy {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! numbers {
    ($($method:ident => $visit:ident,)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
            visitor.$visit(Default::default())
        }
    )*};
}

impl<'de> Deserializer<'de> for Dummy {
    type Error = Refused;

    numbers! {
        deserialize_bool => visit_bool,
        deserialize_i8 => visit_i8,
        deserialize_i16 => visit_i16,
        deserialize_i32 => visit_i32,
        deserialize_i64 => visit_i64,
        deserialize_i128 => visit_i128,
        deserialize_u8 => visit_u8,
        deserialize_u16 => visit_u16,
        deserialize_u32 => visit_u32,
        deserialize_u64 => visit_u64,
        deserialize_u128 => visit_u128,
        deserialize_f32 => visit_f32,
        deserialize_f64 => visit_f64,
        deserialize_char => visit_char,
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_borrowed_str("")
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_none()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        match variants.first() {
            Some(variant) => visitor.visit_enum((*variant).into_deserializer()),
            None => Err(Refused { missing: None }),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier
    }
}
