use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

/// The application's own values, one of each type: what [`State`](crate::handler::State) hands out. Clones share them.
///
/// ```
/// use switchboard::handler::States;
///
/// let states = States::default().with(7_u32);
/// assert_eq!(states.get::<u32>(), Some(&7));
/// assert_eq!(states.get::<u64>(), None);
/// ```
#[derive(Clone, Default)]
pub struct States(Arc<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>);

impl States {
    /// No states.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// These states and one more. One of the same type is replaced.
    #[must_use]
    pub fn with<T: Clone + Send + Sync + 'static>(mut self, state: T) -> Self {
        Arc::make_mut(&mut self.0).insert(TypeId::of::<T>(), Arc::new(state));
        self
    }

    /// The state of this type.
    #[must_use]
    pub fn get<T: 'static>(&self) -> Option<&T> {
        self.0.get(&TypeId::of::<T>())?.downcast_ref()
    }

    /// Whether there is a state of this type.
    #[must_use]
    pub fn contains(&self, id: TypeId) -> bool {
        self.0.contains_key(&id)
    }
}

impl fmt::Debug for States {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The values may hold secrets, and need not print.
        f.debug_struct("States").field("count", &self.0.len()).finish_non_exhaustive()
    }
}
