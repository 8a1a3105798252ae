use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use super::chats;
use super::failure::Failure;
use super::value::Stored;
use crate::store::{DeadLetter, Delivery, EventEnd, EventKey, EventSeq, InboxId, Ingested, Lane, NewEvent, StoreError, StoredEvent};

/// Writes the events that are not there yet; their body only if there is one.
pub(super) fn ingest(db: &Connection, inbox: &InboxId, delivery: &Delivery) -> Result<Vec<Ingested>, Failure> {
    if let Some(open) = delivery.unless_open.as_ref().map(|key| open_seq_of(db, inbox, key)).transpose()?.flatten() {
        return Ok(vec![Ingested::Repeat(open); delivery.events.len()]);
    }
    let mut body = None;
    let mut answer = Vec::with_capacity(delivery.events.len());
    for event in &delivery.events {
        if let Some(seq) = seq_of(db, inbox, &event.key)? {
            answer.push(Ingested::Repeat(seq));
            continue;
        }
        let body = match body {
            Some(id) => id,
            None => *body.insert(put_body(db, delivery)?),
        };
        answer.push(Ingested::New(put_event(db, inbox, event, body, delivery.received_at)?));
    }
    for (chat, record) in &delivery.chats {
        chats::put(db, inbox, chat, record)?;
    }
    Ok(answer)
}

/// Ends an event that is open, or leaves it open for another try.
pub(super) fn end(db: &Connection, inbox: &InboxId, lane: &Lane, event: EventSeq, how: &EventEnd, now: Timestamp) -> Result<(), Failure> {
    let state = State::after(Some(how), now);
    let changed = db
        .prepare_cached(
            "UPDATE event SET state = ?4, attempts = coalesce(?5, attempts), not_before = ?6, cause = ?7, ended_at = ?8
             WHERE seq = ?1 AND inbox = ?2 AND lane = ?3 AND state = 0",
        )?
        .execute((
            event.0,
            inbox.as_str(),
            Stored(lane),
            state.code,
            state.attempts,
            state.not_before.map(Stored),
            state.cause,
            state.ended_at.map(Stored),
        ))?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale("the event is not open any more").into()) }
}

pub(super) fn open_events(db: &Connection, inbox: &InboxId, lane: &Lane) -> Result<Vec<StoredEvent>, Failure> {
    let mut select = db.prepare_cached(
        "SELECT seq, key, body, part, attempts, not_before, received_at FROM event JOIN delivery ON delivery.id = event.delivery
         WHERE inbox = ?1 AND lane = ?2 AND state = 0 ORDER BY seq",
    )?;
    let events = select.query_map((inbox.as_str(), Stored(lane)), |row| {
        Ok(StoredEvent {
            seq: EventSeq(row.get(0)?),
            key: EventKey::new(row.get_ref(1)?.as_str()?),
            body: row.get(2)?,
            part: row.get(3)?,
            attempts: row.get(4)?,
            not_before: row.get::<_, Option<Stored<_>>>(5)?.map(|time| time.0),
            received_at: row.get::<_, Stored<_>>(6)?.0,
        })
    })?;
    Ok(events.collect::<Result<_, _>>()?)
}

pub(super) fn open_lanes(db: &Connection, inbox: &InboxId) -> Result<Vec<Lane>, Failure> {
    let mut select = db.prepare_cached(
        "SELECT lane FROM event WHERE inbox = ?1 AND state = 0 UNION SELECT lane FROM outbox WHERE inbox = ?1 AND state < 2",
    )?;
    let lanes = select.query_map([inbox.as_str()], |row| Ok(row.get::<_, Stored<_>>(0)?.0))?;
    Ok(lanes.collect::<Result<_, _>>()?)
}

pub(super) fn lane_of(db: &Connection, inbox: &InboxId, key: &EventKey) -> Result<Option<Lane>, Failure> {
    let mut select = db.prepare_cached("SELECT lane FROM event WHERE inbox = ?1 AND key = ?2")?;
    Ok(select.query_row([inbox.as_str(), key.as_str()], |row| Ok(row.get::<_, Stored<_>>(0)?.0)).optional()?)
}

