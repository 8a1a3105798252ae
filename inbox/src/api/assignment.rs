//! Whom a chat is assigned to.

use axum::extract::{Path, State};
use switchboard_wire::limits::WA_ID_DIGITS;
use switchboard_wire::{ChatAssignment, ChatAssignmentEvent, GroupId, Members, Timestamp, UserId, WaId};

use super::answer::Answer;
use super::caller::Me;
use super::error::ApiError;
use super::fields::Fields;
use crate::app::App;
use crate::store::Tx;
use crate::store::chats::ChatRow;

fn shown(chat: &ChatRow) -> Result<Answer, ApiError> {
    Ok(Answer::json(&ChatAssignment {
        wa_id: WaId::new(&chat.wa_id).map_err(|_| ApiError::not_found())?,
        assigned_to_user: chat.assigned_user.map(UserId::new),
        assigned_group: chat.assigned_group.map(GroupId::new),
        extra: switchboard_wire::Members::new(),
    }))
}

/// retrieveChatAssignment.
pub(super) async fn retrieve(State(app): State<App>, me: Me, Path(wa_id): Path<String>) -> Result<Answer, ApiError> {
    shown(&app.store.read(move |tx| me.chat(tx, &wa_id)).await?)
}

/// updateChatAssignment: what is left out is nobody.
pub(super) async fn update(app: State<App>, me: Me, wa_id: Path<String>, fields: Fields) -> Result<Answer, ApiError> {
    change(app, me, wa_id, fields, false).await
}

/// partialUpdateChatAssignment: what is left out stays.
pub(super) async fn partial_update(app: State<App>, me: Me, wa_id: Path<String>, fields: Fields) -> Result<Answer, ApiError> {
    change(app, me, wa_id, fields, true).await
}

/// What one member of the body asks for: nothing, nobody, or somebody.
fn wanted(fields: &mut Fields, name: &str, partial: bool, exists: impl FnOnce(i64) -> bool) -> Option<Option<i64>> {
    if !fields.has(name) {
        return (!partial).then_some(None);
    }
    // The guide of the API hides chats from every group by 0.
    let id = fields.integer(name).filter(|id| *id != 0);
    if let Some(id) = id
        && !exists(id)
    {
        fields.wrong(name, format!("Invalid pk \"{id}\" - object does not exist."));
    }
    Some(id)
}

async fn change(State(app): State<App>, me: Me, Path(wa_id): Path<String>, mut fields: Fields, partial: bool) -> Result<Answer, ApiError> {
    let directory = app.core.directory();
    let user = wanted(&mut fields, "assigned_to_user", partial, |id| directory.user(id).is_some());
    let group = wanted(&mut fields, "assigned_group", partial, |id| directory.group(id).is_some());
    if let Some(named) = fields.text("wa_id", WA_ID_DIGITS)
        && named != wa_id
    {
        fields.wrong("wa_id", "It is not the chat of the path.");
    }
    // Whether there is such a chat, and whether it may be changed, comes first: a wrong body about nothing is about nothing.
    let wrong = fields.check();
    let chat = app
        .store
        .write(move |tx| {
            let chat = me.chat_to_change(tx, &wa_id)?;
            wrong?;
            assign(tx, &me, chat, user, group)
        })
        .await?;
    shown(&chat)
}

fn assign(tx: &mut Tx<'_>, me: &Me, mut chat: ChatRow, user: Option<Option<i64>>, group: Option<Option<i64>>) -> Result<ChatRow, ApiError> {
    let user = user.unwrap_or(chat.assigned_user);
    let group = group.unwrap_or(chat.assigned_group);
    let (user_changes, group_changes) = (user != chat.assigned_user, group != chat.assigned_group);
    if !user_changes && !group_changes {
        return Ok(chat);
    }
    tx.assign(&chat.wa_id, user, group)?;
    let directory = tx.core.directory();
    let event = ChatAssignmentEvent {
        wa_id: WaId::new(&chat.wa_id).map_err(|_| ApiError::not_found())?,
        timestamp: Timestamp::from_seconds(tx.core.clock.now_seconds()),
        done_by: Some(me.0.user.clone()),
        assigned_to_user_set: user.filter(|_| user_changes).and_then(|id| directory.user(id)).map(|account| account.user.clone()),
        assigned_to_user_was_cleared: user_changes && user.is_none(),
        assigned_group_set: group.filter(|_| group_changes).and_then(|id| directory.group(id)).cloned(),
        assigned_group_was_cleared: group_changes && group.is_none(),
        extra: Members::new(),
    };
    let event = tx.keep_assignment_event(&event)?;
    let before = chat.clone();
    (chat.assigned_user, chat.assigned_group) = (user, group);
    tx.announce_assignment(&before, &chat, &event)?;
    Ok(chat)
}
