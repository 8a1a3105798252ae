//! Takes that overwrite somebody's assignment.

use crate::wire::{ChatAssignmentEvent, User, UserId};

/// A take that overwrote somebody's.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Conflict {
    /// Whom the chat belonged to when the bot took it.
    pub(crate) user: User,
}

/// Whether the bot's newest take overwrote somebody else's, by the chat's assignment events, newest first. A chat that
/// somebody gave to the bot since then is the bot's, whatever it overwrote before.
pub(crate) fn overwritten(events: &[ChatAssignmentEvent], me: UserId) -> Option<Conflict> {
    let taken = events.iter().position(|event| event.assigned_to_user_set.as_ref().is_some_and(|user| user.id == me))?;
    if events[taken].done_by.as_ref().is_some_and(|by| by.id != me) {
        return None;
    }
    for event in &events[taken + 1..] {
        if let Some(user) = &event.assigned_to_user_set {
            return (user.id != me).then(|| Conflict { user: user.clone() });
        }
        if event.assigned_to_user_was_cleared {
            return None;
        }
    }
    None
}
