use std::borrow::Cow;

use crate::action::Action;
use crate::builder::{
    AudioMessage, ButtonsMessage, DocumentMessage, Handover, ImageMessage, IntoMessage, ReactionMessage, TextMessage, VideoMessage,
};
use crate::error::{Error, Result};
use crate::handler::Text;
use crate::wire::OutgoingMessage;

/// What a handler may return: nothing, words, messages, a [`Handover`], or several of them.
///
/// What was said with [`Chat::say`](crate::handler::Chat::say) leaves first, what is returned after it, all of it in one
/// transaction. An `Err` sends nothing, and the turn is tried again.
///
/// ```
/// use switchboard::prelude::*;
///
/// /// Words, and the same words in capitals when they are short.
/// struct Loud(String);
///
/// impl IntoOutcome for Loud {
///     fn add_to(self, actions: &mut Vec<Action>) -> Result<()> {
///         let loud = (self.0.len() < 20).then(|| self.0.to_uppercase());
///         (self.0, loud).add_to(actions)
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be what a handler returns",
    label = "no outcome",
    note = "a handler returns nothing, a `String`, a `&'static str`, a message (`text(..)`, `image(..)`, `buttons(..)`), a `Handover`, an `Option`, a `Vec` or a tuple of them, or a `Result` of any of these",
    note = "for words, write `.to_string()` or `format!(..)`"
)]
pub trait IntoOutcome {
    /// Adds what shall be done, in the order in which it leaves.
    ///
    /// # Errors
    /// When a message breaks a limit; then nothing leaves.
    fn add_to(self, actions: &mut Vec<Action>) -> Result<()>;
}

impl IntoOutcome for () {
    fn add_to(self, _: &mut Vec<Action>) -> Result<()> {
        Ok(())
    }
}

impl IntoOutcome for Action {
    fn add_to(self, actions: &mut Vec<Action>) -> Result<()> {
        actions.push(self);
        Ok(())
    }
}

impl IntoOutcome for Handover {
    fn add_to(self, actions: &mut Vec<Action>) -> Result<()> {
        actions.push(self.into_action()?);
        Ok(())
    }
}

impl<T: IntoOutcome> IntoOutcome for Option<T> {
    fn add_to(self, actions: &mut Vec<Action>) -> Result<()> {
        self.map_or(Ok(()), |outcome| outcome.add_to(actions))
    }
}

impl<T: IntoOutcome, E: Into<Error>> IntoOutcome for std::result::Result<T, E> {
    fn add_to(self, actions: &mut Vec<Action>) -> Result<()> {
        self.map_err(Into::into)?.add_to(actions)
    }
}

impl<T: IntoOutcome> IntoOutcome for Vec<T> {
    fn add_to(self, actions: &mut Vec<Action>) -> Result<()> {
        self.into_iter().try_for_each(|outcome| outcome.add_to(actions))
    }
}

macro_rules! messages {
    ($($message:ty),* $(,)?) => {$(
        impl IntoOutcome for $message {
            fn add_to(self, actions: &mut Vec<Action>) -> Result<()> {
                actions.push(Action::Send(self.into_message()?));
                Ok(())
            }
        }
    )*};
}

messages! {
    &'static str, String, Cow<'static, str>, Text, OutgoingMessage,
    TextMessage, ImageMessage, VideoMessage, AudioMessage, DocumentMessage, ReactionMessage, ButtonsMessage,
}

macro_rules! tuples {
    ($(($($part:ident)*))*) => {$(
        #[allow(non_snake_case, reason = "the same text for every length")]
        impl<$($part: IntoOutcome),*> IntoOutcome for ($($part,)*) {
            fn add_to(self, actions: &mut Vec<Action>) -> Result<()> {
                let ($($part,)*) = self;
                $($part.add_to(actions)?;)*
                Ok(())
            }
        }
    )*};
}

tuples! {
    (A)
    (A B)
    (A B C)
    (A B C D)
    (A B C D E)
    (A B C D E F)
    (A B C D E F G)
    (A B C D E F G H)
}
