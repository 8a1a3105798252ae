use std::fmt;

use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::store::StoreError;
use crate::store::sqlite::failure::Failure;

/// A call that waits for its turn.
pub(super) trait Job: Send {
    /// Whether it changes anything.
    fn writes(&self) -> bool;

    /// How much memory it holds, roughly.
    fn bytes(&self) -> usize;

    /// Does the work and keeps what came of it. Answers whether it went well.
    fn attempt(&mut self, db: &Connection) -> bool;

    /// Hands out what came of the work.
    fn answer(self: Box<Self>);

    /// Says that the work is lost, whatever came of it.
    fn lose(self: Box<Self>, cause: &dyn fmt::Display);
}

/// Runs jobs in one transaction and answers them once it is committed.
///
/// SQLite ends the whole transaction by itself when a disk is full or an I/O fails in the middle of a statement. Then each job runs again
/// in a transaction of its own, so that one body which is too large fails alone.
pub(super) fn run(db: &Connection, mut jobs: Vec<Box<dyn Job>>) {
    match together(db, &mut jobs) {
        Ok(()) => jobs.into_iter().for_each(Job::answer),
        Err(Lost::All(error)) => jobs.into_iter().for_each(|job| job.lose(&error)),
        Err(Lost::Transaction) => jobs.into_iter().for_each(|job| alone(db, job)),
    }
}

fn alone(db: &Connection, job: Box<dyn Job>) {
    let mut jobs = [job];
    let outcome = together(db, &mut jobs);
    let [job] = jobs;
    match outcome {
        // It has its own error: what ended the transaction was this job.
        Ok(()) | Err(Lost::Transaction) => job.answer(),
        Err(Lost::All(error)) => job.lose(&error),
    }
}

enum Lost {
    /// Nothing was committed, and the reason concerns everybody.
    All(rusqlite::Error),
    /// A job's failure ended the transaction, and with it what the others did.
    Transaction,
}

fn together(db: &Connection, jobs: &mut [Box<dyn Job>]) -> Result<(), Lost> {
    let writes = jobs.iter().any(|job| job.writes());
    // Nobody else writes; but if a tool does, it is better to wait for it here than to fail in the middle.
    execute(db, if writes { "BEGIN IMMEDIATE" } else { "BEGIN" }).map_err(Lost::All)?;
    for job in jobs {
        if job.writes() {
            guarded(db, job.as_mut()).map_err(|error| roll_back(db, error))?;
        } else {
            job.attempt(db);
        }
        if db.is_autocommit() {
            return Err(Lost::Transaction);
        }
    }
    execute(db, "COMMIT").map_err(|error| roll_back(db, error))
}

/// Runs a job so that it leaves nothing behind when it fails.
fn guarded(db: &Connection, job: &mut dyn Job) -> rusqlite::Result<()> {
    execute(db, "SAVEPOINT job")?;
    let done = job.attempt(db);
    if db.is_autocommit() {
        return Ok(());
    }
    if !done {
        execute(db, "ROLLBACK TO job")?;
    }
    execute(db, "RELEASE job")
}

fn roll_back(db: &Connection, error: rusqlite::Error) -> Lost {
    if !db.is_autocommit() {
        // If this fails too, the next BEGIN fails and says so.
        let _ = execute(db, "ROLLBACK");
    }
    Lost::All(error)
}

fn execute(db: &Connection, sql: &str) -> rusqlite::Result<()> {
    db.prepare_cached(sql)?.execute([]).map(drop)
}

/// A job that is a function, with somebody who waits for what it answers.
pub(super) struct Call<T, F> {
    writes: bool,
    bytes: usize,
    work: F,
    result: Option<Result<T, Failure>>,
    waiter: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Call<T, F> {
    pub(super) const fn new(writes: bool, bytes: usize, work: F, waiter: oneshot::Sender<Result<T, StoreError>>) -> Self {
        Self { writes, bytes, work, result: None, waiter }
    }
}

impl<T, F> Job for Call<T, F>
where
    T: Send,
    F: Fn(&Connection) -> Result<T, Failure> + Send,
{
    fn writes(&self) -> bool {
        self.writes
    }

    fn bytes(&self) -> usize {
        self.bytes
    }

    fn attempt(&mut self, db: &Connection) -> bool {
        self.result.insert((self.work)(db)).is_ok()
    }

    fn answer(self: Box<Self>) {
        let Self { result, waiter, .. } = *self;
        if let Some(result) = result {
            // Nobody may wait any more; the work is done all the same.
            let _ = waiter.send(result.map_err(Failure::into_error));
        }
    }

    fn lose(self: Box<Self>, cause: &dyn fmt::Display) {
        // What failed by itself keeps its own error, which says more.
        let error = match self.result {
            Some(Err(failure)) => failure.into_error(),
            _ => StoreError::Failed(cause.to_string()),
        };
        let _ = self.waiter.send(Err(error));
    }
}
