use std::fmt;
use std::sync::{Arc, OnceLock};

use tower::ServiceExt as _;

use super::admission::admits;
use super::conditions::Test;
use super::help::Help;
use super::index::{Index, word};
use super::patterns::Pattern;
use super::records;
use super::routes::Routes;
use super::scope::{Flat, Scope};
use super::service::TurnService;
use super::start::{StartError, StartErrors, check};
use crate::conversation::{Conversations, TALK, TalkTurn, check_conversations};
use crate::error::{Error, Result};
use crate::handler::{Condition, Found, Handled, Registration, States, Visit};
use crate::kind::EventKind;
use crate::timer;
use crate::turn::{HandledBy, Outcome, Record, Turn};

/// Gives each turn to the first handler that wants it.
#[derive(Clone)]
pub struct Router(Arc<Inner>);

struct Inner {
    handlers: Vec<Handler>,
    index: Index,
    scopes: Vec<Scope>,
    /// What a scope's layers wrap, for scopes that have any.
    services: Vec<OnceLock<TurnService>>,
    states: States,
    conversations: Conversations,
    help: Option<Help>,
    /// Whether a filter asks when the customer wrote before.
    notes_seen: bool,
}

struct Handler {
    registration: &'static Registration,
    scope: usize,
    pattern: Pattern,
    tests: Vec<Test>,
}

impl Router {
    /// Takes the handlers in their order, and the states they may ask for.
    ///
    /// # Errors
    /// As [`Router::of`].
    pub fn build(handlers: impl IntoIterator<Item = &'static Registration>, states: States) -> Result<Self, StartErrors> {
        Self::of(Routes::new().handlers(handlers), states, None)
    }

    /// Takes routes, the states that their handlers may ask for, and the word that asks for help.
    ///
    /// # Errors
    /// Every mistake in the handlers that can be found before the first message, all at once: states that were not given,
    /// groups that a regex does not have, sessions that would overwrite each other, handlers that can never run.
    pub fn of(routes: Routes, states: States, help: Option<&str>) -> Result<Self, StartErrors> {
        let mut flat = Flat::of(routes);
        let registrations: Vec<_> = flat.handlers.iter().map(|(handler, _)| *handler).collect();
        let (tests, mut errors) = tests(&registrations);
        errors.extend(check(&flat, &tests, &states));
        errors.extend(check_conversations(&flat.conversations, &states));
        let index = Index::new(&registrations).unwrap_or_else(|(kind, cause)| {
            errors.push(StartError::too_large(kind, &cause));
            Index::default()
        });
        if !errors.is_empty() {
            return Err(StartErrors(errors));
        }
        let handler = |((registration, scope), tests)| Handler { registration, scope, pattern: Pattern::default(), tests };
        let handlers = std::mem::take(&mut flat.handlers).into_iter().zip(tests).map(handler).collect();
        let router = Self(Arc::new(Inner {
            handlers,
            index,
            services: flat.scopes.iter().map(|_| OnceLock::new()).collect(),
            scopes: flat.scopes,
            conversations: Conversations::new(flat.conversations, states.clone()),
            states,
            help: help.map(Help::new),
            notes_seen: registrations.iter().any(|handler| handler.filters.conditions.iter().any(asks_what_was_seen)),
        }));
        for (number, layers) in flat.layers.into_iter().enumerate().filter(|(_, layers)| !layers.is_empty()) {
            let service = layers.into_iter().fold(router.service_of(number), |service, layer| layer(service));
            router.0.services[number].get_or_init(|| service);
        }
        Ok(router)
    }

