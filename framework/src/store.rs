//! The store: what must survive. Journal, outbox, chats, sessions.
//!
//! Calls are shaped in batches, carry the inbox's id, and carry a [`Lease`] where they end something, so that a store
//! that several processes share needs no other trait.
//!
//! ```
//! use switchboard::InboxId;
//! use switchboard::store::{InboxRecord, SqliteStore, Store, StoreError};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), StoreError> {
//! let store = SqliteStore::in_memory()?;
//! let inbox = InboxId::new("berlin").expect("letters");
//! let mark = jiff::Timestamp::UNIX_EPOCH;
//! store.put_inbox(&inbox, InboxRecord { url: "https://inbox.example.com".to_owned(), mark, swept: None }).await?;
//! assert_eq!(store.inboxes().await?, [inbox]);
//! # Ok(())
//! # }
//! ```

#[cfg(test)]
mod conformance;
mod history;
mod sqlite;
mod types;

pub use history::{PastEvent, PastRow};
pub use sqlite::SqliteStore;
pub use types::{
    ChatRecord, Committed, DeadLetter, Delivery, EventEnd, EventKey, EventSeq, Fired, InboxRecord, Ingested, Lane, LaneWork, Lease,
    NewEvent, NewRow, NewTimer, OutboxRow, RowId, RowState, RowUpdate, StoreError, StoredEvent, TimerChange, TurnCommit,
};

use std::collections::BTreeMap;
use std::fmt::Debug;

use async_trait::async_trait;
use jiff::Timestamp;

use crate::inbox_id::InboxId;
use crate::turn::SessionRecord;
use crate::wire::{MessageId, WaId};

/// What keeps a bot's journal and outbox.
///
/// A call that returned `Ok` is on disk: a power cut loses nothing of it. A call that failed changed nothing.
/// Times are kept to the microsecond.
#[async_trait]
pub trait Store: Debug + Send + Sync {
    /// What is known of an inbox; nothing before the first [`Store::put_inbox`].
    ///
    /// # Errors
    /// When the store cannot be read.
    async fn inbox(&self, inbox: &InboxId) -> Result<Option<InboxRecord>, StoreError>;

    /// Every inbox that this store knows.
    ///
    /// # Errors
    /// When the store cannot be read.
    async fn inboxes(&self) -> Result<Vec<InboxId>, StoreError>;

    /// Makes an inbox known, or changes what is known of it.
    ///
    /// # Errors
    /// When the store cannot be written.
    async fn put_inbox(&self, inbox: &InboxId, record: InboxRecord) -> Result<(), StoreError>;

    /// Takes a delivery into the journal: every event that is not there yet, by its natural key, and what it tells of chats.
    /// Answers in the order of the delivery's events. An event that is there already changes nothing.
    ///
    /// # Errors
    /// When nothing of this delivery could be written; other deliveries of the same batch are not touched by it.
    async fn ingest(&self, inbox: &InboxId, delivery: Delivery) -> Result<Vec<Ingested>, StoreError>;

    /// Takes the right to work on a lane. It is exclusive; the embedded store grants it at once.
    ///
    /// # Errors
    /// [`StoreError::Held`] when somebody else has it.
    async fn claim(&self, inbox: &InboxId, lane: &Lane, now: Timestamp) -> Result<Lease, StoreError>;

    /// Gives a lease back, when there is nothing more to do in its lane: an idle lane costs the store nothing.
    /// A lease that is not the lane's newest any more needs no giving back; nothing happens then.
    ///
    /// # Errors
    /// When the store cannot be written.
    async fn release(&self, inbox: &InboxId, lane: &Lane, lease: &Lease) -> Result<(), StoreError>;

    /// The lanes that have open events or open outbox rows.
    ///
    /// # Errors
    /// When the store cannot be read.
    async fn open_lanes(&self, inbox: &InboxId) -> Result<Vec<Lane>, StoreError>;

    /// A lane's open events, in the order of acceptance, and its open rows, in the order in which they leave.
    ///
    /// # Errors
    /// When the store cannot be read, or the lease is not the lane's newest.
    async fn read(&self, inbox: &InboxId, lane: &Lane, lease: &Lease) -> Result<LaneWork, StoreError>;

    /// A chat's sessions, by name.
    ///
    /// # Errors
    /// When the store cannot be read.
    async fn sessions(&self, inbox: &InboxId, chat: &WaId) -> Result<BTreeMap<String, SessionRecord>, StoreError>;

    /// What is known of a chat.
    ///
    /// # Errors
    /// When the store cannot be read.
    async fn chat(&self, inbox: &InboxId, chat: &WaId) -> Result<Option<ChatRecord>, StoreError>;

