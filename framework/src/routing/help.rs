use super::admission::owner_admits;
use crate::action::Action;
use crate::builder::IntoMessage;
use crate::handler::Registration;
use crate::kind::EventKind;
use crate::turn::{Outcome, Turn};
use crate::wire::{Event, limits};

/// The answer to a customer who asks what the bot can do, and to one who gave a command wrongly.
#[derive(Debug)]
pub(super) struct Help {
    /// In lower case.
    word: String,
}

impl Help {
    pub(super) fn new(word: &str) -> Self {
        Self { word: word.trim().to_lowercase() }
    }

    /// The commands of the turn's chat with their first sentences, when the customer asks for help.
    pub(super) fn list(&self, handlers: impl Iterator<Item = &'static Registration>, turn: &Turn) -> Option<Outcome> {
        if text(turn)?.to_lowercase() != self.word {
            return None;
        }
        let mut messages: Vec<String> = Vec::new();
        for line in handlers.filter(|handler| is_open(handler, turn)).filter_map(line) {
            match messages.last_mut() {
                // WhatsApp counts characters; a UTF-16 unit is never more than one.
                Some(message) if (message.encode_utf16().count() + 1 + line.encode_utf16().count()) <= limits::TEXT_BODY => {
                    message.push('\n');
                    message.push_str(&line);
                }
                _ => messages.push(line),
            }
        }
        // Where nothing can be done, the word is one like any other.
        let actions: Vec<Action> = messages.into_iter().filter_map(|message| message.into_message().ok()).map(Action::Send).collect();
        (!actions.is_empty()).then(|| Outcome { actions, ..Outcome::default() })
    }

    /// How the command is written that the customer meant, when nobody took the turn.
    pub(super) fn usage<I: Iterator<Item = &'static Registration>>(commands: impl Fn(EventKind, &str) -> I, turn: &Turn) -> Vec<Action> {
        let Some(text) = text(turn) else { return Vec::new() };
        let meant = turn
            .facts()
            .kinds
            .iter()
            .flat_map(|kind| commands(*kind, text))
            .find(|handler| is_open(handler, turn) && handler.filters.command.is_some_and(|command| command.is_meant(text)));
        meant.and_then(line).and_then(|line| line.into_message().ok()).map(Action::Send).into_iter().collect()
    }
}

fn text(turn: &Turn) -> Option<&str> {
    match turn.event() {
        Event::Message(message) if !message.is_outgoing() => message.waba.content.text().map(str::trim),
        _ => None,
    }
}

fn is_open(handler: &Registration, turn: &Turn) -> bool {
    turn.facts().kinds.contains(&handler.kind) && owner_admits(handler, turn)
}

fn line(handler: &'static Registration) -> Option<String> {
    let usage = handler.filters.command.as_ref()?.usage;
    Some(if handler.about.is_empty() { usage.to_owned() } else { format!("{usage}: {}", handler.about) })
}
