//! Tags on chats and on messages.

use axum::extract::{Path, State};
use switchboard_wire::limits::WA_ID_DIGITS;
use switchboard_wire::{ChatTaggingEvent, Members, MessageTaggingEvent, Tag, TaggingAction, Timestamp, WaId, WabaId};

use super::answer::Answer;
use super::caller::Me;
use super::error::ApiError;
use super::fields::Fields;
use super::tags::must_use_tags;
use crate::app::App;
use crate::json;
use crate::store::Tx;

/// Characters of a WhatsApp id of a message at most.
const WABA_ID: usize = 1_000;

/// The tag that a tagging names, and its free data.
struct Wanted {
    tag: i64,
    extra: Option<Members>,
}

/// Reads a body: the tagging, and the target that the member `target` names.
fn wanted(mut fields: Fields, target: &str, most: usize) -> Result<(Wanted, String), ApiError> {
    let tag = fields.required_integer("tag");
    let named = fields.required_text(target, most);
    let extra = fields.object("extra");
    let (tag, named) = fields.checked(tag.zip(named))?;
    Ok((Wanted { tag, extra }, named))
}

fn known_tag(tx: &Tx<'_>, id: i64) -> Result<Tag, ApiError> {
    tx.tag(id)?.ok_or_else(|| ApiError::field("tag", format!("Invalid pk \"{id}\" - object does not exist.")))
}

fn chat_event(tx: &mut Tx<'_>, me: &Me, action: TaggingAction, tag: Tag, wa_id: &str, extra: Option<Members>) -> Result<(), ApiError> {
    let timestamp = Timestamp::from_seconds(tx.core.clock.now_seconds());
    let chat = WaId::new(wa_id).map_err(|_| ApiError::not_found())?;
    Ok(tx.announce_chat_tagging(&ChatTaggingEvent {
        timestamp,
        action,
        tag,
        chat,
        extra,
        done_by: Some(me.0.user.clone()),
        unknown: switchboard_wire::Members::new(),
    })?)
}

/// createChatTagging.
pub(super) async fn tag_chat(State(app): State<App>, me: Me, fields: Fields) -> Result<Answer, ApiError> {
    must_use_tags(&me)?;
    let (wanted, wa_id) = wanted(fields, "chat", WA_ID_DIGITS)?;
    let tagging = app
        .store
        .write(move |tx| {
            let tag = known_tag(tx, wanted.tag)?;
            let chat = tx.chat(&wa_id)?.filter(|chat| me.sees(chat));
            me.must_write_to(&chat.ok_or_else(|| ApiError::field("chat", format!("Invalid pk \"{wa_id}\" - object does not exist.")))?)?;
            let id = tx.tag_chat(wanted.tag, &wa_id, &json::text(&wanted.extra))?;
            let id = id.ok_or_else(|| ApiError::field("non_field_errors", "The fields tag, chat must make a unique set."))?;
            chat_event(tx, &me, TaggingAction::Added, tag, &wa_id, wanted.extra)?;
            tx.chat_tagging(id)?.ok_or_else(ApiError::not_found)
        })
        .await?;
    Ok(Answer::created(&tagging))
}

/// retrieveChatTagging.
pub(super) async fn of_chat(State(app): State<App>, me: Me, Path(id): Path<String>) -> Result<Answer, ApiError> {
    let id: i64 = id.parse().map_err(|_| ApiError::not_found())?;
    let tagging = app
        .store
        .read(move |tx| {
            let tagging = tx.chat_tagging(id)?.ok_or_else(ApiError::not_found)?;
            me.chat(tx, tagging.chat.as_str())?;
            Ok(tagging)
        })
        .await?;
    Ok(Answer::json(&tagging))
}

