//! Histories: what became of assignments and tags, newest first.

use axum::extract::State;

use super::answer::Answer;
use super::caller::Me;
use super::error::ApiError;
use super::page::Paging;
use super::query::Query;
use crate::app::App;
use crate::store::assignment::{History, HistoryFilter};

async fn list(app: App, me: Me, history: History, query: &Query, paging: &Paging) -> Result<Answer, ApiError> {
    let filter = HistoryFilter {
        scope: me.0.reads.clone(),
        wa_id: query.text("wa_id").map(str::to_owned),
        waba_id: query.text("message_id").map(str::to_owned),
        since: query.integer("since_time")?,
        before: query.integer("before_time")?,
    };
    let (limit, offset) = (paging.limit, paging.offset);
    let (count, events) = app.store.read(move |tx| Ok(tx.history(history, &filter, limit, offset)?)).await?;
    Ok(paging.answer(count, events))
}

/// listChatAssignmentEvents.
pub(super) async fn assignments(State(app): State<App>, me: Me, query: Query, paging: Paging) -> Result<Answer, ApiError> {
    list(app, me, History::Assignments, &query, &paging).await
}

/// listChatTaggingEvents.
pub(super) async fn chat_taggings(State(app): State<App>, me: Me, query: Query, paging: Paging) -> Result<Answer, ApiError> {
    list(app, me, History::ChatTaggings, &query, &paging).await
}

/// listMessageTaggingEvents.
pub(super) async fn message_taggings(State(app): State<App>, me: Me, query: Query, paging: Paging) -> Result<Answer, ApiError> {
    list(app, me, History::MessageTaggings, &query, &paging).await
}
