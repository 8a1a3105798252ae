//! The log of API calls, in memory: who asked what, in the order in which the calls began.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use serde_json::{Value, json};
use tokio::sync::watch;

/// Calls that are kept.
const KEPT: usize = 100_000;

/// The log.
#[derive(Debug)]
pub(crate) struct RequestLog {
    entries: Mutex<Entries>,
    changed: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Entries {
    /// The number of the entry at the front.
    first: u64,
    list: VecDeque<Entry>,
}

/// A call that begins.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) at: i64,
    pub(crate) user: Option<(i64, String)>,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) body: Option<Bytes>,
    pub(crate) status: Option<u16>,
    pub(crate) done_at: Option<i64>,
    /// The connection was closed instead of an answer, by the inbox or by the caller.
    pub(crate) lost: bool,
}

impl RequestLog {
    pub(crate) fn new() -> Self {
        Self { entries: Mutex::new(Entries { first: 1, list: VecDeque::new() }), changed: watch::channel(0).0 }
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that a call begins; the number says when, among all calls.
    pub(crate) fn begin(&self, entry: Entry) -> u64 {
        let mut entries = self.entries();
        if entries.list.len() == KEPT {
            entries.list.pop_front();
            entries.first += 1;
        }
        entries.list.push_back(entry);
        let seq = entries.first + entries.list.len() as u64 - 1;
        drop(entries);
        self.changed.send_modify(|count| *count += 1);
        seq
    }

    fn change(&self, seq: u64, change: impl FnOnce(&mut Entry)) {
        let mut entries = self.entries();
        let index = seq.checked_sub(entries.first).and_then(|index| usize::try_from(index).ok());
        if let Some(entry) = index.and_then(|index| entries.list.get_mut(index)) {
            change(entry);
        }
    }

    /// Notes what the call brought.
    pub(crate) fn body(&self, seq: u64, body: Bytes) {
        self.change(seq, |entry| entry.body = Some(body));
    }

    /// Notes how the call ended.
    pub(crate) fn end(&self, seq: u64, status: u16, at: i64, lost: bool) {
        self.change(seq, |entry| {
            entry.status = Some(status);
            entry.done_at = Some(at);
            entry.lost = lost;
        });
        self.changed.send_modify(|count| *count += 1);
    }

    /// Notes that the caller went away before there was an answer. A call that has ended stays as it ended.
    pub(crate) fn abandon(&self, seq: u64, at: i64) {
        self.change(seq, |entry| {
            if entry.done_at.is_none() {
                entry.done_at = Some(at);
                entry.lost = true;
            }
        });
        self.changed.send_modify(|count| *count += 1);
    }

    /// Counts up with every change.
    pub(crate) fn changed(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// The calls after a number that a path and a method let through.
    pub(crate) fn after(&self, seq: u64, limit: usize, wanted: impl Fn(&Entry) -> bool) -> Vec<(u64, Value)> {
        let entries = self.entries();
        let skip = usize::try_from(seq.saturating_add(1).saturating_sub(entries.first)).unwrap_or(usize::MAX);
        let numbered = (entries.first..).zip(&entries.list);
        numbered.skip(skip).filter(|(_, entry)| wanted(entry)).take(limit).map(|(seq, entry)| (seq, entry.shown(seq))).collect()
    }
}

impl Entry {
    fn shown(&self, seq: u64) -> Value {
        json!({
            "seq": seq,
            "at": self.at,
            "user": self.user.as_ref().map(|(id, username)| json!({"id": id, "username": username})),
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "body": self.body.as_ref().map(|body| serde_json::from_slice::<Value>(body).unwrap_or_else(|_| String::from_utf8_lossy(body).into())),
            "status": self.status,
            "done_at": self.done_at,
            "lost": self.lost,
        })
    }
}
