//! Messages that failed: the lists of messages do not tell, the list of WhatsApp's errors does.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::CatchUp;
use super::sweep::Broken;
use crate::store::Lane;
use crate::wire::{Message, MessageId, Timestamp, WaId, WabaError};

impl CatchUp {
    /// The failures of messages since a second, as the statuses that would have told them, oldest first. The chats of `messages` are known.
    /// What belongs to no message is left out: it names neither chat nor id, so that nobody could tell whether it was told before.
    pub(super) async fn failures(&self, since: Timestamp, messages: &[Message]) -> Result<Vec<Value>, Broken> {
        let chats = messages.iter().filter_map(|message| Some((message.id.as_ref()?, &message.customer_wa_id))).collect::<HashMap<_, _>>();
        let mut statuses = Vec::new();
        for error in self.errors_since(since).await? {
            let Some(message) = &error.getchat_id else { continue };
            let chat = match chats.get(message) {
                Some(chat) => Some((*chat).clone()),
                None => self.chat_of(message).await?,
            };
            statuses.extend(chat.map(|chat| failed(&error, &chat)));
        }
        statuses.reverse();
        Ok(statuses)
    }

    /// WhatsApp's errors since a second, newest first, which is the list's order.
    async fn errors_since(&self, since: Timestamp) -> Result<Vec<WabaError>, Broken> {
        let (mut listed, mut errors) = (self.api.every_waba_error(), Vec::new());
        loop {
            match listed.next().await {
                Ok(Some(error)) if error.timestamp.is_none_or(|at| at.as_seconds() >= since.as_seconds()) => errors.push(error),
                Ok(_) => return Ok(errors),
                // Not every user may see it; what happened to messages is told by other ways as well.
                Err(cause) if matches!(cause.status(), Some(403 | 404)) => {
                    tracing::debug!(%cause, "the list of errors cannot be read");
                    return Ok(Vec::new());
                }
                Err(cause) => return Err(cause.into()),
            }
        }
    }

    /// The chat of a message that is older than the sweep: the bot's own are in its outbox.
    async fn chat_of(&self, message: &MessageId) -> Result<Option<WaId>, Broken> {
        if let Some((Lane::Chat(chat), _)) = self.store.row_of(self.engine.inbox(), message).await? {
            return Ok(Some(chat));
        }
        match self.api.retrieve_message(message).await {
            Ok(message) => Ok(Some(message.customer_wa_id)),
            // It was dropped, or is in a chat that the bot may not read.
            Err(cause) if matches!(cause.status(), Some(403 | 404)) => Ok(None),
            Err(cause) => Err(cause.into()),
        }
    }
}

fn failed(error: &WabaError, chat: &WaId) -> Value {
    json!({
        "id": error.waba_id, "getchat_id": error.getchat_id, "recipient_id": chat, "status": "failed",
        "timestamp": error.timestamp.map(|at| at.as_seconds().to_string()), "errors": items(error),
    })
}

/// WhatsApp's words: an error, or an object that holds some.
fn items(error: &WabaError) -> Value {
    match error.waba_payload.get("errors") {
        Some(Value::Array(items)) => Value::Array(items.clone()),
        _ => json!([error.waba_payload]),
    }
}

#[cfg(test)]
mod tests {
    use super::failed;
    use crate::wire::{Event, WaId, WabaError, decode};

    #[test]
    fn both_shapes_of_an_error_become_the_status_that_would_have_told_it() {
        for payload in [r#"{"code": 131026, "title": "gone"}"#, r#"{"errors": [{"code": 131026, "title": "gone"}]}"#] {
            let error = format!(r#"{{"waba_payload": {payload}, "timestamp": 7, "waba_id": "wamid.1", "getchat_id": "m-1"}}"#);
            let error: WabaError = serde_json::from_str(&error).unwrap();
            let body = serde_json::json!({ "statuses": [failed(&error, &WaId::new("491713920001").unwrap())] });
            let [Event::Status(status)] = &decode(body.to_string().as_bytes()).unwrap().events[..] else { panic!("{body}") };
            assert_eq!((status.status.as_str(), status.errors[0].code), ("failed", Some(131_026)));
            assert_eq!(status.getchat_id.as_ref().map(ToString::to_string).as_deref(), Some("m-1"));
        }
    }
}
