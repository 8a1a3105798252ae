use super::ChoiceKey;
use super::id::{Scope, close};
use crate::action::Action;
use crate::error::Result;
use crate::turn::Turn;
use crate::wire::content::Interactive;
use crate::wire::{Content, OutgoingMessage};

/// Writes into the ids of choices until when they count and for whom: only the turn knows its time and its chat.
///
/// # Errors
/// When a signed choice is sent and there is no key.
pub(crate) fn seal(actions: &mut [Action], turn: &Turn) -> Result<()> {
    let Some(chat) = &turn.facts().chat else { return Ok(()) };
    let key = turn.state::<ChoiceKey>().ok();
    let scope = Scope { chat: &chat.wa_id, now: turn.facts().now, key: key.as_ref() };
    for action in actions {
        match action {
            Action::Send(message) => seal_message(message, scope)?,
            Action::SendOrTemplate { message, .. } => seal_message(message, scope)?,
            Action::Assign(assignment) => assignment.announce.as_deref_mut().map_or(Ok(()), |message| seal_message(message, scope))?,
            Action::Tag { .. } | Action::Untag { .. } => {}
        }
    }
    Ok(())
}

fn seal_message(message: &mut OutgoingMessage, scope: Scope<'_>) -> Result<()> {
    let Content::Interactive(interactive) = &mut message.content else { return Ok(()) };
    for id in ids(interactive) {
        if let Some(closed) = close(id, scope)? {
            *id = closed;
        }
    }
    Ok(())
}

/// The ids of the buttons and rows that a message offers.
pub(super) fn ids(interactive: &mut Interactive) -> impl Iterator<Item = &mut String> {
    interactive.action.iter_mut().flat_map(|action| {
        let rows = action.sections.iter_mut().flat_map(|section| &mut section.rows).map(|row| &mut row.id);
        action.buttons.iter_mut().map(|button| &mut button.reply.id).chain(rows)
    })
}
