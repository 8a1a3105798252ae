//! The store of one process: a SQLite file, or SQLite in memory.
//!
//! One thread owns the connection and commits what waits in groups, so a flush to disk is shared by everybody who waits for it.

mod chats;
mod failure;
mod file;
mod history;
mod inboxes;
mod journal;
mod leases;
mod outbox;
mod prune;
mod schema;
mod sessions;
mod timers;
mod turns;
mod value;
mod writer;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use rusqlite::Connection;

use self::failure::Failure;
use self::leases::Leases;
use self::writer::Writer;
use super::{
    ChatRecord, Committed, DeadLetter, Delivery, EventKey, EventSeq, Fired, InboxId, InboxRecord, Ingested, Lane, LaneWork, Lease,
    OutboxRow, PastEvent, RowId, RowUpdate, Store, StoreError, TurnCommit,
};
use crate::turn::SessionRecord;
use crate::wire::{MessageId, WaId};

/// The store that a bot has by default: SQLite, for one process.
///
/// A call is carried out once its future was polled, also when the future is dropped after that. Dropping the store finishes what was
/// accepted, and waits for it. Leases are granted at once and never run out; whoever claims a lane last has it.
#[derive(Debug)]
pub struct SqliteStore {
    writer: Writer,
    leases: Arc<Leases>,
    // After the writer: fields are dropped in this order, and the file is free only once its connection is closed.
    _lock: Option<file::Lock>,
}

