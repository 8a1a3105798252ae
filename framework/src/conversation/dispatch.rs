//! What a turn means for the chat's open conversation, and what the conversation makes of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::book::{Book, Halt, Input, TIMER};
use super::journal::{Journal, TALK};
use super::offer::{Offer, offer};
use super::open::{Misfit, Open, OpenTalk, handled_by};
use super::registration::{Conversation, OnMismatch};
use super::run::{Driven, LiveTalk};
use crate::action::Action;
use crate::error::{Error, Result};
use crate::handler::States;
use crate::handover::OwnerSet;
use crate::ingress::digest;
use crate::timer::TimerRequest;
use crate::turn::{ChatFacts, Outcome, SessionRecord, Turn, TurnFacts};
use crate::wire::content::Text;
use crate::wire::event::MessageNames;
use crate::wire::{Content, Event, MessageEvent};

/// The bot's conversations.
pub(crate) struct Conversations {
    /// Each with the scope in which it stands.
    list: Vec<(&'static Conversation, usize)>,
    states: States,
}

/// What a turn was for the chat's conversation.
#[derive(Debug, Default)]
pub(crate) struct TalkTurn {
    /// The conversation that begins in the chat.
    pub(crate) begins: Option<&'static Conversation>,
    /// The future, to be kept for the next turn if this one's commit succeeds.
    pub(crate) live: Option<LiveTalk>,
    /// It wants to be committed and then go on with the same event.
    pub(crate) goes_on: bool,
    /// It is to ask its question again, in a turn of its own.
    pub(crate) asks_again: bool,
    /// The journal with a step's result, to be kept also when a takeover throws the turn away: the step is not done again.
    pub(crate) kept: Option<SessionRecord>,
    /// It asked something, or asked again.
    pub(crate) asks: bool,
    /// The chat is to go to people, since nobody can tell where the conversation stood.
    pub(crate) hand_over: bool,
}

impl Conversations {
    pub(crate) const fn new(list: Vec<(&'static Conversation, usize)>, states: States) -> Self {
        Self { list, states }
    }

    /// Whether the bot has none.
    pub(crate) const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The scope in which a conversation stands; nothing when the bot was not given it.
    pub(crate) fn scope_of(&self, conversation: &Conversation) -> Option<usize> {
        let is_it = |known: &Conversation| known.name == conversation.name && known.place == conversation.place;
        self.list.iter().find(|(known, _)| is_it(known)).map(|(_, scope)| *scope)
    }

    /// What the turn is for the chat's open conversation.
    ///
    /// # Errors
    /// When its journal cannot be read.
    pub(crate) fn open(&self, turn: &Turn) -> Result<Open> {
        let facts = turn.facts();
        let (Some(chat), Some(record)) = (&facts.chat, facts.sessions.get(TALK)) else { return Ok(Open::Nothing) };
        let Some(journal) = Journal::read(record) else {
            return Err("the open conversation of the chat was written by a version that this one cannot read".into());
        };
        let is_running = journal.is_running(facts.seq);
        if !OwnerSet::ME_OR_NOBODY.contains(chat.class) {
            // It pauses. What it had begun in this very turn goes on when the chat comes back.
            return Ok(if is_running { Open::Rests(Outcome::default()) } else { Open::Nothing });
        }
        let Some(&(conversation, scope)) = self.list.iter().find(|(conversation, _)| conversation.name == journal.conversation) else {
            tracing::error!(conversation = journal.conversation, "a chat's open conversation is not among the bot's any more; it rests");
            return Ok(Open::Nothing);
        };
        let is_its_own = is_running || turn.is_about_conversation();
        if conversation.version == journal.version {
            match offer(turn, conversation, &journal) {
                Offer::Nothing => return Ok(Open::Nothing),
                Offer::Stale => {
                    return Ok(Open::Rests(Outcome { handler: Some(handled_by(conversation, facts)), ..Outcome::default() }));
                }
                _ => {}
            }
        }
        Ok(Open::Concerned(Arc::new(OpenTalk { conversation, journal, scope, is_its_own })))
    }

    /// Lets the chat's open conversation go on. An outcome without a handler when the turn is not what it waits for.
    ///
    /// # Errors
    /// What the conversation failed with, or a journal that does not fit its code.
    pub(crate) async fn go_on(&self, turn: &Turn, open: &OpenTalk) -> Result<Outcome> {
        let OpenTalk { conversation, mut journal, .. } = open.clone();
        if conversation.version != journal.version {
            let (then, now) = (journal.version, conversation.version);
            let cause = format!("{}: the journal was written by version {then}, the code is version {now}", conversation.place);
            return self.misfit(turn, conversation, &journal, cause).await;
        }
        let input = match offer(turn, conversation, &journal) {
            Offer::Nothing | Offer::Stale => return Ok(Outcome::default()),
            Offer::GoOn => None,
            Offer::Input(input) => Some(input),
            Offer::Cancel => return Ok(cancelled(turn, conversation)),
            Offer::Back => {
                if journal.go_back() {
                    // It knows the answer that is taken back.
                    turn.take_live();
                }
                Some(Input::Returned)
            }
        };
        Ok(self.run(turn, conversation, journal, input).await?.unwrap_or_default())
    }

    /// Begins a conversation in the turn's chat. One that was open there ends. In a chat that a person has, it
    /// says and does nothing before the chat is the bot's: its first question would be lost, and somebody else's words its answer.
    ///
    /// # Errors
    /// What the conversation failed with.
    pub(crate) async fn begin(&self, turn: &Turn, conversation: &'static Conversation) -> Result<Outcome> {
        let facts = turn.facts();
        let Some(chat) = &facts.chat else { return Err("a conversation needs a chat, and the event has none".into()) };
        turn.note_asked(handled_by(conversation, facts));
        turn.take_live();
        let mut outcome = Outcome::default();
        if facts.sessions.contains_key(TALK) {
            outcome.timers.push(cancel_timers());
        }
        let mut journal = Journal::begin(conversation, identity(facts, chat, conversation), facts.now);
        journal.profile_name.clone_from(&chat.profile_name);
        if let Event::Message(message) = &*facts.event
            && !message.is_outgoing()
        {
            journal.opening = Some(Box::new(message.waba.clone()));
        }
        if !OwnerSet::ME_OR_NOBODY.contains(chat.class) {
            outcome.sessions.insert(TALK.to_owned(), Some(journal.record()?));
            return Ok(outcome);
        }
        self.begin_with(turn, conversation, journal, outcome).await
    }

    async fn begin_with(&self, turn: &Turn, conversation: &'static Conversation, journal: Journal, outcome: Outcome) -> Result<Outcome> {
        let live = self.replay(turn, conversation, journal)?;
        // A new conversation has no question that could pass the event on.
        Ok(self.drive(turn, live, outcome).await?.unwrap_or_default())
    }

    async fn run(
        &self,
        turn: &Turn,
        conversation: &'static Conversation,
        journal: Journal,
        input: Option<Input>,
    ) -> Result<Option<Outcome>> {
        let is_current = |live: &LiveTalk| {
            let page = live.book.page();
            page.journal.id == journal.id && page.journal.revision == journal.revision
        };
        let live = match turn.take_live().filter(is_current) {
            Some(live) => live,
            None => self.replay(turn, conversation, journal)?,
        };
        live.book.page().input = input;
        self.drive(turn, live, Outcome::default()).await
    }

    /// The conversation's future, from its beginning; it runs through the journal when it is driven.
    fn replay(&self, turn: &Turn, conversation: &'static Conversation, journal: Journal) -> Result<LiveTalk> {
        let opened = Turn::new(opening_facts(turn.facts(), &journal));
        opened.lend_states(&self.states);
        let book = Book::new(journal, turn.facts().now, turn.facts().random);
        LiveTalk::start(conversation, opened, book).ok_or_else(|| Error::from("a conversation that cannot run"))
    }

    async fn drive(&self, turn: &Turn, mut live: LiveTalk, mut outcome: Outcome) -> Result<Option<Outcome>> {
        let facts = turn.facts();
        {
            let mut page = live.book.page();
            page.now = facts.now;
            page.random = facts.random;
            page.passed = false;
        }
        let driven = loop {
            let driven = live.drive().await?;
            if !std::mem::take(&mut live.book.page().looks) || !matches!(driven, Driven::Halted(Halt::Waiting)) {
                break driven;
            }
            let Some(tags) = tags_on(facts).await? else { break driven };
            let mut page = live.book.page();
            let tags = with_planned(tags, outcome.actions.iter().chain(&page.actions));
            page.input = Some(Input::Tags(Arc::new(tags)));
        };
        let conversation = live.conversation;
        outcome.handler.get_or_insert_with(|| handled_by(conversation, facts));
        match settle(&live, driven, facts, &mut outcome)? {
            Settled::Passed => {
                turn.put_live(live);
                Ok(None)
            }
            Settled::Ended => Ok(Some(outcome)),
            Settled::Waits { goes_on, kept } => {
                outcome.talk = TalkTurn { live: Some(live), goes_on, kept, asks: !goes_on, ..TalkTurn::default() };
                Ok(Some(outcome))
            }
            Settled::Misfit(journal, cause) => Box::pin(self.misfit(turn, conversation, &journal, cause)).await.map(Some),
        }
    }

    /// The journal does not fit the code: nothing is guessed.
    async fn misfit(&self, turn: &Turn, conversation: &'static Conversation, journal: &Journal, cause: String) -> Result<Outcome> {
        tracing::error!(conversation = conversation.name, cause, "a conversation's journal does not fit its code");
        let mut outcome = Outcome { handler: Some(handled_by(conversation, turn.facts())), ..Outcome::default() };
        outcome.timers.push(cancel_timers());
        match conversation.on_mismatch {
            OnMismatch::DeadLetter => Err(Error::from(Misfit(cause)).without_retry()),
            OnMismatch::HandOver => {
                outcome.sessions.insert(TALK.to_owned(), None);
                outcome.talk.hand_over = true;
                Ok(outcome)
            }
            OnMismatch::Restart(words) => {
                outcome.actions.push(Action::Send(Content::Text(Text::new(words)).into()));
                let facts = turn.facts();
                let Some(chat) = &facts.chat else { return Err(Misfit(cause).into()) };
                let mut fresh = Journal::begin(conversation, identity(facts, chat, conversation), facts.now);
                fresh.opening.clone_from(&journal.opening);
                fresh.profile_name.clone_from(&journal.profile_name);
                self.begin_with(turn, conversation, fresh, outcome).await
            }
        }
    }
}

/// The tags on the turn's chat; nothing when they cannot be known. They are read, since what is waited for may have come a moment ago.
///
/// # Errors
/// When the inbox does not answer.
async fn tags_on(facts: &TurnFacts) -> Result<Option<BTreeSet<String>>> {
    let (Some(chat), Some(api)) = (&facts.chat, &facts.api) else { return Ok(None) };
    match api.retrieve_chat(&chat.wa_id).await {
        Ok(chat) => Ok(Some(chat.tags.into_iter().map(|tag| tag.name).collect())),
        // The bot may not see the chat.
        Err(cause) if cause.status().is_some_and(|status| status == 404 || status == 403) => Ok(None),
        Err(cause) => Err(cause.into()),
    }
}

/// The tags as they will be once the turn's own actions have left. Those of earlier turns have.
fn with_planned<'a>(mut tags: BTreeSet<String>, actions: impl Iterator<Item = &'a Action>) -> BTreeSet<String> {
    for action in actions {
        match action {
            Action::Tag { name, .. } => drop(tags.insert(name.clone())),
            Action::Untag { name } => drop(tags.remove(name)),
            _ => {}
        }
    }
    tags
}

/// How a conversation's run ended.
enum Settled {
    /// The event is not what the open question waits for.
    Passed,
    Ended,
    Waits {
        goes_on: bool,
        kept: Option<SessionRecord>,
    },
    Misfit(Box<Journal>, String),
}

/// Takes what a run did out of the book, and writes the journal.
fn settle(live: &LiveTalk, driven: Driven, facts: &TurnFacts, outcome: &mut Outcome) -> Result<Settled> {
    let mut page = live.book.page();
    if let Some(cause) = page.broken.take() {
        return Err(cause);
    }
    page.input = None;
    let halt = match driven {
        Driven::Halted(Halt::Mismatch(cause)) => return Ok(Settled::Misfit(Box::new(page.journal.clone()), cause)),
        Driven::Halted(Halt::Waiting) if page.passed => return Ok(Settled::Passed),
        Driven::Halted(halt) => Some(halt),
        Driven::Ended(last) => {
            page.actions.extend(last);
            None
        }
    };
    outcome.actions.append(&mut page.actions);
    outcome.timers.append(&mut page.timers);
    let Some(halt) = halt else {
        outcome.timers.push(cancel_timers());
        outcome.sessions.insert(TALK.to_owned(), None);
        return Ok(Settled::Ended);
    };
    let goes_on = halt == Halt::Checkpoint;
    // Behind a step, since what was said before it has left. It stands under no fence, so that whatever follows is asked on return.
    let is_behind_step = goes_on && page.journal.open_entry().is_none();
    (page.journal.fence, page.journal.running) = (None, None);
    let kept = if is_behind_step { Some(page.journal.record()?) } else { None };
    page.journal.revision += 1;
    page.journal.fence = Some(facts.fence);
    page.journal.running = goes_on.then_some(facts.seq.0);
    outcome.sessions.insert(TALK.to_owned(), Some(page.journal.record()?));
    Ok(Settled::Waits { goes_on, kept })
}

fn cancelled(turn: &Turn, conversation: &'static Conversation) -> Outcome {
    turn.take_live();
    let mut outcome = Outcome { handler: Some(handled_by(conversation, turn.facts())), ..Outcome::default() };
    outcome.sessions.insert(TALK.to_owned(), None);
    outcome.timers.push(cancel_timers());
    outcome.actions.extend(conversation.cancelled.map(|words| Action::Send(Content::Text(Text::new(words)).into())));
    outcome
}

/// Ends the time for the answer to whatever is asked.
pub(crate) fn cancel_timers() -> TimerRequest {
    TimerRequest::Cancel { prefix: TIMER.to_owned() }
}

/// The same however often the turn is tried, and no other conversation's.
fn identity(facts: &TurnFacts, chat: &ChatFacts, conversation: &Conversation) -> String {
    let message = match &*facts.event {
        Event::Message(message) => message.waba.id.as_ref().map(ToString::to_string).unwrap_or_default(),
        _ => String::new(),
    };
    let parts = format!("{}:{}:{}:{message}:{}", facts.me.get(), chat.wa_id.as_str(), facts.seq.0, conversation.name);
    digest(parts.as_bytes())
}

/// What the arguments of a conversation are made from: its beginning, so that they are the same in every run.
fn opening_facts(facts: &TurnFacts, journal: &Journal) -> TurnFacts {
    let event = match (&journal.opening, &facts.chat) {
        (Some(opening), Some(chat)) => Arc::new(Event::Message(Box::new(MessageEvent {
            chat: chat.wa_id.clone(),
            waba: (**opening).clone(),
            message: None,
            profile_name: journal.profile_name.clone(),
            names: MessageNames::default(),
        }))),
        _ => Arc::clone(&facts.event),
    };
    let chat = facts.chat.clone().map(|chat| ChatFacts { profile_name: journal.profile_name.clone(), ..chat });
    TurnFacts { event, chat, now: journal.started_at, attempt: 1, sessions: BTreeMap::new(), ..facts.clone() }
}

impl fmt::Debug for Conversations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.list.iter().map(|(conversation, _)| conversation.name)).finish()
    }
}
