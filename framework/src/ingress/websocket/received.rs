use std::collections::HashMap;

use tokio::sync::mpsc;

use crate::client::Api;
use crate::wire::{Event, Message, ReceivedMark, Timestamp, WaId, decode};

/// For how many chats it is remembered up to where they are marked.
const REMEMBERED: usize = 10_000;

/// What has been received, on its way to the inbox: a webhook's 200 marks by itself, a frame or a list does not.
#[derive(Debug, Clone)]
pub(crate) struct Received(mpsc::UnboundedSender<(WaId, Timestamp)>);

impl Received {
    /// With what marks in the background. It ends with the other and all its copies.
    pub(crate) fn new(api: Api) -> (Self, impl Future<Output = ()>) {
        let (noted, marks) = mpsc::unbounded_channel();
        (Self(noted), mark(api, marks))
    }

    /// Marks the customers' messages of a body, each by its own time: the bot's clock may go wrong.
    pub(super) fn note(&self, body: &[u8]) {
        for event in decode(body).map(|decoded| decoded.events).unwrap_or_default() {
            if let Event::Message(message) = event
                && !message.is_outgoing()
                && let Some(time) = message.waba.timestamp
            {
                self.send(message.chat, time);
            }
        }
    }

    /// The same for messages that a list showed.
    pub(crate) fn note_listed(&self, messages: &[Message]) {
        for message in messages.iter().filter(|message| !message.from_us) {
            if let Some(time) = message.waba_payload.timestamp {
                self.send(message.customer_wa_id.clone(), time);
            }
        }
    }

    fn send(&self, chat: WaId, time: Timestamp) {
        // Nobody marks any more when the bot stops.
        // As a number: WhatsApp writes it as a text.
        let _ = self.0.send((chat, Timestamp::from_seconds(time.as_seconds())));
    }
}

async fn mark(api: Api, mut marks: mpsc::UnboundedReceiver<(WaId, Timestamp)>) {
    // A list shows once more what was told.
    let mut marked = HashMap::<WaId, i64>::new();
    while let Some(first) = marks.recv().await {
        // A mark counts for all that is older, so one call per chat does for what came meanwhile.
        let mut newest = HashMap::from([first]);
        while let Ok((chat, time)) = marks.try_recv() {
            let known = newest.entry(chat).or_insert(time);
            if known.as_seconds() < time.as_seconds() {
                *known = time;
            }
        }
        newest.retain(|chat, time| marked.get(chat).is_none_or(|known| *known < time.as_seconds()));
        if marked.len() + newest.len() > REMEMBERED {
            marked.clear();
        }
        for (customer_wa_id, timestamp) in newest {
            let mark = ReceivedMark { customer_wa_id, timestamp };
            match api.create_received_message_mark(&mark).await {
                Ok(()) => drop(marked.insert(mark.customer_wa_id, timestamp.as_seconds())),
                // Nothing is handled by these marks; the next message's covers it.
                Err(cause) => tracing::warn!(%cause, "messages could not be marked as received"),
            }
        }
    }
}
