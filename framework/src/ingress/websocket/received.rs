use std::collections::HashMap;

use tokio::sync::mpsc;

use crate::client::Api;
use crate::wire::{Event, ReceivedMark, Timestamp, WaId, decode};

/// What has been received, on its way to the inbox: a webhook's 200 marks by itself, a frame does not.
#[derive(Debug)]
pub(super) struct Received(mpsc::UnboundedSender<(WaId, Timestamp)>);

impl Received {
    /// With what marks in the background. It ends with the other.
    pub(super) fn new(api: Api) -> (Self, impl Future<Output = ()>) {
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
                // The other side lives as long as this one.
                // As a number: WhatsApp writes it as a text.
                let _ = self.0.send((message.chat, Timestamp::from_seconds(time.as_seconds())));
            }
        }
    }
}

async fn mark(api: Api, mut marks: mpsc::UnboundedReceiver<(WaId, Timestamp)>) {
    while let Some(first) = marks.recv().await {
        // A mark counts for all that is older, so one call per chat does for what came meanwhile.
        let mut newest = HashMap::from([first]);
        while let Ok((chat, time)) = marks.try_recv() {
            let known = newest.entry(chat).or_insert(time);
            if known.as_seconds() < time.as_seconds() {
                *known = time;
            }
        }
        for (customer_wa_id, timestamp) in newest {
            if let Err(cause) = api.create_received_message_mark(&ReceivedMark { customer_wa_id, timestamp }).await {
                // Nothing is handled by these marks; the next message's covers it.
                tracing::warn!(%cause, "messages could not be marked as received");
            }
        }
    }
}
