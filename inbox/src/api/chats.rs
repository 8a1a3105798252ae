//! Chats.

use axum::extract::{Path, State};

use super::answer::Answer;
use super::caller::Me;
use super::error::ApiError;
use super::messages::assigned_group;
use super::page::Paging;
use super::query::Query;
use crate::app::App;
use crate::store::chats::{ChatFilter, Referral};
use crate::store::view::View;

/// listChats.
pub(super) async fn list(State(app): State<App>, me: Me, query: Query, paging: Paging) -> Result<Answer, ApiError> {
    let filter = ChatFilter {
        viewer: me.id(),
        scope: me.0.reads.clone(),
        assigned_user: query.boolean("assigned_to_me")?.unwrap_or(false).then(|| me.id()),
        assigned_group: assigned_group(&me, &query)?,
        tag: query.integer("chat_tag_id")?,
        since: query.integer("messages_since_time")?,
        before: query.integer("messages_before_time")?,
        unread: query.boolean("unread")?,
        blocked: query.boolean("blocked")?,
        reported: query.boolean("reported")?,
        has_referral: query.boolean("message_has_referral")?,
        referrals: referrals(&query)?,
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

/// What is asked of the advertisements by which customers came.
fn referrals(query: &Query) -> Result<Vec<Referral>, ApiError> {
    for (name, choices) in [("message_referral_source_type", ["ad", "post"]), ("message_referral_media_type", ["image", "video"])] {
        if let Some(text) = query.text(name)
            && !choices.contains(&text)
        {
            let complaint = format!("Select a valid choice. {text} is not one of the available choices.");
            return Err(ApiError::field(name, complaint));
        }
    }
    let part = query.text("message_referral_source_url").map(|text| Referral::contains("source_url", text));
    let whole = [
        ("source_id", "message_referral_source_id"),
        ("source_type", "message_referral_source_type"),
        ("headline", "message_referral_headline"),
        ("body", "message_referral_body"),
        ("media_type", "message_referral_media_type"),
    ];
    let whole = whole.into_iter().filter_map(|(member, name)| Some(Referral::is(member, query.text(name)?)));
    Ok(part.into_iter().chain(whole).collect())
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
