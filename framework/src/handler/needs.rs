use std::any::{TypeId, type_name};
use std::panic::Location;

use super::extract::{FromCapture, Shape};
use super::slot::SlotData;
use super::type_name::short_type_name;

/// What a handler needs, asked of its extractors before the first message.
#[derive(Debug, Default)]
pub struct Needs {
    slot: Option<&'static SlotData>,
    /// The name of the field that is asked, in a struct of extractors.
    field: Option<&'static str>,
    list: Vec<Need>,
    filter_sessions: Vec<StoredName>,
}

impl Needs {
    /// The extractor calls [`Turn::state`](crate::turn::Turn::state) for this type.
    pub fn state<T: 'static>(&mut self) {
        self.push(Wanted::State { id: TypeId::of::<T>(), name: short_type_name::<T>() });
    }

    pub(crate) fn session<T: 'static>(&mut self) {
        self.push(Wanted::Session(StoredName::of::<T>()));
    }

    /// A timer's value.
    pub(crate) fn timer<T: 'static>(&mut self) {
        self.push(Wanted::Timer(StoredName::of::<T>()));
    }

    /// A session that a filter looks at.
    pub(crate) fn session_of_filter<T: 'static>(&mut self) {
        self.filter_sessions.push(StoredName::of::<T>());
    }

    /// An argument of the handler's command, of this type.
    pub(crate) fn argument(&mut self, type_name: String) {
        self.push(Wanted::Argument { name: type_name });
    }

    /// Asks the extractor of a field. Only `#[derive(Extract)]` writes this.
    #[doc(hidden)]
    pub fn field(&mut self, name: &'static str, ask: fn(&mut Self)) {
        let outer = self.field.replace(name);
        ask(self);
        self.field = outer;
    }

    pub(crate) fn capture<T: FromCapture>(&mut self) {
        let missing = self.slot.and_then(|slot| T::missing(slot.groups));
        self.push(Wanted::Capture { shape: T::shape(), name: short_type_name::<T>(), missing });
    }

    /// The extractor must be taken by reference.
    pub(crate) fn lent(&mut self, name: &'static str) {
        if self.slot.is_some_and(|slot| !slot.lent) {
            self.push(Wanted::Lent { name });
        }
    }

    pub(crate) fn enter(&mut self, slot: &'static SlotData) {
        self.slot = Some(slot);
    }

    pub(crate) fn filter_sessions(&self) -> &[StoredName] {
        &self.filter_sessions
    }

    pub(crate) fn into_list(self) -> Vec<Need> {
        self.list
    }

    fn push(&mut self, wanted: Wanted) {
        if let Some(slot) = self.slot {
            self.list.push(Need { wanted, slot, name: self.field.or(slot.name) });
        }
    }
}

/// One need of one argument.
#[derive(Debug)]
pub(crate) struct Need {
    pub(crate) wanted: Wanted,
    pub(crate) slot: &'static SlotData,
    /// The name it is bound to.
    pub(crate) name: Option<&'static str>,
}

impl Need {
    pub(crate) const fn place(&self) -> &'static Location<'static> {
        self.slot.place
    }
}

/// What is needed.
#[derive(Debug)]
pub(crate) enum Wanted {
    /// A state of the application.
    State { id: TypeId, name: String },
    /// A session, under the name it is stored by.
    Session(StoredName),
    /// A timer's value, under the name it is stored by.
    Timer(StoredName),
    /// A group of the regex, or all of them.
    Capture { shape: Shape, name: String, missing: Option<&'static str> },
    /// An argument of the command.
    Argument { name: String },
    /// To be taken by reference.
    Lent { name: &'static str },
}

/// The type of a session or of a timer's value, by the name it is stored under and by its whole name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredName {
    pub(crate) name: String,
    pub(crate) full: &'static str,
}

impl StoredName {
    fn of<T: 'static>() -> Self {
        Self { name: short_type_name::<T>(), full: type_name::<T>() }
    }
}
