use std::fmt;

use super::admission::admits;
use super::index::{Index, word};
use super::patterns::Pattern;
use super::start::{StartError, StartErrors, check};
use crate::conversation::{Conversation, Conversations, check_conversations};
use crate::error::Result;
use crate::handler::{Handled, Registration, States, Visit};
use crate::kind::EventKind;
use crate::timer;
use crate::turn::{HandledBy, Outcome, Record, Turn};

/// Gives each turn to the first handler that wants it.
pub struct Router {
    handlers: Vec<Handler>,
    index: Index,
    states: States,
    conversations: Conversations,
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
        Self::with_conversations(handlers, std::iter::empty(), states)
    }

    /// The same, with the conversations that an open one of is found among.
    ///
    /// # Errors
    /// As [`Router::build`], and the mistakes in the conversations.
    pub fn with_conversations(
        handlers: impl IntoIterator<Item = &'static Registration>,
        conversations: impl IntoIterator<Item = &'static Conversation>,
        states: States,
    ) -> Result<Self, StartErrors> {
        let handlers: Vec<_> = handlers.into_iter().collect();
        let conversations: Vec<_> = conversations.into_iter().collect();
        let mut errors = check(&handlers, &states);
        errors.extend(check_conversations(&conversations, &states));
        let index = Index::new(&handlers).unwrap_or_else(|(kind, cause)| {
            errors.push(StartError::too_large(kind, &cause));
            Index::default()
        });
        if !errors.is_empty() {
            return Err(StartErrors(errors));
        }
        let handlers = handlers.into_iter().map(|registration| Handler { registration, pattern: Pattern::default() }).collect();
        let conversations = Conversations::new(conversations, states.clone());
        Ok(Self { handlers, index, states, conversations })
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
        let mut outcome = self.ask(turn).await?;
        crate::choice::seal(&mut outcome.actions, turn)?;
        Ok(outcome)
    }

    /// Asks the chat's conversation, then the handlers.
    async fn ask(&self, turn: &Turn) -> Result<Outcome> {
        turn.lend_states(&self.states);
        // A turn that is tried again starts from nothing.
        turn.take_record();
        if let Some(action) = timer::said(turn.event()) {
            return Ok(keeping_live(Outcome { actions: vec![action?], ..Outcome::default() }, turn));
        }
        if let Some(outcome) = self.conversations.go_on(turn).await? {
            return Ok(outcome);
        }
        for &kind in turn.facts().kinds {
            for number in self.index.candidates(kind, turn.event()) {
                let handler = &self.handlers[number];
                if admits(handler.registration, turn) && handler.run(turn).await? == Handled::Mine {
                    return self.outcome(handler.registration, turn).await;
                }
                turn.take_record();
            }
        }
        Ok(keeping_live(Outcome::default(), turn))
    }

    async fn outcome(&self, handler: &Registration, turn: &Turn) -> Result<Outcome> {
        let record = turn.take_record();
        if let Some(cause) = record.broken {
            return Err(cause);
        }
        let handled = HandledBy { name: handler.name, place: handler.place, kind: handler.kind, owners: handler.owners };
        let Record { actions, sessions, timers, begins, .. } = record;
        let outcome = Outcome { handler: Some(handled), actions, sessions, timers, ..Outcome::default() };
        match begins {
            Some(conversation) => self.conversations.begin(turn, conversation, outcome).await,
            None => Ok(keeping_live(outcome, turn)),
        }
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

/// The chat's conversation was not concerned: its future is kept as it is.
fn keeping_live(mut outcome: Outcome, turn: &Turn) -> Outcome {
    outcome.talk.live = turn.take_live();
    outcome
}

impl fmt::Debug for Router {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Router").field("handlers", &self.handlers.len()).finish_non_exhaustive()
    }
}