    /// The kinds of events that handlers and conversations want, which says what the webhook must ask for.
    pub fn kinds(&self) -> impl Iterator<Item = EventKind> + '_ {
        let converses = (!self.0.conversations.is_empty()).then_some(EventKind::Conversation);
        self.0.index.kinds().chain(converses)
    }

    /// Whether a handler listens to this kind.
    #[must_use]
    pub fn listens_to(&self, kind: EventKind) -> bool {
        self.kinds().any(|known| known == kind)
    }

    /// The handlers, in their order.
    pub fn handlers(&self) -> impl Iterator<Item = &'static Registration> + '_ {
        self.0.handlers.iter().map(|handler| handler.registration)
    }

    /// Asks the handlers, in the order of the turn's kinds and then of registration, until one takes the event.
    /// [`Outcome::handler`] is nothing when none did.
    ///
    /// # Errors
    /// What the handler or one of its extractors failed with, or a message that breaks a limit. Nothing of the turn may leave then.
    pub async fn dispatch(&self, turn: &Turn) -> Result<Outcome> {
        let inner = &*self.0;
        turn.lend_states(&inner.states);
        // A turn that is tried again starts from nothing.
        turn.take_record();
        let not_asked = match timer::said(turn.event()) {
            Some(action) => Some(Outcome { actions: vec![action?], ..Outcome::default() }),
            None => self.converse(turn).await?,
        };
        let mut outcome = match not_asked {
            Some(outcome) => outcome,
            None => match inner.help.as_ref().and_then(|help| help.list(self.handlers(), turn)) {
                Some(outcome) => outcome,
                None => self.ask_all(turn).await?,
            },
        };
        if let Some(conversation) = outcome.talk.begins.take() {
            outcome = inner.conversations.begin(turn, conversation, outcome).await?;
        }
        // A conversation that was not concerned keeps its future as it is.
        outcome.talk.live = outcome.talk.live.or_else(|| turn.take_live());
        crate::choice::seal(&mut outcome.actions, turn)?;
        if outcome.handler.is_none() && outcome.actions.is_empty() && inner.help.is_some() {
            let commands = |kind, text: &str| inner.index.commands(kind, text).iter().map(|number| inner.handlers[*number].registration);
            outcome.actions = Help::usage(commands, turn);
        }
        if inner.notes_seen && turn.facts().chat.is_some() && turn.facts().kinds.contains(&EventKind::IncomingMessages) {
            outcome.sessions.extend([records::note_seen(turn)]);
        }
        Ok(outcome)
    }

    /// Gives the turn to the chat's open conversation, unless a handler interrupts it.
    async fn converse(&self, turn: &Turn) -> Result<Option<Outcome>> {
        if !turn.facts().sessions.contains_key(TALK) {
            return Ok(None);
        }
        if self.handlers().any(Registration::interrupts) {
            turn.ask_interrupters(true);
            let outcome = self.ask_all(turn).await;
            turn.ask_interrupters(false);
            let outcome = outcome?;
            if outcome.handler.is_some() {
                return Ok(Some(outcome));
            }
        }
        self.0.conversations.go_on(turn).await
    }

    async fn ask_all(&self, turn: &Turn) -> Result<Outcome> {
        for &kind in turn.facts().kinds {
            let outcome = self.ask(0, kind, turn).await?;
            if outcome.handler.is_some() {
                return Ok(outcome);
            }
        }
        Ok(Outcome::default())
    }

    /// Asks the handlers of one scope, and of those nested in it.
    async fn ask(&self, scope: usize, kind: EventKind, turn: &Turn) -> Result<Outcome> {
        let Inner { handlers, index, scopes, .. } = &*self.0;
        let Scope { range, on_error, .. } = &scopes[scope];
        let mut next = range.start;
        for number in index.candidates(kind, turn.event()) {
            if !(next..range.end).contains(&number) {
                continue;
            }
            let handler = &handlers[number];
            let outcome = if handler.scope == scope {
                handler.ask(turn).await
            } else {
                let nested = self.nested(scope, handler.scope);
                next = scopes[nested].range.end;
                self.enter(nested, kind, turn).await
            };
            match (outcome, on_error) {
                (Ok(outcome), _) if outcome.handler.is_some() => return Ok(outcome),
                (Ok(_), _) => {}
                (Err(error), None) => return Err(error),
                (Err(error), Some(on_error)) => {
                    turn.take_record();
                    let actions = on_error(turn.clone(), error).await?;
                    // What it did with the chat itself leaves too.
                    let mut record = turn.take_record();
                    record.actions.extend(actions);
                    return finished(record, turn.asked());
                }
            }
            turn.take_record();
        }
        Ok(Outcome::default())
    }

    /// Asks a nested scope, through its guards and layers.
    async fn enter(&self, scope: usize, kind: EventKind, turn: &Turn) -> Result<Outcome> {
        if !self.0.scopes[scope].guards.iter().all(|guard| guard(turn)) {
            return Ok(Outcome::default());
        }
        match self.0.services[scope].get() {
            Some(service) => {
                turn.lend_kind(kind);
                service.clone().oneshot(turn.clone()).await
            }
            None => Box::pin(self.ask(scope, kind, turn)).await,
        }
    }

    /// The scope directly within `outer` in which `inner` stands.
    fn nested(&self, outer: usize, inner: usize) -> usize {
        let mut scope = inner;
        while let Some(parent) = self.0.scopes[scope].parent.filter(|parent| *parent != outer) {
            scope = parent;
        }
        scope
    }

    /// What a scope's layers wrap.
    fn service_of(&self, scope: usize) -> TurnService {
        // Weak: the service is kept in the router itself.
        let router = Arc::downgrade(&self.0);
        TurnService::new(tower::service_fn(move |turn: Turn| {
            let router = router.upgrade().map(Self);
            async move {
                let (Some(router), Some(kind)) = (router, turn.lent_kind()) else {
                    return Err(Error::from("a layer kept a turn for longer than its bot"));
                };
                router.ask(scope, kind, &turn).await
            }
        }))
    }

    /// Which handlers would be asked, by their numbers; how many regexes are compiled by now.
    #[cfg(test)]
    pub(super) fn candidates(&self, kind: EventKind, event: &crate::wire::Event) -> Vec<usize> {
        self.0.index.candidates(kind, event).collect()
    }

    #[cfg(test)]
    pub(super) fn compiled(&self) -> usize {
        self.0.handlers.iter().filter(|handler| handler.pattern.is_compiled()).count()
    }
}

