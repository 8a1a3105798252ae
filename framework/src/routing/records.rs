//! What the router itself remembers of a chat: records among its sessions, written with the turn's commit.

use jiff::{SignedDuration, Timestamp};

use crate::handler::Registration;
use crate::turn::{OWN_RECORDS, SessionRecord, Turn};
use crate::wire::Event;

/// When the newest message of the customer was written.
pub(super) fn seen(turn: &Turn) -> Option<Timestamp> {
    read(turn, &seen_name())
}

/// When a handler ran last in the chat.
pub(super) fn ran(turn: &Turn, handler: &Registration) -> Option<Timestamp> {
    read(turn, &ran_name(handler))
}

/// The record that a message was seen.
pub(super) fn note_seen(turn: &Turn) -> (String, Option<SessionRecord>) {
    let at = written_at(turn);
    (seen_name(), Some(record(seen(turn).map_or(at, |seen| seen.max(at)))))
}

/// The record that a handler ran.
pub(super) fn note_ran(turn: &Turn, handler: &Registration) -> (String, Option<SessionRecord>) {
    (ran_name(handler), Some(record(turn.facts().now)))
}

/// When the turn's message was written; the turn's own time for other events.
pub(super) fn written_at(turn: &Turn) -> Timestamp {
    let written = match turn.event() {
        Event::Message(message) => message.waba.timestamp.and_then(|written| Timestamp::from_second(written.as_seconds()).ok()),
        _ => None,
    };
    written.unwrap_or(turn.facts().now)
}

/// Whether so many milliseconds lie between two times.
pub(super) fn is_past(then: Timestamp, now: Timestamp, milliseconds: u64) -> bool {
    let wanted = SignedDuration::from_millis(i64::try_from(milliseconds).unwrap_or(i64::MAX));
    now.duration_since(then) >= wanted
}

fn seen_name() -> String {
    format!("{OWN_RECORDS}seen")
}

fn ran_name(handler: &Registration) -> String {
    format!("{OWN_RECORDS}ran {}::{}", handler.module, handler.name)
}

fn read(turn: &Turn, name: &str) -> Option<Timestamp> {
    // One that does not read counts as none: it is written anew.
    let milliseconds = turn.facts().sessions.get(name)?.json.parse().ok()?;
    Timestamp::from_millisecond(milliseconds).ok()
}

fn record(at: Timestamp) -> SessionRecord {
    SessionRecord { version: 1, json: at.as_millisecond().to_string() }
}
