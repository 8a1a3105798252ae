use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{AcquireError, Semaphore, SemaphorePermit};

use super::PATIENCE;

/// A place where handlers wait until the test lets them go on. It is given to the bot as state.
///
/// ```
/// use switchboard::prelude::*;
/// use switchboard::testing::{Gate, World};
///
/// #[on(incoming_messages)]
/// async fn slow(State(gate): State<Gate>) -> &'static str {
///     gate.pass().await;
///     "done"
/// }
///
/// # #[tokio::main]
/// # async fn main() {
/// let (world, gate) = (World::start().await, Gate::default());
/// let _bot = world.bot(|bot| bot.state(gate.clone()).handlers(handlers![slow])).await;
/// let ada = world.customer("Ada").await;
/// ada.says("hi").await;
/// gate.reached().await; // the handler runs
/// gate.lets_one_pass();
/// ada.hears("done").await;
/// # }
/// ```
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
        forget(self.0.open.acquire().await);
    }

    /// Waits until a handler is here that was not waited for before.
    ///
    /// # Panics
    /// When none comes.
    pub async fn reached(&self) {
        let reached = tokio::time::timeout(PATIENCE, self.0.reached.acquire()).await;
        forget(reached.unwrap_or_else(|_| panic!("no handler comes to the gate")));
    }

    /// Lets one handler go on, the next one if none waits.
    pub fn lets_one_pass(&self) {
        self.0.open.add_permits(1);
    }
}

/// Uses a permit up. Nobody closes a gate, so there always is one.
fn forget(permit: Result<SemaphorePermit<'_>, AcquireError>) {
    if let Ok(permit) = permit {
        permit.forget();
    }
}

/// What handlers noted, in their order. It is given to the bot as state.
///
/// ```
/// use switchboard::prelude::*;
/// use switchboard::testing::{Notes, World};
///
/// #[on(incoming_messages)]
/// async fn note(text: Text, State(notes): State<Notes>) {
///     notes.add(&*text);
/// }
///
/// # #[tokio::main]
/// # async fn main() {
/// let (world, notes) = (World::start().await, Notes::default());
/// let _bot = world.bot(|bot| bot.state(notes.clone()).handlers(handlers![note])).await;
/// let ada = world.customer("Ada").await;
/// ada.says("tea").await;
/// ada.hears_nothing().await;
/// assert_eq!(notes.all(), ["tea"]);
/// # }
/// ```
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
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