    /// What is known of every chat.
    ///
    /// # Errors
    /// When the store cannot be read.
    async fn chats(&self, inbox: &InboxId) -> Result<Vec<(WaId, ChatRecord)>, StoreError>;

    /// Ends a turn: the event's end, outbox rows, sessions, timers, the chat, and events that follow from it, all or nothing.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when the event is not open any more or the lease is not the lane's newest: nothing was written.
    /// [`StoreError::Refused`] when sessions or a chat record come with a lane that is no chat's.
    async fn commit(&self, inbox: &InboxId, lease: &Lease, turn: TurnCommit) -> Result<Committed, StoreError>;

    /// Records what became of outbox rows of the lease's lane, all or nothing, with the chats and events that follow from it.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when the lease is not the lane's newest, [`StoreError::Refused`] when a row is not of its lane:
    /// nothing was written.
    async fn record(
        &self,
        inbox: &InboxId,
        lease: &Lease,
        rows: Vec<RowUpdate>,
        chat: Option<(WaId, ChatRecord)>,
        events: Vec<Delivery>,
    ) -> Result<Vec<Ingested>, StoreError>;

    /// Makes events of timers whose time has come, those that were due first first, at most `limit`: each becomes one event, once.
    ///
    /// # Errors
    /// When the store cannot be written.
    async fn fire(&self, inbox: &InboxId, now: Timestamp, limit: usize) -> Result<Vec<Fired>, StoreError>;

    /// When the next timer is due.
    ///
    /// # Errors
    /// When the store cannot be read.
    async fn next_timer(&self, inbox: &InboxId) -> Result<Option<Timestamp>, StoreError>;

    /// Writes what is known of a chat, outside a turn.
    ///
    /// # Errors
    /// When the store cannot be written.
    async fn put_chat(&self, inbox: &InboxId, chat: &WaId, record: ChatRecord) -> Result<(), StoreError>;

    /// Which of these messages this bot sent: the rows whose API answer gave these ids.
    ///
    /// # Errors
    /// When the store cannot be read.
    async fn sent(&self, inbox: &InboxId, messages: &[MessageId]) -> Result<Vec<(MessageId, RowId)>, StoreError>;

    /// The row whose API answer gave this id, whatever became of it since, with its lane.
    ///
    /// # Errors
    /// When the store cannot be read.
    async fn row_of(&self, inbox: &InboxId, message: &MessageId) -> Result<Option<(Lane, OutboxRow)>, StoreError>;

    /// An event's rows, whatever became of them, in the order of their ordinals.
    ///
    /// # Errors
    /// When the store cannot be read.
    async fn rows_of(&self, inbox: &InboxId, event: EventSeq) -> Result<Vec<OutboxRow>, StoreError>;

    /// The place of an event in the journal, open or ended; nothing when it is not there, or no longer.
    ///
    /// # Errors
    /// When the store cannot be read.
    async fn seq_of(&self, inbox: &InboxId, key: &EventKey) -> Result<Option<EventSeq>, StoreError>;

    /// The chat in which a WhatsApp message was seen; what finds the lane of a message tag.
    ///
    /// # Errors
    /// When the store cannot be read.
    async fn chat_of_message(&self, inbox: &InboxId, key: &EventKey) -> Result<Option<Lane>, StoreError>;

    /// What an event is: the name of its kind, also after its end; nothing once it is forgotten.
    ///
    /// # Errors
    /// When the store cannot be read.
    async fn kind_of(&self, inbox: &InboxId, event: EventSeq) -> Result<Option<String>, StoreError>;

    /// Dead letters, newest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    async fn dead_letters(&self, inbox: &InboxId, limit: usize) -> Result<Vec<DeadLetter>, StoreError>;

    /// Forgets events that ended and rows that left before a time, and what belongs to them alone; at most `limit` events. Answers how many.
    /// An event stays while one of its rows is open. Dead letters go like the others. What is forgotten is not recognised as a repeat.
    ///
    /// # Errors
    /// When the store cannot be written.
    async fn prune(&self, inbox: &InboxId, before: Timestamp, limit: usize) -> Result<usize, StoreError>;

    /// Everything that a lane's journal still holds, in the order of acceptance, with what followed from it. It may take as long as
    /// reading the whole journal: it is for recording a conversation, and no bot needs it to run.
    ///
    /// # Errors
    /// When the store cannot be read.
    async fn history(&self, inbox: &InboxId, lane: &Lane) -> Result<Vec<PastEvent>, StoreError>;
}
