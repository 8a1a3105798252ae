use super::id::{Press, Proof, Scope, Stale, read};
use super::{ChoiceKey, Choices};
use crate::error::Result;
use crate::handler::{Extract, MessageEvent, Slot};
use crate::turn::Turn;
use crate::wire::{Content, Event};

/// What the customer chose. A message that is no press on a button or a row of this choice is passed on to the next handler, and so is
/// a press that does not count any more; [`Pressed`] tells that one.
///
/// `Option<Choice<T>>` is nothing in both cases.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[derive(Choice)]
/// enum Size {
///     #[choice("Small")]
///     S,
///     #[choice("Large")]
///     L,
/// }
///
/// #[on(incoming_messages)]
/// async fn chosen(Choice(size): Choice<Size>) -> &'static str {
///     match size {
///         Size::S => "A small one, then.",
///         Size::L => "A large one, then.",
///     }
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice<T>(pub T);

/// A press on a button or a row of this choice, whether or not it still counts. Any other message is passed on.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[derive(Choice)]
/// #[choice(version = 2, expires = "24h", signed)]
/// enum Answer {
///     #[choice("Yes, please")]
///     Yes,
///     #[choice("No")]
///     No,
/// }
///
/// #[on(incoming_messages)]
/// async fn answered(answer: Pressed<Answer>) -> impl IntoOutcome {
///     match answer {
///         Pressed::Fresh(Answer::Yes) => text("Booked.").into_action(),
///         Pressed::Fresh(Answer::No) => text("As you like.").into_action(),
///         // A button of yesterday, or of the bot's last version: ask again.
///         Pressed::Stale(_) => choose::<Answer>("Shall I book it?").into_action(),
///     }
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pressed<T> {
    /// What was chosen.
    Fresh(T),
    /// It does not count any more, and why.
    Stale(Stale),
}

impl<E: MessageEvent, T: Choices> Extract<E> for Choice<T> {
    async fn extract(turn: &Turn, _: &Slot<'_>) -> Result<Option<Self>> {
        Ok(match pressed(turn) {
            Some(Pressed::Fresh(chosen)) => Some(Self(chosen)),
            Some(Pressed::Stale(_)) | None => None,
        })
    }
}

impl<E: MessageEvent, T: Choices> Extract<E> for Pressed<T> {
    async fn extract(turn: &Turn, _: &Slot<'_>) -> Result<Option<Self>> {
        Ok(pressed(turn))
    }
}

fn pressed<T: Choices>(turn: &Turn) -> Option<Pressed<T>> {
    let facts = turn.facts();
    let Event::Message(message) = turn.event() else { return None };
    let key = turn.state::<ChoiceKey>().ok();
    let scope = Scope { chat: &facts.chat.as_ref()?.wa_id, now: facts.now, key: key.as_ref() };
    let id = turn.pressed().map_or_else(|| pressed_id(&message.waba.content), |press| Some(press.id.as_str()))?;
    match read(id, &T::SPEC, facts.now, Proof::Signature(scope)) {
        Press::Foreign => None,
        Press::Stale(why) => Some(Pressed::Stale(why)),
        Press::Fresh(number) => T::from_number(number).map(Pressed::Fresh),
    }
}

/// The id of what a customer pressed: a reply button, a row of a list, or a template's button, whose payload may be such an id.
pub(super) fn pressed_id(content: &Content) -> Option<&str> {
    match content {
        Content::Interactive(interactive) => {
            let button = interactive.button_reply.as_ref().map(|reply| reply.id.as_str());
            button.or_else(|| interactive.list_reply.as_ref().map(|row| row.id.as_str()))
        }
        Content::Button(press) => press.payload.as_deref(),
        _ => None,
    }
}