impl SqliteStore {
    /// Opens a file, or makes it, with its folder. Blocks for as long as the disk needs.
    ///
    /// # Errors
    /// [`StoreError::InUse`] at once when another process uses it (try again to wait for it), [`StoreError::Newer`] when it was written by
    /// a newer version, [`StoreError::Open`] when the file cannot be made, written, or is something else.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let name = path.as_ref().display().to_string();
        let (path, lock) = file::prepare(path.as_ref())?;
        let open = || Connection::open(&path).map_err(Failure::from);
        Self::start(&name, open, Some(lock))
    }

    /// A store that ends with this value.
    ///
    /// # Errors
    /// When there is no memory for it.
    pub fn in_memory() -> Result<Self, StoreError> {
        Self::start("in memory", || Connection::open_in_memory().map_err(Failure::from), None)
    }

    fn start(name: &str, open: impl FnOnce() -> Result<Connection, Failure>, lock: Option<file::Lock>) -> Result<Self, StoreError> {
        let opening = |failure: Failure| failure.opening(name);
        schema::check_version(rusqlite::version_number()).map_err(opening)?;
        let mut db = open().map_err(opening)?;
        let starts = schema::prepare(&mut db, name).map_err(opening)?;
        let writer = Writer::start(db).map_err(|error| StoreError::Open { path: name.to_owned(), cause: error.to_string() })?;
        Ok(Self { writer, leases: Arc::new(Leases::new(starts)), _lock: lock })
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn inbox(&self, inbox: &InboxId) -> Result<Option<InboxRecord>, StoreError> {
        let inbox = inbox.clone();
        self.writer.read(move |db| inboxes::get(db, &inbox)).await
    }

    async fn inboxes(&self) -> Result<Vec<InboxId>, StoreError> {
        self.writer.read(inboxes::all).await
    }

    async fn put_inbox(&self, inbox: &InboxId, record: InboxRecord) -> Result<(), StoreError> {
        let inbox = inbox.clone();
        self.writer.write(0, move |db| inboxes::put(db, &inbox, &record)).await
    }

    async fn ingest(&self, inbox: &InboxId, delivery: Delivery) -> Result<Vec<Ingested>, StoreError> {
        let inbox = inbox.clone();
        self.writer.write(delivery.body.len(), move |db| journal::ingest(db, &inbox, &delivery)).await
    }

    async fn claim(&self, inbox: &InboxId, lane: &Lane, _now: Timestamp) -> Result<Lease, StoreError> {
        Ok(self.leases.grant(inbox, lane))
    }

    async fn release(&self, inbox: &InboxId, lane: &Lane, lease: &Lease) -> Result<(), StoreError> {
        self.leases.release(inbox, lane, lease);
        Ok(())
    }

    async fn open_lanes(&self, inbox: &InboxId) -> Result<Vec<Lane>, StoreError> {
        let inbox = inbox.clone();
        self.writer.read(move |db| journal::open_lanes(db, &inbox)).await
    }

    async fn read(&self, inbox: &InboxId, lane: &Lane, lease: &Lease) -> Result<LaneWork, StoreError> {
        let (inbox, lane, lease, leases) = (inbox.clone(), lane.clone(), lease.clone(), Arc::clone(&self.leases));
        self.writer.read(move |db| turns::read(db, &leases, &inbox, &lane, &lease)).await
    }

    async fn sessions(&self, inbox: &InboxId, chat: &WaId) -> Result<BTreeMap<String, SessionRecord>, StoreError> {
        let (inbox, chat) = (inbox.clone(), chat.clone());
        self.writer.read(move |db| sessions::of_chat(db, &inbox, &chat)).await
    }

    async fn chat(&self, inbox: &InboxId, chat: &WaId) -> Result<Option<ChatRecord>, StoreError> {
        let (inbox, chat) = (inbox.clone(), chat.clone());
        self.writer.read(move |db| chats::get(db, &inbox, &chat)).await
    }

    async fn chats(&self, inbox: &InboxId) -> Result<Vec<(WaId, ChatRecord)>, StoreError> {
        let inbox = inbox.clone();
        self.writer.read(move |db| chats::all(db, &inbox)).await
    }

    async fn commit(&self, inbox: &InboxId, lease: &Lease, turn: TurnCommit) -> Result<Committed, StoreError> {
        let (inbox, lease, leases) = (inbox.clone(), lease.clone(), Arc::clone(&self.leases));
        self.writer.write(0, move |db| turns::commit(db, &leases, &inbox, &lease, &turn)).await
    }

    async fn record(
        &self,
        inbox: &InboxId,
        lease: &Lease,
        rows: Vec<RowUpdate>,
        chat: Option<(WaId, ChatRecord)>,
        events: Vec<Delivery>,
    ) -> Result<Vec<Ingested>, StoreError> {
        let (inbox, lease, leases) = (inbox.clone(), lease.clone(), Arc::clone(&self.leases));
        self.writer.write(0, move |db| turns::record(db, &leases, &inbox, &lease, &rows, chat.as_ref(), &events)).await
    }

    async fn fire(&self, inbox: &InboxId, now: Timestamp, limit: usize) -> Result<Vec<Fired>, StoreError> {
        let inbox = inbox.clone();
        self.writer.write(0, move |db| timers::fire(db, &inbox, now, limit)).await
    }

    async fn next_timer(&self, inbox: &InboxId) -> Result<Option<Timestamp>, StoreError> {
        let inbox = inbox.clone();
        self.writer.read(move |db| timers::next(db, &inbox)).await
    }

    async fn put_chat(&self, inbox: &InboxId, chat: &WaId, record: ChatRecord) -> Result<(), StoreError> {
        let (inbox, chat) = (inbox.clone(), chat.clone());
        self.writer.write(0, move |db| chats::put(db, &inbox, &chat, &record)).await
    }

    async fn sent(&self, inbox: &InboxId, messages: &[MessageId]) -> Result<Vec<(MessageId, RowId)>, StoreError> {
        let (inbox, messages) = (inbox.clone(), messages.to_vec());
        self.writer.read(move |db| outbox::sent(db, &inbox, &messages)).await
    }

    async fn row_of(&self, inbox: &InboxId, message: &MessageId) -> Result<Option<(Lane, OutboxRow)>, StoreError> {
        let (inbox, message) = (inbox.clone(), message.clone());
        self.writer.read(move |db| outbox::row_of(db, &inbox, &message)).await
    }

    async fn rows_of(&self, inbox: &InboxId, event: EventSeq) -> Result<Vec<OutboxRow>, StoreError> {
        let inbox = inbox.clone();
        self.writer.read(move |db| outbox::rows_of(db, &inbox, event)).await
    }

    async fn chat_of_message(&self, inbox: &InboxId, key: &EventKey) -> Result<Option<Lane>, StoreError> {
        let (inbox, key) = (inbox.clone(), key.clone());
        self.writer.read(move |db| journal::lane_of(db, &inbox, &key)).await
    }

    async fn seq_of(&self, inbox: &InboxId, key: &EventKey) -> Result<Option<EventSeq>, StoreError> {
        let (inbox, key) = (inbox.clone(), key.clone());
        self.writer.read(move |db| journal::seq_of(db, &inbox, &key)).await
    }

    async fn kind_of(&self, inbox: &InboxId, event: EventSeq) -> Result<Option<String>, StoreError> {
        let inbox = inbox.clone();
        self.writer.read(move |db| journal::kind_of(db, &inbox, event)).await
    }

    async fn dead_letters(&self, inbox: &InboxId, limit: usize) -> Result<Vec<DeadLetter>, StoreError> {
        let inbox = inbox.clone();
        self.writer.read(move |db| journal::dead_letters(db, &inbox, limit)).await
    }

    async fn prune(&self, inbox: &InboxId, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        let inbox = inbox.clone();
        self.writer.write(0, move |db| prune::prune(db, &inbox, before, limit)).await
    }

    async fn history(&self, inbox: &InboxId, lane: &Lane) -> Result<Vec<PastEvent>, StoreError> {
        let (inbox, lane) = (inbox.clone(), lane.clone());
        self.writer.read(move |db| history::of_lane(db, &inbox, &lane)).await
    }
}
