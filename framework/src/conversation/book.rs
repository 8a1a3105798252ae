//! The book that a conversation's future and the engine share.

use std::collections::BTreeSet;
use std::panic::Location;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::journal::{Entry, EntryKind, Journal, Wants};
use crate::action::Action;
use crate::error::Error;
use crate::kind::EventKind;
use crate::timer::TimerRequest;
use crate::wire::Event;

/// The beginning of the names of a conversation's timers.
pub(super) const TIMER: &str = "conversation:";

#[derive(Debug)]
pub(super) struct Book(Mutex<Page>);

/// What the book holds. It is locked for moments, never over an await.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) journal: Journal,
    /// How many entries of the journal the running code has come by.
    cursor: usize,
    /// What this turn brings for the open question.
    pub(super) input: Option<Input>,
    /// The open question did not want what the turn brought.
    pub(super) passed: bool,
    /// The open question wants to know what tags are on the chat already.
    pub(super) looks: bool,
    pub(super) actions: Vec<Action>,
    pub(super) timers: Vec<TimerRequest>,
    /// A step that failed, and its error as it would be kept. It is kept if the code goes on all the same; if it gives up, the turn
    /// fails as a whole and the step is done again.
    pub(super) failed: Option<(usize, Value)>,
    /// Why the future is pending, when it is the conversation's own doing.
    pub(super) halt: Option<Halt>,
    /// Why the turn cannot be committed, such as a message that breaks a limit.
    pub(super) broken: Option<Error>,
    pub(super) now: Timestamp,
    pub(super) random: u64,
}

/// What a turn brings.
#[derive(Debug, Clone)]
pub(super) enum Input {
    /// Something happened in the chat.
    Event(Arc<Event>),
    /// A press on a button of another question.
    Foreign,
    /// The time for an answer is over.
    Silence,
    /// The chat is the bot's again: the question is to be asked anew.
    Returned,
    /// The tags that are on the chat, to a question that has just been asked.
    Tags(Arc<BTreeSet<String>>),
}

/// Why a conversation does not go on by itself.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Halt {
    /// It waits for an answer.
    Waiting,
    /// What it did so far is to be committed before it goes on.
    Checkpoint,
    /// The journal holds something else than the code asks for.
    Mismatch(String),
}

/// How an entry is met.
#[derive(Debug)]
pub(super) enum Met {
    /// It has a result.
    Done(Value),
    /// It was begun in an earlier turn or an earlier run.
    Open(usize),
    /// It is new, and in the journal now.
    New(usize),
    /// The journal holds something else here.
    Mismatch,
}

impl Book {
    pub(super) fn new(journal: Journal, now: Timestamp, random: u64) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Page {
            journal,
            cursor: 0,
            input: None,
            passed: false,
            looks: false,
            actions: Vec::new(),
            timers: Vec::new(),
            failed: None,
            halt: None,
            broken: None,
            now,
            random,
        })))
    }

    pub(super) fn page(&self) -> MutexGuard<'_, Page> {
        // The page is whole after every statement; a conversation that panics loses its turn anyway.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Page {
    /// Whether the code runs through what was done before: what it says there has been said.
    pub(super) fn is_replaying(&self) -> bool {
        self.cursor < self.journal.entries.len()
    }

    /// Whether nothing was asked, done or drawn before.
    pub(super) const fn is_at_the_beginning(&self) -> bool {
        self.cursor == 0
    }

    /// Records an action, unless it was recorded in an earlier run.
    pub(super) fn act(&mut self, action: crate::Result<Action>) {
        match action {
            _ if self.is_replaying() => {}
            Ok(action) => self.actions.push(action),
            Err(cause) => _ = self.broken.get_or_insert(cause),
        }
    }

    /// Comes to the next entry.
    pub(super) fn meet(&mut self, kind: EntryKind, name: &str, place: &'static Location<'static>) -> Met {
        if let Some((step, error)) = self.failed.take() {
            self.finish(step, error);
        }
        let at = self.cursor;
        let Some(entry) = self.journal.entries.get(at) else {
            self.cursor += 1;
            self.journal.entries.push(Entry {
                kind,
                name: name.to_owned(),
                place: place.to_string(),
                done: None,
                at: self.now,
                until: None,
                ahead: false,
                wants: Wants::Messages,
            });
            return Met::New(at);
        };
        if entry.kind != kind || entry.name != name {
            self.halt = Some(Halt::Mismatch(format!(
                "{place}: the journal has {} `{}` here (written at {}), the code now does {kind} `{name}`",
                entry.kind, entry.name, entry.place
            )));
            return Met::Mismatch;
        }
        self.cursor += 1;
        entry.done.clone().map_or(Met::Open(at), Met::Done)
    }

    /// Whether an entry is the first one that waits for what it waits for: a tag that answered once does not answer again by being there.
    pub(super) fn is_first_wait(&self, at: usize) -> bool {
        let entries = &self.journal.entries;
        entries.get(at).is_some_and(|entry| !entries[..at].iter().any(|other| other.wants == entry.wants && other.name == entry.name))
    }

    /// Writes an entry's result.
    pub(super) fn finish(&mut self, at: usize, result: Value) {
        if let Some(entry) = self.journal.entries.get_mut(at) {
            entry.done = Some(result);
            if entry.until.take().is_some() {
                self.timers.push(TimerRequest::Cancel { prefix: TIMER.to_owned() });
            }
        }
    }

    /// Sets the time at which silence becomes an entry's answer.
    pub(super) fn wait_until(&mut self, at: usize, due: Timestamp) {
        let asked_at = self.now;
        if let Some(entry) = self.journal.entries.get_mut(at) {
            entry.at = asked_at;
            entry.until = Some(due);
            let value = json!({ "conversation": self.journal.id, "entry": at, "asked_at": asked_at, "due": due });
            let (name, kind) = (format!("{TIMER}{at}"), EventKind::Conversation);
            self.timers.push(TimerRequest::Set { name, kind, due, value, while_mine: true });
        }
    }

    /// A number that is another one for each entry, and unknown beforehand.
    pub(super) fn draw(&self) -> u64 {
        // The finalizer of SplitMix64.
        let mut mixed = self.random.wrapping_add((self.cursor as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}
