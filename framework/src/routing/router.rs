use std::fmt;

use super::admission::admits;
use super::index::{Index, word};
use super::patterns::Pattern;
use super::start::{StartError, StartErrors, check};
use crate::error::Result;
use crate::handler::{Handled, Registration, States, Visit};
use crate::kind::EventKind;
use crate::turn::{HandledBy, Outcome, Turn};

/// Gives each turn to the first handler that wants it.
pub struct Router {
    handlers: Vec<Handler>,
    index: Index,
    states: States,
}

struct Handler {
    registration: &'static Registration,
    pattern: Pattern,
}

impl Router {
    /// Takes the handlers in their order, and the states they may ask for.
    ///
    /// # Errors
    /// Every mistake in the handlers that can be found before the first message, all at once: states that were not given,
    /// groups that a regex does not have, sessions that would overwrite each other, handlers that can never run.
    pub fn build(handlers: impl IntoIterator<Item = &'static Registration>, states: States) -> Result<Self, StartErrors> {
        let handlers: Vec<_> = handlers.into_iter().collect();
        let mut errors = check(&handlers, &states);
        let index = Index::new(&handlers).unwrap_or_else(|(kind, cause)| {
            errors.push(StartError::too_large(kind, &cause));
            Index::default()
        });
        if !errors.is_empty() {
            return Err(StartErrors(errors));
        }
        let handlers = handlers.into_iter().map(|registration| Handler { registration, pattern: Pattern::default() }).collect();
        Ok(Self { handlers, index, states })
    }

    /// The kinds of events that have a handler, which says what the webhook must ask for.
    pub fn kinds(&self) -> impl Iterator<Item = EventKind> + '_ {
        self.index.kinds()
    }

    /// Whether a handler listens to this kind.
    #[must_use]
    pub fn listens_to(&self, kind: EventKind) -> bool {
        self.kinds().any(|known| known == kind)
    }

    /// The handlers, in their order.
    pub fn handlers(&self) -> impl Iterator<Item = &'static Registration> + '_ {
        self.handlers.iter().map(|handler| handler.registration)
    }

    /// Asks the handlers, in the order of the turn's kinds and then of registration, until one takes the event.
    /// [`Outcome::handler`] is nothing when none did.
    ///
    /// # Errors
    /// What the handler or one of its extractors failed with, or a message that breaks a limit. Nothing of the turn may leave then.
    pub async fn dispatch(&self, turn: &Turn) -> Result<Outcome> {
        turn.lend_states(&self.states);
        // A turn that is tried again starts from nothing.
        turn.take_record();
        for &kind in turn.facts().kinds {
            for number in self.index.candidates(kind, turn.event()) {
                let handler = &self.handlers[number];
                if admits(handler.registration, turn) && handler.run(turn).await? == Handled::Mine {
                    return outcome(handler.registration, turn);
                }
                turn.take_record();
            }
        }
        Ok(Outcome::default())
    }

    /// Which handlers would be asked, by their numbers; how many regexes are compiled by now.
    #[cfg(test)]
    pub(super) fn candidates(&self, kind: EventKind, event: &crate::wire::Event) -> Vec<usize> {
        self.index.candidates(kind, event).collect()
    }

    #[cfg(test)]
    pub(super) fn compiled(&self) -> usize {
        self.handlers.iter().filter(|handler| handler.pattern.is_compiled()).count()
    }
}

impl Handler {
    async fn run(&self, turn: &Turn) -> Result<Handled> {
        let filters = &self.registration.filters;
        let captures = match (filters.regex, word(turn.event())) {
            (Some(pattern), Some(text)) if !filters.groups.is_empty() => self.pattern.regex(pattern)?.captures(text),
            _ => None,
        };
        match (self.registration.call)(Visit::Run(turn, captures.as_ref())) {
            Some(answer) => answer.await,
            None => Ok(Handled::Passed),
        }
    }
}

fn outcome(handler: &Registration, turn: &Turn) -> Result<Outcome> {
    let record = turn.take_record();
    if let Some(cause) = record.broken {
        return Err(cause);
    }
    let handled = HandledBy { name: handler.name, place: handler.place, kind: handler.kind, owners: handler.owners };
    Ok(Outcome { handler: Some(handled), actions: record.actions, sessions: record.sessions, timers: record.timers })
}

impl fmt::Debug for Router {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Router").field("handlers", &self.handlers.len()).finish_non_exhaustive()
    }
}