pub(super) fn kind_of(db: &Connection, inbox: &InboxId, event: EventSeq) -> Result<Option<String>, Failure> {
    let mut select = db.prepare_cached("SELECT kind FROM event WHERE seq = ?1 AND inbox = ?2")?;
    Ok(select.query_row((event.0, inbox.as_str()), |row| row.get(0)).optional()?)
}

pub(super) fn dead_letters(db: &Connection, inbox: &InboxId, limit: usize) -> Result<Vec<DeadLetter>, Failure> {
    let mut select = db.prepare_cached(
        "SELECT seq, kind, cause, body, received_at FROM event JOIN delivery ON delivery.id = event.delivery
         WHERE inbox = ?1 AND state = 4 ORDER BY seq DESC LIMIT ?2",
    )?;
    let letters = select.query_map((inbox.as_str(), i64::try_from(limit).unwrap_or(i64::MAX)), |row| {
        Ok(DeadLetter {
            seq: EventSeq(row.get(0)?),
            kind: row.get(1)?,
            cause: row.get(2)?,
            body: row.get(3)?,
            received_at: row.get::<_, Stored<_>>(4)?.0,
        })
    })?;
    Ok(letters.collect::<Result<_, _>>()?)
}

/// Where an event stands, open or ended.
pub(super) fn seq_of(db: &Connection, inbox: &InboxId, key: &EventKey) -> Result<Option<EventSeq>, Failure> {
    let mut select = db.prepare_cached("SELECT seq FROM event WHERE inbox = ?1 AND key = ?2")?;
    Ok(select.query_row([inbox.as_str(), key.as_str()], |row| row.get(0).map(EventSeq)).optional()?)
}

fn open_seq_of(db: &Connection, inbox: &InboxId, key: &EventKey) -> Result<Option<EventSeq>, Failure> {
    let mut select = db.prepare_cached("SELECT seq FROM event WHERE inbox = ?1 AND key = ?2 AND state = 0")?;
    Ok(select.query_row([inbox.as_str(), key.as_str()], |row| row.get(0).map(EventSeq)).optional()?)
}

fn put_body(db: &Connection, delivery: &Delivery) -> Result<i64, Failure> {
    let mut insert = db.prepare_cached("INSERT INTO delivery (body, received_at) VALUES (?1, ?2)")?;
    Ok(insert.insert((&delivery.body, Stored(delivery.received_at)))?)
}

fn put_event(db: &Connection, inbox: &InboxId, event: &NewEvent, body: i64, now: Timestamp) -> Result<EventSeq, Failure> {
    let state = State::after(event.end.as_ref(), now);
    let mut insert = db.prepare_cached(
        "INSERT INTO event (inbox, key, lane, kind, delivery, part, state, attempts, not_before, cause, ended_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?;
    let seq = insert.insert((
        inbox.as_str(),
        event.key.as_str(),
        Stored(&event.lane),
        &event.kind,
        body,
        event.part,
        state.code,
        state.attempts.unwrap_or(0),
        state.not_before.map(Stored),
        state.cause,
        state.ended_at.map(Stored),
    ))?;
    Ok(EventSeq(seq))
}

/// The columns that tell how an event stands.
struct State<'a> {
    code: i64,
    attempts: Option<u32>,
    not_before: Option<Timestamp>,
    cause: Option<&'a str>,
    ended_at: Option<Timestamp>,
}

impl<'a> State<'a> {
    const fn after(end: Option<&'a EventEnd>, now: Timestamp) -> Self {
        const OPEN: State<'_> = State { code: 0, attempts: None, not_before: None, cause: None, ended_at: None };
        match end {
            None => OPEN,
            Some(EventEnd::Open) => Self { attempts: Some(0), ..OPEN },
            Some(EventEnd::Retry { attempts, not_before, cause }) => {
                Self { attempts: Some(*attempts), not_before: Some(*not_before), cause: Some(cause.as_str()), ..OPEN }
            }
            Some(EventEnd::Done) => Self { code: 1, ended_at: Some(now), ..OPEN },
            Some(EventEnd::Withdrawn) => Self { code: 2, ended_at: Some(now), ..OPEN },
            Some(EventEnd::Skipped) => Self { code: 3, ended_at: Some(now), ..OPEN },
            Some(EventEnd::Dead { cause }) => Self { code: 4, cause: Some(cause.as_str()), ended_at: Some(now), ..OPEN },
        }
    }
}
