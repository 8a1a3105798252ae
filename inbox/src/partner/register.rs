//! What was ordered, on disk before it is answered.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use switchboard_wire::Secret;
use switchboard_wire::partner::Configurator;

use crate::error::StartError;

/// An instance that was ordered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) subdomain: String,
    /// The number's channel: what was ordered, or that of the key.
    pub(super) channel: Option<String>,
    pub(super) key: Option<Secret>,
    pub(super) seats: u32,
    /// The admin who is to be activated, and the code for that.
    pub(super) admin: Option<(String, Secret)>,
    /// Whether the admin gets the activation link by mail.
    pub(super) mails: bool,
    pub(super) configurator: Option<(Configurator, Secret)>,
    /// When it was ordered, in milliseconds since 1970.
    pub(super) ordered_at: i64,
    pub(super) state: State,
    /// Whether the configurator has been told what became of it, and the admin mailed.
    pub(super) told: bool,
}

impl Entry {
    /// Whether both are for the same number, as far as their channels and keys tell.
    pub(super) fn has_number_of(&self, other: &Self) -> bool {
        let has_channel = self.channel.is_some() && self.channel == other.channel;
        has_channel || (self.key.is_some() && self.key == other.key)
    }
}

/// What became of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum State {
    /// It is not ready yet.
    Deploying,
    /// It answers.
    Ready,
    /// Its number has an instance already.
    Refused,
}

/// Everything that was ordered, the earliest first.
#[derive(Debug)]
pub(super) struct Register {
    file: Option<PathBuf>,
    entries: Mutex<Vec<Entry>>,
}

impl Register {
    /// Reads what was ordered before.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub(super) fn open(folder: Option<&Path>) -> Result<Self, StartError> {
        let Some(folder) = folder else { return Ok(Self { file: None, entries: Mutex::default() }) };
        let file = folder.join("instances.json");
        let broken = |cause: String| StartError::Data { path: file.clone(), cause };
        let entries = match fs::read(&file) {
            Ok(text) => serde_json::from_slice(&text).map_err(|cause| broken(cause.to_string()))?,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(cause) => return Err(broken(cause.to_string())),
        };
        Ok(Self { file: Some(file), entries: Mutex::new(entries) })
    }

    pub(super) fn entries(&self) -> Vec<Entry> {
        self.lock().clone()
    }

    pub(super) fn entry(&self, id: &str) -> Option<Entry> {
        self.lock().iter().find(|entry| entry.id == id).cloned()
    }

    /// Changes the entries, and answers what the change answers. When it cannot be written, or the change refuses, nothing has changed.
    ///
    /// # Errors
    /// What the change refuses with, or the system.
    pub(super) fn change<T, E: From<io::Error>>(&self, change: impl FnOnce(&mut Vec<Entry>) -> Result<T, E>) -> Result<T, E> {
        let mut entries = self.lock();
        let mut changed = entries.clone();
        let answer = change(&mut changed)?;
        if let Some(file) = &self.file {
            write(file, &changed)?;
        }
        *entries = changed;
        Ok(answer)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Replaces the file as a whole. It holds keys and tokens: only its owner may read it.
fn write(file: &Path, entries: &[Entry]) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let new = file.with_extension("json.new");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut written = options.open(&new)?;
    written.write_all(&serde_json::to_vec_pretty(entries)?)?;
    drop(written);
    fs::rename(new, file)
}
