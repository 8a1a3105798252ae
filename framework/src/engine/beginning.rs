//! Events that the bot's own code brings about: they are on disk before anybody is told that they are.

use std::sync::Arc;

use serde_json::Value;

use super::Engine;
use super::lane::Work;
use crate::kind::EventKind;
use crate::own_event;
use crate::store::{Delivery, EventKey, Lane, NewEvent, StoreError};
use crate::turn::Begin;
use crate::wire::{WaId, decode};

impl Engine {
    /// What tasks get that begin turns of timers. It does not keep the engine alive.
    pub(super) fn begins(self: &Arc<Self>) -> Begin {
        let engine = Arc::downgrade(self);
        Arc::new(move |chat, value| {
            let engine = engine.upgrade();
            Box::pin(async move {
                let engine = engine.ok_or_else(|| StoreError::Refused("the bot has stopped: no turn can begin any more".to_owned()))?;
                let key = engine.own_key("begin", &chat);
                engine.ingest_own(key, &chat, EventKind::Timer, &value).await
            })
        })
    }

    /// Takes an event of the framework's own into a chat's lane.
    ///
    /// # Errors
    /// When the store fails: there is no such event.
    pub(super) async fn ingest_own(self: &Arc<Self>, key: EventKey, chat: &WaId, kind: EventKind, value: &Value) -> Result<(), StoreError> {
        let Some(body) = own_event::body(kind, value) else { return Ok(()) };
        let now = self.now();
        let event = NewEvent { key, lane: Lane::Chat(chat.clone()), kind: kind.name().to_owned(), part: 0, end: None };
        let work = decode(&body).ok().and_then(|decoded| decoded.events.into_iter().next()).map(|event| Work::Event(Arc::new(event)));
        let delivery = Delivery::new(body, now, vec![event.clone()]);
        for ingested in self.parts.store.ingest(&self.parts.inbox, delivery).await? {
            self.queue(event.clone(), work.clone(), ingested, now);
        }
        Ok(())
    }
}
