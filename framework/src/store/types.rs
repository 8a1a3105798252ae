mod timer;

pub use timer::{Fired, NewTimer, TimerChange};

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::action::Action;
use crate::handover::OwnerSet;
use crate::turn::SessionRecord;
use crate::wire::{MessageId, WaId};

/// What is known of an inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxRecord {
    /// Where it was reached last.
    pub url: String,
    /// Messages older than this are never handled: the time of the bot's activation.
    pub mark: Timestamp,
    /// Everything that happened up to this time is in the journal; nothing before the first sweep of the inbox's lists was whole.
    pub swept: Option<Timestamp>,
}

/// An event's natural key: the same event always has the same one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EventKey(Box<str>);

impl EventKey {
    /// Takes a key.
    #[must_use]
    pub fn new(key: impl AsRef<str>) -> Self {
        Self(key.as_ref().into())
    }

    /// The key. It may hold a phone number: keep it out of logs.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The ordered queue that an event stands in.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lane {
    /// The events of one chat.
    Chat(WaId),
    /// A message tag whose chat is not known.
    Message(Box<str>),
    /// What belongs to the inbox as a whole.
    Inbox,
}

impl Lane {
    /// The chat, when the lane is a chat's.
    #[must_use]
    pub const fn chat(&self) -> Option<&WaId> {
        match self {
            Self::Chat(chat) => Some(chat),
            Self::Message(_) | Self::Inbox => None,
        }
    }

    /// As the store writes it.
    #[must_use]
    pub fn to_text(&self) -> String {
        match self {
            Self::Chat(chat) => format!("c:{}", chat.as_str()),
            Self::Message(message) => format!("m:{message}"),
            Self::Inbox => "i".to_owned(),
        }
    }

    /// From what [`Lane::to_text`] wrote.
    ///
    /// # Errors
    /// When it is something else.
    pub fn from_text(text: &str) -> Result<Self, StoreError> {
        let broken = || StoreError::Broken("a lane that this version cannot read".to_owned());
        match text.split_once(':') {
            Some(("c", chat)) => WaId::new(chat).map(Self::Chat).map_err(|_| broken()),
            Some(("m", message)) => Ok(Self::Message(message.into())),
            None if text == "i" => Ok(Self::Inbox),
            _ => Err(broken()),
        }
    }
}

/// An event's place in the journal; later events have greater ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EventSeq(pub i64);

/// An outbox row's id; later rows have greater ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowId(pub i64);

/// The right to work on a lane, with the number that shows whether it is still the newest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// Greater than every earlier one of the same lane, and no other lane's.
    pub fence: i64,
    /// When somebody else may take the lane; never, in a store that one process uses.
    pub until: Option<Timestamp>,
}

/// A body that came in, with the events that were found in it.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The body, byte for byte.
    pub body: Vec<u8>,
    /// When it was accepted.
    pub received_at: Timestamp,
    /// Its events.
    pub events: Vec<NewEvent>,
    /// What it tells of chats; written with the events.
    pub chats: Vec<(WaId, ChatRecord)>,
    /// While an event with this key is open, nothing of this is written: that one gets the turn that these would get.
    pub unless_open: Option<EventKey>,
}

impl Delivery {
    /// A body with its events, which tells nothing of chats.
    #[must_use]
    pub fn new(body: Vec<u8>, received_at: Timestamp, events: Vec<NewEvent>) -> Self {
        Self { body, received_at, events, chats: Vec::new(), unless_open: None }
    }
}

/// An event for the journal.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// Its natural key.
    pub key: EventKey,
    /// Its lane.
    pub lane: Lane,
    /// The name of its kind.
    pub kind: String,
    /// Which of the body's events it is, as the decoder counts them.
    pub part: u32,
    /// Dead from the start, with the cause: what could not be decoded, or is older than the mark.
    pub end: Option<EventEnd>,
}

/// Whether an event was new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ingested {
    /// It is in the journal now.
    New(EventSeq),
    /// It was there before, or the event was for which it stands back.
    Repeat(EventSeq),
}

/// An open event, as it was stored.
#[derive(Debug, Clone)]
pub struct StoredEvent {
    /// Its place.
    pub seq: EventSeq,
    /// Its natural key.
    pub key: EventKey,
    /// The body it came in.
    pub body: Vec<u8>,
    /// Which of the body's events it is.
    pub part: u32,
    /// How often it was tried.
    pub attempts: u32,
    /// Not before this time.
    pub not_before: Option<Timestamp>,
    /// When it was accepted.
    pub received_at: Timestamp,
}

/// How an event ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventEnd {
    /// A handler ran, or nobody wanted it.
    Done,
    /// A takeover overtook it.
    Withdrawn,
    /// It was seen and is never handled: too old, or already answered.
    Skipped,
    /// A part of its turn is written and the rest goes on: the event stays open, as if it had never failed.
    Open,
    /// It failed for good.
    Dead {
        /// Why.
        cause: String,
    },
    /// It failed and is tried again: the event stays open.
    Retry {
        /// How often it was tried.
        attempts: u32,
        /// Not before this time.
        not_before: Timestamp,
        /// Why.
        cause: String,
    },
}

