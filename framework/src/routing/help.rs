use crate::action::Action;
use crate::builder::IntoMessage;
use crate::folding::folded;
use crate::handler::Registration;
use crate::turn::{Outcome, Turn};
use crate::wire::{Event, limits};

/// The answer to a customer who asks what the bot can do, and to one who gave a command wrongly.
#[derive(Debug)]
pub(super) struct Help {
    /// Folded.
    word: String,
}

impl Help {
    pub(super) fn new(word: &str) -> Self {
        Self { word: folded(word.trim()) }
    }

    /// Whether the customer asks for help.
    pub(super) fn is_asked_for(&self, turn: &Turn) -> bool {
        text(turn).is_some_and(|text| folded(text) == self.word)
    }

    /// These commands with their first sentences, each once: one that is declared for two kinds of messages is one to the customer.
    /// Nothing when there are none: then the word is one like any other.
    pub(super) fn list(commands: &[&'static Registration]) -> Option<Outcome> {
        let mut told: Vec<String> = Vec::new();
        let mut messages: Vec<String> = Vec::new();
        for handler in commands {
            let Some(command) = &handler.filters.command else { continue };
            let (usage, line) = (folded(command.usage), line(handler, command.usage));
            if told.contains(&usage) {
                continue;
            }
            told.push(usage);
            match messages.last_mut() {
                // WhatsApp counts characters; a UTF-16 unit is never more than one.
                Some(message) if (message.encode_utf16().count() + 1 + line.encode_utf16().count()) <= limits::TEXT_BODY => {
                    message.push('\n');
                    message.push_str(&line);
                }
                _ => messages.push(line),
            }
        }
        let actions: Vec<Action> = messages.into_iter().filter_map(|message| message.into_message().ok()).map(Action::Send).collect();
        (!actions.is_empty()).then(|| Outcome { actions, ..Outcome::default() })
    }

    /// How the one of these commands is written that the customer meant.
    pub(super) fn usage(commands: &[&'static Registration], text: &str) -> Vec<Action> {
        let commands = commands.iter().filter_map(|handler| handler.filters.command.as_ref().map(|command| (handler, command)));
        let meant = commands.filter(|(_, command)| command.is_meant(text)).map(|(handler, command)| line(handler, command.usage)).next();
        meant.and_then(|line| line.into_message().ok()).map(Action::Send).into_iter().collect()
    }
}

/// The customer's words.
pub(super) fn text(turn: &Turn) -> Option<&str> {
    match turn.event() {
        Event::Message(message) if !message.is_outgoing() => message.waba.content.text().map(str::trim),
        _ => None,
    }
}

fn line(handler: &Registration, usage: &str) -> String {
    if handler.about.is_empty() { usage.to_owned() } else { format!("{usage}: {}", handler.about) }
}
