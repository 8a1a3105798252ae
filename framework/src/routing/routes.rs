use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use tower::{Layer, Service};

use super::service::{TurnService, layered};
use crate::action::Action;
use crate::conversation::Conversation;
use crate::error::{Error, Result};
use crate::handler::{IntoOutcome, Registration};
use crate::turn::{Outcome, Turn};

/// Handlers that belong together, with what holds for all of them: layers, guards, and what is done when one fails.
///
/// Handlers and nested routes are asked in the order in which they are added.
///
/// ```
/// use switchboard::prelude::*;
///
/// mod shop {
///     use switchboard::prelude::*;
///
///     #[on(incoming_messages, command = "order <id>")]
///     async fn order(Arg(id): Arg<u64>) -> Result<String> {
///         if id == 0 { Err("no such order")? }
///         Ok(format!("Order {id} is on its way."))
///     }
///
///     /// What the customer reads when a handler of the shop fails for good.
///     async fn sorry(turn: Turn, error: Error) -> Result<&'static str> {
///         if turn.facts().attempt < 3 { Err(error) } else { Ok("The shop cannot be reached. Please try again later.") }
///     }
///
///     pub fn routes() -> Routes {
///         Routes::new().handlers(handlers![order]).guard(|turn| !turn.facts().late).on_error(sorry)
///     }
/// }
///
/// #[on(incoming_messages)]
/// async fn anything() -> &'static str {
///     "Write `order` and a number."
/// }
///
/// let routes = Routes::new().nest(shop::routes()).handlers(handlers![anything]);
/// ```
#[derive(Default)]
#[must_use = "routes do nothing before a bot has them"]
pub struct Routes {
    pub(super) items: Vec<Item>,
    pub(super) guards: Vec<Guard>,
    pub(super) layers: Vec<Wrap>,
    pub(super) on_error: Option<OnError>,
    pub(super) conversations: Vec<&'static Conversation>,
}

/// A part of routes.
pub(super) enum Item {
    Handler(&'static Registration),
    Nested(Routes),
}

pub(super) type Guard = Box<dyn Fn(&Turn) -> bool + Send + Sync>;
pub(super) type Wrap = Box<dyn FnOnce(TurnService) -> TurnService + Send>;
pub(super) type OnError = Arc<dyn Fn(Turn, Error) -> Pin<Box<dyn Future<Output = Result<Vec<Action>>> + Send>> + Send + Sync>;

impl Routes {
    /// No handlers yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds handlers.
    pub fn handlers(mut self, handlers: impl IntoIterator<Item = &'static Registration>) -> Self {
        self.items.extend(handlers.into_iter().map(Item::Handler));
        self
    }

    /// Adds conversations: the messages that begin one are asked for like a handler's, in the order in which they are added.
    ///
    /// What holds for these routes holds for their conversations, at the beginning and at each answer: layers see their turns, and
    /// [`on_error`](Routes::on_error) answers their errors. While a guard says no, an open conversation is not asked and its question
    /// stays open; the handlers are asked in its place, and `chat.start` begins nothing. A guard is not asked about what an open
    /// conversation has brought about itself: the end of its time, or the rest of a turn that a step has cut in two.
    pub fn conversations(mut self, conversations: impl IntoIterator<Item = &'static Conversation>) -> Self {
        for conversation in conversations {
            self.items.extend(conversation.begins_on.map(Item::Handler));
            self.conversations.push(conversation);
        }
        self
    }

    /// Adds other routes, with what holds for them.
    pub fn nest(mut self, routes: Self) -> Self {
        self.items.push(Item::Nested(routes));
        self
    }

    /// Lets in only turns of which this is true, here and in all routes that are nested. It is asked before any handler is.
    pub fn guard(mut self, guard: impl Fn(&Turn) -> bool + Send + Sync + 'static) -> Self {
        self.guards.push(Box::new(guard));
        self
    }

    /// Wraps the turns that one of these handlers may take in a tower layer. The last one that is added is the outermost.
    ///
    /// A layer sees an [`Outcome`] without a handler when none of them took the turn, and the next one is asked.
    pub fn layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<TurnService> + Send + 'static,
        L::Service: Service<Turn, Response = Outcome> + Clone + Send + Sync + 'static,
        <L::Service as Service<Turn>>::Error: Into<Error>,
        <L::Service as Service<Turn>>::Future: Send + 'static,
    {
        self.layers.push(Box::new(move |service| layered(service, &layer)));
        self
    }

    /// What is done when one of these handlers fails: an `async fn(Turn, Error)` that returns what a handler may return. What it
    /// returns leaves in the place of the handler's own words, of which nothing does, and the turn is not tried again; when it gives
    /// back the error, the turn fails with it. Without one, the error goes to the routes around these. A panic is an error like any
    /// other; a turn that takes longer than `turn.timeout` is stopped as a whole, tried again, and answered by nobody here.
    ///
    /// An open conversation whose error was answered has ended, as its function has. A journal that does not fit the code any more is no
    /// error of the conversation's, and is not answered here: see [`OnMismatch`](crate::conversation::OnMismatch).
    pub fn on_error<F, Fut>(mut self, handler: F) -> Self
    where
        F: Fn(Turn, Error) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: IntoOutcome> + Send + 'static,
    {
        self.on_error = Some(Arc::new(move |turn, error| {
            let answer = handler(turn, error);
            Box::pin(async move {
                let mut actions = Vec::new();
                answer.await.add_to(&mut actions)?;
                Ok(actions)
            })
        }));
        self
    }

    /// All handlers, also those that are nested, in their order.
    pub fn all(&self) -> Vec<&'static Registration> {
        self.items
            .iter()
            .flat_map(|item| match item {
                Item::Handler(handler) => vec![*handler],
                Item::Nested(routes) => routes.all(),
            })
            .collect()
    }

    /// Whether a turn may pass by all handlers in here although one of them would take it.
    pub(super) fn may_refuse(&self) -> bool {
        !self.guards.is_empty() || !self.layers.is_empty()
    }
}

impl fmt::Debug for Routes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let handlers: Vec<_> = self.all().into_iter().map(Registration::name).collect();
        f.debug_struct("Routes").field("handlers", &handlers).field("guards", &self.guards.len()).finish_non_exhaustive()
    }
}