/// destroyChatTagging.
pub(super) async fn untag_chat(State(app): State<App>, me: Me, Path(id): Path<String>) -> Result<Answer, ApiError> {
    must_use_tags(&me)?;
    let id: i64 = id.parse().map_err(|_| ApiError::not_found())?;
    app.store
        .write(move |tx| {
            let tagging = tx.chat_tagging(id)?.ok_or_else(ApiError::not_found)?;
            me.chat_to_change(tx, tagging.chat.as_str())?;
            let tag = known_tag(tx, tagging.tag.get())?;
            tx.untag_chat(id)?;
            chat_event(tx, &me, TaggingAction::Removed, tag, tagging.chat.as_str(), tagging.extra)
        })
        .await?;
    Ok(Answer::no_content())
}

/// createMessageTagging: the chat of the message gets the tag at once, unless it has it.
pub(super) async fn tag_message(State(app): State<App>, me: Me, fields: Fields) -> Result<Answer, ApiError> {
    must_use_tags(&me)?;
    let (wanted, message) = wanted(fields, "message", WABA_ID)?;
    let tagging = app
        .store
        .write(move |tx| {
            let tag = known_tag(tx, wanted.tag)?;
            let row = tx.message_by_waba_id(&message)?;
            let chat = row.as_ref().map(|row| tx.chat(&row.wa_id)).transpose()?.flatten().filter(|chat| me.sees(chat));
            let unknown = || ApiError::field("message", format!("Invalid pk \"{message}\" - object does not exist."));
            let (row, chat) = row.zip(chat).ok_or_else(unknown)?;
            me.must_write_to(&chat)?;
            let extra = json::text(&wanted.extra);
            let id = tx.tag_message(wanted.tag, row.seq, &extra)?;
            let id = id.ok_or_else(|| ApiError::field("non_field_errors", "The fields tag, message must make a unique set."))?;
            message_event(tx, &me, TaggingAction::Added, tag.clone(), &row.wa_id, WabaId::new(&message), wanted.extra.clone())?;
            if tx.tag_chat(wanted.tag, &row.wa_id, &extra)?.is_some() {
                chat_event(tx, &me, TaggingAction::Added, tag, &row.wa_id, wanted.extra)?;
            }
            Ok(tx.message_tagging(id)?.ok_or_else(ApiError::not_found)?.0)
        })
        .await?;
    Ok(Answer::created(&tagging))
}

fn message_event(
    tx: &mut Tx<'_>,
    me: &Me,
    action: TaggingAction,
    tag: Tag,
    wa_id: &str,
    message: WabaId,
    extra: Option<Members>,
) -> Result<(), ApiError> {
    let timestamp = Timestamp::from_seconds(tx.core.clock.now_seconds());
    let done_by = Some(me.0.user.clone());
    Ok(tx.announce_message_tagging(
        wa_id,
        &MessageTaggingEvent { timestamp, action, tag, message, extra, done_by, unknown: switchboard_wire::Members::new() },
    )?)
}

/// retrieveMessageTagging.
pub(super) async fn of_message(State(app): State<App>, me: Me, Path(id): Path<String>) -> Result<Answer, ApiError> {
    let id: i64 = id.parse().map_err(|_| ApiError::not_found())?;
    let tagging = app
        .store
        .read(move |tx| {
            let (tagging, wa_id) = tx.message_tagging(id)?.ok_or_else(ApiError::not_found)?;
            me.chat(tx, &wa_id)?;
            Ok(tagging)
        })
        .await?;
    Ok(Answer::json(&tagging))
}

/// destroyMessageTagging: the chat keeps the tag.
pub(super) async fn untag_message(State(app): State<App>, me: Me, Path(id): Path<String>) -> Result<Answer, ApiError> {
    must_use_tags(&me)?;
    let id: i64 = id.parse().map_err(|_| ApiError::not_found())?;
    app.store
        .write(move |tx| {
            let (tagging, wa_id) = tx.message_tagging(id)?.ok_or_else(ApiError::not_found)?;
            me.chat_to_change(tx, &wa_id)?;
            let tag = known_tag(tx, tagging.tag.get())?;
            tx.untag_message(id)?;
            message_event(tx, &me, TaggingAction::Removed, tag, &wa_id, tagging.message, tagging.extra)
        })
        .await?;
    Ok(Answer::no_content())
}
