//! The thread that owns the connection, and the queue in front of it.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::failure::Failure;
use super::writer::batch::{Call, Job};
use crate::store::StoreError;

mod batch;

/// How many calls wait at most.
pub(super) const QUEUE: usize = 4096;

/// How many bytes of bodies wait at most; one body always finds room in an empty queue.
pub(super) const QUEUE_BYTES: usize = 64 << 20;

/// How many calls share a commit at most.
const BATCH: usize = 256;

/// After how many bytes of bodies a batch takes no more, so that small calls do not wait for many large ones.
const BATCH_BYTES: usize = 8 << 20;

/// Hands calls to the thread. Dropping it finishes what was accepted and ends the thread.
pub(super) struct Writer {
    jobs: Option<SyncSender<Box<dyn Job>>>,
    waiting: Arc<AtomicUsize>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(db: Connection) -> io::Result<Self> {
        let (jobs, queue) = sync_channel(QUEUE);
        let waiting = Arc::new(AtomicUsize::new(0));
        let bytes = Arc::clone(&waiting);
        let thread = std::thread::Builder::new().name("switchboard-store".to_owned()).spawn(move || work(&db, &queue, &bytes))?;
        Ok(Self { jobs: Some(jobs), waiting, thread: Some(thread) })
    }

    /// Runs what only reads. It may run twice, and what it saw is answered only once it is on disk.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        work: impl Fn(&Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.call(false, 0, work).await
    }

    /// Runs what writes, all or nothing. It may run twice, the first time for nothing. `bytes` is what it keeps in memory while it waits.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        bytes: usize,
        work: impl Fn(&Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.call(true, bytes, work).await
    }

    async fn call<T: Send + 'static>(
        &self,
        writes: bool,
        bytes: usize,
        work: impl Fn(&Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = oneshot::channel();
        self.enqueue(Box::new(Call::new(writes, bytes, work, answer)))?;
        answered.await.unwrap_or_else(|_| Err(stopped()))
    }

    fn enqueue(&self, job: Box<dyn Job>) -> Result<(), StoreError> {
        let bytes = job.bytes();
        let before = self.waiting.fetch_add(bytes, Ordering::Relaxed);
        let sent = if before > 0 && before + bytes > QUEUE_BYTES {
            Err(StoreError::Overloaded)
        } else {
            let jobs = self.jobs.as_ref().ok_or_else(stopped)?;
            jobs.try_send(job).map_err(|error| match error {
                TrySendError::Full(_) => StoreError::Overloaded,
                TrySendError::Disconnected(_) => stopped(),
            })
        };
        if sent.is_err() {
            self.waiting.fetch_sub(bytes, Ordering::Relaxed);
        }
        sent
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // The thread ends when the queue is empty and nobody can fill it any more.
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was reported when it happened, and to everybody who waited.
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").field("waiting_bytes", &self.waiting.load(Ordering::Relaxed)).finish_non_exhaustive()
    }
}

fn work(db: &Connection, queue: &Receiver<Box<dyn Job>>, waiting: &AtomicUsize) {
    while let Ok(first) = queue.recv() {
        let mut bytes = first.bytes();
        let mut jobs = vec![first];
        while jobs.len() < BATCH && bytes < BATCH_BYTES {
            let Ok(job) = queue.try_recv() else { break };
            bytes += job.bytes();
            jobs.push(job);
        }
        waiting.fetch_sub(bytes, Ordering::Relaxed);
        batch::run(db, jobs);
    }
}

fn stopped() -> StoreError {
    StoreError::Failed("its thread has stopped; start the bot again".to_owned())
}