/// What a turn leaves behind.
#[derive(Debug, Clone)]
pub struct TurnCommit {
    /// The event.
    pub event: EventSeq,
    /// Its lane.
    pub lane: Lane,
    /// How it ended.
    pub end: EventEnd,
    /// What leaves, in this order, and after the rows that the event has already.
    pub rows: Vec<NewRow>,
    /// Sessions that changed; nothing when one ended.
    pub sessions: BTreeMap<String, Option<SessionRecord>>,
    /// Timers that are set or cancelled, in this order.
    pub timers: Vec<TimerChange>,
    /// What is known of the chat now.
    pub chat: Option<ChatRecord>,
    /// Events that follow from it.
    pub events: Vec<Delivery>,
    /// The time of the commit.
    pub now: Timestamp,
}

/// An outbox row to be written.
#[derive(Debug, Clone)]
pub struct NewRow {
    /// What leaves.
    pub action: Action,
    /// `Planned`, or `InFlight` when it leaves as soon as the commit is done.
    pub state: RowState,
    /// In whose chats it may leave.
    pub owners: OwnerSet,
    /// It may leave only while nobody has taken the chat over since; nothing when that does not matter.
    pub fence: Option<i64>,
    /// When it is going to leave, by the inbox's clock; for rows that are in flight.
    pub intent_at: Option<Timestamp>,
}

/// An outbox row, as it was stored.
#[derive(Debug, Clone)]
pub struct OutboxRow {
    /// Its id.
    pub id: RowId,
    /// The event that caused it.
    pub event: EventSeq,
    /// Its place among the rows of the same event.
    pub ordinal: u32,
    /// What leaves.
    pub action: Action,
    /// How far it came.
    pub state: RowState,
    /// In whose chats it may leave.
    pub owners: OwnerSet,
    /// See [`NewRow::fence`].
    pub fence: Option<i64>,
    /// How often it was tried.
    pub attempts: u32,
    /// Not before this time.
    pub not_before: Option<Timestamp>,
    /// When it was first going to leave, by the inbox's clock.
    pub intent_at: Option<Timestamp>,
    /// The id that the API gave.
    pub message: Option<MessageId>,
}

/// How far an outbox row came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RowState {
    /// Surely not sent.
    Planned,
    /// May have been sent: written before the first byte leaves.
    InFlight,
    /// The API has it.
    Sent,
    /// The API refused it for good.
    Rejected,
    /// Nobody can tell whether it was sent, and it is not sent again.
    Parked,
    /// A takeover overtook it; it was not sent.
    Withdrawn,
}

impl RowState {
    /// Whether the row is still to be dealt with.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Planned | Self::InFlight)
    }
}

/// What became of an outbox row.
#[derive(Debug, Clone)]
pub struct RowUpdate {
    /// The row.
    pub id: RowId,
    /// Its state now.
    pub state: RowState,
    /// How often it was tried.
    pub attempts: u32,
    /// Not before this time.
    pub not_before: Option<Timestamp>,
    /// When it was first going to leave, by the inbox's clock; kept when it is left out.
    pub intent_at: Option<Timestamp>,
    /// The id that the API gave; kept when it is left out.
    pub message: Option<MessageId>,
    /// The fence it leaves under now; kept when it is left out.
    pub fence: Option<i64>,
    /// What leaves instead of what was planned; kept when it is left out.
    pub action: Option<Action>,
    /// Why, for the reader.
    pub cause: Option<String>,
}

/// What is known of a chat, as JSON of the handover's own making.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatRecord(pub String);

/// A lane's open work.
#[derive(Debug, Clone, Default)]
pub struct LaneWork {
    /// Open events, in the order of acceptance.
    pub events: Vec<StoredEvent>,
    /// Open rows, in the order in which they leave.
    pub rows: Vec<OutboxRow>,
    /// What is known of the chat.
    pub chat: Option<ChatRecord>,
}

/// What a commit wrote.
#[derive(Debug, Clone, Default)]
pub struct Committed {
    /// The ids of the rows, in their order.
    pub rows: Vec<RowId>,
    /// The events that follow from it, in their order.
    pub events: Vec<Ingested>,
}

/// An event that failed for good.
#[derive(Debug, Clone)]
pub struct DeadLetter {
    /// Its place.
    pub seq: EventSeq,
    /// The name of its kind.
    pub kind: String,
    /// Why.
    pub cause: String,
    /// The body it came in.
    pub body: Vec<u8>,
    /// When it was accepted.
    pub received_at: Timestamp,
}

/// Why the store could not do it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The file cannot be opened or made.
    #[error("the store {path} cannot be opened: {cause}. Check that the folder exists and may be written, or set `store.path`")]
    Open {
        /// The file.
        path: String,
        /// What the system or SQLite says.
        cause: String,
    },
    /// Another process uses it.
    #[error("the store {path} is in use by another process. Stop that one, or set `store.path` to another file")]
    InUse {
        /// The file.
        path: String,
    },
    /// A newer version wrote it.
    #[error("the store {path} was written by a newer version of Switchboard. Start that version, or set `store.path` to another file")]
    Newer {
        /// The file.
        path: String,
    },
    /// Somebody else works on the lane.
    #[error("the lane is held by another process")]
    Held,
    /// The event is not open any more, or the lease is not the newest.
    #[error("the work was overtaken: {0}")]
    Stale(&'static str),
    /// More waits than the store takes; try again later.
    #[error("the store is overloaded")]
    Overloaded,
    /// The disk or SQLite failed.
    #[error("the store failed: {0}")]
    Failed(String),
    /// What is stored cannot be read.
    #[error("the store holds {0}")]
    Broken(String),
    /// The call is wrong.
    #[error("{0}")]
    Refused(String),
}

#[cfg(test)]
mod tests;
