use std::ops::Range;

use super::routes::{Guard, Item, OnError, Routes, Wrap};
use crate::conversation::Conversation;
use crate::handler::Registration;
use crate::turn::Turn;

/// Routes, laid flat: what holds for a range of handlers.
pub(super) struct Scope {
    pub(super) parent: Option<usize>,
    /// The numbers of its handlers, nested ones too.
    pub(super) range: Range<usize>,
    pub(super) guards: Vec<Guard>,
    pub(super) on_error: Option<OnError>,
    pub(super) may_refuse: bool,
}

impl Scope {
    /// Whether its own guards let a turn in.
    pub(super) fn is_open(&self, turn: &Turn) -> bool {
        self.guards.iter().all(|guard| guard(turn))
    }
}

/// All handlers with the scopes they stand in.
#[derive(Default)]
pub(super) struct Flat {
    pub(super) handlers: Vec<(&'static Registration, usize)>,
    /// The first is the outermost.
    pub(super) scopes: Vec<Scope>,
    /// Of each scope.
    pub(super) layers: Vec<Vec<Wrap>>,
    /// Of all scopes, with the one they stand in.
    pub(super) conversations: Vec<(&'static Conversation, usize)>,
}

impl Flat {
    pub(super) fn of(routes: Routes) -> Self {
        let mut flat = Self::default();
        flat.add(routes, None);
        flat
    }

    fn add(&mut self, routes: Routes, parent: Option<usize>) {
        let (number, start) = (self.scopes.len(), self.handlers.len());
        let may_refuse = routes.may_refuse();
        let Routes { items, guards, layers, on_error, conversations } = routes;
        self.conversations.extend(conversations.into_iter().map(|conversation| (conversation, number)));
        self.scopes.push(Scope { parent, range: start..start, guards, on_error, may_refuse });
        self.layers.push(layers);
        for item in items {
            match item {
                Item::Handler(handler) => self.handlers.push((handler, number)),
                Item::Nested(routes) => self.add(routes, Some(number)),
            }
        }
        self.scopes[number].range.end = self.handlers.len();
    }

    /// Whether every turn is surely offered to a handler: none of the scopes that it stands in may refuse one.
    pub(super) fn lets_all_in(&self, handler: usize) -> bool {
        std::iter::successors(Some(self.handlers[handler].1), |number| self.scopes[*number].parent)
            .all(|number| !self.scopes[number].may_refuse)
    }

    /// Whether a turn that reaches the later handler has surely been offered to the earlier one: it stands in no scope that the
    /// later one is outside of and that may refuse a turn.
    pub(super) fn always_asks(&self, earlier: usize, later: usize) -> bool {
        let mut scope = Some(self.handlers[earlier].1);
        while let Some(number) = scope {
            let here = &self.scopes[number];
            if here.range.contains(&later) {
                return true;
            }
            if here.may_refuse {
                return false;
            }
            scope = here.parent;
        }
        true
    }
}
