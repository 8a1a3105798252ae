use serde_json::Value;

use super::question::{Awaited, Question, read_words};
use crate::builder::{IntoMessage, buttons};
use crate::error::Result;
use crate::folding::folded;
use crate::wire::{Event, OutgoingMessage};

/// A question that is answered with yes or no: by two buttons, or by their words. The default words are `Yes` and `No`.
///
/// ```
/// use switchboard::prelude::*;
/// use switchboard::conversation::Confirm;
///
/// #[conversation(assigned_messages, text = "löschen")]
/// async fn erase(talk: &mut Talk) -> Result<&'static str> {
///     let sure = talk.confirm(Confirm::new("Alles löschen?").words("Ja", "Nein")).await?;
///     Ok(if sure { "Gelöscht." } else { "Gut, es bleibt." })
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirm {
    question: String,
    yes: String,
    no: String,
}

impl Confirm {
    /// Asks with the buttons `Yes` and `No`.
    #[must_use]
    pub fn new(question: impl Into<String>) -> Self {
        Self { question: question.into(), yes: "Yes".to_owned(), no: "No".to_owned() }
    }

    /// The two words, 20 characters at most each.
    ///
    /// ```
    /// use switchboard::conversation::Confirm;
    /// use switchboard::prelude::*;
    ///
    /// #[conversation(assigned_messages, text = "weiter")]
    /// async fn go_on(talk: &mut Talk) -> Result<&'static str> {
    ///     let on = talk.confirm(Confirm::new("Weiter?").words("Ja, weiter", "Nein")).await?;
    ///     Ok(if on { "Weiter geht es." } else { "Schluss." })
    /// }
    /// ```
    #[must_use]
    pub fn words(self, yes: impl Into<String>, no: impl Into<String>) -> Self {
        Self { yes: yes.into(), no: no.into(), ..self }
    }
}

impl<T: Into<String>> From<T> for Confirm {
    fn from(question: T) -> Self {
        Self::new(question)
    }
}

impl Awaited for Confirm {
    type Value = bool;

    fn name(&self) -> String {
        self.question.clone()
    }

    fn read(&self, event: &Event) -> Option<Value> {
        read_words(event)
    }

    fn restore(&self, kept: &Value) -> Option<bool> {
        let word = folded(kept.as_str()?.trim_end_matches(['.', '!']));
        match word {
            word if word == folded(&self.yes) => Some(true),
            word if word == folded(&self.no) => Some(false),
            _ => None,
        }
    }
}

impl Question for Confirm {
    fn put(&self) -> Result<OutgoingMessage> {
        buttons(self.question.as_str()).button("yes", self.yes.as_str()).button("no", self.no.as_str()).into_message()
    }
}
