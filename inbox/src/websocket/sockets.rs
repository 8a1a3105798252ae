//! Who listens.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc;

use super::Frame;

/// Frames that wait for a slow client. One that falls further behind is disconnected, and can ask the lists for what it missed.
const WAITING: usize = 10_000;

/// The websockets whose users are known.
#[derive(Debug, Default)]
pub(crate) struct Sockets(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    joined: u64,
    told: u64,
    open: BTreeMap<u64, Open>,
}

#[derive(Debug)]
struct Open {
    user: i64,
    frames: mpsc::Sender<Arc<Frame>>,
    /// Frames that it was told, and those of them that it has certainly read.
    told: u64,
    read: u64,
}

impl Sockets {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on a user is told what happens.
    pub(super) fn join(&self, user: i64) -> (u64, mpsc::Receiver<Arc<Frame>>) {
        let (frames, told) = mpsc::channel(WAITING);
        let mut state = self.state();
        state.joined += 1;
        let id = state.joined;
        state.open.insert(id, Open { user, frames, told: 0, read: 0 });
        (id, told)
    }

    pub(super) fn leave(&self, id: u64) {
        self.state().open.remove(&id);
    }

    /// A client has certainly read this many frames.
    pub(super) fn note_read(&self, id: u64, read: u64) {
        if let Some(open) = self.state().open.get_mut(&id) {
            open.read = open.read.max(read);
        }
    }

    /// The users who listen.
    pub(crate) fn users(&self) -> BTreeSet<i64> {
        self.state().open.values().map(|open| open.user).collect()
    }

    /// Tells a user, at every websocket of theirs.
    pub(crate) fn tell(&self, user: i64, frame: &Arc<Frame>) {
        let mut state = self.state();
        state.told += 1;
        // Without its sender, the session of a client that is too slow ends.
        state.open.retain(|_, open| {
            if open.user != user {
                return true;
            }
            open.told += 1;
            open.frames.try_send(Arc::clone(frame)).is_ok()
        });
    }

    /// Disconnects everybody. How many those were.
    pub(crate) fn disconnect(&self) -> usize {
        std::mem::take(&mut self.state().open).len()
    }

    pub(crate) fn count(&self) -> usize {
        self.state().open.len()
    }

    /// How many frames were told since the start.
    pub(crate) fn told(&self) -> u64 {
        self.state().told
    }

    /// How many frames are on their way to clients, or not dealt with there.
    pub(crate) fn unread(&self) -> u64 {
        self.state().open.values().map(|open| open.told.saturating_sub(open.read)).sum()
    }
}
