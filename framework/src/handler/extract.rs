mod api;
mod arg;
mod capture;
mod chat;
mod contact;
mod content;
mod history;
mod inbox;
mod media;
mod message;
mod now;
mod option;
mod own;
mod owner;
mod quoted;
mod session;
mod state;
mod text;
mod turns;
mod typed;
mod window;

pub use arg::{Arg, BadArgument, FromArgument, OptionalArg};
pub use capture::{Capture, FromCapture, Shape};
pub use chat::Chat;
pub use contact::Contact;
pub use content::{ButtonReply, ContactCards, ListReply, Location, Reaction, Referral};
pub use history::History;
pub use inbox::Inbox;
pub use media::Media;
pub use message::Message;
pub use now::Now;
pub use option::Rejection;
pub use own::{Raw, Timer, Withdrawn};
pub use quoted::Quoted;
pub(crate) use session::peek;
pub use session::{Session, SessionValue};
pub use state::State;
pub use text::Text;
pub use turns::Turns;
pub use typed::{ChatAssignment, ChatResolved, ChatTagging, ErrorEvent, MessageTagging, Status, UnknownEvent, UserAvailability};
pub use window::Window;

use super::event::Event;
use super::needs::Needs;
use super::slot::Slot;
use crate::error::Result;
use crate::turn::Turn;

/// What can be a handler's argument: it is made from the turn of an event of kind `E`.
///
/// An extractor has three outcomes: `Ok(Some(..))`, mine; `Ok(None)`, not mine, so that the next handler is asked; `Err(..)`,
/// broken: the turn fails and is tried again. [`Error::not_mine`](crate::Error::not_mine) is "not mine" with the reason why.
///
/// A handler takes it by value or by reference, as it likes; as `Option<..>`, which is nothing instead of "not mine"; or as
/// `Result<..>`, which is told why it failed or was not mine. `Result<.., BadArgument>` is told only of errors of that type.
///
/// One extractor asks another with [`Turn::extract`]; a struct whose fields are extractors is one by
/// [`#[derive(Extract)]`](macro@crate::Extract).
///
/// ```
/// use switchboard::prelude::*;
///
/// /// An argument that only the shop's own staff gets past.
/// struct Staff;
///
/// #[derive(Clone)]
/// struct StaffNumbers(Vec<WaId>);
///
/// impl<E: ChatEvent> Extract<E> for Staff {
///     async fn extract(turn: &Turn, _: &Slot<'_>) -> Result<Option<Self>> {
///         let StaffNumbers(numbers) = turn.state()?;
///         Ok(turn.facts().chat.as_ref().is_some_and(|chat| numbers.contains(&chat.wa_id)).then_some(Self))
///     }
///
///     fn needs(needs: &mut Needs) {
///         needs.state::<StaffNumbers>();
///     }
/// }
///
/// #[on(incoming_messages, text = "stock")]
/// async fn stock(_: Staff) -> &'static str {
///     "Seven pallets."
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of a handler of `{E}`",
    label = "no extractor of this event",
    note = "an argument is an extractor: `Message`, `Text`, `Contact`, `&Chat`, `Session<..>`, `Owner`, `Now`, `Api`, the event's own type, or one of yours (`impl Extract<..>`), which is given the `&Turn`",
    note = "what a command or a regex finds is taken by its name: write `Arg(id): Arg<u32>`, `Capture(id): Capture<u32>`",
    note = "a value of the application is taken as `State<..>`"
)]
pub trait Extract<E: Event>: Sized + Send {
    /// Whether it may say "not mine". Say `false` when it never does: a handler behind this one that could not run is then found
    /// by the compiler.
    const MAY_PASS: bool = true;

    /// The same for an argument of a command that cannot be left out.
    #[doc(hidden)]
    const MAY_PASS_GIVEN: bool = Self::MAY_PASS;

    /// Makes the value.
    ///
    /// # Errors
    /// When it ought to be there and cannot be made.
    fn extract(turn: &Turn, slot: &Slot<'_>) -> impl Future<Output = Result<Option<Self>>> + Send;

    /// What it needs of the bot, told before the first message.
    fn needs(needs: &mut Needs) {
        let _ = needs;
    }
}
