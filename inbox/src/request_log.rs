//! The log of API calls, in memory: who asked what, in the order in which the calls began.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use serde_json::{Value, json};
use tokio::sync::watch;

/// Calls that are kept.
const KEPT: usize = 100_000;

/// Bytes of them that are kept; what comes after that drops the oldest calls. Ours: enough for 100,000 messages of the usual length.
const KEPT_BYTES: usize = 64 * 1024 * 1024;

/// Bytes of a body that is kept: many times what a message may hold, and nothing next to a file.
const BODY: usize = 64 * 1024;

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
    /// What the list weighs.
    bytes: usize,
}

impl Entries {
    /// Drops the oldest until the rest is no more than may be kept.
    fn shed(&mut self) {
        while self.list.len() > KEPT || self.bytes > KEPT_BYTES {
            let Some(oldest) = self.list.pop_front() else { return };
            self.bytes -= oldest.weight();
            self.first += 1;
        }
    }
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
        Self { entries: Mutex::new(Entries { first: 1, ..Entries::default() }), changed: watch::channel(0).0 }
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that a call begins; the number says when, among all calls.
    pub(crate) fn begin(&self, entry: Entry) -> u64 {
        let mut entries = self.entries();
        let seq = entries.first + entries.list.len() as u64;
        entries.bytes += entry.weight();
        entries.list.push_back(entry);
        entries.shed();
        drop(entries);
        self.changed.send_modify(|count| *count += 1);
        seq
    }

    /// Changes a call that is still kept, and what it weighs.
    fn change(&self, seq: u64, change: impl FnOnce(&mut Entry)) {
        let mut entries = self.entries();
        let entries = &mut *entries;
        let index = seq.checked_sub(entries.first).and_then(|index| usize::try_from(index).ok());
        if let Some(entry) = index.and_then(|index| entries.list.get_mut(index)) {
            entries.bytes -= entry.weight();
            change(entry);
            entries.bytes += entry.weight();
            entries.shed();
        }
    }

    /// Notes what the call brought. A body that is too large for the log is left out.
    pub(crate) fn body(&self, seq: u64, body: &[u8]) {
        if body.len() > BODY {
            return;
        }
        // A copy: the body itself is a part of what the connection has read, and would keep all of that.
        self.change(seq, |entry| entry.body = Some(Bytes::copy_from_slice(body)));
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
        let mut is_under_way = false;
        self.change(seq, |entry| {
            if entry.done_at.is_none() {
                is_under_way = true;
                entry.done_at = Some(at);
                entry.lost = true;
            }
        });
        // Every call comes by here, and whoever waits for news reads the whole log when there is some.
        if is_under_way {
            self.changed.send_modify(|count| *count += 1);
        }
    }

    /// Counts up with every change.
    pub(crate) fn changed(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// The calls after a number, as far as they are wanted.
    pub(crate) fn after(&self, seq: u64, limit: usize, wanted: impl Fn(&Entry) -> bool) -> Vec<(u64, Value)> {
        let entries = self.entries();
        let skip = usize::try_from(seq.saturating_add(1).saturating_sub(entries.first)).unwrap_or(usize::MAX);
        let numbered = (entries.first..).zip(&entries.list);
        numbered.skip(skip).filter(|(_, entry)| wanted(entry)).take(limit).map(|(seq, entry)| (seq, entry.shown(seq))).collect()
    }
}

impl Entry {
    /// Bytes that a caller decides on.
    fn weight(&self) -> usize {
        self.method.len() + self.path.len() + self.query.len() + self.body.as_ref().map_or(0, Bytes::len)
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    fn call(query: String) -> Entry {
        let (method, path) = (String::from("POST"), String::from("/api/v1/messages/"));
        Entry { at: 0, user: None, method, path, query, body: None, status: None, done_at: None, lost: false }
    }

    fn bytes_of(log: &RequestLog) -> usize {
        let entries = log.entries();
        assert_eq!(entries.bytes, entries.list.iter().map(Entry::weight).sum::<usize>());
        entries.bytes
    }

    #[test]
    fn large_bodies_are_left_out() {
        let log = RequestLog::new();
        let seq = log.begin(call(String::new()));
        log.body(seq, &vec![b'x'; BODY + 1]);
        assert!(log.entries().list[0].body.is_none());
        log.body(seq, &[b'x'; BODY]);
        log.body(seq, &[b'x'; BODY]);
        assert_eq!(bytes_of(&log), BODY + call(String::new()).weight());
    }

    #[test]
    fn a_call_that_has_ended_is_no_news_when_its_caller_goes() {
        let log = RequestLog::new();
        let (ended, left) = (log.begin(call(String::new())), log.begin(call(String::new())));
        log.end(ended, 200, 5, false);
        let changed = log.changed();
        log.abandon(ended, 9);
        assert!(!changed.has_changed().unwrap());
        log.abandon(left, 9);
        assert!(changed.has_changed().unwrap());
        let shown = log.after(0, 2, |_| true);
        assert_eq!(
            shown.iter().map(|(_, call)| (call["done_at"].clone(), call["status"].clone())).collect::<Vec<_>>(),
            [(json!(5), json!(200)), (json!(9), Value::Null)]
        );
    }

    #[test]
    fn the_log_stays_within_its_bytes_and_its_calls() {
        let log = RequestLog::new();
        let many = 2 * KEPT_BYTES / BODY;
        let first = log.begin(call(String::new()));
        for _ in 0..many {
            let seq = log.begin(call("q".repeat(1_000)));
            log.body(seq, &[b'x'; BODY]);
        }
        assert!((KEPT_BYTES - 2 * BODY..=KEPT_BYTES).contains(&bytes_of(&log)));
        log.end(first, 200, 1, false);
        let left = log.after(0, usize::MAX, |_| true);
        assert_eq!(left.last().map(|(seq, _)| *seq), Some(first + many as u64), "the newest are kept, with their numbers");
        for _ in 0..=KEPT {
            log.begin(call(String::new()));
        }
        assert_eq!(log.entries().list.len(), KEPT);
        bytes_of(&log);
    }
}
