//! The file of the answers, which may change at any time.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use switchboard::prelude::*;

use crate::Answers;

/// The answers of a file, as they are now.
#[derive(Debug, Clone)]
pub struct Faq {
    file: Arc<PathBuf>,
    known: Arc<Mutex<Known>>,
}

#[derive(Debug)]
struct Known {
    answers: Arc<Answers>,
    /// The file that they come from, and any broken one since.
    stamp: Stamp,
}

/// What tells one state of the file from the next: when it was changed, and its length.
type Stamp = Option<(SystemTime, u64)>;

impl Faq {
    /// The answers of this file.
    ///
    /// # Errors
    /// When it cannot be read, and when something in it is wrong.
    pub fn open(file: impl Into<PathBuf>) -> Result<Self> {
        let file = file.into();
        let stamp = stamp(&file);
        let answers = Arc::new(read(&file)?);
        Ok(Self { file: Arc::new(file), known: Arc::new(Mutex::new(Known { answers, stamp })) })
    }

    /// The answers as they are now: one look at the file's date.
    #[must_use]
    pub fn answers(&self) -> Arc<Answers> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let stamp = stamp(&self.file);
        if stamp != known.stamp {
            known.stamp = stamp;
            match read(&self.file) {
                Ok(answers) => known.answers = Arc::new(answers),
                Err(cause) => tracing::error!("{cause}; the old answers stay"),
            }
        }
        Arc::clone(&known.answers)
    }
}

fn stamp(file: &PathBuf) -> Stamp {
    let metadata = fs::metadata(file).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

fn read(file: &PathBuf) -> Result<Answers> {
    let text = fs::read_to_string(file).map_err(|cause| format!("{} cannot be read: {cause}", file.display()))?;
    Ok(text.parse().map_err(|cause| format!("{}, {cause}", file.display()))?)
}
