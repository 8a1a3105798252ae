use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::config::{InboxId, Place};
use crate::wire::{Secret, UserId, WebhookId};

/// The format that this version reads and writes.
const VERSION: u32 = 1;

/// What a bot may not lose and nobody may read: tokens and webhook secrets, by inbox.
///
/// The file belongs to its owner alone (0600). Every change is on disk when it returns; a crash leaves the old file or the new one.
#[derive(Debug)]
pub(crate) struct Credentials {
    place: Place,
    inbox: InboxId,
    kept: BTreeMap<InboxId, Kept>,
}

/// What is kept of one inbox.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Kept {
    /// The bot's user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) user: Option<UserId>,
    /// Works once. It is there before it is called, and forgotten when the token was seen to work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) activation_url: Option<Secret>,
    /// The token of the bot's user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) token: Option<Secret>,
    /// The bot's own webhook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) webhook: Option<WebhookId>,
    /// What the inbox's calls prove themselves by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) webhook_secret: Option<Secret>,
    /// What signed choices are signed with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) choice_key: Option<Secret>,
}

/// Why the credentials cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CredentialsError {
    /// The file cannot be read.
    #[error("the credentials file {} cannot be read: check its owner, or set `credentials.path`", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// The file cannot be written.
    #[error("the credentials file {} cannot be written: make its folder writable, or set `credentials.path`", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// Others than the owner may read the file.
    #[error("the credentials file {0} can be read by others than its owner: run `chmod 600 {0}`", path.display())]
    Open {
        /// The file.
        path: PathBuf,
    },
    /// The file is not what this version writes.
    #[error("the credentials file {} cannot be understood: move it away, or set `credentials.path`", path.display())]
    NotUnderstood {
        /// The file.
        path: PathBuf,
    },
    /// The file is of another version.
    #[error("the credentials file {} is of version {version} and this bot knows {VERSION}: set `credentials.path` to another file", path.display())]
    OtherVersion {
        /// The file.
        path: PathBuf,
        /// Its version.
        version: u32,
    },
}

#[derive(Serialize)]
struct Written<'a> {
    version: u32,
    inboxes: &'a BTreeMap<InboxId, Kept>,
}

#[derive(Deserialize)]
struct Read {
    inboxes: BTreeMap<InboxId, Kept>,
}

#[derive(Deserialize)]
struct Version {
    version: u32,
}

impl Credentials {
    /// Reads what is kept of an inbox, and writes it back, so that a place that cannot be written is found before anything happens.
    ///
    /// # Errors
    /// When the file cannot be read, understood or written, or others may read it.
    pub(crate) fn open(place: &Place, inbox: &InboxId) -> Result<Self, CredentialsError> {
        let mut credentials = Self { place: place.clone(), inbox: inbox.clone(), kept: BTreeMap::new() };
        if let Place::Path(path) = place {
            // The file itself is replaced, not a link to it.
            let path = path.canonicalize().unwrap_or_else(|_| path.clone());
            credentials.kept = read(&path)?;
            credentials.place = Place::Path(path);
        }
        credentials.change(|_| ())?;
        Ok(credentials)
    }

    /// What the inbox's calls prove themselves by, once it was made.
    #[must_use]
    pub(crate) fn webhook_secret(&self) -> Option<&Secret> {
        self.kept()?.webhook_secret.as_ref()
    }

    /// The bot's user, once it is known.
    #[must_use]
    pub(crate) fn user(&self) -> Option<UserId> {
        self.kept()?.user
    }

    /// The bot's own webhook, once it is registered.
    #[must_use]
    pub(crate) fn webhook(&self) -> Option<WebhookId> {
        self.kept()?.webhook
    }

    /// Where they are kept, in words.
    #[must_use]
    pub(crate) fn place(&self) -> String {
        match &self.place {
            Place::Memory => "memory".to_owned(),
            Place::Path(path) => path.display().to_string(),
        }
    }

    pub(super) fn kept(&self) -> Option<&Kept> {
        self.kept.get(&self.inbox)
    }

    /// Changes what is kept of the inbox. When it cannot be written, nothing has changed.
    pub(super) fn change(&mut self, change: impl FnOnce(&mut Kept)) -> Result<(), CredentialsError> {
        let mut kept = self.kept.clone();
        change(kept.entry(self.inbox.clone()).or_default());
        if let Place::Path(path) = &self.place {
            write(path, &kept).map_err(|cause| CredentialsError::Unwritable { path: path.clone(), cause })?;
        }
        self.kept = kept;
        Ok(())
    }
}

fn read(path: &Path) -> Result<BTreeMap<InboxId, Kept>, CredentialsError> {
    let unreadable = |cause| CredentialsError::Unreadable { path: path.to_owned(), cause };
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(cause) if cause.kind() == ErrorKind::InvalidData => return Err(CredentialsError::NotUnderstood { path: path.to_owned() }),
        Err(cause) => return Err(unreadable(cause)),
    };
    if is_open_to_others(path).map_err(unreadable)? {
        return Err(CredentialsError::Open { path: path.to_owned() });
    }
    // The parser's own words are left out: they may repeat a token.
    let Ok(Version { version }) = serde_json::from_str(&text) else {
        return Err(CredentialsError::NotUnderstood { path: path.to_owned() });
    };
    if version != VERSION {
        return Err(CredentialsError::OtherVersion { path: path.to_owned(), version });
    }
    let Read { inboxes } = serde_json::from_str(&text).map_err(|_| CredentialsError::NotUnderstood { path: path.to_owned() })?;
    Ok(inboxes)
}

/// Replaces the file as a whole: a crash at any point leaves the old one or the new one.
fn write(path: &Path, inboxes: &BTreeMap<InboxId, Kept>) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    make_private_folder(folder)?;
    let mut new = path.as_os_str().to_owned();
    new.push(".new");
    let new = PathBuf::from(new);
    // Made afresh, since one that a crash left, or somebody else put there, may be open to others.
    match fs::remove_file(&new) {
        Err(cause) if cause.kind() != ErrorKind::NotFound => return Err(cause),
        _ => {}
    }
    let mut file = make_private_file(&new)?;
    file.write_all(serde_json::to_string_pretty(&Written { version: VERSION, inboxes })?.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    sync_folder(folder)
}

#[cfg(unix)]
fn is_open_to_others(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::metadata(path)?.permissions().mode() & 0o077 != 0)
}

#[cfg(unix)]
fn make_private_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(unix)]
fn make_private_file(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// Without it a power cut may undo the renaming.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

// Elsewhere a file inherits who may read it from its folder, and folders cannot be synced.

#[cfg(not(unix))]
fn is_open_to_others(_: &Path) -> io::Result<bool> {
    Ok(false)
}

#[cfg(not(unix))]
fn make_private_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).create(folder)
}

#[cfg(not(unix))]
fn make_private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests;
