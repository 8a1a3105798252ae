use std::str::FromStr;

use super::Extract;
use crate::error::{Error, Result};
use crate::handler::{MessageEvent, Needs, Slot, short_type_name};
use crate::turn::Turn;

/// An argument of the handler's command, read by [`FromStr`].
///
/// `Arg(id): Arg<OrderId>` reads the argument that the binding is named after, here `<id>`; one that may be left out, `[note]`, is
/// taken as `Arg<Option<String>>`. When the text does not read as the type, the next handler is asked; a handler that takes
/// `Result<Arg<T>, BadArgument>` is told why instead.
///
/// ```
/// use switchboard::prelude::*;
///
/// /// Tells where an order is.
/// #[on(incoming_messages, command = "order <id> [note]..")]
/// async fn order(Arg(id): Arg<u64>, Arg(note): Arg<Option<String>>) -> String {
///     format!("Order {id}: {}", note.unwrap_or_default())
/// }
///
/// #[on(incoming_messages, command = "order <id>")]
/// async fn no_number(id: Result<Arg<u64>, BadArgument>) -> Option<String> {
///     id.err().map(|bad| format!("{bad}."))
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arg<T>(pub T);

/// An argument of a command that does not read as its type.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[on(incoming_messages, command = "order <id>")]
/// async fn order(id: Result<Arg<u64>, BadArgument>) -> String {
///     match id {
///         Ok(Arg(id)) => format!("Order {id} is on its way."),
///         Err(bad) => format!("{bad}. Write for example: order 1234"),
///     }
/// }
/// ```
#[derive(Debug, thiserror::Error)]
#[error("`{name}` does not read: {cause}")]
pub struct BadArgument {
    /// The argument's name in the command.
    pub name: &'static str,
    /// What the type says.
    pub cause: Box<dyn std::error::Error + Send + Sync>,
}

/// What can be an argument of a command: every type that [`FromStr`] reads, with an error that says why not.
///
/// ```
/// use std::str::FromStr;
///
/// use switchboard::prelude::*;
///
/// struct OrderId(u32);
///
/// impl FromStr for OrderId {
///     type Err = String;
///
///     fn from_str(text: &str) -> Result<Self, String> {
///         let digits = text.strip_prefix('#').ok_or("an order begins with #")?;
///         digits.parse().map(Self).map_err(|_| "an order is # and a number".to_owned())
///     }
/// }
///
/// #[on(incoming_messages, command = "order <id>")]
/// async fn order(Arg(OrderId(id)): Arg<OrderId>) -> String {
///     format!("Order {id} is on its way.")
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of a command",
    label = "not a type that `FromStr` reads",
    note = "implement `std::str::FromStr` for it, with an error that is one (or a `String`)",
    note = "an argument that may be left out is taken as `Arg<Option<..>>`"
)]
pub trait FromArgument: Sized + Send {
    /// Whether there are texts that it does not read.
    #[doc(hidden)]
    const MAY_FAIL: bool = true;

    #[doc(hidden)]
    fn from_argument(text: &str) -> std::result::Result<Self, Box<dyn std::error::Error + Send + Sync>>;
}

#[diagnostic::do_not_recommend]
impl<T: FromStr<Err: Into<Box<dyn std::error::Error + Send + Sync>>> + Send> FromArgument for T {
    // An error of which there is no value needs no room beside the other case: `String` reads every text.
    const MAY_FAIL: bool = size_of::<std::result::Result<(), T::Err>>() != 0;

    fn from_argument(text: &str) -> std::result::Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        text.parse().map_err(Into::into)
    }
}

/// What the attribute takes in the place of `Arg<Option<T>>`.
#[doc(hidden)]
#[derive(Debug)]
pub struct OptionalArg<T>(pub Arg<Option<T>>);

/// The argument's name and text; the text is not there when it was left out.
fn given<'a>(slot: &Slot<'a>) -> Result<(&'static str, Option<&'a str>)> {
    let Some(name) = slot.name() else { return Err(Error::from("an argument of a command is bound by its name")) };
    Ok((name, slot.argument(name)))
}

fn read<T: FromArgument>(name: &'static str, text: &str) -> Result<T> {
    T::from_argument(text).map_err(|cause| Error::not_mine(BadArgument { name, cause }))
}

impl<E: MessageEvent, T: FromArgument> Extract<E> for Arg<T> {
    const MAY_PASS_GIVEN: bool = T::MAY_FAIL;

    async fn extract(_: &Turn, slot: &Slot<'_>) -> Result<Option<Self>> {
        let (name, text) = given(slot)?;
        text.map(|text| read(name, text).map(Self)).transpose()
    }

    fn needs(needs: &mut Needs) {
        needs.argument(short_type_name::<T>());
    }
}

impl<E: MessageEvent, T: FromArgument> Extract<E> for OptionalArg<T> {
    const MAY_PASS: bool = T::MAY_FAIL;

    async fn extract(_: &Turn, slot: &Slot<'_>) -> Result<Option<Self>> {
        let (name, text) = given(slot)?;
        Ok(Some(Self(Arg(text.map(|text| read(name, text)).transpose()?))))
    }

    fn needs(needs: &mut Needs) {
        needs.argument(format!("Option<{}>", short_type_name::<T>()));
    }
}
