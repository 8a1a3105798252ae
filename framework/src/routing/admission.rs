use super::conditions::{Subject, Test, all_hold, is_too_soon};
use super::records;
use crate::error::Result;
use crate::handler::{Condition, Registration, To};
use crate::turn::Turn;
use crate::wire::{ChatAssignmentEvent, Event, UserId};

/// Whether the filters that are not looked up, and the owner, let a turn in.
///
/// # Errors
/// When a condition needs what cannot be read: the chat's tags, a stored session.
pub(super) async fn admits(handler: &Registration, tests: &[Test], turn: &Turn) -> Result<bool> {
    if !owner_admits(handler, turn) || !event_admits(handler, turn) {
        return Ok(false);
    }
    match all_hold(tests, Subject::Turn(turn, None))? {
        Some(holds) => Ok(holds),
        // Only the chat's tags are ever asked for.
        None => {
            let facts = turn.facts();
            let Some(chat) = &facts.chat else { return Ok(false) };
            let tags = facts.tags.of(&chat.wa_id, facts.api.as_ref(), facts.now).await?;
            Ok(all_hold(tests, Subject::Turn(turn, Some(&tags)))? == Some(true))
        }
    }
}

/// Whether the handler is one for the turn's chat, as far as that does not depend on what the customer writes.
///
/// # Errors
/// As [`admits`].
pub(super) async fn is_for_chat(handler: &Registration, tests: &[Test], turn: &Turn) -> Result<bool> {
    let facts = turn.facts();
    let Some(chat) = facts.chat.as_ref().filter(|_| facts.kinds.contains(&handler.kind) && owner_admits(handler, turn)) else {
        return Ok(false);
    };
    let is_tagged = |condition: &Condition| matches!(condition, Condition::Tagged(_));
    if handler.filters.conditions.iter().any(|condition| condition.mentions(is_tagged)) {
        let tags = facts.tags.of(&chat.wa_id, facts.api.as_ref(), facts.now).await?;
        return Ok(all_hold(tests, Subject::Chat(turn, Some(&tags)))? != Some(false));
    }
    Ok(all_hold(tests, Subject::Chat(turn, None))? != Some(false))
}

fn event_admits(handler: &Registration, turn: &Turn) -> bool {
    let filters = &handler.filters;
    if let Some(milliseconds) = filters.once_in
        && is_too_soon(records::ran(turn, handler), turn.facts().now, milliseconds)
    {
        return false;
    }
    match turn.event() {
        Event::ChatTagging(event) => filters.action.is_none_or(|action| action == event.action),
        Event::MessageTagging(event) => filters.action.is_none_or(|action| action == event.action),
        Event::Status(_) => filters.from_any || turn.facts().own_message,
        Event::ChatAssignment(event) => filters.to.is_none_or(|to| is_assigned_to(event, to, turn.facts().me)),
        _ => true,
    }
}

/// Whether the chat's owner is one that the handler asks for.
pub(super) fn owner_admits(handler: &Registration, turn: &Turn) -> bool {
    match &turn.facts().chat {
        Some(chat) => handler.admits().contains(chat.class),
        // Nobody can tell whose chat it is: only for handlers that do not mind.
        None => handler.admits() == crate::handover::OwnerSet::ANY,
    }
}

pub(super) fn is_assigned_to(event: &ChatAssignmentEvent, to: To, me: UserId) -> bool {
    let user = event.assigned_to_user_set.as_ref();
    let group = event.assigned_group_set.as_ref();
    match to {
        To::Me => user.is_some_and(|user| user.id == me),
        To::Nobody => user.is_none() && group.is_none() && (event.assigned_to_user_was_cleared || event.assigned_group_was_cleared),
        To::Named(name) => user.is_some_and(|user| user.username == name) || group.is_some_and(|group| group.name == name),
    }
}
