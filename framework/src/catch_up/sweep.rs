//! One sweep.

use std::collections::HashSet;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use super::CatchUp;
use crate::client::{Api, ApiError, EventQuery, MessageQuery};
use crate::store::{InboxRecord, StoreError};
use crate::wire::{Message, Timestamp as Second, WabaId};

/// How far a sweep looks back behind the mark: messages may be listed late, and clocks differ.
const OVERLAP: Duration = Duration::from_secs(120);

/// Messages that are taken in with one commit.
const AT_ONCE: usize = 50;

/// Why a sweep is not whole.
#[derive(Debug, thiserror::Error)]
pub(super) enum Broken {
    #[error(transparent)]
    Api(#[from] ApiError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CatchUp {
    /// Reads what happened since the mark, and moves the mark when all of it is in the journal.
    pub(super) async fn sweep(&mut self) -> Result<(), Broken> {
        let begun = self.api.inbox_now();
        let since = self.swept.and_then(|swept| swept.checked_sub(OVERLAP).ok()).map_or(self.mark, |since| since.max(self.mark));
        let since = Second::from_seconds(since.as_second());
        // First whom chats belong to: what was written is handled by whoever has them now.
        for history in [History::Assignments, History::ChatTags, History::MessageTags] {
            for event in readable(history.since(&self.api, since).await)? {
                self.engine.take_missed(json!({ history.event(): event }), &HashSet::new()).await?;
            }
        }
        // These answers have shown the inbox's clock anew: the machine's may have been set since the one before.
        let begun = begun.min(self.api.inbox_now());
        let messages = self.messages(since).await?;
        let seen = self.only_seen(&messages, begun);
        // Oldest first, so that what is taken in by halves is the older half.
        let runs = messages.chunk_by(|one, next| one.from_us == next.from_us).flat_map(|run| run.chunks(AT_ONCE));
        for run in runs.collect::<Vec<_>>() {
            self.engine.take_missed(body(run), &seen).await?;
        }
        #[cfg(feature = "websocket")]
        if let Some(received) = &self.received {
            received.note_listed(&messages);
        }
        let failures = self.failures(since, &messages).await?;
        for failures in failures.chunks(AT_ONCE) {
            self.engine.take_missed(json!({ "statuses": failures }), &HashSet::new()).await?;
        }
        self.swept = Some(begun);
        let record = InboxRecord { url: self.api.base().as_str().to_owned(), mark: self.mark, swept: self.swept };
        self.store.put_inbox(self.engine.inbox(), record).await?;
        Ok(())
    }

    /// Messages since a second, oldest first.
    async fn messages(&self, since: Second) -> Result<Vec<Message>, ApiError> {
        let query = MessageQuery { since_time: Some(since), ..MessageQuery::default() };
        let mut messages = self.api.every_message(&query).all().await?;
        messages.reverse();
        Ok(messages)
    }

    /// The customers' messages that nobody waits for an answer to: too old, or followed by something that somebody else said.
    ///
    /// What the bot said answers what its journal knows, and nothing else: a reply may leave after the customer's next message was written,
    /// and before the bot was told of that.
    fn only_seen(&self, messages: &[Message], now: Timestamp) -> HashSet<WabaId> {
        let me = self.engine.user();
        let oldest = now.checked_sub(self.max_age).unwrap_or(Timestamp::MIN).as_second();
        let (mut answered, mut seen) = (HashSet::new(), HashSet::new());
        for message in messages.iter().rev() {
            if message.from_us {
                if message.sender.as_ref().is_none_or(|sender| sender.id != me) {
                    answered.insert(&message.customer_wa_id);
                }
            } else if let Some(id) = &message.waba_payload.id
                && (answered.contains(&message.customer_wa_id) || second_of(message) < oldest)
            {
                seen.insert(id.clone());
            }
        }
        seen
    }
}

/// A history that this user may not read, or that this inbox does not have, keeps no message from being found: owners and tags are read
/// anew where they matter.
fn readable(listed: Result<Vec<Value>, ApiError>) -> Result<Vec<Value>, ApiError> {
    match listed {
        Err(cause) if matches!(cause.status(), Some(403 | 404)) => {
            tracing::warn!(%cause, "a history cannot be read, and is left out");
            Ok(Vec::new())
        }
        listed => listed,
    }
}

/// A history of the inbox.
#[derive(Debug, Clone, Copy)]
enum History {
    Assignments,
    ChatTags,
    MessageTags,
}

impl History {
    /// The name of its events.
    const fn event(self) -> &'static str {
        match self {
            Self::Assignments => "chat_assignment",
            Self::ChatTags => "chat_tagging",
            Self::MessageTags => "message_tagging",
        }
    }

    /// Its events since a second, oldest first. They have no id: two that are equal in all are one.
    async fn since(self, api: &Api, since: Second) -> Result<Vec<Value>, ApiError> {
        let query = EventQuery { since_time: Some(since), ..EventQuery::default() };
        let mut events = match self {
            Self::Assignments => values(&api.every_chat_assignment_event(&query).all().await?),
            Self::ChatTags => values(&api.every_chat_tagging_event(&query).all().await?),
            Self::MessageTags => values(&api.every_message_tagging_event(&query, None).all().await?),
        };
        events.reverse();
        Ok(events)
    }
}

/// Messages of one side, as a body that tells them, with the states that they have reached.
fn body(messages: &[Message]) -> Value {
    match messages.first() {
        Some(first) if first.from_us => {
            json!({ "outgoing_messages": messages, "statuses": messages.iter().flat_map(statuses).collect::<Vec<_>>() })
        }
        _ => json!({ "incoming_messages": messages }),
    }
}

fn values(events: &[impl Serialize]) -> Vec<Value> {
    // What was JSON a moment ago is JSON again.
    events.iter().filter_map(|event| serde_json::to_value(event).ok()).collect()
}

/// What a listed message says of its own states, as the events that would have told them.
fn statuses(message: &Message) -> Vec<Value> {
    let Some(states) = message.waba_statuses.as_ref() else { return Vec::new() };
    let states = [("sent", states.sent), ("delivered", states.delivered), ("read", states.read)];
    let told = states.into_iter().filter_map(|(name, at)| Some((name, at?.as_seconds())));
    told.map(|(name, at)| {
        json!({
            "id": message.waba_payload.id, "getchat_id": message.id, "recipient_id": message.customer_wa_id, "status": name,
            "timestamp": at.to_string(),
        })
    })
    .collect()
}

fn second_of(message: &Message) -> i64 {
    message.waba_payload.timestamp.map_or(0, Second::as_seconds)
}
