//! What the scopes of a bot are entered for, and the way through them: guards, layers, answers to errors.

use std::sync::Arc;

use tower::ServiceExt as _;

use super::router::Router;
use super::routes::OnError;
use super::scope::Scope;
use super::service::TurnService;
use crate::conversation::{Conversation, Misfit, OpenTalk, not_given};
use crate::error::{Error, Result};
use crate::kind::EventKind;
use crate::panics;
use crate::turn::{Outcome, Turn};

/// What scopes are entered for.
#[derive(Debug, Clone)]
pub(crate) enum Errand {
    /// To ask the handlers of a kind.
    Ask(EventKind),
    /// To begin a conversation.
    Begin(&'static Conversation),
    /// To let the chat's open conversation go on.
    GoOn(Arc<OpenTalk>),
}

impl Errand {
    /// Whether a guard may refuse it. What an open conversation has begun itself goes on: else it would be stuck where it is.
    fn is_guarded(&self) -> bool {
        match self {
            Self::Ask(_) | Self::Begin(_) => true,
            Self::GoOn(open) => !open.is_its_own,
        }
    }
}

impl Router {
    /// Enters a scope, through its guards and layers. Its outcome has no handler when nobody in it took the turn.
    ///
    /// # Errors
    /// What was asked failed, and no scope in here answered.
    pub(super) async fn enter(&self, scope: usize, errand: Errand, turn: &Turn) -> Result<Outcome> {
        if errand.is_guarded() && !self.scopes()[scope].is_open(turn) {
            if let Errand::Begin(conversation) = errand {
                tracing::warn!(conversation = conversation.name, "a guard of its routes keeps a conversation from beginning");
            }
            return Ok(Outcome::default());
        }
        match self.service(scope) {
            Some(service) => {
                // A layer may call what it wraps more than once.
                let before = turn.lend_errand(Some(errand));
                let outcome = service.oneshot(turn.clone()).await;
                turn.lend_errand(before);
                outcome
            }
            None => Box::pin(self.within(scope, errand, turn)).await,
        }
    }

    /// What a scope's layers wrap.
    pub(super) fn service_of(&self, scope: usize) -> TurnService {
        // Weak: the service is kept in the router itself.
        let router = self.downgrade();
        TurnService::new(tower::service_fn(move |turn: Turn| {
            let router = router.upgrade().map(Self::from);
            async move {
                let (Some(router), Some(errand)) = (router, turn.lent_errand()) else {
                    return Err(Error::from("a layer kept a turn for longer than its bot"));
                };
                router.within(scope, errand, &turn).await
            }
        }))
    }

    /// Runs an errand in a scope, and answers its errors.
    async fn within(&self, scope: usize, errand: Errand, turn: &Turn) -> Result<Outcome> {
        match &self.scopes()[scope].on_error {
            Some(on_error) => {
                let done = panics::caught(self.done_within(scope, &errand, turn)).await;
                answered(on_error, done, &errand, turn).await
            }
            None => self.done_within(scope, &errand, turn).await,
        }
    }

    async fn done_within(&self, scope: usize, errand: &Errand, turn: &Turn) -> Result<Outcome> {
        let done = match errand {
            Errand::Ask(kind) => self.ask(scope, *kind, turn).await,
            Errand::Begin(conversation) => match self.conversations().scope_of(conversation) {
                Some(home) if home != scope => self.enter(self.nested(scope, home), errand.clone(), turn).await,
                _ => self.conversations().begin(turn, conversation).await,
            },
            Errand::GoOn(open) if open.scope != scope => self.enter(self.nested(scope, open.scope), errand.clone(), turn).await,
            Errand::GoOn(open) => self.conversations().go_on(turn, open).await,
        };
        match done {
            Ok(outcome) => self.begin_in(scope, turn, outcome).await,
            failed => failed,
        }
    }

    /// Asks the handlers of a scope, and of those nested in it.
    async fn ask(&self, scope: usize, kind: EventKind, turn: &Turn) -> Result<Outcome> {
        let Scope { range, .. } = &self.scopes()[scope];
        let mut next = range.start;
        for number in self.looked_up(kind, turn) {
            if !(next..range.end).contains(&number) {
                continue;
            }
            let home = self.home_of(number);
            let outcome = if home == scope {
                self.run(number, turn).await?
            } else {
                let nested = self.nested(scope, home);
                next = self.scopes()[nested].range.end;
                // Should a layer fail, this is whom it kept from being asked.
                self.note_asked(number, turn);
                self.enter(nested, Errand::Ask(kind), turn).await?
            };
            if outcome.handler.is_some() {
                return Ok(outcome);
            }
            turn.take_record();
        }
        Ok(Outcome::default())
    }

    /// Begins the conversation that a handler asked for, once the scope is reached that holds both: so the layers around both see one
    /// turn, and the conversation runs through those of its own routes.
    pub(super) async fn begin_in(&self, scope: usize, turn: &Turn, mut outcome: Outcome) -> Result<Outcome> {
        let Some(conversation) = outcome.talk.begins else { return Ok(outcome) };
        let Some(home) = self.conversations().scope_of(conversation) else {
            return Err(not_given(conversation, outcome.handler.as_ref()));
        };
        if !self.is_in(home, scope) {
            return Ok(outcome);
        }
        outcome.talk.begins = None;
        let begun = if home == scope {
            self.conversations().begin(turn, conversation).await?
        } else {
            self.enter(self.nested(scope, home), Errand::Begin(conversation), turn).await?
        };
        Ok(outcome.followed_by(begun))
    }

    /// Whether no guard of a scope, and of those around it, says no.
    pub(super) fn guards_admit(&self, scope: usize, turn: &Turn) -> bool {
        std::iter::successors(Some(scope), |scope| self.scopes()[*scope].parent).all(|scope| self.scopes()[scope].is_open(turn))
    }

    /// The scope directly within `outer` in which `inner` stands.
    fn nested(&self, outer: usize, inner: usize) -> usize {
        let mut scope = inner;
        while let Some(parent) = self.scopes()[scope].parent.filter(|parent| *parent != outer) {
            scope = parent;
        }
        scope
    }

    /// Whether a scope is another one, or nested in it.
    fn is_in(&self, inner: usize, outer: usize) -> bool {
        std::iter::successors(Some(inner), |scope| self.scopes()[*scope].parent).any(|scope| scope == outer)
    }
}

/// What the routes do in the place of something that failed in them.
async fn answered(on_error: &OnError, done: Result<Outcome>, errand: &Errand, turn: &Turn) -> Result<Outcome> {
    let error = match done {
        // Code and journal differ: that is no failure of what was asked, and its policy is declared elsewhere.
        Err(error) if !error.is::<Misfit>() => error,
        done => return done,
    };
    turn.take_record();
    let actions = on_error(turn.clone(), error).await?;
    // What it did with the chat itself leaves too.
    let mut record = turn.take_record();
    record.actions.extend(actions);
    let mut outcome = record.finished(turn.asked())?;
    if let Errand::GoOn(_) = errand {
        outcome.end_talk();
    }
    Ok(outcome)
}
