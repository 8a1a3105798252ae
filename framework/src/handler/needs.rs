use std::any::{TypeId, type_name};
use std::panic::Location;

use super::extract::{FromCapture, Shape};
use super::slot::SlotData;
use super::type_name::short_type_name;

/// What a handler needs, asked of its extractors before the first message.
#[derive(Debug, Default)]
pub struct Needs {
    slot: Option<&'static SlotData>,
    list: Vec<Need>,
}

impl Needs {
    /// The extractor calls [`Turn::state`](crate::turn::Turn::state) for this type.
    pub fn state<T: 'static>(&mut self) {
        self.push(Wanted::State { id: TypeId::of::<T>(), name: short_type_name::<T>() });
    }

    pub(crate) fn session<T: 'static>(&mut self) {
        self.push(Wanted::Session { name: short_type_name::<T>(), full: type_name::<T>() });
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

    pub(crate) fn into_list(self) -> Vec<Need> {
        self.list
    }

    fn push(&mut self, wanted: Wanted) {
        if let Some(slot) = self.slot {
            self.list.push(Need { wanted, slot });
        }
    }
}

/// One need of one argument.
#[derive(Debug)]
pub(crate) struct Need {
    pub(crate) wanted: Wanted,
    pub(crate) slot: &'static SlotData,
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
    Session { name: String, full: &'static str },
    /// A group of the regex, or all of them.
    Capture { shape: Shape, name: String, missing: Option<&'static str> },
    /// To be taken by reference.
    Lent { name: &'static str },
}
