//! A turn: the handling of one event, from its facts to its outcome.
//!
//! ```
//! use switchboard::prelude::*;
//!
//! /// That it is night, by what the turn knows: an extractor of one's own.
//! struct Night;
//!
//! impl<E: ChatEvent> Extract<E> for Night {
//!     async fn extract(turn: &Turn, _: &Slot<'_>) -> Result<Option<Self>> {
//!         let now = turn.facts().now.to_zoned(jiff::tz::TimeZone::UTC);
//!         Ok((now.hour() < 6).then_some(Self))
//!     }
//! }
//!
//! #[on(incoming_messages)]
//! async fn asleep(_: Night) -> &'static str {
//!     "We sleep. Somebody reads this in the morning."
//! }
//! ```

mod early;
mod facts;
mod outcome;

pub use early::SayNowError;
pub(crate) use early::{Begin, Early, Engaged};

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::AtomicU32;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use jiff::Timestamp;

use crate::action::Action;
use crate::choice::MarkedPress;
use crate::config::ChatLink;
use crate::conversation::{Conversation, LiveTalk, TalkTurn};
use crate::handler::{Event, Extract, Slot, States, Upgrades};
use crate::handover::{Owner, OwnerClass, OwnerSet};
use crate::inbox_id::InboxId;
use crate::kind::EventKind;
use crate::routing::{ChatTags, Errand};
use crate::store::EventSeq;
use crate::timer::TimerRequest;
use crate::wire::{self, UserId, WaId};

/// What the customer can have seen of the bot's last question when an event was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum QuestionSeen {
    /// Nothing: it never left, since the inbox refused it or it was withdrawn.
    Never,
    /// Nothing: it left later.
    NotYet,
    /// Perhaps: it had begun to leave, and the inbox had not answered.
    Perhaps,
    /// All of it, as far as is known. So it is as well when nothing was asked.
    #[default]
    Surely,
}

/// What is known when a turn starts.
#[derive(Debug, Clone)]
pub struct TurnFacts {
    /// The event.
    pub event: Arc<wire::Event>,
    /// The kinds under which handlers are asked, in this order: a message in the bot's chat is `assigned_messages`, then `incoming_messages`.
    pub kinds: &'static [EventKind],
    /// The event's place in the journal, which stays the same however often its turn is tried.
    pub seq: EventSeq,
    /// How often the chat was taken from the bot so far.
    pub fence: i64,
    /// When the event was accepted.
    pub received_at: Timestamp,
    /// What the customer can have seen of the bot's last question when the event was accepted.
    pub question: QuestionSeen,
    /// A number that nobody can foretell, another one for each try.
    pub random: u64,
    /// The chat, when the event has one.
    pub chat: Option<ChatFacts>,
    /// Whether a younger message of the chat was handled before this one.
    pub late: bool,
    /// Whether it is a message to which nobody waits for an answer: older than `catch_up.max_age`, or followed by an outgoing one while the
    /// bot was away. Only handlers with `stale` are asked.
    pub stale: bool,
    /// The time at which the turn started.
    pub now: Timestamp,
    /// Which try this is, from 1.
    pub attempt: u32,
    /// The bot's own user.
    pub me: UserId,
    /// Statuses: whether the message is this bot's own. Handlers without `from = any` get no others.
    pub own_message: bool,
    /// What the chat's sessions hold, by name.
    pub sessions: BTreeMap<String, SessionRecord>,
    /// The typed client; none in a turn that was made by hand.
    pub api: Option<crate::client::Api>,
    /// The inbox's id.
    pub inbox: InboxId,
    /// Where the inbox's page shows chats.
    pub chat_link: ChatLink,
    /// The tags of chats, as far as they are known.
    pub tags: ChatTags,
}

/// The names of session records that the framework itself keeps begin with this. They are no handler's, and outlive a takeover.
pub(crate) const OWN_RECORDS: &str = "switchboard.";

/// What is known of the turn's chat.
#[derive(Debug, Clone)]
pub struct ChatFacts {
    /// The chat.
    pub wa_id: WaId,
    /// Whom it belongs to.
    pub owner: Owner,
    /// What counts: a chat that the bot gave back is people's even while nobody owns it.
    pub class: OwnerClass,
    /// The name in the customer's profile, when it was told.
    pub profile_name: Option<String>,
    /// When the customer last wrote, as far as this bot was told.
    pub customer_wrote_at: Option<Timestamp>,
}

/// A session as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRecord {
    /// The version of the type that wrote it.
    pub version: u32,
    /// Its value, as JSON.
    pub json: String,
}

