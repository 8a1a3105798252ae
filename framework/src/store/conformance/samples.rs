//! What the cases put into a store.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::action::Action;
use crate::handover::OwnerSet;
use crate::store::{
    ChatRecord, Committed, Delivery, EventEnd, EventKey, EventSeq, InboxId, Ingested, Lane, LaneWork, Lease, NewEvent, NewRow, RowId,
    RowState, RowUpdate, Store, StoreError, TurnCommit,
};
use crate::turn::SessionRecord;
use crate::wire::{MessageId, WaId};

/// An inbox with a store behind it: the calls that most cases make, in few words.
pub(super) struct Desk<'a> {
    pub(super) store: &'a dyn Store,
    pub(super) inbox: InboxId,
}

impl<'a> Desk<'a> {
    pub(super) fn new(store: &'a dyn Store) -> Self {
        Self::of(store, "main")
    }

    pub(super) fn of(store: &'a dyn Store, inbox: &str) -> Self {
        Self { store, inbox: InboxId::new(inbox).unwrap() }
    }

    pub(super) async fn ingest(&self, delivery: Delivery) -> Vec<Ingested> {
        self.store.ingest(&self.inbox, delivery).await.unwrap()
    }

    /// Takes in one event and answers its place.
    pub(super) async fn event(&self, key: &str, lane: &Lane) -> EventSeq {
        match self.ingest(delivery([event(key, lane)])).await[..] {
            [Ingested::New(seq)] => seq,
            ref other => panic!("{key} is no new event: {other:?}"),
        }
    }

    pub(super) async fn claim(&self, lane: &Lane) -> Lease {
        self.store.claim(&self.inbox, lane, at(0)).await.unwrap()
    }

    pub(super) async fn read(&self, lane: &Lane) -> LaneWork {
        let lease = self.claim(lane).await;
        self.store.read(&self.inbox, lane, &lease).await.unwrap()
    }

    pub(super) async fn commit(&self, turn: TurnCommit) -> Committed {
        self.try_commit(turn).await.unwrap()
    }

    pub(super) async fn try_commit(&self, turn: TurnCommit) -> Result<Committed, StoreError> {
        let lease = self.claim(&turn.lane).await;
        self.store.commit(&self.inbox, &lease, turn).await
    }

    pub(super) async fn record(&self, lane: &Lane, rows: Vec<RowUpdate>) -> Result<Vec<Ingested>, StoreError> {
        let lease = self.claim(lane).await;
        self.store.record(&self.inbox, &lease, rows, None, Vec::new()).await
    }

    /// Takes in an event, ends it with these rows, and answers their ids.
    pub(super) async fn planned(&self, key: &str, lane: &Lane, rows: Vec<NewRow>) -> Vec<RowId> {
        let seq = self.event(key, lane).await;
        self.commit(TurnCommit { rows, ..turn(seq, lane) }).await.rows
    }

    pub(super) async fn keys(&self, lane: &Lane) -> Vec<String> {
        self.read(lane).await.events.iter().map(|event| event.key.as_str().to_owned()).collect()
    }
}

/// A number kept free for films.
pub(super) fn chat(number: u32) -> WaId {
    WaId::new(format!("49171392{number:04}")).unwrap()
}

pub(super) fn lane(number: u32) -> Lane {
    Lane::Chat(chat(number))
}

/// So many seconds after the beginning.
pub(super) fn at(seconds: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs(1_790_000_000 + seconds)
}

pub(super) fn event(key: &str, lane: &Lane) -> NewEvent {
    NewEvent { key: EventKey::new(key), lane: lane.clone(), kind: "incoming_messages".to_owned(), part: 0, end: None }
}

pub(super) fn delivery(events: impl IntoIterator<Item = NewEvent>) -> Delivery {
    Delivery::new(b"{\"messages\":[]}".to_vec(), at(0), events.into_iter().collect())
}

/// A turn that ends an event and leaves nothing behind.
pub(super) fn turn(event: EventSeq, lane: &Lane) -> TurnCommit {
    TurnCommit {
        event,
        lane: lane.clone(),
        end: EventEnd::Done,
        rows: Vec::new(),
        sessions: BTreeMap::new(),
        timers: Vec::new(),
        chat: None,
        events: Vec::new(),
        now: at(1),
    }
}

pub(super) fn row(tag: &str) -> NewRow {
    NewRow {
        action: Action::Tag { name: tag.to_owned(), extra: None },
        state: RowState::Planned,
        owners: OwnerSet::ME_OR_NOBODY,
        fence: None,
        intent_at: None,
    }
}

pub(super) fn update(id: RowId, state: RowState) -> RowUpdate {
    RowUpdate { id, state, attempts: 1, not_before: None, intent_at: None, message: None, fence: None, action: None, cause: None }
}

pub(super) fn sent_as(id: RowId, message: &str) -> RowUpdate {
    RowUpdate { message: Some(MessageId::new(message)), ..update(id, RowState::Sent) }
}

pub(super) fn session(version: u32, json: &str) -> SessionRecord {
    SessionRecord { version, json: json.to_owned() }
}

pub(super) fn told(text: &str) -> ChatRecord {
    ChatRecord(text.to_owned())
}

pub(super) fn tags(work: &LaneWork) -> Vec<&str> {
    let mut tags = Vec::new();
    for row in &work.rows {
        let Action::Tag { name, .. } = &row.action else { panic!("not a tag: {row:?}") };
        tags.push(name.as_str());
    }
    tags
}
