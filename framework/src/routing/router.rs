use std::fmt;
use std::sync::{Arc, OnceLock, Weak};

use super::admission::{admits, is_for_chat};
use super::candidates::Candidates;
use super::conditions::Test;
use super::errand::Errand;
use super::help::{self, Help};
use super::index::{Index, word};
use super::patterns::Pattern;
use super::records;
use super::routes::Routes;
use super::scope::{Flat, Scope};
use super::service::TurnService;
use super::start::{StartError, StartErrors, check};
use crate::action::Action;
use crate::conversation::{Conversations, Open, check_conversations};
use crate::error::Result;
use crate::handler::{Condition, Found, Handled, Registration, States, Visit};
use crate::kind::EventKind;
use crate::timer;
use crate::turn::{HandledBy, Outcome, Turn};

/// Gives each turn to the first handler that wants it.
///
/// A bot has one. A unit test can have one, too, for handlers with their filters and arguments, without an inbox: it says what would leave.
///
/// ```
/// use switchboard::handler::States;
/// use switchboard::prelude::*;
/// use switchboard::routing::Router;
/// use switchboard::turn::TurnFacts;
/// use switchboard::wire::decode;
///
/// #[derive(Clone)]
/// struct Stock(u32);
///
/// #[on(incoming_messages, command = "stock <item>")]
/// async fn stock(Arg(item): Arg<String>, State(Stock(count)): State<Stock>) -> String {
///     format!("{count} of {item}.")
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<()> {
/// let router = Router::build(handlers![stock], States::new().with(Stock(3)))?;
/// let told = br#"{"messages": [{"from": "491713920001", "id": "wamid.1", "timestamp": "1767225600", "type": "text",
///    "text": {"body": "stock tea"}}]}"#;
/// let facts = TurnFacts::new(decode(told)?.events.remove(0), UserId::new(7), "2026-01-01T00:00:00Z".parse()?);
/// let outcome = router.dispatch(&Turn::new(facts)).await?;
/// let Some(Action::Send(message)) = outcome.actions.first() else { panic!("it says something") };
/// assert_eq!(message.content.text(), Some("3 of tea."));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Router(Arc<Inner>);

pub(super) struct Inner {
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
        errors.extend(check_conversations(flat.conversations.iter().map(|(conversation, _)| *conversation), &states));
        let index = Index::new(&registrations).unwrap_or_else(|(kind, cause)| {
            errors.push(StartError::too_large(kind, &cause));
            Index::default()
        });
        if !errors.is_empty() {
            return Err(StartErrors::of(errors));
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
        turn.start_over();
        let not_asked = match timer::said(turn.event()) {
            Some(action) => Some(Outcome { actions: vec![action?], ..Outcome::default() }),
            // It is no answer to a question, and asks for nothing.
            None if turn.facts().stale => Some(self.ask_all(turn).await?),
            None => self.converse(turn).await?,
        };
        let mut outcome = match not_asked {
            Some(outcome) => outcome,
            None => match self.help(turn).await? {
                Some(outcome) => outcome,
                None => self.ask_all(turn).await?,
            },
        };
        // What an answer to an error of the outermost routes may ask for.
        outcome = self.begin_in(0, turn, outcome).await?;
        // A conversation that was not concerned keeps its future as it is.
        outcome.talk.live = outcome.talk.live.or_else(|| turn.take_live());
        crate::choice::seal(&mut outcome.actions, turn)?;
        if outcome.handler.is_none() && outcome.actions.is_empty() && inner.help.is_some() && !turn.facts().stale {
            outcome.actions = self.usage(turn).await?;
        }
        if inner.notes_seen && turn.facts().chat.is_some() && turn.facts().kinds.contains(&EventKind::IncomingMessages) {
            outcome.sessions.extend([records::note_seen(turn)]);
        }
        Ok(outcome)
    }

    /// Gives the turn to the chat's open conversation, unless a handler interrupts it, or a guard of its routes says no.
    async fn converse(&self, turn: &Turn) -> Result<Option<Outcome>> {
        let open = match self.0.conversations.open(turn)? {
            Open::Nothing => return Ok(None),
            Open::Rests(outcome) => return Ok(Some(outcome)),
            Open::Concerned(open) => open,
        };
        if !open.is_its_own && self.handlers().any(Registration::interrupts) {
            turn.ask_interrupters(true);
            let outcome = self.ask_all(turn).await;
            turn.ask_interrupters(false);
            let outcome = outcome?;
            if outcome.handler.is_some() {
                return Ok(Some(outcome));
            }
        }
        turn.note_asked(open.handled_by(turn));
        let outcome = self.enter(0, Errand::GoOn(open), turn).await?;
        Ok(outcome.handler.is_some().then_some(outcome))
    }

    async fn ask_all(&self, turn: &Turn) -> Result<Outcome> {
        for &kind in turn.facts().kinds {
            let outcome = self.enter(0, Errand::Ask(kind), turn).await?;
            if outcome.handler.is_some() {
                return Ok(outcome);
            }
        }
        Ok(Outcome::default())
    }

    pub(super) fn scopes(&self) -> &[Scope] {
        &self.0.scopes
    }

    pub(super) fn conversations(&self) -> &Conversations {
        &self.0.conversations
    }

    /// The layers of a scope around what is in it, when it has any.
    pub(super) fn service(&self, scope: usize) -> Option<TurnService> {
        self.0.services[scope].get().cloned()
    }

    pub(super) fn downgrade(&self) -> Weak<Inner> {
        Arc::downgrade(&self.0)
    }

    /// The handlers of a kind that may want the turn, by their numbers.
    pub(super) fn looked_up(&self, kind: EventKind, turn: &Turn) -> Candidates<'_> {
        self.0.index.candidates(kind, turn.event())
    }

    /// The answer to the word that asks for help, when the turn is one and there is anything to tell.
    async fn help(&self, turn: &Turn) -> Result<Option<Outcome>> {
        if !self.0.help.as_ref().is_some_and(|help| help.is_asked_for(turn)) {
            return Ok(None);
        }
        let commands = self.open_commands(0..self.0.handlers.len(), turn).await?;
        Ok(Help::list(&commands))
    }

    /// How the command is written that the customer meant, when nobody took the turn.
    async fn usage(&self, turn: &Turn) -> Result<Vec<Action>> {
        let Some(text) = help::text(turn) else { return Ok(Vec::new()) };
        let meant = turn.facts().kinds.iter().flat_map(|kind| self.0.index.commands(*kind, text).iter().copied());
        let commands = self.open_commands(meant, turn).await?;
        Ok(Help::usage(&commands, text))
    }

    /// The commands among these handlers that may be used in the turn's chat.
    async fn open_commands(&self, handlers: impl Iterator<Item = usize>, turn: &Turn) -> Result<Vec<&'static Registration>> {
        let mut open = Vec::new();
        for handler in handlers.map(|number| &self.0.handlers[number]) {
            let is_command = handler.registration.filters.command.is_some();
            if is_command && self.guards_admit(handler.scope, turn) && is_for_chat(handler.registration, &handler.tests, turn).await? {
                open.push(handler.registration);
            }
        }
        Ok(open)
    }

    /// The scope in which a handler stands.
    pub(super) fn home_of(&self, handler: usize) -> usize {
        self.0.handlers[handler].scope
    }

    /// Notes that a handler is asked now.
    pub(super) fn note_asked(&self, handler: usize, turn: &Turn) {
        turn.note_asked(handled_by(self.0.handlers[handler].registration));
    }

    /// Asks one handler: an outcome without a handler when it does not want the turn.
    pub(super) async fn run(&self, handler: usize, turn: &Turn) -> Result<Outcome> {
        self.0.handlers[handler].ask(turn).await
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

impl From<Arc<Inner>> for Router {
    fn from(inner: Arc<Inner>) -> Self {
        Self(inner)
    }
}

impl Handler {
    /// Asks the handler: an outcome without a handler when it does not want the turn.
    async fn ask(&self, turn: &Turn) -> Result<Outcome> {
        let registration = self.registration;
        if (turn.asks_interrupters() && !registration.interrupts()) || (turn.facts().stale && !registration.takes_stale()) {
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
        record.finished(Some(handled_by(registration)))
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
    condition.mentions(|condition| matches!(condition, Condition::NewChat | Condition::FirstIn(_)))
}

impl fmt::Debug for Router {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Router").field("handlers", &self.0.handlers.len()).finish_non_exhaustive()
    }
}
