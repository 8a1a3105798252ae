//! Reading messages.

use axum::extract::{Path, State};

use super::answer::Answer;
use super::caller::Me;
use super::error::ApiError;
use super::page::Paging;
use super::query::Query;
use crate::app::App;
use crate::store::Tx;
use crate::store::messages::{MessageFilter, MessageRow};
use crate::store::view::View;

fn filter(app: &App, me: &Me, query: &Query) -> Result<MessageFilter, ApiError> {
    Ok(MessageFilter {
        scope: me.0.reads.clone(),
        wa_id: query.text("wa_id").map(str::to_owned),
        since: query.integer("since_time")?,
        before: query.integer("before_time")?,
        from_us: query.boolean("from_us")?,
        assigned_user: query.boolean("assigned_to_me")?.unwrap_or(false).then(|| me.id()),
        assigned_group: assigned_group(me, query)?,
        chat_tag: query.integer("chat_tag_id")?,
        search: query.text("search").map(str::to_owned),
        made_by: app.core.faults.list_lag().map(|lag| app.core.clock.now_millis().saturating_sub(lag)),
    })
}

/// The group of a filter. Only an admin may name one that it is not in.
pub(super) fn assigned_group(me: &Me, query: &Query) -> Result<Option<i64>, ApiError> {
    let group = query.integer("assigned_group")?;
    match group {
        Some(group) if !me.is_admin() && !me.0.groups.contains(&group) => Err(ApiError::forbidden()),
        _ => Ok(group),
    }
}

/// listMessages.
pub(super) async fn list(State(app): State<App>, me: Me, query: Query, paging: Paging) -> Result<Answer, ApiError> {
    me.must_message()?;
    let filter = filter(&app, &me, &query)?;
    let marks = query.integer("mark_as_received")?.is_some_and(|marks| marks != 0);
    let writes = marks || filter.search.is_some();
    let (limit, offset) = (paging.limit, paging.offset);
    let job = move |tx: &mut Tx<'_>| {
        let (count, rows) = tx.messages(&filter, limit, offset)?;
        if marks {
            mark(tx, me.id(), &rows)?;
        }
        let mut view = View::of(me.id());
        let shown = rows.iter().map(|row| view.message(tx, row)).collect::<Result<Vec<_>, _>>()?;
        Ok((count, shown))
    };
    // A search brings the index up to date first.
    let (count, shown) = if writes { app.store.write(job).await? } else { app.store.read(job).await? };
    Ok(paging.answer(count, shown))
}

fn mark(tx: &mut Tx<'_>, user: i64, rows: &[MessageRow]) -> rusqlite::Result<()> {
    rows.iter().filter(|row| !row.from_us).try_for_each(|row| tx.mark_received(user, &row.wa_id, row.time))
}

/// retrieveMessage. It takes the filters of the list, and a message that they leave out is not found.
pub(super) async fn retrieve(State(app): State<App>, me: Me, Path(id): Path<String>, query: Query) -> Result<Answer, ApiError> {
    me.must_message()?;
    // A list that lags says nothing of a single message.
    let filter = MessageFilter { made_by: None, ..filter(&app, &me, &query)? };
    let marks = query.integer("mark_as_received")?.is_some_and(|marks| marks != 0);
    let message = app
        .store
        .write(move |tx| {
            let row = tx.message_by_id(&id)?.ok_or_else(ApiError::not_found)?;
            if !tx.shows(&filter, row.seq)? {
                return Err(ApiError::not_found());
            }
            if marks {
                mark(tx, me.id(), std::slice::from_ref(&row))?;
            }
            Ok(View::of(me.id()).message(tx, &row)?)
        })
        .await?;
    Ok(Answer::ok(message))
}
