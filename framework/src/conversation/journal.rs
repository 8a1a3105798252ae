//! A conversation's journal: what was asked, answered and done so far. It is kept as the chat's session of a name that no type has.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::registration::Conversation;
use crate::choice::Mark;
use crate::store::EventSeq;
use crate::turn::SessionRecord;
use crate::wire::WabaMessage;

/// The name under which the chat's open conversation is stored.
pub(crate) const TALK: &str = "#conversation";

/// The version of the journal's own form.
const FORM: u32 = 1;

/// Where a conversation stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Journal {
    /// The conversation's name.
    pub(crate) conversation: String,
    /// The version of its code, as it declares it.
    pub(crate) version: u32,
    /// Tells this conversation from every other one: what the keys of its steps are made of.
    pub(crate) id: String,
    /// Counts the commits.
    pub(crate) revision: u64,
    pub(crate) started_at: Timestamp,
    /// The message that it began with.
    pub(crate) opening: Option<Box<WabaMessage>>,
    pub(crate) profile_name: Option<String>,
    /// The event whose turn has been committed in part and goes on.
    pub(crate) running: Option<i64>,
    /// How often the chat had been taken from the bot when the journal was written; nothing when the chat was people's then, so that
    /// whatever was open is to be asked when the chat is the bot's.
    pub(crate) fence: Option<i64>,
    pub(crate) entries: Vec<Entry>,
}

/// A question, a step, or anything else whose result must be the same in every run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) kind: EntryKind,
    /// What tells it from its neighbours: the given name, else the question's words.
    pub(crate) name: String,
    /// Where the code stood that wrote it; only for messages.
    pub(crate) place: String,
    /// Its result, once there is one.
    pub(crate) done: Option<Value>,
    /// When it was asked or begun.
    pub(crate) at: Timestamp,
    /// When silence becomes the answer.
    #[serde(default)]
    pub(crate) until: Option<Timestamp>,
    /// Whether a message counts that was accepted before the question left.
    #[serde(default)]
    pub(crate) ahead: bool,
    /// The events that it waits for.
    #[serde(default)]
    pub(crate) wants: Wants,
}

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EntryKind {
    Ask,
    WaitFor,
    Step,
    Now,
    Random,
}

impl fmt::Display for EntryKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ask => "ask",
            Self::WaitFor => "wait_for",
            Self::Step => "step",
            Self::Now => "now",
            Self::Random => "random",
        })
    }
}

/// The events that a conversation waits for.
///
/// ```
/// use std::collections::BTreeSet;
///
/// use serde_json::{Value, json};
/// use switchboard::conversation::{Awaited, Wants};
/// use switchboard::prelude::*;
/// use switchboard::wire;
///
/// /// Any tag of a family, such as `size:`.
/// struct TagOf(&'static str);
///
/// impl Awaited for TagOf {
///     type Value = String;
///
///     fn name(&self) -> String {
///         self.0.to_owned()
///     }
///
///     fn wants(&self) -> Wants {
///         Wants::Tags
///     }
///
///     fn read(&self, event: &wire::Event) -> Option<Value> {
///         let wire::Event::ChatTagging(tagging) = event else { return None };
///         tagging.tag.name.starts_with(self.0).then(|| json!(tagging.tag.name))
///     }
///
///     fn stands(&self, tags: &BTreeSet<String>) -> Option<Value> {
///         tags.iter().find(|name| name.starts_with(self.0)).map(|name| json!(name))
///     }
///
///     fn restore(&self, kept: &Value) -> Option<String> {
///         kept.as_str().map(str::to_owned)
///     }
/// }
///
/// #[conversation(assigned_messages, text = "measure")]
/// async fn measure(talk: &mut Talk) -> Result<String> {
///     Ok(format!("We have measured: {}.", talk.wait_for(TagOf("size:")).await?))
/// }
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Wants {
    /// The customer's messages.
    #[default]
    Messages,
    /// Tags of the chat.
    Tags,
    /// Assignments of the chat.
    Assignments,
}

/// How often a conversation's journal has been committed; nothing when this version cannot read it.
pub(crate) fn revision(record: &SessionRecord) -> Option<u64> {
    Journal::read(record).map(|journal| journal.revision)
}

/// Whether the question whose time is over, as its timer tells, still waits for its answer.
pub(crate) fn awaits_answer(record: &SessionRecord, told: &Value) -> bool {
    Journal::read(record).is_some_and(|journal| journal.awaits_answer(told))
}

impl Journal {
    /// The journal of a conversation that begins with this event.
    pub(super) fn begin(conversation: &Conversation, id: String, at: Timestamp) -> Self {
        Self {
            conversation: conversation.name.to_owned(),
            version: conversation.version,
            id,
            revision: 0,
            started_at: at,
            opening: None,
            profile_name: None,
            running: None,
            fence: None,
            entries: Vec::new(),
        }
    }

    /// From what was stored; nothing when it is of a form that this version does not know.
    pub(crate) fn read(record: &SessionRecord) -> Option<Self> {
        (record.version == FORM).then(|| serde_json::from_str(&record.json).ok()).flatten()
    }

    /// For the store.
    pub(super) fn record(&self) -> crate::Result<SessionRecord> {
        let json = serde_json::to_string(self).map_err(|cause| format!("the conversation's journal cannot be written: {cause}"))?;
        Ok(SessionRecord { version: FORM, json })
    }

    /// The entry that waits for its result.
    pub(crate) fn open_entry(&self) -> Option<(usize, &Entry)> {
        self.entries.iter().enumerate().next_back().filter(|(_, entry)| entry.done.is_none())
    }

    /// The question that waits for an answer.
    pub(crate) fn open_question(&self) -> Option<(usize, &Entry)> {
        self.open_entry().filter(|(_, entry)| matches!(entry.kind, EntryKind::Ask | EntryKind::WaitFor))
    }

    /// Whether the open question is the one whose time is over, as its timer tells.
    pub(super) fn awaits_answer(&self, told: &Value) -> bool {
        let is_due = |until: Timestamp| told["due"].as_str() == Some(until.to_string().as_str());
        let open = self.open_question().filter(|_| told["conversation"] == self.id);
        open.is_some_and(|(at, entry)| told["entry"] == at && entry.until.is_some_and(is_due))
    }

    /// The mark of an entry's buttons.
    pub(super) fn mark(&self, at: usize) -> Mark {
        Mark::of(&self.id, at, self.entries.get(at).map_or("", |entry| &entry.name))
    }

    /// Whether nobody had the chat since the journal was written: its question stands as it was asked.
    pub(crate) fn stands(&self, fence: i64) -> bool {
        self.fence == Some(fence)
    }

    /// Whether the turn of this event goes on.
    pub(crate) fn is_running(&self, event: EventSeq) -> bool {
        self.running == Some(event.0)
    }

    /// Goes back to the question before the open one, which is open again. Nothing when a step lies between, since what it did
    /// cannot be undone.
    pub(super) fn go_back(&mut self) -> bool {
        let Some((open, _)) = self.open_question() else { return false };
        let mut before = self.entries[..open].iter().rposition(|entry| entry.kind == EntryKind::Ask);
        if before.is_some_and(|before| self.entries[before..open].iter().any(|entry| entry.kind == EntryKind::Step)) {
            before = None;
        }
        if let Some(before) = before {
            self.entries.truncate(before + 1);
            self.entries[before].done = None;
        }
        before.is_some()
    }
}
