use std::borrow::Cow;

use crate::action::Action;
use crate::builder::{
    AudioMessage, ButtonsMessage, Card, ContactsMessage, DocumentMessage, Handover, HsmMessage, ImageMessage, IntoMessage, ListMessage,
    LocationMessage, OrTemplate, ReactionMessage, StickerMessage, TemplateMessage, TextMessage, VideoMessage,
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
    note = "a handler returns nothing, a `String`, a `&'static str`, a message (`text(..)`, `image(..)`, `buttons(..)`, ..), a `Handover`, `Ignore`, `Pass`, an `Option`, a `Vec` or a tuple of them, or a `Result` of any of these",
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
        actions.extend(self.into_actions()?);
        Ok(())
    }
}

/// Takes the event and does nothing: the handler's way to say that there is nothing to say.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[on(incoming_messages, kind = reaction)]
/// async fn thumbs() -> Ignore {
///     Ignore
/// }
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ignore;

impl IntoOutcome for Ignore {
    fn add_to(self, _: &mut Vec<Action>) -> Result<()> {
        Ok(())
    }
}

/// "Not mine after all": what the handler recorded is dropped, and the next handler is asked.
///
/// It is an outcome, and an error that `?` takes: `Err(Pass)?` leaves any handler that returns a `Result`. A handler of which nothing
/// else shows that it may pass, neither a filter nor an extractor, says so in its type, or those behind it are taken for unreachable:
/// `-> Result<String, Pass>`.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[on(incoming_messages)]
/// async fn order(text: Text) -> Result<String> {
///     let number = text.strip_prefix('#').ok_or(Pass)?;
///     Ok(format!("Order {number} is on its way."))
/// }
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, thiserror::Error)]
#[error("the handler passes the event on")]
pub struct Pass;

impl IntoOutcome for Pass {
    fn add_to(self, _: &mut Vec<Action>) -> Result<()> {
        Err(self.into())
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
                actions.push(self.into_action()?);
                Ok(())
            }
        }
    )*};
}

messages! {
    &'static str, String, Cow<'static, str>, Text, OutgoingMessage,
    TextMessage, ImageMessage, VideoMessage, AudioMessage, DocumentMessage, StickerMessage, ReactionMessage, ButtonsMessage, ListMessage,
    LocationMessage, Card, ContactsMessage, TemplateMessage, HsmMessage, OrTemplate,
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
