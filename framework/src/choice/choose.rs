use std::fmt;
use std::marker::PhantomData;

use super::{Choices, Opt, Spec, id};
use crate::action::Action;
use crate::builder::{ButtonsMessage, Frame, IntoMessage, ListMessage, framed};
use crate::error::Result;
use crate::handler::IntoOutcome;
use crate::wire::OutgoingMessage;

/// Words with the options of a choice below: buttons for up to three, else a list that a button opens. The words have 1 to 1024
/// characters. The answer comes as a message of its own, which [`Choice`](super::Choice) takes.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[derive(Choice)]
/// enum Size {
///     #[choice("Small")]
///     S,
///     #[choice("Medium")]
///     M,
///     #[choice("Large")]
///     L,
/// }
///
/// #[on(incoming_messages, text = "shirt")]
/// async fn shirt() -> impl IntoOutcome {
///     choose::<Size>("Which size?").footer("We have all of them.")
/// }
///
/// #[on(incoming_messages)]
/// async fn chosen(Choice(size): Choice<Size>) -> &'static str {
///     match size {
///         Size::S => "A small one, then.",
///         Size::M | Size::L => "A big one, then.",
///     }
/// }
/// ```
pub fn choose<T: Choices>(body: impl Into<String>) -> Choose<T> {
    Choose { spec: &T::SPEC, frame: Frame::new(body), of: PhantomData }
}

/// A question with a choice, to be sent; [`choose`] makes one.
#[must_use = "a message is sent when it is returned or said"]
pub struct Choose<T> {
    pub(super) spec: &'static Spec,
    pub(super) frame: Frame,
    of: PhantomData<fn() -> T>,
}

impl<T> Choose<T> {
    framed!();
}

// By hand: none of it asks anything of what is chosen from.
impl<T> Clone for Choose<T> {
    fn clone(&self) -> Self {
        Self { spec: self.spec, frame: self.frame.clone(), of: PhantomData }
    }
}

impl<T> fmt::Debug for Choose<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Choose").field("frame", &self.frame).finish_non_exhaustive()
    }
}

// No bound on what is chosen from: a missing derive is told once, where `choose` is called.
impl<T> IntoMessage for Choose<T> {
    fn into_message(self) -> Result<OutgoingMessage> {
        let spec = self.spec;
        let Some(label) = spec.list else {
            let options = spec.options.iter();
            let message =
                options.fold(ButtonsMessage::framed(self.frame), |message, option| message.button(id::open(spec, option), option.title));
            return message.into_message();
        };
        let mut message = ListMessage::framed(self.frame, label.to_owned());
        for section in sections(spec.options) {
            if let Some(title) = section {
                message = message.section(title);
            }
            for option in spec.options.iter().filter(|option| option.section == section) {
                let id = id::open(spec, option);
                message = match option.description {
                    Some(description) => message.described_row(id, option.title, description),
                    None => message.row(id, option.title),
                };
            }
        }
        message.into_message()
    }
}

impl<T> IntoOutcome for Choose<T> {
    fn add_to(self, actions: &mut Vec<Action>) -> Result<()> {
        actions.push(self.into_action()?);
        Ok(())
    }
}

/// The sections, in the order in which they are first named.
fn sections(options: &[Opt]) -> Vec<Option<&'static str>> {
    let mut sections = Vec::new();
    for option in options {
        if !sections.contains(&option.section) {
            sections.push(option.section);
        }
    }
    sections
}
