//! Handlers that can never run. What is told here is proved: what may be reachable is never refused.

use std::cell::OnceCell;

use regex::Regex;

use super::conditions::{Subject, Test, all_hold};
use super::literals::Literals;
use super::scope::Flat;
use super::start::StartError;
use crate::folding::folded;
use crate::handler::Registration;
use crate::handover::{OwnerClass, OwnerSet};
use crate::kind::EventKind;

/// Handlers that get nothing, or not all they ask for, because one that is asked before them takes it.
pub(super) fn hidden(flat: &Flat, tests: &[Vec<Test>]) -> Vec<StartError> {
    let takers: Vec<Taker<'_>> = flat.handlers.iter().zip(tests).map(|((handler, _), tests)| Taker::new(handler, tests)).collect();
    let told = |(number, later): (usize, &Taker<'_>)| {
        takers.iter().enumerate().find_map(|(at, earlier)| {
            let order = asked_before(flat, at, number)?;
            let why = earlier.hides(later)?;
            let (function, name, place) = (later.handler.name, earlier.handler.name, earlier.handler.place);
            let message = format!("handler `{function}` {why} handler `{name}` {order} ({}:{})", place.file(), place.line());
            Some(StartError::at(later.handler.place, message))
        })
    };
    takers.iter().enumerate().filter_map(told).collect()
}

/// Why a turn that reaches the later handler has surely been offered to the earlier one, if it has.
fn asked_before(flat: &Flat, earlier: usize, later: usize) -> Option<&'static str> {
    let (first, second) = (flat.handlers[earlier].0, flat.handlers[later].0);
    if first.kind == second.kind {
        return (earlier < later && flat.always_asks(earlier, later)).then_some("before it");
    }
    // A message in the bot's own chat is asked for under the one kind, then under the other, wherever the handlers stand.
    let is_asked_twice = (first.kind, second.kind) == (EventKind::AssignedMessages, EventKind::IncomingMessages);
    (is_asked_twice && second.admits() == OwnerSet::only(OwnerClass::Me) && flat.lets_all_in(earlier))
        .then_some("of `assigned_messages`, which is asked first in the bot's chats")
}

/// A handler, as far as it can be told before the first message what it takes.
struct Taker<'a> {
    handler: &'static Registration,
    regex: Option<Regex>,
    tests: &'a [Test],
    literals: OnceCell<Option<Literals>>,
}

impl<'a> Taker<'a> {
    fn new(handler: &'static Registration, tests: &'a [Test]) -> Self {
        // Compiled once, and only for a handler that keeps what it takes.
        let regex = handler.filters.regex.filter(|_| !handler.may_pass).and_then(|pattern| Regex::new(pattern).ok());
        Self { handler, regex, tests, literals: OnceCell::new() }
    }

    /// Why the later handler gets nothing, or not all it asks for.
    fn hides(&self, later: &Self) -> Option<String> {
        let beside = self.handler.takes_beside_text(later.handler);
        if beside && (self.handler.asks_text_of(later.handler) || self.takes_texts_of(later)) {
            return Some("can never run: all it asks for goes to".to_owned());
        }
        self.takes_a_text_of(later).map(|text| format!("can never get the text `{text}`: it goes to the {} of", self.what()))
    }

    /// Whether every text that the later one's command or regex takes is one for this one's.
    fn takes_texts_of(&self, later: &Self) -> bool {
        let (mine, others) = (&self.handler.filters, &later.handler.filters);
        match (&mine.command, &others.command) {
            (Some(mine), Some(others)) => mine.covers(others),
            (None, None) => self.literals().zip(later.literals()).is_some_and(|(mine, others)| mine.cover(others)),
            _ => false,
        }
    }

    fn literals(&self) -> Option<&Literals> {
        self.literals.get_or_init(|| self.handler.filters.regex.and_then(Literals::of)).as_ref()
    }

    /// A text of the later handler that this one surely takes.
    fn takes_a_text_of(&self, later: &Self) -> Option<&'static str> {
        let (mine, others) = (&self.handler.filters, &later.handler.filters);
        let decides =
            mine.command.is_some() || self.regex.is_some() || !self.tests.is_empty() || (mine.ignore_case && !mine.texts.is_empty());
        if self.handler.may_pass || others.texts.is_empty() || !decides || !self.handler.admits().covers(later.handler.admits()) {
            return None;
        }
        if (others.stale && !mine.stale) || (others.interrupts && !mine.interrupts) {
            return None;
        }
        others.texts.iter().copied().find(|text| self.takes(text))
    }

    fn takes(&self, text: &str) -> bool {
        let filters = &self.handler.filters;
        let words = if filters.ignore_case { folded(text) } else { text.to_owned() };
        (filters.texts.is_empty() || filters.texts.contains(&words.as_str()))
            && (filters.regex.is_none() || self.regex.as_ref().is_some_and(|regex| regex.is_match(text)))
            && filters.command.as_ref().is_none_or(|command| command.read(text).is_some())
            && matches!(all_hold(self.tests, Subject::Text(text)), Ok(Some(true)))
    }

    const fn what(&self) -> &'static str {
        if self.regex.is_some() {
            "regex"
        } else if self.handler.filters.command.is_some() {
            "command"
        } else {
            "filter"
        }
    }
}
