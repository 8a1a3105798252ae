//! Recording a real conversation.

mod tape;

use self::tape::Tape;
use super::Script;
use crate::InboxId;
use crate::client::{Api, ApiError, EventQuery, MessageQuery, Paging};
use crate::store::{Lane, Store, StoreError};
use crate::wire::event::MessageNames;
use crate::wire::{Event, MessageEvent, User, WaId};

/// Entries of the inbox's lists that are asked for at once.
const PAGE: u64 = 500;

/// Why a conversation could not be recorded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The journal could not be read.
    #[error("the conversation cannot be read from the store: {0}")]
    Store(#[from] StoreError),
    /// What people did could not be read.
    #[error("what people did in the chat cannot be read from the inbox: {0}")]
    Inbox(#[from] ApiError),
}

/// Records a conversation from what a bot's store still holds of it (30 days): what the customer said, what the bot answered, and
/// what people did as far as the bot was told: that they wrote, or changed whom the chat belongs to, while it ran.
///
/// The names of the customer and of people, and whatever may be a phone number, are replaced by stand-ins, in texts too; times are
/// kept as what passed between two entries. The script is text that people can read and change, and
/// [`World::replay`](super::World::replay) plays it. Look through it before it leaves the house: an address in a text stays one, and so does a place.
///
/// ```no_run
/// # async fn example(bot: switchboard::Running, chat: switchboard::wire::WaId) -> switchboard::Result<()> {
/// let store = bot.store();
/// let inbox = store.inboxes().await?.remove(0);
/// let script = switchboard::testing::record(&**store, &inbox, &chat).await?;
/// std::fs::write("tests/talks/gift.txt", script.to_string())?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// When the store cannot be read. A chat of which it holds nothing is an empty script.
pub async fn record(store: &dyn Store, inbox: &InboxId, chat: &WaId) -> Result<Script, RecordError> {
    let mut tape = Tape::new(chat);
    tape.journal(store.history(inbox, &Lane::Chat(chat.clone())).await?);
    Ok(tape.script())
}

/// Records a conversation as [`record`] does, and reads from the inbox what people said and did: also how they tagged the chat,
/// and what they did while the bot was down. `api` is the bot's own.
///
/// The inbox tells times in whole seconds; what happened within one second is put in the order customer and bot, then people,
/// who take the chat, write, tag it, and give it away.
///
/// # Errors
/// When the store or the inbox cannot be read.
///
/// ```no_run
/// # async fn example(bot: switchboard::Running, api: switchboard::client::Api, chat: switchboard::wire::WaId) -> switchboard::Result<()> {
/// use switchboard::testing::{RecordError, record_with_people};
///
/// let store = bot.store();
/// let inbox = store.inboxes().await?.remove(0);
/// match record_with_people(&**store, &inbox, &chat, &api).await {
///     Ok(script) => std::fs::write("tests/talks/gift.txt", script.to_string())?,
///     Err(RecordError::Inbox(cause)) => eprintln!("people's part is missing: {cause}"),
///     Err(cause) => return Err(cause.into()),
/// }
/// # Ok(())
/// # }
/// ```
pub async fn record_with_people(store: &dyn Store, inbox: &InboxId, chat: &WaId, api: &Api) -> Result<Script, RecordError> {
    let mut tape = Tape::new(chat);
    let me = api.retrieve_current_user().await?;
    tape.journal(store.history(inbox, &Lane::Chat(chat.clone())).await?);
    for (at, event) in of_people(api, chat, &me).await? {
        tape.add(&event, at);
    }
    Ok(tape.script())
}

/// What others than the bot said and did in a chat, with the seconds in which they did.
async fn of_people(api: &Api, chat: &WaId, me: &User) -> Result<Vec<(i64, Event)>, ApiError> {
    let is_other = |user: Option<&User>| user.is_some_and(|user| user.id != me.id);
    let mut events = Vec::new();
    let first = Paging { limit: Some(PAGE), offset: Some(0) };
    let mut paging = first;
    loop {
        let page = api.list_messages(&MessageQuery { from_us: Some(true), paging, ..MessageQuery::of_chat(chat.clone()) }).await?;
        let goes_on = turns(&mut paging, page.results.len());
        for message in page.results.into_iter().filter(|message| is_other(message.sender.as_deref())) {
            let at = message.waba_payload.timestamp.map_or(0, crate::wire::Timestamp::as_seconds);
            let names = MessageNames { outgoing: true, ..MessageNames::default() };
            let waba = message.waba_payload.clone();
            let told = MessageEvent { chat: chat.clone(), waba, message: Some(message), profile_name: None, names };
            events.push((at, Event::Message(Box::new(told))));
        }
        if !goes_on {
            break;
        }
    }
    let mut query = EventQuery { wa_id: Some(chat.clone()), paging: first, ..EventQuery::default() };
    loop {
        let page = api.list_chat_assignment_events(&query).await?.results;
        let goes_on = turns(&mut query.paging, page.len());
        let theirs = page.into_iter().filter(|event| is_other(event.done_by.as_ref()));
        events.extend(theirs.map(|event| (event.timestamp.as_seconds(), Event::ChatAssignment(Box::new(event)))));
        if !goes_on {
            break;
        }
    }
    query.paging = first;
    loop {
        let page = api.list_chat_tagging_events(&query).await?.results;
        let goes_on = turns(&mut query.paging, page.len());
        let theirs = page.into_iter().filter(|event| is_other(event.done_by.as_ref()));
        events.extend(theirs.map(|event| (event.timestamp.as_seconds(), Event::ChatTagging(Box::new(event)))));
        if !goes_on {
            break;
        }
    }
    // The lists tell the newest first. Within a second, people take a chat, write, tag it, and give it away.
    events.reverse();
    events.sort_by_key(|(at, event)| {
        let rank = match event {
            Event::ChatAssignment(event)
                if event.done_by.as_ref().map(|by| by.id) == event.assigned_to_user_set.as_ref().map(|to| to.id) =>
            {
                0
            }
            Event::Message(_) => 1,
            Event::ChatTagging(_) => 2,
            _ => 3,
        };
        (*at, rank)
    });
    Ok(events)
}

/// Turns to the next page, when this one is full. An inbox that knows no pages answers with everything, which is no full page.
fn turns(paging: &mut Paging, read: usize) -> bool {
    paging.offset = paging.offset.map(|offset| offset + read as u64);
    read as u64 == PAGE
}
