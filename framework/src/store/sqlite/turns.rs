//! What is done under a lease.

use rusqlite::Connection;

use super::failure::Failure;
use super::leases::Leases;
use super::{chats, journal, outbox, sessions, timers};
use crate::store::{ChatRecord, Committed, Delivery, InboxId, Ingested, Lane, LaneWork, Lease, RowUpdate, StoreError, TurnCommit};
use crate::wire::WaId;

pub(super) fn read(db: &Connection, leases: &Leases, inbox: &InboxId, lane: &Lane, lease: &Lease) -> Result<LaneWork, Failure> {
    leases.check(inbox, lane, lease)?;
    Ok(LaneWork {
        events: journal::open_events(db, inbox, lane)?,
        rows: outbox::open_rows(db, inbox, lane)?,
        chat: lane.chat().map(|chat| chats::get(db, inbox, chat)).transpose()?.flatten(),
    })
}

pub(super) fn commit(db: &Connection, leases: &Leases, inbox: &InboxId, lease: &Lease, turn: &TurnCommit) -> Result<Committed, Failure> {
    leases.check(inbox, &turn.lane, lease)?;
    journal::end(db, inbox, &turn.lane, turn.event, &turn.end, turn.now)?;
    let rows = outbox::plan(db, inbox, &turn.lane, turn.event, &turn.rows)?;
    timers::change(db, inbox, &turn.lane, &turn.timers)?;
    match turn.lane.chat() {
        Some(chat) => {
            sessions::change(db, inbox, chat, &turn.sessions)?;
            if let Some(record) = &turn.chat {
                chats::put(db, inbox, chat, record)?;
            }
        }
        None if turn.sessions.is_empty() && turn.chat.is_none() => {}
        None => return Err(StoreError::Refused("a turn without a chat has no sessions and no chat record".to_owned()).into()),
    }
    Ok(Committed { rows, events: ingest_all(db, inbox, &turn.events)? })
}

pub(super) fn record(
    db: &Connection,
    leases: &Leases,
    inbox: &InboxId,
    lease: &Lease,
    rows: &[RowUpdate],
    chat: Option<&(WaId, ChatRecord)>,
    events: &[Delivery],
) -> Result<Vec<Ingested>, Failure> {
    let lane = leases.lane(inbox, lease)?;
    for row in rows {
        outbox::update(db, inbox, &lane, row)?;
    }
    if let Some((chat, record)) = chat {
        chats::put(db, inbox, chat, record)?;
    }
    ingest_all(db, inbox, events)
}

fn ingest_all(db: &Connection, inbox: &InboxId, deliveries: &[Delivery]) -> Result<Vec<Ingested>, Failure> {
    let mut answer = Vec::new();
    for delivery in deliveries {
        answer.extend(journal::ingest(db, inbox, delivery)?);
    }
    Ok(answer)
}
