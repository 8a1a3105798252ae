//! The inbox's data: SQLite, in memory or in a file, behind one thread.
//!
//! Every job runs on that thread, so what a job sees does not change under it, and a chat has one order. Jobs that wait
//! are committed together (group commit); a job that fails is rolled back alone. What a job makes known to the outside
//! (webhook calls, a new message on a phone) is published after the commit.

pub(crate) mod assignment;
pub(crate) mod chats;
pub(crate) mod contacts;
pub(crate) mod deliveries;
pub(crate) mod devices;
pub(crate) mod directory;
pub(crate) mod errors;
mod import;
pub(crate) mod mails;
pub(crate) mod media;
pub(crate) mod messages;
pub(crate) mod meta;
mod passwords;
pub(crate) mod profile;
pub(crate) mod refresh_tokens;
pub(crate) mod reset;
pub(crate) mod saved_responses;
mod schema;
pub(crate) mod scope;
mod search;
mod seats;
pub(crate) mod sessions;
pub(crate) mod tags;
pub(crate) mod templates;
mod tokens;
pub(crate) mod users;
pub(crate) mod view;
pub(crate) mod webhooks;
mod worker;

use std::fs::File;
use std::path::Path;
use std::sync::{Arc, mpsc};

use rusqlite::{Connection, OpenFlags};
use tokio::sync::oneshot;

use crate::api::error::ApiError;
use crate::core::Core;
use crate::delivery::queue::Delivery;
use crate::websocket::Frame;

pub(crate) use worker::Outlet;

/// The handle to the thread. When the last one is dropped, the thread commits what waits and ends.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    jobs: mpsc::Sender<Job>,
}

/// What one job may do: read and write, and leave effects for after the commit.
#[derive(Debug)]
pub(crate) struct Tx<'a> {
    pub(crate) conn: &'a Connection,
    pub(crate) core: &'a Core,
    effects: &'a mut Vec<Effect>,
}

impl Tx<'_> {
    pub(crate) fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }
}

/// What becomes known outside once a job is committed.
#[derive(Debug)]
pub(crate) enum Effect {
    /// A webhook is to be called.
    Deliver(Arc<Delivery>),
    /// A user is told by websocket.
    Tell(i64, Arc<Frame>),
    /// An attempt to call a webhook was noted.
    Attempted,
    /// A message came to, or changed on, this customer's phone.
    Phone(String),
    /// A webhook was changed: what waits to be repeated is tried now.
    WebhookChanged(i64),
    /// A webhook is gone: what waits for it is forgotten.
    WebhookGone(i64),
    /// Everything that waits is forgotten.
    Forget,
    /// A mail is to be sent.
    Mail(mails::Mail),
}

type Answer = Box<dyn FnOnce(bool) + Send>;
type Job = Box<dyn FnOnce(&mut Tx<'_>) -> (Answer, bool) + Send>;

impl Store {
    /// Opens the data and starts the thread. The receiver tells when the thread has ended.
    pub(crate) fn start(
        conn: Connection,
        lock: Option<File>,
        core: Arc<Core>,
        outlet: Outlet,
    ) -> std::io::Result<(Self, oneshot::Receiver<()>)> {
        let (jobs, waiting) = mpsc::channel();
        let (ended, end) = oneshot::channel();
        std::thread::Builder::new().name(String::from("inbox-store")).spawn(move || {
            worker::run(&conn, &core, &waiting, &outlet);
            drop(conn);
            drop(lock);
            let _ = ended.send(());
        })?;
        Ok((Self { jobs }, end))
    }

    /// Runs a job that changes something; the answer comes after the commit.
    pub(crate) async fn write<T, F>(&self, job: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, ApiError> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |tx| {
            let result = job(tx);
            let done = result.is_ok();
            let finish: Answer = Box::new(move |committed| {
                // Nobody listens when the caller has gone away; what was done stays done.
                let _ = answer.send(if committed || !done { result } else { Err(ApiError::broken("the data could not be written")) });
            });
            (finish, done)
        });
        self.jobs.send(job).map_err(|_| ApiError::broken("the inbox is stopping"))?;
        answered.await.unwrap_or_else(|_| Err(ApiError::broken("the inbox failed; its log says why")))
    }

    /// Runs a job that only looks. Apart from [`Store::write`], so that readers can get connections of their own.
    pub(crate) async fn read<T, F>(&self, job: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, ApiError> + Send + 'static,
    {
        self.write(job).await
    }

    /// Runs a job whose result nobody waits for.
    pub(crate) fn note<F>(&self, job: F)
    where
        F: FnOnce(&mut Tx<'_>) -> Result<(), ApiError> + Send + 'static,
    {
        let job: Job = Box::new(move |tx| {
            let result = job(tx);
            let done = result.is_ok();
            if let Err(error) = result {
                tracing::error!(%error, "the inbox could not note what it did");
            }
            (Box::new(|_| ()), done)
        });
        let _ = self.jobs.send(job);
    }
}

/// A pattern for `LIKE .. ESCAPE '\'` that finds a text anywhere.
fn contains(text: &str) -> String {
    format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

/// Opens the data. The flag says whether it is new.
pub(crate) fn open(path: Option<&Path>) -> Result<(Connection, bool), OpenError> {
    // One thread has the connection, so SQLite need not guard it by mutexes of its own.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = match path {
        Some(path) => {
            make_private(path)?;
            Connection::open_with_flags(path, flags)?
        }
        None => Connection::open_in_memory_with_flags(flags)?,
    };
    let new = match schema::prepare(&conn)? {
        schema::Prepared::New => true,
        schema::Prepared::Known => false,
        schema::Prepared::Foreign(version) => return Err(OpenError::Version(version)),
    };
    conn.execute_batch("BEGIN")?;
    search::prepare(&conn)?;
    conn.execute_batch("COMMIT")?;
    Ok((conn, new))
}

/// Makes the file, if there is none, so that only its owner can read the tokens and messages in it. SQLite gives its own
/// files beside it the same rights.
fn make_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// Why data cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenError {
    #[error("{0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("{0}")]
    File(#[from] std::io::Error),
    #[error("it was written by another version of the inbox (form {0})")]
    Version(i64),
}