/// What a turn does, all of it or nothing.
///
/// ```
/// use std::task::{Context, Poll};
///
/// use switchboard::prelude::*;
/// use switchboard::turn::Outcome;
///
/// /// A layer of `tower` that counts what handlers say.
/// #[derive(Clone)]
/// struct Counted<S>(S);
///
/// impl<S> tower::Service<Turn> for Counted<S>
/// where
///     S: tower::Service<Turn, Response = Outcome>,
///     S::Future: Send + 'static,
/// {
///     type Response = Outcome;
///     type Error = S::Error;
///     type Future = std::pin::Pin<Box<dyn Future<Output = Result<Outcome, S::Error>> + Send>>;
///
///     fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
///         self.0.poll_ready(cx)
///     }
///
///     fn call(&mut self, turn: Turn) -> Self::Future {
///         let outcome = self.0.call(turn);
///         Box::pin(async move {
///             let outcome = outcome.await?;
///             if let Some(handler) = outcome.handler {
///                 println!("{}: {} actions", handler.name, outcome.actions.len());
///             }
///             Ok(outcome)
///         })
///     }
/// }
///
/// # fn bot() -> Result<Bot> {
/// let bot = Bot::from_config()?.layer(tower::layer::layer_fn(Counted));
/// # Ok(bot)
/// # }
/// ```
#[derive(Debug, Default)]
pub struct Outcome {
    /// The handler that took the event; none when nobody wanted it.
    pub handler: Option<HandledBy>,
    /// What leaves, in this order.
    pub actions: Vec<Action>,
    /// Sessions that changed; nothing when one ended.
    pub sessions: BTreeMap<String, Option<SessionRecord>>,
    /// Timers that are set or cancelled, in this order.
    pub timers: Vec<TimerRequest>,
    /// What the turn was for the chat's conversation.
    pub(crate) talk: TalkTurn,
}

/// A handler that took an event.
#[derive(Debug, Clone, Copy)]
pub struct HandledBy {
    /// The function's name.
    pub name: &'static str,
    /// Where it stands.
    pub place: &'static std::panic::Location<'static>,
    /// The kind under which it took the event: what tells an assigned message from an incoming one.
    pub kind: EventKind,
    /// The owners for whose chats it was declared; none when it did not say.
    pub owners: Option<OwnerSet>,
}

/// The handling of one event. Clones are the same turn.
///
/// ```
/// use switchboard::prelude::*;
///
/// /// A guard: the shop answers only customers whose name is known, and only what is not late.
/// fn is_known(turn: &Turn) -> bool {
///     let facts = turn.facts();
///     !facts.late && facts.chat.as_ref().is_some_and(|chat| chat.profile_name.is_some())
/// }
///
/// #[on(incoming_messages, guard = is_known)]
/// async fn answer() -> &'static str {
///     "Hello."
/// }
/// ```
#[derive(Clone)]
pub struct Turn(Arc<Inner>);

struct Inner {
    facts: TurnFacts,
    /// The press on a question's button that the event is. Its mark does not stand in the event itself.
    pressed: Option<MarkedPress>,
    states: OnceLock<States>,
    record: Mutex<Record>,
    asking: Mutex<Asking>,
    /// The future of the chat's open conversation, as the last turn left it.
    live: Mutex<Option<LiveTalk>>,
    engaged: OnceLock<Engaged>,
    /// How many early words there were so far.
    early: AtomicU32,
}

/// Where the router is with a turn.
#[derive(Debug, Default)]
struct Asking {
    /// What a scope with layers is entered for.
    errand: Option<Errand>,
    /// The handler that was asked last.
    handler: Option<HandledBy>,
    /// Whether only handlers are asked that interrupt a conversation.
    interrupters: bool,
}

/// What the handler did so far.
#[derive(Debug, Default)]
pub(crate) struct Record {
    pub(crate) actions: Vec<Action>,
    pub(crate) sessions: BTreeMap<String, Option<SessionRecord>>,
    pub(crate) timers: Vec<TimerRequest>,
    /// The conversation that begins in the chat when the handler has returned.
    pub(crate) begins: Option<&'static Conversation>,
    /// Why the record cannot be committed, for example a session that cannot be written.
    pub(crate) broken: Option<crate::Error>,
}

impl Turn {
    /// Starts a turn.
    #[must_use]
    pub fn new(mut facts: TurnFacts) -> Self {
        let pressed = MarkedPress::take_off(&mut facts.event);
        let (record, asking, live) = (Mutex::default(), Mutex::default(), Mutex::default());
        let (states, engaged, early) = (OnceLock::new(), OnceLock::new(), AtomicU32::new(0));
        Self(Arc::new(Inner { facts, pressed, states, record, asking, live, engaged, early }))
    }

