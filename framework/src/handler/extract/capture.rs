mod dummy;
mod groups;
mod shape;

pub use shape::Shape;

use serde::de::DeserializeOwned;

use self::groups::{Group, Groups};
use super::Extract;
use crate::error::Result;
use crate::handler::{MessageEvent, Needs, Slot};
use crate::turn::Turn;

/// What the handler's regex caught, read by serde.
///
/// `Capture(id): Capture<OrderId>` reads the group that the binding is named after, here `(?<id>..)`; numbers, booleans and
/// enums are read from their text, and `Capture<Option<T>>` is nothing when the group took no part. A struct has the groups
/// as its fields: `order: Capture<Order>`. When the text does not read as `T`, the next handler is asked.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[on(incoming_messages, regex = r"(?i)^order (?<id>[0-9]+)( (?<note>.+))?$")]
/// async fn order(Capture(id): Capture<u64>, Capture(note): Capture<Option<String>>) -> String {
///     format!("Order {id}: {}", note.unwrap_or_default())
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capture<T>(pub T);

/// What can be read from a capture: every type that serde can deserialize without borrowing.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a capture",
    label = "not a type that serde can read",
    note = "derive `serde::Deserialize` for it; `#[serde(try_from = \"String\")]` reads it by a conversion of your own"
)]
pub trait FromCapture: Sized {
    #[doc(hidden)]
    fn from_group(text: Option<&str>) -> Option<Self>;
    #[doc(hidden)]
    fn from_groups<'a>(groups: impl Iterator<Item = (&'static str, &'a str)>) -> Option<Self>;
    #[doc(hidden)]
    fn shape() -> Shape;
    /// The field for which none of these groups stands, when the type cannot do without.
    #[doc(hidden)]
    fn missing(groups: &'static [&'static str]) -> Option<&'static str>;
}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned> FromCapture for T {
    fn from_group(text: Option<&str>) -> Option<Self> {
        T::deserialize(Group(text)).ok()
    }

    fn from_groups<'a>(groups: impl Iterator<Item = (&'static str, &'a str)>) -> Option<Self> {
        T::deserialize(Groups(groups)).ok()
    }

    fn shape() -> Shape {
        shape::of::<T>()
    }

    fn missing(groups: &'static [&'static str]) -> Option<&'static str> {
        dummy::missing::<T>(groups)
    }
}

impl<E: MessageEvent, T: FromCapture + Send> Extract<E> for Capture<T> {
    async fn extract(_: &Turn, slot: &Slot<'_>) -> Result<Option<Self>> {
        let groups = slot.groups();
        let value = match slot.name() {
            Some(name) if groups.contains(&name) => T::from_group(slot.capture(name)),
            _ => T::from_groups(slot.captured(groups)),
        };
        Ok(value.map(Self))
    }

    fn needs(needs: &mut Needs) {
        needs.capture::<T>();
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::{FromCapture, Shape};

    #[derive(Debug, PartialEq, Deserialize)]
    struct OrderId(u64);

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Size {
        Small,
        Large,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Order {
        id: OrderId,
        size: Size,
        note: Option<String>,
        #[serde(default)]
        count: u8,
    }

    #[test]
    fn one_group_reads_as_numbers_words_and_enums() {
        assert_eq!(u64::from_group(Some("007")), Some(7));
        assert_eq!(i8::from_group(Some("-3")), Some(-3));
        assert_eq!(u8::from_group(Some("300")), None);
        assert_eq!(f64::from_group(Some("2.5")), Some(2.5));
        assert_eq!(bool::from_group(Some("true")), Some(true));
        assert_eq!(char::from_group(Some("x")), Some('x'));
        assert_eq!(String::from_group(Some("x y")), Some("x y".to_owned()));
        assert_eq!(OrderId::from_group(Some("12")), Some(OrderId(12)));
        assert_eq!(Size::from_group(Some("large")), Some(Size::Large));
        assert_eq!(Size::from_group(Some("huge")), None);
    }

    #[test]
    fn a_group_that_took_no_part_is_none() {
        assert_eq!(Option::<u64>::from_group(None), Some(None));
        assert_eq!(Option::<u64>::from_group(Some("1")), Some(Some(1)));
        assert_eq!(Option::<u64>::from_group(Some("x")), None);
        assert_eq!(u64::from_group(None), None);
        assert_eq!(String::from_group(None), None);
    }

    #[test]
    fn several_groups_are_the_fields_of_a_struct() {
        let order = |groups: &[(&'static str, &str)]| Order::from_groups(groups.iter().copied());
        let whole = Order { id: OrderId(12), size: Size::Small, note: None, count: 2 };
        assert_eq!(order(&[("id", "12"), ("size", "small"), ("count", "2"), ("other", "x")]), Some(whole));
        assert_eq!(order(&[("id", "12")]), None);
        let pairs = std::collections::BTreeMap::<String, u32>::from_groups([("a", "1")].into_iter());
        assert_eq!(pairs.unwrap()["a"], 1);
    }

    #[test]
    fn the_shape_is_known_without_a_text() {
        assert_eq!(u64::shape(), Shape::One);
        assert_eq!(OrderId::shape(), Shape::One);
        assert_eq!(Size::shape(), Shape::One);
        assert_eq!(Option::<OrderId>::shape(), Shape::One);
        assert_eq!(Order::shape(), Shape::Several);
        assert_eq!(serde_json::Value::shape(), Shape::Any);
    }

    #[test]
    fn a_field_without_a_group_is_found_without_a_text() {
        assert_eq!(Order::missing(&["id", "size"]), None);
        assert_eq!(Order::missing(&["nr", "size"]), Some("id"));
        assert_eq!(Order::missing(&["id"]), Some("size"));
    }
}
