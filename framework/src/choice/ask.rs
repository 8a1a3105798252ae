use jiff::Timestamp;
use serde_json::{Value, json};

use super::extract::pressed_id;
use super::id::{Press, Proof, read};
use super::{Choices, Choose};
use crate::builder::IntoMessage;
use crate::conversation::{Awaited, Question};
use crate::error::Result;
use crate::folding::folded;
use crate::wire::{Event, OutgoingMessage};

/// Asked in a conversation, a choice is answered by a press on one of its buttons or rows, or by the words on it. A press that does not
/// count any more, and other words, are no answer: it is asked again. A press on buttons that a handler has sent goes to the handlers.
///
/// Whether it has expired is seen by when it was pressed. A signature is not looked at here: the question is open in this very chat, and
/// its customer may choose any of its options.
impl<T: Choices> Awaited for Choose<T> {
    type Value = T;

    fn name(&self) -> String {
        self.frame.body.clone()
    }

    fn read(&self, event: &Event) -> Option<Value> {
        let Event::Message(message) = event else { return None };
        let option = match (pressed_id(&message.waba.content), message.waba.content.text()) {
            (Some(id), _) => {
                let pressed_at = message.waba.timestamp.and_then(|at| Timestamp::from_second(at.as_seconds()).ok());
                match read(id, self.spec, pressed_at.unwrap_or(Timestamp::MIN), Proof::OpenQuestion) {
                    Press::Foreign => return None,
                    Press::Stale(_) => None,
                    Press::Fresh(number) => Some(number),
                }
            }
            (None, Some(words)) => {
                let words = folded(words.trim());
                self.spec.options.iter().position(|option| folded(option.title) == words)
            }
            (None, None) => return None,
        };
        // By its id, which stays when the variants change their order.
        Some(json!({ "chosen": option.map(|number| self.spec.options[number].id) }))
    }

    fn restore(&self, kept: &Value) -> Option<T> {
        let chosen = kept["chosen"].as_str()?;
        T::from_number(self.spec.options.iter().position(|option| option.id == chosen)?)
    }
}

impl<T: Choices> Question for Choose<T> {
    fn put(&self) -> Result<OutgoingMessage> {
        self.clone().into_message()
    }
}