    /// What was known at its start.
    #[must_use]
    pub fn facts(&self) -> &TurnFacts {
        &self.0.facts
    }

    /// The event.
    #[must_use]
    pub fn event(&self) -> &wire::Event {
        &self.0.facts.event
    }

    /// The press on a button or row of a conversation's question that the event is.
    pub(crate) fn pressed(&self) -> Option<&MarkedPress> {
        self.0.pressed.as_ref()
    }

    /// Makes another extractor's value: how one extractor asks another. It has the same three outcomes.
    ///
    /// ```
    /// use switchboard::prelude::*;
    /// # #[derive(Default, serde::Serialize, serde::Deserialize)] struct Cart { items: Vec<String> }
    ///
    /// /// How much there is in the cart; a chat without one is not asked.
    /// struct Full(usize);
    ///
    /// impl<E: ChatEvent> Extract<E> for Full {
    ///     async fn extract(turn: &Turn, slot: &Slot<'_>) -> Result<Option<Self>> {
    ///         let Some(cart) = turn.extract::<E, Session<Cart>>(slot).await? else { return Ok(None) };
    ///         Ok((!cart.items.is_empty()).then_some(Self(cart.items.len())))
    ///     }
    /// }
    /// ```
    ///
    /// # Errors
    /// When the other extractor is broken.
    pub async fn extract<E: Event, T: Extract<E>>(&self, slot: &Slot<'_>) -> crate::Result<Option<T>> {
        T::extract(self, slot).await
    }

    /// A copy of the application's state of type `T`, as `Bot::state` was given it.
    ///
    /// # Errors
    /// When there is none; handlers that take `State<T>` are checked at start, so that they never meet this.
    pub fn state<T: Clone + Send + Sync + 'static>(&self) -> crate::Result<T> {
        let found = self.0.states.get().and_then(States::get::<T>);
        found.cloned().ok_or_else(|| {
            let name = crate::handler::short_type_name::<T>();
            crate::Error::from(format!("there is no state of type `{name}`: add `.state(..)` to the bot"))
        })
    }

    /// How sessions of older versions are read.
    pub(crate) fn upgrades(&self) -> Option<&Upgrades> {
        self.0.states.get().and_then(States::get)
    }

    /// Lends the application's states to the turn; the first call counts.
    pub(crate) fn lend_states(&self, states: &States) {
        self.0.states.get_or_init(|| states.clone());
    }

    /// Tells what a scope with layers is entered for, and returns what it was before.
    pub(crate) fn lend_errand(&self, errand: Option<Errand>) -> Option<Errand> {
        std::mem::replace(&mut self.asking().errand, errand)
    }

    pub(crate) fn lent_errand(&self) -> Option<Errand> {
        self.asking().errand.clone()
    }

    /// Which handler is asked now: the one that failed, should it fail.
    pub(crate) fn note_asked(&self, handler: HandledBy) {
        self.asking().handler = Some(handler);
    }

    pub(crate) fn asked(&self) -> Option<HandledBy> {
        self.asking().handler
    }

    /// From now on, only handlers are asked that interrupt a conversation; or all again.
    pub(crate) fn ask_interrupters(&self, only: bool) {
        self.asking().interrupters = only;
    }

    pub(crate) fn asks_interrupters(&self) -> bool {
        self.asking().interrupters
    }

    fn asking(&self) -> MutexGuard<'_, Asking> {
        // Written whole.
        self.0.asking.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The record, to add to it. Never held over an await.
    pub(crate) fn record(&self) -> MutexGuard<'_, Record> {
        // A handler that panics while it records loses its turn anyway; the record itself is always whole.
        self.0.record.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it is about the chat's open conversation and nothing else.
    pub(crate) fn is_about_conversation(&self) -> bool {
        EventKind::of(self.event()) == EventKind::Conversation
    }

    /// Keeps the future of the chat's conversation for whoever asks for it in this turn.
    pub(crate) fn put_live(&self, live: LiveTalk) {
        *self.0.live.lock().unwrap_or_else(PoisonError::into_inner) = Some(live);
    }

    /// Takes the future of the chat's conversation, when there is one.
    pub(crate) fn take_live(&self) -> Option<LiveTalk> {
        self.0.live.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Forgets what was recorded: a handler that passes leaves nothing behind.
    pub(crate) fn take_record(&self) -> Record {
        std::mem::take(&mut *self.record())
    }
}

impl fmt::Debug for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turn").field("kinds", &self.0.facts.kinds).field("attempt", &self.0.facts.attempt).finish_non_exhaustive()
    }
}
