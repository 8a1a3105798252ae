//! Chats.

use axum::extract::{Path, State};

use super::answer::Answer;
use super::caller::Me;
use super::error::ApiError;
use super::page::Paging;
use super::query::Query;
use crate::app::App;
use crate::store::chats::ChatFilter;
use crate::store::view::View;

/// listChats.
pub(super) async fn list(State(app): State<App>, me: Me, query: Query, paging: Paging) -> Result<Answer, ApiError> {
    let filter = ChatFilter {
        viewer: me.id(),
        scope: me.0.reads.clone(),
        assigned_user: query.boolean("assigned_to_me")?.unwrap_or(false).then(|| me.id()),
        assigned_group: query.integer("assigned_group")?,
        tag: query.integer("chat_tag_id")?,
        since: query.integer("messages_since_time")?,
        before: query.integer("messages_before_time")?,
        unread: query.boolean("unread")?,
        search: query.text("search").map(str::to_owned),
    };
    let (limit, offset) = (paging.limit, paging.offset);
    let (count, shown) = app
        .store
        .read(move |tx| {
            let (count, chats) = tx.chats(&filter, limit, offset)?;
            let mut view = View::of(me.id());
            let shown = chats.iter().map(|chat| view.chat(tx, chat)).collect::<Result<Vec<_>, _>>()?;
            Ok((count, shown))
        })
        .await?;
    Ok(paging.answer(count, shown))
}

/// retrieveChat.
pub(super) async fn retrieve(State(app): State<App>, me: Me, Path(wa_id): Path<String>) -> Result<Answer, ApiError> {
    let chat = app
        .store
        .read(move |tx| {
            let chat = me.chat(tx, &wa_id)?;
            Ok(View::of(me.id()).chat(tx, &chat)?)
        })
        .await?;
    Ok(Answer::ok(chat))
}
