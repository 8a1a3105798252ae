//! Choices: buttons and lists whose answers come back as values of the bot's own.
//!
//! [`derive(Choice)`](macro@crate::Choice) makes an enum a choice, [`choose`] asks for it, and the extractors [`Choice`] and [`Pressed`]
//! bring the answer. A button outlives the bot that sent it: a customer may press one of last year's. So an id names its enum and
//! version (`size.1:s`), may expire, and may be signed; a press that does not fit any more has an outcome of its own, [`Stale`].
//!
//! ```
//! use switchboard::prelude::*;
//!
//! #[derive(Choice)]
//! #[choice(expires = "1h")]
//! enum Size {
//!     #[choice("Small")]
//!     Small,
//!     #[choice("Large")]
//!     Large,
//! }
//!
//! #[on(incoming_messages, text = "tea")]
//! async fn ask() -> impl IntoOutcome {
//!     choose::<Size>("Which size?")
//! }
//!
//! #[on(incoming_messages)]
//! async fn answered(size: Pressed<Size>) -> &'static str {
//!     match size {
//!         Pressed::Fresh(Size::Small) => "A small one.",
//!         Pressed::Fresh(Size::Large) => "A large one.",
//!         Pressed::Stale(_) => "That was an hour ago. Write \"tea\".",
//!     }
//! }
//! ```

mod ask;
mod choose;
mod extract;
mod id;
mod key;
mod mark;
mod seal;

#[cfg(test)]
mod tests;

pub use choose::{Choose, choose};
pub use extract::{Choice, Pressed};
pub use id::Stale;
pub use key::ChoiceKey;

pub(crate) use mark::{Mark, MarkedPress, expires_after, is_press, offers};
pub(crate) use seal::seal;

/// An enum of which a customer chooses one value; [`derive(Choice)`](macro@crate::Choice) writes it.
///
/// ```
/// use switchboard::choice::Choices;
/// use switchboard::prelude::*;
///
/// /// A question that any choice fits.
/// async fn twice<T: Choices>(talk: &mut Talk, question: &str) -> Result<(T, T)> {
///     Ok((talk.choose(question).await?, talk.choose(format!("{question} And the other one?")).await?))
/// }
///
/// #[derive(Debug, Choice)]
/// enum Size {
///     #[choice("Small")]
///     S,
///     #[choice("Large")]
///     L,
/// }
///
/// #[conversation(assigned_messages, text = "shoes")]
/// async fn shoes(talk: &mut Talk) -> Result<String> {
///     let (left, right): (Size, Size) = twice(talk, "Which size?").await?;
///     Ok(format!("{left:?} and {right:?}."))
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no choice",
    label = "no choice",
    note = "write `#[derive(Choice)]` above the enum, and a title above each variant: `#[choice(\"Small\")]`"
)]
pub trait Choices: Sized + Send + 'static {
    /// What the derive has read.
    #[doc(hidden)]
    const SPEC: Spec;

    /// The variant of this number.
    #[doc(hidden)]
    fn from_number(number: usize) -> Option<Self>;
}

/// A choice as data. Only the derive makes one.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spec {
    pub name: &'static str,
    pub version: u32,
    pub signed: bool,
    /// After so many seconds a button is stale.
    pub expires: Option<u64>,
    /// The label of the button that opens the list; nothing when the options are buttons.
    pub list: Option<&'static str>,
    pub options: &'static [Opt],
}

impl Spec {
    /// What stands in for a choice whose derive failed.
    pub const STUB: Self = Self { name: "", version: 1, signed: false, expires: None, list: None, options: &[] };
}

/// One option of a choice.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opt {
    pub id: &'static str,
    pub title: &'static str,
    pub description: Option<&'static str>,
    pub section: Option<&'static str>,
}
