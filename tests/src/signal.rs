use std::sync::{Arc, Mutex};

use tokio::sync::Semaphore;

use crate::PATIENCE;

/// A place where handlers wait until the test lets them go on. It is given to the bot as state.
#[derive(Debug, Clone)]
pub struct Gate(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    reached: Semaphore,
    open: Semaphore,
}

impl Default for Gate {
    fn default() -> Self {
        Self(Arc::new(Inner { reached: Semaphore::new(0), open: Semaphore::new(0) }))
    }
}

impl Gate {
    /// In a handler: tells that it is here, and waits.
    pub async fn pass(&self) {
        self.0.reached.add_permits(1);
        self.0.open.acquire().await.expect("nobody closes it").forget();
    }

    /// Waits until a handler is here that was not waited for before.
    ///
    /// # Panics
    /// When none comes.
    pub async fn reached(&self) {
        tokio::time::timeout(PATIENCE, self.0.reached.acquire()).await.expect("a handler comes").expect("nobody closes it").forget();
    }

    /// Lets one handler go on, the next one if none waits.
    pub fn lets_one_pass(&self) {
        self.0.open.add_permits(1);
    }
}

/// What handlers noted, in their order. It is given to the bot as state.
#[derive(Debug, Clone, Default)]
pub struct Notes(Arc<Mutex<Vec<String>>>);

impl Notes {
    /// In a handler: notes something.
    pub fn add(&self, note: impl Into<String>) {
        self.lines().push(note.into());
    }

    /// What was noted so far.
    #[must_use]
    pub fn all(&self) -> Vec<String> {
        self.lines().clone()
    }

    fn lines(&self) -> std::sync::MutexGuard<'_, Vec<String>> {
        self.0.lock().expect("nobody panics while it holds this")
    }
}
