use std::collections::HashSet;

use crate::handover::{OnPersonWrites, Policy};
use crate::kind::EventKind;
use crate::wire::Event;

/// What a bot wants to be told.
#[derive(Debug, Clone, Default)]
pub(crate) struct Interests {
    kinds: HashSet<EventKind>,
    /// Whether there is a policy, which watches chats even when no handler does.
    policy: bool,
    /// Whether a person who writes without assigning takes over.
    watches_people: bool,
    /// Whether a handler wants messages to which nobody waits for an answer.
    stale: bool,
}

impl Interests {
    /// What these handlers and this policy want.
    #[must_use]
    pub(crate) fn new(kinds: impl IntoIterator<Item = EventKind>, policy: Option<&Policy>) -> Self {
        let mut kinds: HashSet<_> = kinds.into_iter().collect();
        if kinds.contains(&EventKind::Conversation) {
            // What an open one waits for is known only when it is run.
            kinds.extend([EventKind::IncomingMessages, EventKind::ChatTagging, EventKind::ChatAssignment]);
        }
        if policy.is_some_and(|policy| !policy.back_tags.is_empty()) {
            kinds.insert(EventKind::ChatTagging);
        }
        let shares = policy.is_some() || kinds.contains(&EventKind::AssignedMessages);
        let minds = policy.is_none_or(|policy| policy.person_writes == OnPersonWrites::TakeOver);
        Self { policy: policy.is_some(), watches_people: shares && minds, stale: false, kinds }
    }

    /// The same, with messages to which nobody waits for an answer when a handler takes such.
    #[must_use]
    pub(crate) const fn with_stale(mut self, takes_stale: bool) -> Self {
        self.stale = takes_stale;
        self
    }

    /// Whether a handler takes messages to which nobody waits for an answer.
    #[must_use]
    pub(crate) const fn takes_stale(&self) -> bool {
        self.stale
    }

    /// Whether a handler listens to this kind.
    #[must_use]
    pub(crate) fn listens(&self, kind: EventKind) -> bool {
        self.kinds.contains(&kind)
    }

    /// The webhook's `on_incoming_message`: customers' messages, statuses and errors.
    #[must_use]
    pub(crate) fn incoming(&self) -> bool {
        self.policy
            || [EventKind::IncomingMessages, EventKind::AssignedMessages, EventKind::Statuses, EventKind::Errors]
                .iter()
                .any(|kind| self.listens(*kind))
    }

    /// Whether a handler may speak: then the statuses of the bot's own messages are needed, which come with `on_incoming_message`.
    #[must_use]
    pub(crate) fn speaks(&self) -> bool {
        let silent = [EventKind::UserAvailability, EventKind::Raw, EventKind::Unknown];
        self.policy || self.kinds.iter().any(|kind| !silent.contains(kind))
    }

    /// The webhook's `on_outgoing_message`: a person who writes takes over, and the bot's own messages settle doubts.
    #[must_use]
    pub(crate) fn outgoing(&self) -> bool {
        self.watches_people || self.listens(EventKind::OutgoingMessages)
    }

    /// The webhook's `on_assigned`.
    #[must_use]
    pub(crate) fn assigned(&self) -> bool {
        self.policy || self.listens(EventKind::AssignedMessages) || self.listens(EventKind::IncomingMessages)
    }

    /// Whether a person who writes in the bot's chat takes it over.
    #[must_use]
    pub(crate) const fn watches_people(&self) -> bool {
        self.watches_people
    }

    /// Whether it is told every message of the customers': only then does it know by itself when one wrote last.
    #[must_use]
    pub(crate) fn hears(&self) -> bool {
        self.policy || self.listens(EventKind::IncomingMessages) || self.listens(EventKind::AssignedMessages)
    }

    /// Whether an event is to be journaled.
    #[must_use]
    pub(crate) fn wants(&self, event: &Event) -> bool {
        match EventKind::of(event) {
            EventKind::IncomingMessages => self.hears(),
            kind => self.listens(kind),
        }
    }
}
