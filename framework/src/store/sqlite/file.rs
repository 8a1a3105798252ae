use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::store::StoreError;

/// Keeps other processes out for as long as it lives; the system ends it with the process, however that ends.
#[derive(Debug)]
pub(super) struct Lock(#[expect(dead_code, reason = "the open file is the lock")] File);

/// Makes the folder and the file, and locks it. Answers the file's one true path.
pub(super) fn prepare(path: &Path) -> Result<(PathBuf, Lock), StoreError> {
    let name = || path.display().to_string();
    let opening = |error: io::Error| StoreError::Open { path: name(), cause: error.to_string() };
    make(path).map_err(opening)?;
    // Two names of one file must meet at one lock.
    let path = path.canonicalize().map_err(opening)?;
    let mut lock = path.clone().into_os_string();
    lock.push(".lock");
    let lock = private().open(lock).map_err(opening)?;
    match lock.try_lock() {
        Ok(()) => Ok((path, Lock(lock))),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse { path: name() }),
        Err(TryLockError::Error(error)) => Err(opening(error)),
    }
}

fn make(path: &Path) -> io::Result<()> {
    if path.exists() {
        // SQLite would quietly open a file that may not be written for reading.
        return OpenOptions::new().write(true).open(path).map(drop);
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder)?;
    private().open(path)?;
    // SQLite flushes what it writes; that the new file has a name is for us to flush.
    flush_folder(folder)
}

/// For a file that only its owner reads: it holds what customers wrote. SQLite's own files beside it take over the mode.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(unix)]
fn flush_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn flush_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}