impl Handler {
    /// Asks the handler: an outcome without a handler when it does not want the turn.
    async fn ask(&self, turn: &Turn) -> Result<Outcome> {
        let registration = self.registration;
        if turn.asks_interrupters() && !registration.interrupts() {
            return Ok(Outcome::default());
        }
        turn.note_asked(handled_by(registration));
        if !admits(registration, &self.tests, turn).await? || self.run(turn).await? == Handled::Passed {
            return Ok(Outcome::default());
        }
        let mut record = turn.take_record();
        if registration.filters.once_in.is_some() {
            record.sessions.extend([records::note_ran(turn, registration)]);
        }
        finished(record, Some(handled_by(registration)))
    }

    async fn run(&self, turn: &Turn) -> Result<Handled> {
        let filters = &self.registration.filters;
        let text = word(turn.event());
        let captures = match (filters.regex, text) {
            (Some(pattern), Some(text)) if !filters.groups.is_empty() => self.pattern.regex(pattern)?.captures(text),
            _ => None,
        };
        let arguments = match &filters.command {
            Some(command) => match text.and_then(|text| command.read(text)) {
                Some(arguments) => Some(arguments),
                // Only its first word was looked up.
                None => return Ok(Handled::Passed),
            },
            None => None,
        };
        let found = Found { captures: captures.as_ref(), arguments: arguments.as_ref() };
        match (self.registration.call)(Visit::Run(turn, found)) {
            Some(answer) => answer.await,
            None => Ok(Handled::Passed),
        }
    }
}

fn handled_by(handler: &Registration) -> HandledBy {
    HandledBy { name: handler.name, place: handler.place, kind: handler.kind, owners: handler.owners }
}

fn finished(record: Record, handler: Option<HandledBy>) -> Result<Outcome> {
    match record.broken {
        Some(cause) => Err(cause),
        None => {
            let Record { actions, sessions, timers, begins, .. } = record;
            let talk = TalkTurn { begins, ..TalkTurn::default() };
            Ok(Outcome { handler, actions, sessions, timers, talk })
        }
    }
}

/// The conditions of all handlers, ready to be asked, and those that cannot be made ready.
fn tests(handlers: &[&'static Registration]) -> (Vec<Vec<Test>>, Vec<StartError>) {
    let mut errors = Vec::new();
    let tests = handlers.iter().map(|handler| {
        let tests = handler.filters.conditions.iter().map(Test::new).collect::<Result<Vec<_>>>();
        tests.unwrap_or_else(|cause| {
            errors.push(StartError::unready(handler, &cause));
            Vec::new()
        })
    });
    (tests.collect(), errors)
}

fn asks_what_was_seen(condition: &Condition) -> bool {
    match condition {
        Condition::NewChat | Condition::FirstIn(_) => true,
        Condition::Any(conditions) | Condition::All(conditions) => conditions.iter().any(asks_what_was_seen),
        Condition::Not(condition) => asks_what_was_seen(condition),
        _ => false,
    }
}

impl fmt::Debug for Router {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Router").field("handlers", &self.0.handlers.len()).finish_non_exhaustive()
    }
}
